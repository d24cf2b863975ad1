/* Sums and sketches: how they are kept, recalled, doubted. */
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/sync/sync.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

enum {
    MANY = SETS_KEPT_ROWS + 900,
    SEQUENCE_OFFSET = 2 + NEIGHBOURHOOD_BYTES,
    HASH_BYTES = 16,
};

static const enum snapshot place =
    (enum snapshot)((int)SNAPSHOT_SETS + (int)SET_BOARD);

struct met {
    struct street street;
    struct pair pair;
};

/* How often ids are walked over, of the sides of a pair. */
static struct {
    enum err (*real)(void *self,
                     enum set set,
                     shelf_visit_id *visit,
                     void *visitor);
    unsigned boards;
} walks;

static enum err
count_walk(void *self, enum set set, shelf_visit_id *visit, void *visitor)
{
    walks.boards += set == SET_BOARD ? 1U : 0U;
    return walks.real(self, set, visit, visitor);
}

static void meet(struct met *met)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    for (size_t side = 0; side < 2; side++) {
        struct side *one = &met->pair.sides[side];

        pair_keep_street(&met->pair, side, &met->street);
        pair_keep_posts(&met->pair, side, &met->street, 0, 0, MANY);
        walks.real = one->port.walk_ids;
        one->port.walk_ids = count_walk;
    }
    walks.boards = 0;
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

static void start_again(struct met *met, size_t side)
{
    struct side *one = &met->pair.sides[side];

    pair_cut(&met->pair);
    check_ok(memory_shelf_commit(one->shelf));
    sync_free(one->sync);
    one->sync = NULL;
    check_ok(sync_new(&one->config, &one->sync));
    one->is_loaded = false;
    one->wake_ms = 0;
}

/* Connect, run, and let time pass so that snapshots are kept. */
static void live(struct met *met)
{
    pair_connect(&met->pair);
    pair_run(&met->pair);
    pair_wait(&met->pair, 70 * 1000);
    assert_true(pair_peer(&met->pair, 0).is_live);
}

static struct bytes kept_of(struct met *met, size_t side)
{
    const struct shelf *port = &met->pair.sides[side].port;
    struct bytes bytes;

    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    check_ok(port->recall(port->self, place, &bytes));
    return bytes;
}

static void warm_start_reads_no_ids(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    live(&met);
    assert_true(walks.boards >= 2);
    walks.boards = 0;
    start_again(&met, 0);
    live(&met);
    assert_int_equal(walks.boards, 0);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    part(&met);
}

static void rows_behind_a_snapshot_are_replayed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    live(&met);
    start_again(&met, 0);
    pair_keep_posts(&met.pair, 0, &met.street, 0, MANY, 300);
    pair_keep_posts(&met.pair, 1, &met.street, 0, MANY, 300);
    pair_nudge(&met.pair, 1);
    walks.boards = 0;
    live(&met);
    assert_int_equal(walks.boards, 0);
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    assert_int_equal(met.pair.sides[1].said[WIRE_RECORDS], 0);
    part(&met);
}

/* Few changes are no reason to write half a megabyte. */
static void snapshot_is_kept_after_many_changes_alone(void **state)
{
    struct met met;
    struct bytes before;
    struct bytes after;

    (void)state;
    meet(&met);
    live(&met);
    before = kept_of(&met, 0);
    pair_keep_posts(&met.pair, 0, &met.street, 0, MANY, 100);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, 3600 * 1000);
    after = kept_of(&met, 0);
    check_view(bytes_view(&before), bytes_view(&after));
    bytes_release(&after);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, MANY);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, 3600 * 1000);
    after = kept_of(&met, 0);
    assert_false(view_equal(bytes_view(&before), bytes_view(&after)));
    bytes_release(&before);
    bytes_release(&after);
    part(&met);
}

static void keep(struct met *met, size_t side, struct bytes *bytes)
{
    check_ok(memory_shelf_remember(met->pair.sides[side].shelf, place,
                                   bytes_view(bytes)));
    check_ok(memory_shelf_commit(met->pair.sides[side].shelf));
    bytes_release(bytes);
}

/* A hash over what stands before it, as if the program had written it. */
static void seal(struct bytes *bytes)
{
    const size_t body = bytes->bytes - HASH_BYTES;

    assert_int_equal(crypto_generichash(bytes->data + body, HASH_BYTES,
                                        bytes->data, body, NULL, 0),
                     0);
}

/* The next start reads the board, and keeps a good snapshot again. */
static void check_useless(struct met *met, struct bytes *bytes)
{
    keep(met, 0, bytes);
    start_again(met, 0);
    walks.boards = 0;
    live(met);
    assert_int_equal(walks.boards, 1);
    assert_int_equal(met->pair.sides[0].said[WIRE_ESTIMATE], 0);
}

static void broken_snapshot_is_none(void **state)
{
    static const size_t places[] = {0, 1, 2, SEQUENCE_OFFSET, 30, 5000};
    struct met met;

    (void)state;
    meet(&met);
    live(&met);
    for (size_t index = 0; index < sizeof places / sizeof *places; index++) {
        struct bytes bytes = kept_of(&met, 0);

        bytes.data[places[index]] ^= 0x80;
        check_useless(&met, &bytes);
        bytes = kept_of(&met, 0);
        bytes.bytes = places[index];
        check_useless(&met, &bytes);
    }
    part(&met);
}

/* Of another neighbourhood, or of a row that is not there yet, though sealed
 * as if it were right. */
static void snapshot_of_elsewhere_is_none(void **state)
{
    static const size_t places[] = {0, 1, 5, SEQUENCE_OFFSET};
    struct met met;

    (void)state;
    meet(&met);
    live(&met);
    for (size_t index = 0; index < sizeof places / sizeof *places; index++) {
        struct bytes bytes = kept_of(&met, 0);

        bytes.data[places[index]] ^= 0x40;
        seal(&bytes);
        check_useless(&met, &bytes);
    }
    part(&met);
}

/* It says that it holds rows that it does not: sums are wrong, and found out
 * because comparing does not help. */
static void snapshot_that_lies_is_found_out(void **state)
{
    (void)state;
    for (size_t liar = 0; liar < 2; liar++) {
        struct met met;
        struct bytes bytes;
        uint64_t last = 0;

        meet(&met);
        live(&met);
        bytes = kept_of(&met, liar);
        pair_keep_posts(&met.pair, 0, &met.street, 0, MANY, 10);
        pair_keep_posts(&met.pair, 1, &met.street, 0, MANY, 10);
        check_ok(met.pair.sides[liar].port.journal_last(
            met.pair.sides[liar].port.self, &last));
        put_u64(bytes.data + SEQUENCE_OFFSET, last);
        seal(&bytes);
        keep(&met, liar, &bytes);
        start_again(&met, liar);
        walks.boards = 0;
        pair_nudge(&met.pair, 1 - liar);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        pair_wait(&met.pair, 5 * 60 * 1000);
        assert_true(walks.boards >= 1);
        met.pair.sides[0].said[WIRE_ESTIMATE] = 0;
        met.pair.sides[0].said[WIRE_WEEKS] = 0;
        pair_wait(&met.pair, 3600 * 1000);
        assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
        assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
        part(&met);
    }
}

/* Rows behind the snapshot are cut off: everything is read. */
static void cut_journal_makes_a_snapshot_useless(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    live(&met);
    start_again(&met, 0);
    pair_keep_posts(&met.pair, 0, &met.street, 0, MANY, 300);
    check_ok(memory_shelf_commit(met.pair.sides[0].shelf));
    memory_shelf_cut_journal(met.pair.sides[0].shelf, 5);
    walks.boards = 0;
    live(&met);
    assert_true(walks.boards >= 1);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warm_start_reads_no_ids),
        cmocka_unit_test(rows_behind_a_snapshot_are_replayed),
        cmocka_unit_test(snapshot_is_kept_after_many_changes_alone),
        cmocka_unit_test(broken_snapshot_is_none),
        cmocka_unit_test(snapshot_of_elsewhere_is_none),
        cmocka_unit_test(snapshot_that_lies_is_found_out),
        cmocka_unit_test(cut_journal_makes_a_snapshot_useless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
