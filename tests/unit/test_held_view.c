/* Posts that are held: on the board, in a search, by their codes. */
#include <string.h>

#include "store/held.h"
#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/noticeboard.h"

/* The drop week of what is posted at POSTING_NOW_MS. */
static uint16_t week_of(struct noticeboard *board)
{
    struct record record;

    posting_sign(&board->authors[0], &(struct posting){.n = 0}, &board->record);
    check_ok(record_read(bytes_view(&board->record), &record));
    return (uint16_t)(record.drop_day / WEEK_DAYS);
}

static void
hold(struct noticeboard *board, unsigned author, const struct posting *posting)
{
    struct record record;

    posting_sign(&board->authors[author], posting, &board->record);
    check_ok(record_read(bytes_view(&board->record), &record));
    check_ok(store_begin(board->store));
    check_ok(held_put(board->store, &record));
    check_ok(store_commit(board->store, ERR_OK));
}

/* From now on they may be shown. */
static void show(struct noticeboard *board)
{
    const uint16_t week = week_of(board);

    check_ok(store_begin(board->store));
    check_ok(held_show(board->store, week));
    check_ok(store_commit(board->store, ERR_OK));
}

static size_t fit(struct noticeboard *board, const char *code)
{
    noticeboard_forget(board);
    check_ok(board_by_code(board->store, view_text(code), POSTING_NOW_MS,
                           noticeboard_note, board));
    return board->rows;
}

static const struct posting ladder = {.n = 1,
                                      .title = "Ladder",
                                      .text = "aluminium",
                                      .tag = "diy"};
static const struct posting jam = {.n = 2, .title = "Jam", .kind = POST_LOAN};

static void what_is_held_stands_behind_what_is_kept(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    hold(board, 0, &ladder);
    hold(board, 1, &jam);
    noticeboard_put(board, 2, &(struct posting){.n = 3, .title = "kept"});
    assert_string_equal(noticeboard_page(board, &query), "kept");
    show(board);
    assert_string_equal(noticeboard_page(board, &query), "kept Ladder Jam");
    assert_int_equal(board->unverified, 2);
    query.limit = 2;
    assert_string_equal(noticeboard_page(board, &query), "kept Ladder");
    query.limit = 1;
    assert_string_equal(noticeboard_page(board, &query), "kept");
    assert_int_equal(board->unverified, 0);
}

static void what_is_held_is_searched(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    hold(board, 0, &ladder);
    hold(board, 1, &jam);
    show(board);
    query.words = view_text("alum");
    assert_string_equal(noticeboard_page(board, &query), "Ladder");
    query.words = view_text("alum jam");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.words = view_text("...");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.words = view_text("");
    query.tag = view_text("diy");
    assert_string_equal(noticeboard_page(board, &query), "Ladder");
    query.tag = view_text("di");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.tag = view_text("");
    query.kind = POST_LOAN;
    assert_string_equal(noticeboard_page(board, &query), "Jam");
    query.kind = 0;
    query.keeper_count = 1;
    assert_string_equal(noticeboard_page(board, &query), "Ladder");
}

static void what_is_held_elsewhere_is_left_out(void **state)
{
    const struct cell home = {5146, -10};
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    hold(board, 0, &ladder);
    hold(board, 1,
         &(struct posting){.n = 5, .title = "here", .cell = "51.46,-0.10"});
    hold(board, 1,
         &(struct posting){.n = 6, .title = "there", .cell = "53.46,-0.10"});
    show(board);
    query.near = &home;
    query.within_m = 1609;
    assert_string_equal(noticeboard_page(board, &query), "here");
}

static void what_is_hidden_or_has_ended_shows_when_asked_for(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    const struct id hidden = posting_id(&board->authors[0], &ladder);

    hold(board, 0, &ladder);
    hold(board, 1,
         &(struct posting){.n = 5, .title = "past", .until_ms = 1000});
    hold(board, 1,
         &(struct posting){.n = 6, .title = "shut", .status = STATUS_CLOSED});
    show(board);
    check_ok(store_begin(board->store));
    check_ok(local_hide(board->store, &hidden, true));
    check_ok(store_commit(board->store, ERR_OK));
    assert_string_equal(noticeboard_page(board, &query), "");
    query.with_hidden = true;
    assert_string_equal(noticeboard_page(board, &query), "Ladder");
    query.with_ended = true;
    assert_string_equal(noticeboard_page(board, &query), "Ladder past shut");
    assert_int_equal(board->ended, 2);
}

static void held_post_is_found_by_its_code(void **state)
{
    struct noticeboard *board = *state;
    const struct id id = posting_id(&board->authors[0], &ladder);
    char code[CODE_CHARS];
    unsigned digits = 0;

    hold(board, 0, &ladder);
    check_ok(board_code_digits(board->store, &id, true, &digits));
    post_code(POST_OFFER, view_text("Ladder"), &id, digits, code);
    assert_int_equal(fit(board, code), 0);
    show(board);
    assert_int_equal(fit(board, code), 1);
    assert_int_equal(board->unverified, 1);
    check_id(&board->last_post, &id);
    noticeboard_forget(board);
    check_ok(
        board_find(board->store, &id, POSTING_NOW_MS, noticeboard_note, board));
    assert_int_equal(board->rows, 1);
}

/* How many codes of the first posts fit another post too. */
static unsigned shared(struct noticeboard *board, uint32_t count, bool is_sure)
{
    unsigned found = 0;

    for (uint32_t n = 0; n < count; n++) {
        const struct id id =
            posting_id(&board->authors[0], &(struct posting){.n = n});
        char code[CODE_CHARS];
        unsigned digits = 0;

        check_ok(board_code_digits(board->store, &id, is_sure, &digits));
        assert_true(digits > CODE_DIGITS_MIN);
        post_code(POST_OFFER, view_text("Ladder"), &id, digits, code);
        found += fit(board, code) != 1;
    }
    return found;
}

static void codes_of_held_posts_grow_too(void **state)
{
    enum { MANY = 400 };
    struct noticeboard *board = *state;

    for (uint32_t n = 0; n < MANY; n++) {
        hold(board, 0, &(struct posting){.n = n});
    }
    show(board);
    assert_int_equal(shared(board, MANY, true), 0);
    assert_in_range(shared(board, MANY, false), 0, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTICEBOARD_TEST(what_is_held_stands_behind_what_is_kept),
        cmocka_unit_test_setup_teardown(what_is_held_is_searched,
                                        noticeboard_set_up,
                                        noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_hidden_or_has_ended_shows_when_asked_for,
            noticeboard_set_up, noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(what_is_held_elsewhere_is_left_out,
                                        noticeboard_set_up,
                                        noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(held_post_is_found_by_its_code,
                                        noticeboard_set_up,
                                        noticeboard_tear_down),
        cmocka_unit_test_setup_teardown(codes_of_held_posts_grow_too,
                                        noticeboard_set_up,
                                        noticeboard_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
