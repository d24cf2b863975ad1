/* The words of posts on their way into the search index. */
#include "store/inside.h"
#include "store/merge.h"
#include "store/search_follow.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"
#include "tests/lib/noticeboard.h"

static void put_many(struct fixture *fixture, uint32_t from, uint32_t count)
{
    check_ok(store_begin(fixture->store));
    for (uint32_t n = from; n < from + count; n++) {
        (void)fixture_put(fixture, 0, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
}

static void merge_alone(struct store *store)
{
    check_ok(store_begin(store));
    check_ok(merge_tail(store));
    check_ok(store_commit(store, ERR_OK));
}

static void follow(struct store *store)
{
    check_ok(store_begin(store));
    check_ok(search_follow(store));
    check_ok(store_commit(store, ERR_OK));
}

/* Who takes in does not wait for it; when nothing happens it is done. */
static void words_follow_when_nothing_happens(void **state)
{
    struct fixture *fixture = *state;
    unsigned slices = 0;
    bool more = true;

    put_many(fixture, 0, STORE_TAIL_ROWS_MAX);
    put_many(fixture, STORE_TAIL_ROWS_MAX, STORE_TAIL_ROWS_IDLE);
    assert_int_equal(fixture->store->merged, STORE_TAIL_ROWS_MAX);
    assert_int_equal(fixture->store->words_upto, 0);
    fixture_reopen(fixture, STORE_WRITE);
    for (; more; slices++) {
        check_ok(store_idle(fixture->store, &more));
    }
    assert_int_equal(slices, 4); /* the tail, two of words, and the end */
    assert_int_equal(fixture->store->merged, fixture->store->last);
    assert_int_equal(fixture->store->words_upto, fixture->store->last);
}

static void others_know_how_far_it_is(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;

    put_many(fixture, 0, STORE_TAIL_ROWS_IDLE);
    merge_alone(fixture->store);
    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    follow(other);
    check_ok(store_begin_read(fixture->store));
    assert_int_equal(search_behind(fixture->store), 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    store_close(other);
}

static void what_was_rolled_back_is_still_behind(void **state)
{
    struct fixture *fixture = *state;

    put_many(fixture, 0, STORE_TAIL_ROWS_IDLE);
    merge_alone(fixture->store);
    check_ok(store_begin(fixture->store));
    check_ok(search_follow(fixture->store));
    assert_int_equal(search_behind(fixture->store), 0);
    check_err(store_commit(fixture->store, ERR_IO), ERR_IO);
    check_ok(store_begin_read(fixture->store));
    assert_int_equal(search_behind(fixture->store), STORE_TAIL_ROWS_IDLE);
    check_ok(store_commit(fixture->store, ERR_OK));
}

/* As if so many records had come and gone. */
static void go_on_from(struct fixture *fixture, uint64_t seq)
{
    static const char text[] =
        "INSERT INTO record(seq, state, id, bytes) VALUES(?, 1, x'00', NULL)";
    struct query query;

    query_begin(&query, &fixture->store->sql, text);
    query_number(&query, seq);
    check_ok(query_run(&query));
    fixture_reopen(fixture, STORE_WRITE);
}

/* So many records may be behind and no more, however much comes. */
static void it_is_never_far_behind(void **state)
{
    struct fixture *fixture = *state;

    put_many(fixture, 0, 1);
    go_on_from(fixture, STORE_WORDS_BEHIND_MAX);
    put_many(fixture, 1, 1); /* begins on a tail that is long */
    assert_int_equal(fixture->store->merged, STORE_WORDS_BEHIND_MAX);
    assert_int_equal(fixture->store->words_upto, 0);
    go_on_from(fixture, STORE_WORDS_BEHIND_MAX + STORE_TAIL_ROWS_MAX);
    put_many(fixture, 2, 1);
    assert_int_equal(fixture->store->merged,
                     STORE_WORDS_BEHIND_MAX + STORE_TAIL_ROWS_MAX);
    assert_int_equal(fixture->store->words_upto, STORE_WORDS_ROWS);
}

/* A post is found while it is in the tail, in runs, and in the index. */
static void a_post_is_found_wherever_its_words_are(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    static const struct {
        const char *words;
        const char *found;
    } rows[] = {
        {"ladder", "Ladder"},
        {"LADD", "Ladder"},
        {"adder", ""},
        {"ladder creme", ""},
        {"cr\xC3\xA8me", "Dessert"},
        {"creme brul", "Dessert"},
        {"2m", "Ladder"},
        {"kelvin", "Dessert"},
    };

    noticeboard_put(
        board, 0,
        &(struct posting){.n = 0, .title = "Ladder", .text = "Wood,2m LONG"});
    noticeboard_put(board, 1,
                    &(struct posting){.n = 0,
                                      .title = "Dessert",
                                      .text = "Cr\xC3\xA8me br\xC3\xBBl"
                                              "e, \xE2\x84\xAA"
                                              "ELVIN"});
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            query.words = view_text(rows[i].words);
            assert_string_equal(noticeboard_page(board, &query), rows[i].found);
        }
        if (turn == 0) {
            merge_alone(board->store);
        } else {
            follow(board->store);
        }
    }
}

/* What goes before the index has seen it leaves nothing there. */
static void what_goes_before_is_never_in_it(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    bool is_due = true;

    noticeboard_put(board, 0, &(struct posting){.n = 0, .title = "Ladder"});
    noticeboard_put(board, 0, &(struct posting){.n = 1, .title = "Ladder"});
    merge_alone(board->store);
    noticeboard_put(board, 0,
                    &(struct posting){.n = 0,
                                      .title = "Drill",
                                      .stamp_ms = POSTING_NOW_MS + 1});
    follow(board->store);
    query.words = view_text("ladder");
    assert_string_equal(noticeboard_page(board, &query), "Ladder");
    check_ok(store_is_scrub_due(board->store, &is_due));
    assert_true(is_due); /* its bytes were in the log */
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define BOARD(name)                                                            \
    cmocka_unit_test_setup_teardown(name, noticeboard_set_up,                  \
                                    noticeboard_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(words_follow_when_nothing_happens),
        TEST(others_know_how_far_it_is),
        TEST(what_was_rolled_back_is_still_behind),
        TEST(it_is_never_far_behind),
        BOARD(a_post_is_found_wherever_its_words_are),
        BOARD(what_goes_before_is_never_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
