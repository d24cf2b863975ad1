/* Records made so that sketches do not come apart: keyed rounds, then lists. */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/record/record.h"
#include "node/sync/sketch.h"
#include "node/sync/sketch_map.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

enum {
    TRIES = 6000,
    SYMBOL_BITS = 8 * sizeof(struct symbol),
    LINEAR = SYMBOL_BITS + 1, /* so many always depend on each other */
    SMALL_SIZE = 64,
    GROUND_FIRST = 5000
};

struct met {
    struct street street;
    struct pair pair;
};

/* A record that was tried, and where its item is. */
struct ground {
    uint64_t path;
    uint32_t n;
};

static struct record_draft draft_of(uint32_t n)
{
    return (struct record_draft){.class = CLASS_POST,
                                 .kind = 999,
                                 .n = n,
                                 .stamp_ms = street_ms(0),
                                 .body = pair_body(POST_BODY_BYTES)};
}

static void sign(struct met *met, uint32_t n, struct bytes *out)
{
    const struct record_draft draft = draft_of(n);

    pair_sign(&met->street, 0, &draft, out);
}

/* Which symbols of a small sketch an item is in, as a number. */
static uint64_t path_of(const struct item *item, const struct item_key *key)
{
    struct mapping at;
    uint64_t path = 0;

    for (mapping_init(&at, item_check(item, key)); at.index < SMALL_SIZE;
         mapping_next(&at)) {
        path |= UINT64_C(1) << at.index;
    }
    return path;
}

static int by_path(const void *left, const void *right)
{
    uint64_t one = ((const struct ground *)left)->path;
    uint64_t other = ((const struct ground *)right)->path;

    return one < other ? -1 : one > other;
}

/* Slot numbers of records that agree, two by two, in all symbols. */
static size_t grind(struct met *met, uint32_t *slots, size_t max)
{
    static struct ground tries[TRIES];
    struct item_key key;
    size_t count = 0;

    item_key_make(&met->street.neighbourhood, &key);
    for (uint32_t index = 0; index < TRIES; index++) {
        struct bytes bytes;
        struct record record;
        struct item item;

        sign(met, GROUND_FIRST + index, &bytes);
        check_ok(record_read(bytes_view(&bytes), &record));
        item_make(record.drop_day, &record.id, &item);
        tries[index].path = path_of(&item, &key);
        tries[index].n = GROUND_FIRST + index;
        bytes_release(&bytes);
    }
    qsort(tries, TRIES, sizeof *tries, by_path);
    for (size_t index = 1; index < TRIES && count + 2 <= max; index++) {
        if (tries[index].path == tries[index - 1].path) {
            slots[count++] = tries[index - 1].n;
            slots[count++] = tries[index].n;
            index++;
        }
    }
    return count;
}

/* One side keeps ground pairs, both ten shared and five honest records. */
static void meet(struct met *met, size_t hostile)
{
    uint32_t slots[4];
    size_t count = 0;

    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_street(&met->pair, side, &met->street);
        pair_keep_posts(&met->pair, side, &met->street, 0, 0, 10);
        pair_keep_posts(&met->pair, side, &met->street, 0,
                        100 + 10 * (uint32_t)side, 5);
    }
    count = grind(met, slots, 4);
    assert_int_equal(count, 4);
    for (size_t index = 0; index < count; index++) {
        struct bytes bytes;

        sign(met, slots[index], &bytes);
        check_ok(memory_shelf_put(met->pair.sides[hostile].shelf,
                                  bytes_view(&bytes)));
        bytes_release(&bytes);
    }
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

/* Everything arrives, whoever has the ground records, and nobody is blamed. */
static void keyed_round_takes_ground_records_apart(void **state)
{
    (void)state;
    for (size_t hostile = 0; hostile < 2; hostile++) {
        struct met met;
        unsigned asked = 0;

        meet(&met, hostile);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        for (size_t side = 0; side < 2; side++) {
            const struct side *one = &met.pair.sides[side];

            asked += one->said[WIRE_KEYED];
            assert_int_equal(one->said[WIRE_WEEKS], 0);
            assert_int_equal(one->closed, ERR_OK);
            assert_int_equal(pair_count(&met.pair, side, SET_BOARD), 24);
        }
        assert_int_equal(asked, 1);
        assert_true(pair_is_equal(&met.pair));
        part(&met);
    }
}

/* Connect; from then on a test speaks for side 1, which follows. */
static void connect_hostile(struct met *met)
{
    met->pair.sides[1].is_away = false;
    met->pair.sides[1].is_deaf = true;
    met->pair.sides[1].is_terse = true;
    pair_connect(&met->pair);
    pair_run(&met->pair);
    met->pair.sides[1].is_away = true;
}

static void say(struct met *met, enum wire_type type, uint32_t round)
{
    const struct wire_message head = {
        .type = type, .set = SET_BOARD, .round = round, .count = 10};
    struct bytes message;

    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_write_ask(&head, &message));
    pair_say(&met->pair, 0, bytes_view(&message));
    bytes_release(&message);
}

/* Each walks a set: one in a comparison, and the next is by lists. */
static void keyed_rounds_are_rare(void **state)
{
    struct met met;
    struct side *honest = &met.pair.sides[0];

    (void)state;
    meet(&met, 0);
    connect_hostile(&met);
    say(&met, WIRE_ASK, 0);
    assert_int_equal(honest->said[WIRE_SYMBOLS], 1);
    say(&met, WIRE_KEYED, 0);
    assert_int_equal(honest->said[WIRE_SYMBOLS], 2);
    say(&met, WIRE_KEYED, 1);
    assert_int_equal(honest->closed, ERR_PROTOCOL);
    pair_cut(&met.pair);
    connect_hostile(&met);
    say(&met, WIRE_ASK, 0);
    assert_int_equal(honest->said[WIRE_WEEKS], 0);
    say(&met, WIRE_KEYED, 0);
    assert_int_equal(honest->said[WIRE_SYMBOLS], 3);
    assert_int_equal(honest->said[WIRE_WEEKS], 1);
    assert_int_equal(honest->closed, ERR_OK);
    part(&met);
}

/* Each message of finds is a walk too: there are no more than symbols were
 * said, whether anybody has what they name or not. */
static void finds_of_a_keyed_round_come_to_an_end(void **state)
{
    const struct wire_message ask = {
        .type = WIRE_KEYED, .set = SET_BOARD, .count = FOUND_MESSAGE_MAX};
    static unsigned char junk[FOUND_MESSAGE_MAX * WIRE_FOUND_BYTES];
    const struct wire_message found = {.set = SET_BOARD,
                                       .count = FOUND_MESSAGE_MAX,
                                       .items = {junk, sizeof junk}};
    struct met met;
    struct side *honest = &met.pair.sides[0];
    struct bytes message;

    (void)state;
    meet(&met, 0);
    connect_hostile(&met);
    say(&met, WIRE_ASK, 0);
    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_write_ask(&ask, &message));
    pair_say(&met.pair, 0, bytes_view(&message));
    bytes_reset(&message);
    check_ok(wire_write_found(&found, &message));
    pair_say(&met.pair, 0, bytes_view(&message));
    assert_int_equal(honest->closed, ERR_OK);
    pair_say(&met.pair, 0, bytes_view(&message));
    assert_int_equal(honest->closed, ERR_PROTOCOL);
    bytes_release(&message);
    part(&met);
}

/* What a record adds to a symbol, and of which records it is the sum. */
struct row {
    unsigned char bits[SYMBOL_BITS];
    unsigned char of[LINEAR];
};

static void row_make(struct met *met, uint32_t number, struct row *row)
{
    struct item_key key;
    struct bytes bytes;
    struct record record;
    struct item item;
    unsigned char symbol[sizeof(struct symbol)];

    item_key_make(&met->street.neighbourhood, &key);
    sign(met, GROUND_FIRST + number, &bytes);
    check_ok(record_read(bytes_view(&bytes), &record));
    item_make(record.drop_day, &record.id, &item);
    item_write(&item, symbol);
    put_u64(symbol + ITEM_BYTES, item_check(&item, &key));
    bytes_release(&bytes);
    memset(row, 0, sizeof *row);
    row->of[number] = 1;
    for (size_t bit = 0; bit < SYMBOL_BITS; bit++) {
        row->bits[bit] = (unsigned)symbol[bit / 8] >> bit % 8 & 1U;
    }
}

static void row_add(struct row *row, const struct row *other)
{
    for (size_t bit = 0; bit < SYMBOL_BITS; bit++) {
        row->bits[bit] ^= other->bits[bit];
    }
    for (size_t number = 0; number < LINEAR; number++) {
        row->of[number] ^= other->of[number];
    }
}

/* Records whose sum is nothing: Gauss, until a row is empty. */
static const struct row *depend(struct met *met)
{
    static struct row rows[LINEAR];
    const struct row *pivots[SYMBOL_BITS] = {NULL};

    for (uint32_t number = 0; number < LINEAR; number++) {
        struct row *row = &rows[number];
        size_t bit = 0;

        row_make(met, number, row);
        for (; bit < SYMBOL_BITS; bit++) {
            if (row->bits[bit] != 0 && pivots[bit] == NULL) {
                pivots[bit] = row;
                break;
            }
            if (row->bits[bit] != 0) {
                row_add(row, pivots[bit]);
            }
        }
        if (bit == SYMBOL_BITS) {
            return row;
        }
    }
    fail_msg("of %d records some depend on others", LINEAR);
    return NULL;
}

/* Half of them here and half of them there: symbol 0 is the same, so sketches
 * see no difference. The fingerprints do. */
static void sets_of_equal_symbols_are_told_apart(void **state)
{
    struct met met;
    const struct row *sum = NULL;
    size_t count = 0;

    (void)state;
    pair_street(&met.street, 4);
    pair_init(&met.pair, &met.street, 1, 2);
    sum = depend(&met);
    for (uint32_t number = 0; number < LINEAR; number++) {
        if (sum->of[number] != 0) {
            struct bytes bytes;

            sign(&met, GROUND_FIRST + number, &bytes);
            check_ok(memory_shelf_put(met.pair.sides[count % 2].shelf,
                                      bytes_view(&bytes)));
            bytes_release(&bytes);
            count++;
        }
    }
    assert_true(count > 2);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_street(&met.pair, side, &met.street);
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 200);
    }
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_false(pair_is_equal(&met.pair));
    pair_wait(&met.pair, 2 * 60 * 1000);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_count(&met.pair, 0, SET_BOARD), 200 + count);
    assert_true(met.pair.is_up);
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keyed_round_takes_ground_records_apart),
        cmocka_unit_test(keyed_rounds_are_rare),
        cmocka_unit_test(finds_of_a_keyed_round_come_to_an_end),
        cmocka_unit_test(sets_of_equal_symbols_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
