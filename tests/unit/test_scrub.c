/*
 * Erasure: words that were withdrawn or replaced are in no byte of the
 * folder. Each search first proves that it finds them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "store/board.h"
#include "store/inside.h"
#include "store/letter.h"
#include "store/merge.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

/* Words that stand in nothing else. */
static const char title_word[] = "quovardimplex";
static const char text_word[] = "zanthokrebistal";
static const char tag_word[] = "wubbelfinktor";
static const char *const canaries[] = {title_word, text_word, tag_word};
enum { CANARIES = 3, SUFFIX_CHARS = 6, AROUND = 300 };

static void put_canary(struct fixture *fixture, uint32_t n)
{
    char text[128];

    (void)snprintf(text, sizeof text, "It is %s, they say.", text_word);
    posting_sign(
        &fixture->authors[1],
        &(struct posting){
            .n = n, .title = title_word, .text = text, .tag = tag_word},
        &fixture->record);
    fixture_keep(fixture);
}

/* Other posts, in several commits. */
static void put_others(struct fixture *fixture, uint32_t from, uint32_t count)
{
    char text[128];
    uint32_t n = 0;

    for (n = from; n < from + count; n++) {
        if (n % 50 == 0) {
            check_ok(store_begin(fixture->store));
        }
        (void)snprintf(text, sizeof text, "Number %u of many, word%u", n,
                       n * 7919 % 1000);
        posting_sign(&fixture->authors[1],
                     &(struct posting){.n = n, .text = text}, &fixture->record);
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
        if (n % 50 == 49) {
            fixture_commit(fixture);
        }
    }
}

/* In how many places are the canaries and their suffixes? */
static size_t find(const struct fixture *fixture, const char *word)
{
    size_t found = 0;
    size_t chars = strlen(word);
    size_t i = 0;

    for (i = 0; i + SUFFIX_CHARS <= chars; i++) {
        found += folder_count(&fixture->folder, view_text(word + i));
    }
    return found;
}

static size_t find_all(const struct fixture *fixture)
{
    size_t found = 0;
    size_t i = 0;

    for (i = 0; i < CANARIES; i++) {
        found += find(fixture, canaries[i]);
    }
    return found;
}

static void check_there(const struct fixture *fixture)
{
    size_t i = 0;

    for (i = 0; i < CANARIES; i++) {
        assert_true(folder_count(&fixture->folder, view_text(canaries[i])) > 0);
    }
}

static void check_due(struct fixture *fixture, bool wanted)
{
    bool is_due = !wanted;

    check_ok(store_is_scrub_due(fixture->store, &is_due));
    assert_int_equal(is_due, wanted);
}

static void scrub_and_check_gone(struct fixture *fixture)
{
    check_due(fixture, true);
    check_ok(store_scrub(fixture->store));
    check_due(fixture, false);
    assert_int_equal(find_all(fixture), 0);
}

static void withdrawn_words_vanish(void **state)
{
    struct fixture *fixture = *state;

    put_others(fixture, 0, AROUND);
    put_canary(fixture, AROUND);
    put_others(fixture, AROUND + 50, AROUND);
    check_there(fixture);
    check_due(fixture, false);
    posting_withdraw(&fixture->authors[1], AROUND, POSTING_NOW_MS + 1,
                     &fixture->record);
    fixture_keep(fixture);
    scrub_and_check_gone(fixture);
}

static void forgotten_letters_vanish(void **state)
{
    struct fixture *fixture = *state;
    const struct id thread = check_id_of(0x5A);
    const struct filed letter = {.id = check_id_of(0x5B),
                                 .thread = thread,
                                 .text = view_text(text_word)};
    const struct summary summary = {.thread = thread,
                                    .subject = check_id_of(1),
                                    .bytes = view_text(tag_word)};

    check_ok(store_begin(fixture->store));
    check_ok(letter_file(fixture->store, &letter));
    check_ok(letter_sum_up(fixture->store, &summary));
    fixture_commit(fixture);
    check_due(fixture, false);
    assert_true(folder_count(&fixture->folder, view_text(text_word)) > 0);
    assert_true(folder_count(&fixture->folder, view_text(tag_word)) > 0);
    check_ok(store_begin(fixture->store));
    check_ok(letter_forget(fixture->store, &thread));
    fixture_commit(fixture);
    scrub_and_check_gone(fixture);
    assert_int_equal(
        folder_count(&fixture->folder, (struct view){thread.data, ID_BYTES}),
        0);
}

static void replaced_words_vanish(void **state)
{
    struct fixture *fixture = *state;

    put_canary(fixture, 0);
    check_there(fixture);
    posting_sign(
        &fixture->authors[1],
        &(struct posting){.stamp_ms = POSTING_NOW_MS + 1, .title = "Hammer"},
        &fixture->record);
    fixture_keep(fixture);
    scrub_and_check_gone(fixture);
    assert_true(folder_count(&fixture->folder, view_text("Hammer")) > 0);
}

static void dropped_words_vanish(void **state)
{
    struct fixture *fixture = *state;
    struct id id;

    put_canary(fixture, 0);
    id = posting_record(&fixture->record);
    check_there(fixture);
    check_ok(store_begin(fixture->store));
    check_ok(store_drop(fixture->store, &id));
    check_ok(store_commit(fixture->store, ERR_OK));
    scrub_and_check_gone(fixture);
}

static void words_put_and_withdrawn_at_once_vanish(void **state)
{
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    posting_sign(&fixture->authors[1],
                 &(struct posting){
                     .title = title_word, .text = text_word, .tag = tag_word},
                 &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    posting_withdraw(&fixture->authors[1], 0, POSTING_NOW_MS + 1,
                     &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
    scrub_and_check_gone(fixture);
}

static void words_vanish_when_scrubbed_again_and_again(void **state)
{
    struct fixture *fixture = *state;
    uint32_t round = 0;

    for (round = 0; round < 5; round++) {
        put_others(fixture, round * 100, 100);
        put_canary(fixture, 1000);
        check_there(fixture);
        posting_withdraw(&fixture->authors[1], 1000, POSTING_NOW_MS + 1 + round,
                         &fixture->record);
        fixture_keep(fixture);
        scrub_and_check_gone(fixture);
        check_ok(store_begin(fixture->store));
        check_ok(
            store_drop(fixture->store, &(struct id){0})); /* nothing to drop */
        check_ok(store_commit(fixture->store, ERR_OK));
        check_due(fixture, false);
        posting_sign(&fixture->authors[1],
                     &(struct posting){.n = 1000, .title = "Between"},
                     &fixture->record);
        fixture->authors[1] = author_of(round + 2); /* slots of another */
    }
}

/* Many posts of all sizes come and go at random places, so that pages split
 * and merge; the canaries among them leave nothing. */
/* What was derived from a roster may repeat the names in it. */
static void replaced_names_vanish(void **state)
{
    struct fixture *fixture = *state;
    struct bytes derived;

    posting_profile(&fixture->authors[1], title_word, POSTING_NOW_MS,
                    &fixture->record);
    fixture_keep(fixture);
    bytes_init(&derived, SNAPSHOT_BYTES_MAX);
    while (derived.bytes < SNAPSHOT_BYTES_MAX / 8) {
        check_ok(bytes_append(&derived, view_text(title_word)));
    }
    check_ok(store_begin(fixture->store));
    check_ok(
        store_keep(fixture->store, SNAPSHOT_SETTLED, bytes_view(&derived)));
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_true(find(fixture, title_word) > 1000);
    posting_profile(&fixture->authors[1], "Ana", POSTING_NOW_MS + 1,
                    &fixture->record);
    fixture_keep(fixture);
    scrub_and_check_gone(fixture);
    bytes_release(&derived);
}

static void nothing_stays_behind_in_pages_that_split(void **state)
{
    struct fixture *fixture = *state;
    static char text[TEXT_BYTES_MAX];
    uint32_t random = 12345;
    uint32_t i = 0;

    for (i = 0; i < 1200; i++) {
        bool is_canary = i % 3 == 0;
        size_t chars = 0;

        random = random * 1103515245 + 12345;
        chars = 30 + (random >> 16) % (i % 10 == 0 ? 2500 : 300);
        memset(text, 'm', chars);
        if (is_canary) {
            memcpy(text, text_word, sizeof text_word - 1);
        }
        text[sizeof text_word - 1] = ' ';
        text[chars] = '\0';
        posting_sign(
            &fixture->authors[1],
            &(struct posting){.n = (random >> 8) % 400,
                              .stamp_ms = POSTING_NOW_MS + i,
                              .title = is_canary ? title_word : "Ladder",
                              .text = text,
                              .tag = is_canary ? tag_word : NULL},
            &fixture->record);
        fixture_keep(fixture);
    }
    check_there(fixture);
    for (i = 0; i < 400; i++) {
        posting_withdraw(&fixture->authors[1], i, POSTING_NOW_MS + 2000,
                         &fixture->record);
        fixture_keep(fixture);
    }
    scrub_and_check_gone(fixture);
    assert_int_equal(folder_count(&fixture->folder, view_text("mmmmmm")), 0);
}

static void other_words_are_still_found(void **state)
{
    struct fixture *fixture = *state;

    put_canary(fixture, 0);
    posting_sign(&fixture->authors[1],
                 &(struct posting){.n = 1, .title = "Hammer"},
                 &fixture->record);
    fixture_keep(fixture);
    posting_withdraw(&fixture->authors[1], 0, POSTING_NOW_MS + 1,
                     &fixture->record);
    fixture_keep(fixture);
    scrub_and_check_gone(fixture);
    assert_true(folder_count(&fixture->folder, view_text("Hammer")) > 0);
    assert_int_equal(folder_count(&fixture->folder, view_text("hammer")) > 0,
                     fixture->merges);
}

/* Posts of rare words: some kilobytes of the search index each. */
static void put_rare_words(struct fixture *fixture, uint32_t from)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz ";
    static char text[TEXT_BYTES_MAX];
    uint32_t random = from;
    uint32_t n = 0;
    size_t i = 0;

    check_ok(store_begin(fixture->store));
    for (n = from; n < from + 100; n++) {
        for (i = 0; i < sizeof text - 1; i++) {
            random = random * 1103515245 + 12345;
            text[i] = letters[i % 9 == 8 ? 26 : (random >> 16) % 26];
        }
        text[sizeof text - 2] = 'z';
        text[sizeof text - 1] = '\0';
        posting_sign(&fixture->authors[1],
                     &(struct posting){.n = n, .text = text}, &fixture->record);
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    }
    fixture_commit(fixture);
}

/* Nobody who wants to write waits for all of it. */
static void long_index_is_scrubbed_in_slices(void **state)
{
    struct fixture *fixture = *state;
    unsigned slices = 0;
    uint32_t from = 0;
    bool more = true;

    put_canary(fixture, 0);
    for (from = 100; from < 1500; from += 100) {
        put_rare_words(fixture, from);
    }
    check_there(fixture);
    posting_withdraw(&fixture->authors[1], 0, POSTING_NOW_MS + 1,
                     &fixture->record);
    fixture_keep(fixture);
    for (slices = 0; more; slices++) {
        check_due(fixture, true);
        check_ok(store_scrub_some(fixture->store, &more));
    }
    assert_true(fixture->merges ? slices > 3 : slices == 2);
    check_due(fixture, false);
    assert_int_equal(find_all(fixture), 0);
}

static void reader_delays_the_scrub(void **state)
{
    struct fixture *fixture = *state;
    struct store *reader = NULL;
    uint64_t sequence = 0;

    put_canary(fixture, 0);
    check_ok(store_open(fixture->folder.path, STORE_READ, &reader));
    check_ok(store_begin_read(reader));
    check_ok(store_high_water(reader, &sequence));
    posting_withdraw(&fixture->authors[1], 0, POSTING_NOW_MS + 1,
                     &fixture->record);
    fixture_keep(fixture);
    check_err(store_scrub(fixture->store), ERR_BUSY);
    check_due(fixture, true);
    check_ok(store_commit(reader, ERR_OK));
    scrub_and_check_gone(fixture);
    store_close(reader);
}

/* Another process, which withdraws the canary once. */
struct withdrawer {
    struct fixture *fixture;
    struct store *store;
};

/* SQLite calls it when a statement of a scrub has come to its end. */
static int
withdraw_once(unsigned event, void *self, void *statement, void *nanoseconds)
{
    struct withdrawer *other = self;
    struct fixture *fixture = other->fixture;
    struct store *store = other->store;

    (void)event;
    (void)statement;
    (void)nanoseconds;
    if (store != NULL) {
        other->store = NULL;
        posting_withdraw(&fixture->authors[1], 0, POSTING_NOW_MS + 1,
                         &fixture->record);
        check_ok(store_begin(store));
        check_ok(store_put(store, bytes_view(&fixture->record)));
        check_ok(store_commit(store, ERR_OK));
    }
    return 0;
}

static void words_withdrawn_while_a_scrub_begins_vanish(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;
    struct withdrawer withdrawer = {fixture, NULL};
    bool is_due = true;

    put_canary(fixture, 0);
    check_there(fixture);
    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    withdrawer.store = other;
    (void)sqlite3_trace_v2(fixture->store->sql.db, SQLITE_TRACE_PROFILE,
                           withdraw_once, &withdrawer);
    check_ok(store_scrub(fixture->store));
    (void)sqlite3_trace_v2(fixture->store->sql.db, 0, NULL, NULL);
    assert_null(withdrawer.store);
    check_ok(store_is_scrub_due(fixture->store, &is_due));
    if (is_due) {
        check_ok(store_scrub(fixture->store));
    }
    check_due(fixture, false);
    store_close(other);
    assert_int_equal(find_all(fixture), 0);
}

/* With words that are in the search index, and with words that are not. */
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down),  \
        cmocka_unit_test_setup_teardown(name, fixture_set_up_merging,          \
                                        fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(withdrawn_words_vanish),
        TEST(forgotten_letters_vanish),
        TEST(replaced_words_vanish),
        TEST(dropped_words_vanish),
        TEST(words_put_and_withdrawn_at_once_vanish),
        TEST(words_vanish_when_scrubbed_again_and_again),
        TEST(replaced_names_vanish),
        TEST(nothing_stays_behind_in_pages_that_split),
        TEST(other_words_are_still_found),
        TEST(long_index_is_scrubbed_in_slices),
        TEST(reader_delays_the_scrub),
        TEST(words_withdrawn_while_a_scrub_begins_vanish),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
