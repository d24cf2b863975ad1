/* The board: what shows, in which order, and how a post is found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/board.h"
#include "store/limits.h"
#include "store/local.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { AUTHORS = 4, ROWS_SEEN_MAX = 512 };
#define DAY UINT64_C(86400000)

struct fixture {
    struct folder folder;
    struct store *store;
    struct author authors[AUTHORS];
    struct id keepers[AUTHORS];
    struct bytes record;
    char titles[ROWS_SEEN_MAX * 16]; /* of the rows that were visited */
    size_t rows;
    size_t ended;
    size_t hidden;
    struct id last_post;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    unsigned i = 0;

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    for (i = 0; i < AUTHORS; i++) {
        fixture->authors[i] = author_of(i);
        fixture->keepers[i] = fixture->authors[i].keys.public;
    }
    bytes_init(&fixture->record, RECORD_BYTES_MAX);
    check_ok(store_open(fixture->folder.path, STORE_CREATE, &fixture->store));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    store_close(fixture->store);
    bytes_release(&fixture->record);
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

static void
put(struct fixture *fixture, unsigned author, const struct posting *posting)
{
    posting_sign(&fixture->authors[author], posting, &fixture->record);
    check_ok(store_begin(fixture->store));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
}

/* Write down the title of a row, and what the row says of it. */
static enum err note(void *visitor, const struct board_row *row)
{
    struct fixture *fixture = visitor;
    struct record record;
    struct post post;
    size_t used = strlen(fixture->titles);

    check_ok(record_read(row->bytes, &record));
    check_ok(post_read(record.body, &post));
    check_id(&row->record, &record.id);
    check_id(&row->keeper, &record.household);
    assert_true(used + post.title.bytes + 2 < sizeof fixture->titles);
    if (used > 0) {
        fixture->titles[used++] = ' ';
    }
    memcpy(fixture->titles + used, post.title.data, post.title.bytes);
    fixture->titles[used + post.title.bytes] = '\0';
    fixture->rows++;
    fixture->ended += row->is_ended;
    fixture->hidden += row->is_hidden;
    fixture->last_post = row->post;
    return ERR_OK;
}

static void forget(struct fixture *fixture)
{
    fixture->titles[0] = '\0';
    fixture->rows = 0;
    fixture->ended = 0;
    fixture->hidden = 0;
}

static struct board_query everybody(const struct fixture *fixture)
{
    return (struct board_query){.keepers = fixture->keepers,
                                .keeper_count = AUTHORS,
                                .now_ms = POSTING_NOW_MS,
                                .limit = 50};
}

/* The titles of a page, in order. */
static const char *page(struct fixture *fixture,
                        const struct board_query *query)
{
    forget(fixture);
    check_ok(board_page(fixture->store, query, note, fixture));
    return fixture->titles;
}

static void quietest_posts_come_first(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    const uint64_t now = POSTING_NOW_MS;

    /* Author 0 keeps four posts, 1 two, 2 and 3 one each. */
    put(fixture, 0,
        &(struct posting){.n = 0, .title = "a-old", .posted_ms = now - 9});
    put(fixture, 0,
        &(struct posting){.n = 1, .title = "a-new", .posted_ms = now - 1});
    put(fixture, 0, &(struct posting){.n = 2, .title = "a-asked", .asks = 1});
    put(fixture, 0,
        &(struct posting){.n = 3,
                          .title = "a-first",
                          .is_first = true,
                          .posted_ms = now - 90});
    put(fixture, 1, &(struct posting){.n = 0, .title = "b-plain"});
    put(fixture, 1,
        &(struct posting){
            .n = 1, .title = "b-first-asked", .is_first = true, .asks = 2});
    put(fixture, 2,
        &(struct posting){.n = 0,
                          .title = "c-first-long-ago",
                          .is_first = true,
                          .posted_ms = now - 30 * DAY});
    put(fixture, 3,
        &(struct posting){.n = 0, .title = "d-plain", .posted_ms = now - 5});
    assert_string_equal(page(fixture, &query),
                        "a-first "                  /* a first post */
                        "d-plain c-first-long-ago " /* one post; newest */
                        "b-plain "                  /* two */
                        "a-new a-old "              /* four */
                        "b-first-asked a-asked");   /* asked for */
}

static void equal_counts_are_merged_by_age(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    char title[8];
    unsigned i = 0;

    for (i = 0; i < 9; i++) {
        (void)snprintf(title, sizeof title, "%u", i);
        put(fixture, i % 3,
            &(struct posting){
                .n = i, .title = title, .posted_ms = POSTING_NOW_MS - i});
    }
    assert_string_equal(page(fixture, &query), "0 1 2 3 4 5 6 7 8");
    query.limit = 4;
    assert_string_equal(page(fixture, &query), "0 1 2 3");
    query.limit = 0;
    assert_string_equal(page(fixture, &query), "");
}

/* Any limit gives the beginning of the whole page. */
static void limit_cuts_the_same_order(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    uint32_t random = 7;
    char title[16];
    char *whole = NULL;
    unsigned i = 0;

    for (i = 0; i < 120; i++) {
        random = random * 1103515245 + 12345;
        (void)snprintf(title, sizeof title, "t%u", i);
        put(fixture, (random >> 16) % 7 % AUTHORS,
            &(struct posting){.n = i,
                              .title = title,
                              .asks = (random >> 20) % 3 == 0,
                              .is_first = (random >> 22) % 4 == 0,
                              .posted_ms =
                                  POSTING_NOW_MS - (random >> 8) % 40 * DAY});
    }
    query.limit = 120;
    whole = strdup(page(fixture, &query));
    assert_non_null(whole);
    assert_int_equal(fixture->rows, 120);
    for (i = 1; i < 120; i += 7) {
        query.limit = i;
        (void)page(fixture, &query);
        assert_int_equal(fixture->rows, i);
        assert_memory_equal(fixture->titles, whole, strlen(fixture->titles));
    }
    /* The same by the other way: every post has the word. */
    query.limit = 120;
    query.tag = view_text("");
    query.words = view_text("t");
    assert_string_equal(page(fixture, &query), whole);
    free(whole);
}

static void only_shown_keepers_show(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    put(fixture, 0, &(struct posting){.title = "a"});
    put(fixture, 1, &(struct posting){.title = "b"});
    query.keepers = &fixture->keepers[1];
    query.keeper_count = 1;
    assert_string_equal(page(fixture, &query), "b");
    query.words = view_text("a");
    assert_string_equal(page(fixture, &query), "");
    query.keepers = NULL;
    query.keeper_count = 0;
    query.words = view_text("");
    assert_string_equal(page(fixture, &query), "");
}

static void kinds_are_kept_apart(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    put(fixture, 0, &(struct posting){.n = 0, .title = "offer"});
    put(fixture, 0,
        &(struct posting){.n = 1, .title = "loan", .kind = POST_LOAN});
    query.kind = POST_LOAN;
    assert_string_equal(page(fixture, &query), "loan");
    query.kind = POST_MEAL;
    assert_string_equal(page(fixture, &query), "");
}

static void posts_of_an_unknown_kind_do_not_show(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    put(fixture, 0,
        &(struct posting){.title = "later", .kind = (enum post_kind)99});
    assert_string_equal(page(fixture, &query), "");
    query.words = view_text("later");
    assert_string_equal(page(fixture, &query), "");
}

/* Ended posts: before they are marked, and after. */
static void check_ended(struct fixture *fixture)
{
    struct board_query query = everybody(fixture);

    query.now_ms = POSTING_NOW_MS + 10;
    assert_string_equal(page(fixture, &query), "open later");
    query.with_ended = true;
    assert_string_equal(page(fixture, &query), "open later past closed");
    assert_int_equal(fixture->ended, 2);
    query.words = view_text("past");
    assert_string_equal(page(fixture, &query), "past");
    query.with_ended = false;
    assert_string_equal(page(fixture, &query), "");
}

static void ended_posts_show_only_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    const uint64_t now = POSTING_NOW_MS;

    put(fixture, 0,
        &(struct posting){.n = 0, .title = "open", .posted_ms = now - 1});
    put(fixture, 0,
        &(struct posting){.n = 1,
                          .title = "past",
                          .posted_ms = now - 2,
                          .until_ms = now + 10});
    put(fixture, 0,
        &(struct posting){.n = 2,
                          .title = "later",
                          .posted_ms = now - 3,
                          .until_ms = now + 11});
    put(fixture, 0,
        &(struct posting){.n = 3,
                          .title = "closed",
                          .posted_ms = now - 4,
                          .status = STATUS_CLOSED});
    assert_string_equal(page(fixture, &query), "open past later");
    check_ended(fixture);
    check_ok(store_begin(fixture->store));
    check_ok(store_pass_time(fixture->store, now + 10));
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ended(fixture);
}

static void ended_posts_do_not_count_for_their_keeper(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    struct board_keeper keepers[AUTHORS];
    size_t count = 0;
    unsigned i = 0;

    for (i = 0; i < 5; i++) {
        put(fixture, 0,
            &(struct posting){
                .n = i, .title = "a", .until_ms = POSTING_NOW_MS + i});
    }
    put(fixture, 1, &(struct posting){.n = 0, .title = "b", .posted_ms = 2});
    put(fixture, 1, &(struct posting){.n = 1, .title = "b", .posted_ms = 1});
    assert_string_equal(page(fixture, &query), "b b a a a a");
    query.now_ms = POSTING_NOW_MS + 3;
    assert_string_equal(page(fixture, &query), "a b b");
    check_ok(board_keepers(fixture->store, POSTING_NOW_MS + 3, keepers, AUTHORS,
                           &count));
    assert_int_equal(count, 2);
    assert_int_equal(keepers[0].live + keepers[1].live, 3);
    check_ok(board_keepers(fixture->store, POSTING_NOW_MS + 4, keepers, AUTHORS,
                           &count));
    assert_int_equal(count, 1);
    check_id(&keepers[0].household, &fixture->keepers[1]);
}

static void replaced_and_withdrawn_posts_are_gone(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    struct board_keeper keepers[AUTHORS];
    size_t count = 0;

    put(fixture, 0, &(struct posting){.title = "before"});
    put(fixture, 0,
        &(struct posting){.title = "after", .stamp_ms = POSTING_NOW_MS + 1});
    assert_string_equal(page(fixture, &query), "after");
    query.words = view_text("before");
    assert_string_equal(page(fixture, &query), "");
    posting_withdraw(&fixture->authors[0], 0, POSTING_NOW_MS + 2,
                     &fixture->record);
    check_ok(store_begin(fixture->store));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
    query.words = view_text("");
    query.with_ended = true;
    assert_string_equal(page(fixture, &query), "");
    check_ok(board_keepers(fixture->store, POSTING_NOW_MS, keepers, AUTHORS,
                           &count));
    assert_int_equal(count, 0);
}

static void hidden_posts_show_only_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    struct posting posting = {.title = "hidden"};
    struct id post = posting_id(&fixture->authors[0], &posting);

    put(fixture, 0, &posting);
    put(fixture, 1, &(struct posting){.title = "seen"});
    check_ok(store_begin(fixture->store));
    check_ok(local_hide(fixture->store, &post, true));
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_string_equal(page(fixture, &query), "seen");
    query.words = view_text("hidden");
    assert_string_equal(page(fixture, &query), "");
    query.with_hidden = true;
    assert_string_equal(page(fixture, &query), "hidden");
    assert_int_equal(fixture->hidden, 1);
    check_ok(store_begin(fixture->store));
    check_ok(local_hide(fixture->store, &post, false));
    check_ok(store_commit(fixture->store, ERR_OK));
    query.with_hidden = false;
    assert_string_equal(page(fixture, &query), "hidden");
}

static void words_are_found_in_title_text_and_tags(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);
    static const struct {
        const char *words;
        const char *found;
    } rows[] = {
        {"ladder", "Ladder,-3-m"},
        {"LADDER", "Ladder,-3-m"},
        {"ladd", "Ladder,-3-m"}, /* the beginning of a word */
        {"adder", ""},
        {"metres garage", "Ladder,-3-m"},
        {"metres piano", ""},
        {"creme brulee", "Cr\xC3\xA8me"}, /* without the marks */
        {"Cr\xC3\xA8me", "Cr\xC3\xA8me"},
        {"diy", "Ladder,-3-m"},
        {"it\xE2\x80\x99s", "Cr\xC3\xA8me"}, /* an apostrophe that is none */
        {"metres\" OR \"creme", ""},         /* no language in it */
        {"words: ladder*", ""},
        {"NOT ladder", ""},
        {"\"", ""},
        {"...", ""},
    };
    size_t i = 0;

    put(fixture, 0,
        &(struct posting){.n = 0,
                          .title = "Ladder,-3-m",
                          .text = "Three metres; in the garage.",
                          .tag = "diy"});
    put(fixture, 1,
        &(struct posting){.n = 0,
                          .title = "Cr\xC3\xA8me",
                          .text = "br\xC3\xBBl\xC3\xA9"
                                  "e. It\xE2\x80\x99s good"});
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        query.words = view_text(rows[i].words);
        assert_string_equal(page(fixture, &query), rows[i].found);
    }
    query.words = view_text("1 2 3 4 5 6 7 8");
    assert_string_equal(page(fixture, &query), "");
    query.words = view_text("1 2 3 4 5 6 7 8 9");
    check_err(board_page(fixture->store, &query, note, fixture), ERR_INVALID);
}

static void tags_are_compared_whole(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    put(fixture, 0, &(struct posting){.n = 0, .title = "a", .tag = "garden"});
    put(fixture, 0,
        &(struct posting){.n = 1, .title = "b", .tag = "garden tools"});
    put(fixture, 0, &(struct posting){.n = 2, .title = "garden", .tag = "fun"});
    query.tag = view_text("garden");
    assert_string_equal(page(fixture, &query), "a");
    query.tag = view_text("garden tools");
    assert_string_equal(page(fixture, &query), "b");
    query.words = view_text("a");
    assert_string_equal(page(fixture, &query), "");
    query.tag = view_text("gard");
    query.words = view_text("");
    assert_string_equal(page(fixture, &query), "");
}

static void post_is_found_by_its_id(void **state)
{
    struct fixture *fixture = *state;
    struct posting posting = {.title = "wanted", .until_ms = POSTING_NOW_MS};
    struct id post = posting_id(&fixture->authors[0], &posting);
    struct id none = check_id_of(3);

    put(fixture, 0, &posting);
    forget(fixture);
    check_ok(board_find(fixture->store, &post, POSTING_NOW_MS, note, fixture));
    assert_string_equal(fixture->titles, "wanted");
    assert_int_equal(fixture->ended, 1);
    check_err(board_find(fixture->store, &none, POSTING_NOW_MS, note, fixture),
              ERR_UNKNOWN);
}

/* How many posts a code may mean. */
static size_t fit(struct fixture *fixture, const char *code)
{
    forget(fixture);
    check_ok(board_by_code(fixture->store, view_text(code), POSTING_NOW_MS,
                           note, fixture));
    return fixture->rows;
}

static void codes_grow_until_they_mean_one_post(void **state)
{
    struct fixture *fixture = *state;
    struct posting posting = {.title = "Ladder"};
    char hex[ID_HEX_CHARS];
    char code[CODE_CHARS];
    struct id post;
    unsigned digits = 0;
    unsigned most = 0;
    uint32_t n = 0;

    for (n = 0; n < 400; n++) {
        posting.n = n;
        put(fixture, 0, &posting);
    }
    for (n = 0; n < 400; n++) {
        posting.n = n;
        post = posting_id(&fixture->authors[0], &posting);
        check_ok(board_code_digits(fixture->store, &post, &digits));
        most = digits > most ? digits : most;
        post_code(POST_OFFER, view_text("Ladder"), &post, digits, code);
        assert_int_equal(fit(fixture, code), 1);
        check_id(&fixture->last_post, &post);
        if (digits > CODE_DIGITS_MIN) {
            code[strlen(code) - 1] = '\0';
            assert_true(fit(fixture, code) > 1);
        }
    }
    assert_true(most > CODE_DIGITS_MIN); /* 400 posts, 32768 codes */
    id_to_hex(&post, hex);
    assert_int_equal(fit(fixture, hex), 1);
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_int_equal(fit(fixture, hex), 0);
    assert_int_equal(fit(fixture, ""), 0);
    assert_int_equal(fit(fixture, "ladder"), 0);
    assert_int_equal(fit(fixture, "ladder-uuu"), 0);
}

static void limits_of_a_page_hold(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    query.limit = BOARD_ROWS_MAX;
    assert_string_equal(page(fixture, &query), "");
    query.limit = BOARD_ROWS_MAX + 1;
    check_err(board_page(fixture->store, &query, note, fixture), ERR_FULL);
    query = everybody(fixture);
    query.keeper_count = HOUSEHOLDS_MAX + 1;
    check_err(board_page(fixture->store, &query, note, fixture), ERR_FULL);
}

static enum err refuse(void *visitor, const struct board_row *row)
{
    (void)visitor;
    (void)row;
    return ERR_AGAIN;
}

static void visitor_may_end_a_page(void **state)
{
    struct fixture *fixture = *state;
    struct board_query query = everybody(fixture);

    put(fixture, 0, &(struct posting){.title = "a"});
    check_err(board_page(fixture->store, &query, refuse, fixture), ERR_AGAIN);
    check_ok(store_begin_read(fixture->store)); /* none is left open */
    assert_string_equal(page(fixture, &query), "a");
    check_ok(store_commit(fixture->store, ERR_OK));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(quietest_posts_come_first),
        TEST(equal_counts_are_merged_by_age),
        TEST(limit_cuts_the_same_order),
        TEST(only_shown_keepers_show),
        TEST(kinds_are_kept_apart),
        TEST(posts_of_an_unknown_kind_do_not_show),
        TEST(ended_posts_show_only_when_asked_for),
        TEST(ended_posts_do_not_count_for_their_keeper),
        TEST(replaced_and_withdrawn_posts_are_gone),
        TEST(hidden_posts_show_only_when_asked_for),
        TEST(words_are_found_in_title_text_and_tags),
        TEST(tags_are_compared_whole),
        TEST(post_is_found_by_its_id),
        TEST(codes_grow_until_they_mean_one_post),
        TEST(limits_of_a_page_hold),
        TEST(visitor_may_end_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
