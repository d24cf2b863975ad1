/* The board: what shows, in which order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/limits.h"
#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/noticeboard.h"

#define DAY UINT64_C(86400000)

static void quietest_posts_come_first(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    const uint64_t now = POSTING_NOW_MS;

    /* Author 0 keeps four posts, 1 two, 2 and 3 one each. */
    noticeboard_put(
        board, 0,
        &(struct posting){.n = 0, .title = "a-old", .posted_ms = now - 9});
    noticeboard_put(
        board, 0,
        &(struct posting){.n = 1, .title = "a-new", .posted_ms = now - 1});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 2, .title = "a-asked", .asks = 1});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 3,
                                      .title = "a-first",
                                      .is_first = true,
                                      .posted_ms = now - 90});
    noticeboard_put(board, 1, &(struct posting){.n = 0, .title = "b-plain"});
    noticeboard_put(
        board, 1,
        &(struct posting){
            .n = 1, .title = "b-first-asked", .is_first = true, .asks = 2});
    noticeboard_put(board, 2,
                    &(struct posting){.n = 0,
                                      .title = "c-first-long-ago",
                                      .is_first = true,
                                      .posted_ms = now - 30 * DAY});
    noticeboard_put(
        board, 3,
        &(struct posting){.n = 0, .title = "d-plain", .posted_ms = now - 5});
    assert_string_equal(noticeboard_page(board, &query),
                        "a-first "                  /* a first post */
                        "d-plain c-first-long-ago " /* one post; newest */
                        "b-plain "                  /* two */
                        "a-new a-old "              /* four */
                        "b-first-asked a-asked");   /* asked for */
}

static void equal_counts_are_merged_by_age(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    char title[8];
    unsigned i = 0;

    for (i = 0; i < 9; i++) {
        (void)snprintf(title, sizeof title, "%u", i);
        noticeboard_put(board, i % 3,
                        &(struct posting){.n = i,
                                          .title = title,
                                          .posted_ms = POSTING_NOW_MS - i});
    }
    assert_string_equal(noticeboard_page(board, &query), "0 1 2 3 4 5 6 7 8");
    query.limit = 4;
    assert_string_equal(noticeboard_page(board, &query), "0 1 2 3");
    query.limit = 0;
    assert_string_equal(noticeboard_page(board, &query), "");
}

static void only_what_is_new_shows_when_asked_for(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    char title[8];
    unsigned i = 0;

    for (i = 0; i < 12; i++) {
        (void)snprintf(title, sizeof title, "%u", i);
        noticeboard_put(board, i % 3,
                        &(struct posting){.n = i,
                                          .title = title,
                                          .is_first = i == 7,
                                          .asks = i == 3,
                                          .posted_ms = POSTING_NOW_MS - i});
    }
    query.since_ms = POSTING_NOW_MS - 4;
    assert_string_equal(noticeboard_page(board, &query), "0 1 2 4 3");
    query.limit = 2;
    assert_string_equal(noticeboard_page(board, &query), "0 1");
    query.limit = 100;
    query.since_ms = POSTING_NOW_MS - 7;
    assert_string_equal(noticeboard_page(board, &query), "7 0 1 2 4 5 6 3");
    query.since_ms = POSTING_NOW_MS + 1;
    assert_string_equal(noticeboard_page(board, &query), "");
}

/* Any limit gives the beginning of the whole page. */
static void limit_cuts_the_same_order(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    uint32_t random = 7;
    char title[16];
    char *whole = NULL;
    unsigned i = 0;

    for (i = 0; i < 120; i++) {
        random = random * 1103515245 + 12345;
        (void)snprintf(title, sizeof title, "t%u", i);
        noticeboard_put(
            board, (random >> 16) % 7 % AUTHORS,
            &(struct posting){.n = i,
                              .title = title,
                              .asks = (random >> 20) % 3 == 0,
                              .is_first = (random >> 22) % 4 == 0,
                              .posted_ms =
                                  POSTING_NOW_MS - (random >> 8) % 40 * DAY});
    }
    query.limit = 120;
    whole = strdup(noticeboard_page(board, &query));
    assert_non_null(whole);
    assert_int_equal(board->rows, 120);
    for (i = 1; i < 120; i += 7) {
        query.limit = i;
        (void)noticeboard_page(board, &query);
        assert_int_equal(board->rows, i);
        assert_memory_equal(board->titles, whole, strlen(board->titles));
    }
    /* The same by the other way: every post has the word. */
    query.limit = 120;
    query.tag = view_text("");
    query.words = view_text("t");
    assert_string_equal(noticeboard_page(board, &query), whole);
    free(whole);
}

static void only_shown_keepers_show(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.title = "a"});
    noticeboard_put(board, 1, &(struct posting){.title = "b"});
    query.keepers = &board->keepers[1];
    query.keeper_count = 1;
    assert_string_equal(noticeboard_page(board, &query), "b");
    query.words = view_text("a");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.keepers = NULL;
    query.keeper_count = 0;
    query.words = view_text("");
    assert_string_equal(noticeboard_page(board, &query), "");
}

static void kinds_are_kept_apart(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.n = 0, .title = "offer"});
    noticeboard_put(
        board, 0,
        &(struct posting){.n = 1, .title = "loan", .kind = POST_LOAN});
    query.kind = POST_LOAN;
    assert_string_equal(noticeboard_page(board, &query), "loan");
    query.kind = POST_MEAL;
    assert_string_equal(noticeboard_page(board, &query), "");
}

/* Loans of three keepers who show, of all ages and some ended. */
static void put_loans(struct noticeboard *board)
{
    char title[16];
    unsigned i = 0;

    for (i = 0; i < 90; i++) {
        (void)snprintf(title, sizeof title, "t%u", i);
        noticeboard_put(board, i % 7 % 3,
                        &(struct posting){.n = i,
                                          .title = title,
                                          .kind = POST_LOAN,
                                          .posted_ms = POSTING_NOW_MS - i,
                                          .asks = i % 3 == 0,
                                          .is_first = i % 5 == 0,
                                          .until_ms = i % 9 == 1 ? 5 : 0});
    }
}

static void order_is_the_same_in_the_tail_and_in_runs(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    char *loose = NULL;

    query.keeper_count = 3;
    query.kind = POST_LOAN;
    query.with_ended = true;
    put_loans(board);
    query.limit = 90;
    loose = strdup(noticeboard_page(board, &query));
    assert_non_null(loose);
    assert_int_equal(board->rows, 90);
    assert_int_equal(board->ended, 10);
    noticeboard_merge(board);
    assert_string_equal(noticeboard_page(board, &query), loose);
    noticeboard_reopen(board);
    assert_string_equal(noticeboard_page(board, &query), loose);
    free(loose);
}

static void posts_of_an_unknown_kind_do_not_show(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(
        board, 0,
        &(struct posting){.title = "later", .kind = (enum post_kind)99});
    assert_string_equal(noticeboard_page(board, &query), "");
    query.words = view_text("later");
    assert_string_equal(noticeboard_page(board, &query), "");
}

/* Ended posts: before they are marked, and after. */
static void check_ended(struct noticeboard *board)
{
    struct board_query query = noticeboard_everybody(board);

    query.now_ms = POSTING_NOW_MS + 10;
    assert_string_equal(noticeboard_page(board, &query), "open later");
    query.with_ended = true;
    assert_string_equal(noticeboard_page(board, &query),
                        "open later past closed");
    assert_int_equal(board->ended, 2);
    query.words = view_text("past");
    assert_string_equal(noticeboard_page(board, &query), "past");
    query.with_ended = false;
    assert_string_equal(noticeboard_page(board, &query), "");
}

static void ended_posts_show_only_when_asked_for(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    const uint64_t now = POSTING_NOW_MS;

    noticeboard_put(
        board, 0,
        &(struct posting){.n = 0, .title = "open", .posted_ms = now - 1});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 1,
                                      .title = "past",
                                      .posted_ms = now - 2,
                                      .until_ms = now + 10});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 2,
                                      .title = "later",
                                      .posted_ms = now - 3,
                                      .until_ms = now + 11});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 3,
                                      .title = "closed",
                                      .posted_ms = now - 4,
                                      .status = STATUS_CLOSED});
    assert_string_equal(noticeboard_page(board, &query), "open past later");
    check_ended(board);
    check_ok(store_begin(board->store));
    check_ok(store_pass_time(board->store, now + 10));
    check_ok(store_commit(board->store, ERR_OK));
    check_ended(board);
}

static void ended_posts_do_not_count_for_their_keeper(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    struct board_keeper keepers[AUTHORS];
    size_t count = 0;
    unsigned i = 0;

    for (i = 0; i < 5; i++) {
        noticeboard_put(board, 0,
                        &(struct posting){.n = i,
                                          .title = "a",
                                          .until_ms = POSTING_NOW_MS + i});
    }
    noticeboard_put(board, 1,
                    &(struct posting){.n = 0, .title = "b", .posted_ms = 2});
    noticeboard_put(board, 1,
                    &(struct posting){.n = 1, .title = "b", .posted_ms = 1});
    assert_string_equal(noticeboard_page(board, &query), "b b a a a a");
    query.now_ms = POSTING_NOW_MS + 3;
    assert_string_equal(noticeboard_page(board, &query), "a b b");
    check_ok(board_keepers(board->store, POSTING_NOW_MS + 3, keepers, AUTHORS,
                           &count));
    assert_int_equal(count, 2);
    assert_int_equal(keepers[0].live + keepers[1].live, 3);
    check_ok(board_keepers(board->store, POSTING_NOW_MS + 4, keepers, AUTHORS,
                           &count));
    assert_int_equal(count, 1);
    check_id(&keepers[0].household, &board->keepers[1]);
}

static uint32_t live_posts(struct noticeboard *board, uint64_t now_ms)
{
    struct board_keeper keeper = {.live = 0};
    size_t count = 0;

    check_ok(board_keepers(board->store, now_ms, &keeper, 1, &count));
    return keeper.live;
}

/* Marking a post as ended, and erasing it then, counts it once. */
static void ended_posts_are_counted_once(void **state)
{
    struct noticeboard *board = *state;
    const uint64_t now = POSTING_NOW_MS;

    noticeboard_put(board, 0, &(struct posting){.n = 0, .until_ms = now});
    noticeboard_put(board, 0, &(struct posting){.n = 1, .until_ms = now + 9});
    noticeboard_put(board, 0, &(struct posting){.n = 2});
    assert_int_equal(live_posts(board, now), 2);
    check_ok(store_begin(board->store));
    check_ok(store_pass_time(board->store, now));
    check_ok(store_commit(board->store, ERR_OK));
    assert_int_equal(live_posts(board, now), 2);
    posting_withdraw(&board->authors[0], 0, now + 1, &board->record);
    check_ok(store_begin(board->store));
    check_ok(store_put(board->store, bytes_view(&board->record)));
    check_ok(store_commit(board->store, ERR_OK));
    assert_int_equal(live_posts(board, now), 2);
    assert_int_equal(live_posts(board, now + 9), 1);
}

static void replaced_and_withdrawn_posts_are_gone(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    struct board_keeper keepers[AUTHORS];
    size_t count = 0;

    noticeboard_put(board, 0, &(struct posting){.title = "before"});
    noticeboard_put(
        board, 0,
        &(struct posting){.title = "after", .stamp_ms = POSTING_NOW_MS + 1});
    assert_string_equal(noticeboard_page(board, &query), "after");
    query.words = view_text("before");
    assert_string_equal(noticeboard_page(board, &query), "");
    posting_withdraw(&board->authors[0], 0, POSTING_NOW_MS + 2, &board->record);
    check_ok(store_begin(board->store));
    check_ok(store_put(board->store, bytes_view(&board->record)));
    check_ok(store_commit(board->store, ERR_OK));
    query.words = view_text("");
    query.with_ended = true;
    assert_string_equal(noticeboard_page(board, &query), "");
    check_ok(
        board_keepers(board->store, POSTING_NOW_MS, keepers, AUTHORS, &count));
    assert_int_equal(count, 0);
}

static void hidden_posts_show_only_when_asked_for(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    struct posting posting = {.title = "hidden"};
    struct id post = posting_id(&board->authors[0], &posting);

    noticeboard_put(board, 0, &posting);
    noticeboard_put(board, 1, &(struct posting){.title = "seen"});
    check_ok(store_begin(board->store));
    check_ok(local_hide(board->store, &post, true));
    check_ok(store_commit(board->store, ERR_OK));
    assert_string_equal(noticeboard_page(board, &query), "seen");
    query.words = view_text("hidden");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.with_hidden = true;
    assert_string_equal(noticeboard_page(board, &query), "hidden");
    assert_int_equal(board->hidden, 1);
    check_ok(store_begin(board->store));
    check_ok(local_hide(board->store, &post, false));
    check_ok(store_commit(board->store, ERR_OK));
    query.with_hidden = false;
    assert_string_equal(noticeboard_page(board, &query), "hidden");
}

static void limits_of_a_page_hold(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    query.limit = BOARD_ROWS_MAX;
    assert_string_equal(noticeboard_page(board, &query), "");
    query.limit = BOARD_ROWS_MAX + 1;
    check_err(board_page(board->store, &query, noticeboard_note, board),
              ERR_FULL);
    query = noticeboard_everybody(board);
    query.keeper_count = HOUSEHOLDS_MAX + 1;
    check_err(board_page(board->store, &query, noticeboard_note, board),
              ERR_FULL);
}

static enum err refuse(void *visitor, const struct board_row *row)
{
    (void)visitor;
    (void)row;
    return ERR_AGAIN;
}

static void only_what_is_near_shows_when_asked_for(void **state)
{
    static const char *const cells[] = {"51.46,-0.10", "51.47,-0.10",
                                        "51.49,-0.10", "52.46,-0.10",
                                        "Mill Lane"};
    const struct cell home = {5146, -10};
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    for (uint32_t n = 0; n < 5; n++) {
        noticeboard_put(board, 0,
                        &(struct posting){.n = n,
                                          .title = cells[n],
                                          .cell = cells[n],
                                          .posted_ms = POSTING_NOW_MS - n});
    }
    noticeboard_put(board, 0, &(struct posting){.n = 5, .title = "nowhere"});
    query.near = &home;
    assert_string_equal(noticeboard_page(board, &query), "51.46,-0.10");
    query.within_m = 1609;
    assert_string_equal(noticeboard_page(board, &query),
                        "51.46,-0.10 51.47,-0.10");
    query.within_m = 5 * 1609;
    query.limit = 2;
    assert_string_equal(noticeboard_page(board, &query),
                        "51.46,-0.10 51.47,-0.10");
    query.limit = 50;
    query.words = view_text("10");
    assert_string_equal(noticeboard_page(board, &query),
                        "51.46,-0.10 51.47,-0.10 51.49,-0.10");
}

static void visitor_may_end_a_page(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.title = "a"});
    check_err(board_page(board->store, &query, refuse, board), ERR_AGAIN);
    check_ok(store_begin_read(board->store)); /* none is left open */
    assert_string_equal(noticeboard_page(board, &query), "a");
    check_ok(store_commit(board->store, ERR_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTICEBOARD_TEST(quietest_posts_come_first),
        NOTICEBOARD_TEST(equal_counts_are_merged_by_age),
        NOTICEBOARD_TEST(only_what_is_new_shows_when_asked_for),
        NOTICEBOARD_TEST(limit_cuts_the_same_order),
        NOTICEBOARD_TEST(only_shown_keepers_show),
        NOTICEBOARD_TEST(kinds_are_kept_apart),
        NOTICEBOARD_TEST(order_is_the_same_in_the_tail_and_in_runs),
        NOTICEBOARD_TEST(posts_of_an_unknown_kind_do_not_show),
        NOTICEBOARD_TEST(ended_posts_show_only_when_asked_for),
        NOTICEBOARD_TEST(ended_posts_do_not_count_for_their_keeper),
        NOTICEBOARD_TEST(ended_posts_are_counted_once),
        NOTICEBOARD_TEST(replaced_and_withdrawn_posts_are_gone),
        NOTICEBOARD_TEST(hidden_posts_show_only_when_asked_for),
        NOTICEBOARD_TEST(limits_of_a_page_hold),
        NOTICEBOARD_TEST(only_what_is_near_shows_when_asked_for),
        NOTICEBOARD_TEST(visitor_may_end_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
