/* What is held once it was verified: its bytes stay where they are. */
#include <string.h>

#include "store/held.h"
#include "store/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/noticeboard.h"

enum { HELD = 6 };

static const char *const titles[HELD] = {
    "quovardimplex", "wubbelfinktor", "zanthokrebistal",
    "mirpolaxandro", "fenkwistobral", "drulmopegantix",
};

/* One of them, as the record at hand. */
static void sign(struct noticeboard *board, uint32_t n, struct record *out)
{
    posting_sign(&board->authors[0],
                 &(struct posting){.n = n, .title = titles[n]}, &board->record);
    check_ok(record_read(bytes_view(&board->record), out));
}

/* All of them are held, at the places from 1 on, in three commits. */
static int set_up(void **state)
{
    struct noticeboard *board = NULL;
    struct record record;
    const int answer = noticeboard_set_up(state);

    board = *state;
    for (uint32_t n = 0; n < HELD; n++) {
        if (n % 2 == 0) {
            check_ok(store_begin(board->store));
        }
        sign(board, n, &record);
        check_ok(held_put(board->store, &record));
        if (n % 2 == 1) {
            check_ok(store_commit(board->store, ERR_OK));
        }
    }
    return answer;
}

/* Some were checked, and those that `is_good` names are stored. */
static void
take(struct noticeboard *board, uint32_t from, uint32_t count, unsigned is_good)
{
    struct record record;

    check_ok(held_forget(board->store, from, from + count));
    for (uint32_t n = from; n < from + count; n++) {
        if ((is_good >> n & 1) != 0) {
            sign(board, n, &record);
            check_ok(store_put_record(board->store, &record));
        }
    }
}

static void take_alone(struct noticeboard *board,
                       uint32_t from,
                       uint32_t count,
                       unsigned is)
{
    check_ok(store_begin(board->store));
    take(board, from, count, is);
    check_ok(store_commit(board->store, ERR_OK));
}

static uint64_t ask(struct noticeboard *board, const char *text)
{
    struct query query;
    uint64_t answer = 0;

    query_begin(&query, &board->store->sql, text);
    assert_true(query_row(&query));
    answer = query_get(&query, 0);
    check_ok(query_end(&query));
    return answer;
}

static uint64_t aside(struct noticeboard *board)
{
    return ask(board, "SELECT count(*) FROM aside");
}

static uint64_t referring(struct noticeboard *board)
{
    return ask(board, "SELECT count(*) FROM record, aside"
                      " WHERE typeof(record.bytes)='integer'"
                      " AND place=record.bytes");
}

static enum err count_one(void *visitor, struct view bytes)
{
    struct record record;

    check_ok(record_read(bytes, &record));
    ++*(size_t *)visitor;
    return ERR_OK;
}

static size_t held(struct noticeboard *board)
{
    uint64_t cursor = 0;
    size_t count = 0;

    check_ok(held_walk(board->store, &cursor, count_one, &count));
    return count;
}

/* Are those kept of which the number has a bit, byte for byte? */
static void check_kept(struct noticeboard *board, unsigned are_kept)
{
    struct shelf shelf = store_shelf(board->store);
    struct record record;
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    for (uint32_t n = 0; n < HELD; n++) {
        enum err err = ERR_OK;

        sign(board, n, &record);
        bytes_reset(&bytes);
        err = shelf.read(shelf.self, &record.id, &bytes);
        assert_int_equal(err, (are_kept >> n & 1) != 0 ? ERR_OK : ERR_UNKNOWN);
        if (err == ERR_OK) {
            check_view(bytes_view(&bytes), record.bytes);
        }
    }
    bytes_release(&bytes);
}

static void bytes_of_what_is_verified_stay_where_they_are(void **state)
{
    struct noticeboard *board = *state;

    assert_int_equal(held(board), HELD);
    check_kept(board, 0);
    take_alone(board, 0, HELD, 0x3f);
    assert_int_equal(held(board), 0);
    assert_int_equal(referring(board), HELD);
    check_kept(board, 0x3f);
    noticeboard_reopen(board);
    noticeboard_merge(board);
    check_kept(board, 0x3f);
}

static void what_is_not_taken_in_goes(void **state)
{
    struct noticeboard *board = *state;

    take_alone(board, 0, HELD, 0x2d); /* not the second, not the fifth */
    assert_int_equal(aside(board), HELD - 2);
    assert_int_equal(referring(board), HELD - 2);
    check_kept(board, 0x2d);
}

/* A version that was withdrawn before it was checked is never stored. */
static void what_is_not_taken_in_leaves_no_byte(void **state)
{
    struct noticeboard *board = *state;
    bool is_due = true;

    check_ok(store_is_scrub_due(board->store, &is_due));
    assert_false(is_due);
    posting_withdraw(&board->authors[0], 2, POSTING_NOW_MS + 1, &board->record);
    check_ok(store_begin(board->store));
    check_ok(store_put(board->store, bytes_view(&board->record)));
    check_ok(store_commit(board->store, ERR_OK));
    take_alone(board, 0, HELD, 0x3f);
    check_kept(board, 0x3b);
    assert_true(folder_count(&board->folder, view_text(titles[2])) > 0);
    check_ok(store_is_scrub_due(board->store, &is_due));
    assert_true(is_due);
    check_ok(store_scrub(board->store));
    assert_int_equal(folder_count(&board->folder, view_text(titles[2])), 0);
    check_ok(store_is_scrub_due(board->store, &is_due));
    assert_false(is_due);
    check_kept(board, 0x3b);
}

static void batches_are_taken_in_any_order(void **state)
{
    struct noticeboard *board = *state;

    check_ok(store_begin(board->store));
    take(board, 4, 1, 0x3f);
    take(board, 1, 2, 0x3b); /* not the third */
    check_ok(store_commit(board->store, ERR_OK));
    assert_int_equal(held(board), 3);
    assert_int_equal(referring(board), 2);
    take_alone(board, 0, 4, 0x3f); /* anew; the third has come again */
    assert_int_equal(held(board), 1);
    take_alone(board, 5, 1, 0x3f);
    assert_int_equal(held(board), 0);
    assert_int_equal(aside(board), HELD - 1);
    assert_int_equal(referring(board), HELD - 1);
    check_kept(board, 0x3f);
}

static void what_is_rolled_back_is_held_again(void **state)
{
    struct noticeboard *board = *state;

    check_ok(store_begin(board->store));
    take(board, 0, HELD, 0x1);
    assert_int_equal(store_commit(board->store, ERR_IO), ERR_IO);
    assert_int_equal(held(board), HELD);
    take_alone(board, 0, HELD, 0x3f);
    check_kept(board, 0x3f);
}

static void what_comes_otherwise_has_bytes_of_its_own(void **state)
{
    struct noticeboard *board = *state;

    noticeboard_put(board, 0, &(struct posting){.n = 1, .title = titles[1]});
    assert_int_equal(referring(board), 0);
    take_alone(board, 0, HELD, 0x3f); /* of which one is kept already */
    assert_int_equal(aside(board), HELD - 1);
    assert_int_equal(referring(board), HELD - 1);
    check_kept(board, 0x3f);
}

static void erased_it_leaves_no_byte(void **state)
{
    struct noticeboard *board = *state;

    take_alone(board, 0, HELD, 0x3f);
    noticeboard_merge(board);
    posting_withdraw(&board->authors[0], 2, POSTING_NOW_MS + 1, &board->record);
    check_ok(store_begin(board->store));
    check_ok(store_put(board->store, bytes_view(&board->record)));
    check_ok(store_commit(board->store, ERR_OK));
    check_ok(store_scrub(board->store));
    assert_int_equal(folder_count(&board->folder, view_text(titles[2])), 0);
    assert_true(folder_count(&board->folder, view_text(titles[3])) > 0);
    assert_int_equal(aside(board), HELD - 1);
    check_kept(board, 0x3b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            bytes_of_what_is_verified_stay_where_they_are, set_up,
            noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_taken_in_goes, set_up,
                                        noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_taken_in_leaves_no_byte,
                                        set_up, noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(batches_are_taken_in_any_order, set_up,
                                        noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(what_is_rolled_back_is_held_again,
                                        set_up, noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(
            what_comes_otherwise_has_bytes_of_its_own, set_up,
            noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(erased_it_leaves_no_byte, set_up,
                                        noticeboard_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
