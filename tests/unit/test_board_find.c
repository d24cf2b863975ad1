/* Posts by words, by tag, by id and by code. */
#include <string.h>

#include "store/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/noticeboard.h"

static void words_are_found_in_title_text_and_tags(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
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

    noticeboard_put(board, 0,
                    &(struct posting){.n = 0,
                                      .title = "Ladder,-3-m",
                                      .text = "Three metres; in the garage.",
                                      .tag = "diy"});
    noticeboard_put(board, 1,
                    &(struct posting){.n = 0,
                                      .title = "Cr\xC3\xA8me",
                                      .text = "br\xC3\xBBl\xC3\xA9"
                                              "e. It\xE2\x80\x99s good"});
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        query.words = view_text(rows[i].words);
        assert_string_equal(noticeboard_page(board, &query), rows[i].found);
    }
    query.words = view_text("1 2 3 4 5 6 7 8");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.words = view_text("1 2 3 4 5 6 7 8 9");
    check_err(board_page(board->store, &query, noticeboard_note, board),
              ERR_INVALID);
}

/* Where people write without spaces, a sentence is one word. */
static void words_of_any_length_are_found(void **state)
{
#define TEN                                                                    \
    "\xE5\x80\x9F\xE6\xA2\xAF\xE5\xAD\x90\xE4\xB8\x89\xE7\xB1\xB3"             \
    "\xE5\x80\x9F\xE6\xA2\xAF\xE5\xAD\x90\xE4\xB8\x89\xE7\xB1\xB3"
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(
        board, 0, &(struct posting){.n = 0, .title = "x", .text = TEN TEN TEN});
    for (int turn = 0; turn < 2; turn++) {
        query.words = view_text(TEN TEN TEN);
        assert_string_equal(noticeboard_page(board, &query), "x");
        query.words = view_text(TEN TEN TEN TEN);
        assert_string_equal(noticeboard_page(board, &query), "");
        noticeboard_merge(board);
    }
#undef TEN
}

static void a_tag_is_no_word_too_many(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0,
                    &(struct posting){.n = 0,
                                      .title = "a",
                                      .text = "1 2 3 4 5 6 7 8",
                                      .tag = "garden tools"});
    noticeboard_put(
        board, 0,
        &(struct posting){
            .n = 1, .title = "b", .text = "1 2 3 4 5 6 7 8", .tag = "garden"});
    query.tag = view_text("garden tools");
    for (int turn = 0; turn < 2; turn++) {
        query.words = view_text("1 2 3 4 5 6 7 8");
        assert_string_equal(noticeboard_page(board, &query), "a");
        query.words = view_text("1 2 3 4 5 6 7");
        assert_string_equal(noticeboard_page(board, &query), "a");
        noticeboard_merge(board);
    }
}

static void tags_are_compared_whole(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0,
                    &(struct posting){.n = 0, .title = "a", .tag = "garden"});
    noticeboard_put(
        board, 0,
        &(struct posting){.n = 1, .title = "b", .tag = "garden tools"});
    noticeboard_put(board, 0,
                    &(struct posting){.n = 2, .title = "garden", .tag = "fun"});
    query.tag = view_text("garden");
    assert_string_equal(noticeboard_page(board, &query), "a");
    query.tag = view_text("garden tools");
    assert_string_equal(noticeboard_page(board, &query), "b");
    query.words = view_text("a");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.tag = view_text("gard");
    query.words = view_text("");
    assert_string_equal(noticeboard_page(board, &query), "");
}

static void tags_without_a_word_are_found(void **state)
{
    static const char bicycle[] = "\xF0\x9F\x9A\xB2"; /* no letter for FTS5 */
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0,
                    &(struct posting){.n = 0, .title = "pump", .tag = bicycle});
    noticeboard_put(board, 1,
                    &(struct posting){.n = 0, .title = "jam", .tag = "food"});
    query.tag = view_text(bicycle);
    assert_string_equal(noticeboard_page(board, &query), "pump");
    noticeboard_merge(board);
    assert_string_equal(noticeboard_page(board, &query), "pump");
    query.words = view_text("pump");
    assert_string_equal(noticeboard_page(board, &query), "pump");
    query.words = view_text("jam");
    assert_string_equal(noticeboard_page(board, &query), "");
    query.words = view_text("...");
    assert_string_equal(noticeboard_page(board, &query), "");
}

/* Let one byte of the last post rot on the disk. */
static void rot_at(struct noticeboard *board, size_t at)
{
    static const char text[] = "UPDATE record SET bytes=? WHERE bytes=?";
    unsigned char bytes[RECORD_BYTES_MAX];
    const struct view whole = bytes_view(&board->record);
    struct query query;

    memcpy(bytes, whole.data, whole.bytes);
    bytes[at] = 0xFF; /* no text has it */
    check_ok(store_begin(board->store));
    query_begin(&query, &board->store->sql, text);
    query_view(&query, (struct view){bytes, whole.bytes});
    query_view(&query, whole);
    check_ok(query_run(&query));
    assert_int_equal(sqlite3_changes(board->store->sql.db), 1);
    check_ok(store_commit(board->store, ERR_OK));
}

static void rot(struct noticeboard *board, const char *word)
{
    size_t at = 0;

    while (memcmp(board->record.data + at, word, strlen(word)) != 0) {
        at++;
    }
    rot_at(board, at);
}

enum { HEAD = 0, KEEPER = 20 }; /* places in a header */

/* Also where it is nobody's any more, or no record at all. */
static void rotten_header_hides_no_other(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.n = 0, .title = "red jam"});
    noticeboard_put(board, 1, &(struct posting){.n = 0, .title = "old jam"});
    rot_at(board, KEEPER);
    noticeboard_put(board, 1, &(struct posting){.n = 1, .title = "odd jam"});
    rot_at(board, HEAD);
    noticeboard_reopen(board);
    for (int turn = 0; turn < 2; turn++) {
        query.words = (struct view){NULL, 0};
        assert_string_equal(noticeboard_page(board, &query), "red jam");
        query.words = view_text("jam");
        assert_string_equal(noticeboard_page(board, &query), "red jam");
        noticeboard_merge(board);
    }
}

/* The same where they rot behind the indexes' back. */
static void header_that_rots_when_merged_hides_no_other(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.n = 0, .title = "red jam"});
    noticeboard_put(board, 1, &(struct posting){.n = 0, .title = "old jam"});
    noticeboard_merge(board);
    rot_at(board, KEEPER);
    noticeboard_put(board, 1, &(struct posting){.n = 1, .title = "odd jam"});
    noticeboard_merge(board);
    rot_at(board, HEAD);
    noticeboard_reopen(board);
    assert_string_equal(noticeboard_page(board, &query), "red jam");
    query.words = view_text("jam");
    assert_string_equal(noticeboard_page(board, &query), "red jam");
}

static void rotten_post_hides_no_other(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);

    noticeboard_put(board, 0, &(struct posting){.n = 0, .title = "red jam"});
    noticeboard_put(board, 1, &(struct posting){.n = 0, .title = "old jam"});
    rot(board, "old jam");
    noticeboard_reopen(board);
    assert_string_equal(noticeboard_page(board, &query), "red jam");
    query.words = view_text("jam");
    assert_string_equal(noticeboard_page(board, &query), "red jam");
}

static void put_titled(struct noticeboard *board,
                       unsigned author,
                       uint32_t n,
                       const char *title)
{
    const uint64_t posted_ms = POSTING_NOW_MS + n;

    noticeboard_put(
        board, author,
        &(struct posting){.n = n, .title = title, .posted_ms = posted_ms});
}

static void very_words_are_enough_where_there_are_plenty(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    uint32_t n = 0;

    query.limit = 2;
    query.words = view_text("jam");
    put_titled(board, 1, 0, "jamboree"); /* of the keeper with fewest */
    for (n = 0; n + 1 < BOARD_FOUND_ROWS_MAX; n++) {
        put_titled(board, 0, n, "jam");
    }
    assert_string_equal(noticeboard_page(board, &query), "jamboree jam");
    put_titled(board, 0, n, "jam");
    assert_string_equal(noticeboard_page(board, &query), "jam jam");
    query.words = view_text("jamb");
    assert_string_equal(noticeboard_page(board, &query), "jamboree");
    query.limit = BOARD_FOUND_ROWS_MAX + 1; /* they do not fill this page */
    query.words = view_text("jam");
    (void)noticeboard_page(board, &query);
    assert_int_equal(board->rows, BOARD_FOUND_ROWS_MAX);
}

static void of_plenty_those_that_came_last_are_put_in_order(void **state)
{
    struct noticeboard *board = *state;
    struct board_query query = noticeboard_everybody(board);
    uint32_t n = 0;

    query.limit = 2;
    query.words = view_text("jam");
    put_titled(board, 1, 0, "first-jam"); /* of the keeper with fewest */
    for (n = 1; n < BOARD_FOUND_ROWS_MAX; n++) {
        put_titled(board, 0, n, "jam");
    }
    assert_string_equal(noticeboard_page(board, &query), "first-jam jam");
    put_titled(board, 0, n, "jam");
    assert_string_equal(noticeboard_page(board, &query), "jam jam");
    query.limit = BOARD_FOUND_ROWS_MAX + 1; /* not enough: all are */
    (void)noticeboard_page(board, &query);
    assert_int_equal(board->rows, BOARD_FOUND_ROWS_MAX + 1);
}

static void post_is_found_by_its_id(void **state)
{
    struct noticeboard *board = *state;
    struct posting posting = {.title = "wanted", .until_ms = POSTING_NOW_MS};
    struct id post = posting_id(&board->authors[0], &posting);
    struct id none = check_id_of(3);

    noticeboard_put(board, 0, &posting);
    noticeboard_forget(board);
    check_ok(board_find(board->store, &post, POSTING_NOW_MS, noticeboard_note,
                        board));
    assert_string_equal(board->titles, "wanted");
    assert_int_equal(board->ended, 1);
    check_err(board_find(board->store, &none, POSTING_NOW_MS, noticeboard_note,
                         board),
              ERR_UNKNOWN);
}

/* How many posts a code may mean. */
static size_t fit(struct noticeboard *board, const char *code)
{
    noticeboard_forget(board);
    check_ok(board_by_code(board->store, view_text(code), POSTING_NOW_MS,
                           noticeboard_note, board));
    return board->rows;
}

static void codes_grow_until_they_mean_one_post(void **state)
{
    struct noticeboard *board = *state;
    struct posting posting = {.title = "Ladder"};
    char hex[ID_HEX_CHARS];
    char code[CODE_CHARS];
    struct id post;
    unsigned digits = 0;
    unsigned most = 0;
    uint32_t n = 0;

    for (n = 0; n < 400; n++) {
        posting.n = n;
        noticeboard_put(board, 0, &posting);
    }
    for (n = 0; n < 400; n++) {
        posting.n = n;
        post = posting_id(&board->authors[0], &posting);
        check_ok(board_code_digits(board->store, &post, false, &digits));
        most = digits > most ? digits : most;
        post_code(POST_OFFER, view_text("Ladder"), &post, digits, code);
        assert_int_equal(fit(board, code), 1);
        check_id(&board->last_post, &post);
        if (digits > CODE_DIGITS_MIN) {
            code[strlen(code) - 1] = '\0';
            assert_true(fit(board, code) > 1);
        }
    }
    assert_true(most > CODE_DIGITS_MIN); /* 400 posts, 32768 codes */
    id_to_hex(&post, hex);
    assert_int_equal(fit(board, hex), 1);
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_int_equal(fit(board, hex), 0);
    assert_int_equal(fit(board, ""), 0);
    assert_int_equal(fit(board, "ladder"), 0);
    assert_int_equal(fit(board, "ladder-uuu"), 0);
}

/* Keep so many posts in all, in one commit. */
static void fill_up(struct noticeboard *board, uint32_t from, uint32_t count)
{
    check_ok(store_begin(board->store));
    for (uint32_t n = from; n < count; n++) {
        posting_sign(&board->authors[0], &(struct posting){.n = n},
                     &board->record);
        check_ok(store_put(board->store, bytes_view(&board->record)));
    }
    check_ok(store_commit(board->store, ERR_OK));
}

/* How many of the first thousand codes fit another post too, and how long
 * the longest is. */
static unsigned
shared_codes(struct noticeboard *board, bool is_sure, unsigned *longest)
{
    unsigned shared = 0;

    *longest = 0;
    for (uint32_t n = 0; n < 1000; n++) {
        const struct posting posting = {.n = n};
        const struct id post = posting_id(&board->authors[0], &posting);
        char code[CODE_CHARS];
        unsigned digits = 0;

        check_ok(board_code_digits(board->store, &post, is_sure, &digits));
        *longest = digits > *longest ? digits : *longest;
        post_code(POST_OFFER, view_text("Ladder"), &post, digits, code);
        shared += fit(board, code) > 1;
    }
    return shared;
}

static void codes_of_a_great_board_are_long_instead_of_sure(void **state)
{
    enum { GREAT = 6000 };
    struct noticeboard *board = *state;
    unsigned longest = 0;

    fill_up(board, 0, BOARD_CODES_SURE_MAX);
    assert_int_equal(shared_codes(board, false, &longest), 0);
    assert_true(longest < 6);
    fill_up(board, BOARD_CODES_SURE_MAX, BOARD_CODES_SURE_MAX + 1);
    (void)shared_codes(board, false, &longest);
    assert_int_equal(longest, 5); /* 13 bits of posts and 10 */
    fill_up(board, BOARD_CODES_SURE_MAX + 1, GREAT);
    assert_in_range(shared_codes(board, false, &longest), 0, 3);
    assert_int_equal(shared_codes(board, true, &longest), 0);
    assert_true(longest >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NOTICEBOARD_TEST(words_are_found_in_title_text_and_tags),
        NOTICEBOARD_TEST(words_of_any_length_are_found),
        NOTICEBOARD_TEST(a_tag_is_no_word_too_many),
        NOTICEBOARD_TEST(tags_are_compared_whole),
        NOTICEBOARD_TEST(tags_without_a_word_are_found),
        NOTICEBOARD_TEST(rotten_post_hides_no_other),
        NOTICEBOARD_TEST(rotten_header_hides_no_other),
        NOTICEBOARD_TEST(header_that_rots_when_merged_hides_no_other),
        NOTICEBOARD_TEST(very_words_are_enough_where_there_are_plenty),
        NOTICEBOARD_TEST(of_plenty_those_that_came_last_are_put_in_order),
        NOTICEBOARD_TEST(post_is_found_by_its_id),
        NOTICEBOARD_TEST(codes_grow_until_they_mean_one_post),
        cmocka_unit_test_setup_teardown(
            codes_of_a_great_board_are_long_instead_of_sure, noticeboard_set_up,
            noticeboard_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
