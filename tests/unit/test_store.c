/* Transactions, time and the journal of a store. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/moment.h"
#include "store/board.h"
#include "store/digest.h"
#include "store/inside.h"
#include "store/journal.h"
#include "store/merge.h"
#include "store/schema.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static uint64_t count(struct store *store)
{
    uint64_t records = 0;

    check_ok(store_count(store, SET_BOARD, &records));
    return records;
}

static void committed_records_are_there_after_reopening(void **state)
{
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_reopen(fixture, STORE_READ);
    assert_int_equal(count(fixture->store), 1);
}

static void rolled_back_records_leave_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct shelf shelf = store_shelf(fixture->store);
    uint64_t last = 1;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    check_err(store_commit(fixture->store, ERR_FULL), ERR_FULL);
    assert_int_equal(count(fixture->store), 0);
    check_ok(shelf.journal_last(shelf.self, &last));
    assert_int_equal(last, 0);
    check_ok(store_begin(fixture->store)); /* its household has no number */
    (void)fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(count(fixture->store), 1);
}

static void closing_rolls_back(void **state)
{
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    fixture_reopen(fixture, STORE_WRITE);
    assert_int_equal(count(fixture->store), 0);
}

static void malformed_record_is_refused_and_changes_nothing(void **state)
{
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    fixture->record.bytes--;
    check_err(store_put(fixture->store, bytes_view(&fixture->record)),
              ERR_MALFORMED);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(count(fixture->store), 1);
}

static void reader_sees_one_state(void **state)
{
    struct fixture *fixture = *state;
    struct store *reader = NULL;

    check_ok(store_open(fixture->folder.path, STORE_READ, &reader));
    check_ok(store_begin_read(reader));
    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(count(reader), 0);
    check_ok(store_commit(reader, ERR_OK));
    assert_int_equal(count(reader), 1);
    store_close(reader);
}

static void data_version_tells_of_others_only(void **state)
{
    struct fixture *fixture = *state;
    struct store *reader = NULL;
    uint64_t before = 0;
    uint64_t after = 0;
    uint64_t own_before = 0;
    uint64_t own_after = 0;

    check_ok(store_open(fixture->folder.path, STORE_READ, &reader));
    check_ok(store_data_version(reader, &before));
    check_ok(store_data_version(fixture->store, &own_before));
    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_data_version(reader, &after));
    check_ok(store_data_version(fixture->store, &own_after));
    assert_true(after != before);
    assert_true(own_after == own_before);
    store_close(reader);
}

static uint64_t jumped(struct store *store)
{
    uint64_t wall_ms = 0;

    check_ok(store_jumped(store, &wall_ms));
    return wall_ms;
}

static void mark_follows_a_clock_that_was_set_right(void **state)
{
    const uint64_t wrong_ms = POSTING_NOW_MS + 400 * (uint64_t)DAY_MS;
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    uint64_t now = 0;

    check_ok(store_begin(store));
    check_ok(store_note_clock(store, POSTING_NOW_MS));
    check_ok(store_pass_time(store, POSTING_NOW_MS));
    check_ok(store_note_clock(store, wrong_ms));
    assert_true(jumped(store) == wrong_ms);
    check_ok(store_note_clock(store, wrong_ms + 1000));
    assert_true(jumped(store) == wrong_ms);
    check_ok(store_note_clock(store, POSTING_NOW_MS + 2000));
    assert_true(jumped(store) == 0);
    check_ok(store_pass_time(store, wrong_ms));
    check_ok(store_note_clock(store, POSTING_NOW_MS + 3000));
    assert_true(jumped(store) == POSTING_NOW_MS + 3000);
    check_ok(store_pass_time(store, POSTING_NOW_MS + 4000));
    check_ok(store_high_water(store, &now));
    assert_true(now == POSTING_NOW_MS + 4000);
    check_ok(store_note_clock(store, POSTING_NOW_MS + 5000));
    assert_true(jumped(store) == 0);
    check_ok(store_commit(store, ERR_OK));
}

static void high_water_mark_only_rises_and_in_steps(void **state)
{
    struct fixture *fixture = *state;
    uint64_t now = 0;

    check_ok(store_begin(fixture->store));
    check_ok(store_pass_time(fixture->store, POSTING_NOW_MS));
    check_ok(store_pass_time(fixture->store,
                             POSTING_NOW_MS + STORE_TIME_STEP_MS - 1));
    check_ok(store_high_water(fixture->store, &now));
    assert_true(now == POSTING_NOW_MS);
    check_ok(
        store_pass_time(fixture->store, POSTING_NOW_MS + STORE_TIME_STEP_MS));
    check_ok(store_pass_time(fixture->store, POSTING_NOW_MS - DAY_MS / 2));
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_reopen(fixture, STORE_READ);
    check_ok(store_high_water(fixture->store, &now));
    assert_true(now == POSTING_NOW_MS + STORE_TIME_STEP_MS);
}

/* How many rows there are in the table of records. */
static uint64_t rows_of(struct store *store)
{
    struct query query;
    uint64_t rows = 0;

    query_begin(&query, &store->sql, "SELECT count(*) FROM record");
    if (query_row(&query)) {
        rows = query_get(&query, 0);
    }
    check_ok(query_end(&query));
    return rows;
}

/* What was erased goes, what is kept stays however old it is. */
static void journal_keeps_its_newest_rows(void **state)
{
    struct fixture *fixture = *state;
    struct shelf shelf = store_shelf(fixture->store);
    struct journal_row row = {.set = SET_BOARD};
    struct shelf_row kept;
    uint64_t last = 0;
    uint64_t rows = STORE_JOURNAL_ROWS_MAX + 3 * STORE_JOURNAL_TRIM_ROWS;
    size_t found = 0;
    struct id id;

    check_ok(store_begin(fixture->store));
    id = fixture_put(fixture, 1, 0);
    check_ok(store_drop(fixture->store, &id));
    (void)fixture_put(fixture, 1, 1);
    while (last < rows) { /* the same leaves again and again */
        check_ok(journal_leave(fixture->store, 2 * rows + last, &row, &last));
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(last, rows);
    assert_true(rows_of(fixture->store) <=
                STORE_JOURNAL_ROWS_MAX + STORE_JOURNAL_TRIM_ROWS);
    assert_int_equal(count(fixture->store), 1);
    id = posting_record(&fixture->record);
    check_ok(shelf.find(shelf.self, &id, &kept));
    check_ok(shelf.journal(shelf.self, rows - STORE_JOURNAL_ROWS_MAX, &row, 1,
                           &found));
    assert_int_equal(found, 1);
    check_err(
        shelf.journal(shelf.self, STORE_JOURNAL_TRIM_ROWS, &row, 1, &found),
        ERR_UNKNOWN);
}

static void damaged_page_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct bytes bytes;
    uint32_t n = 0;

    check_ok(store_begin(fixture->store));
    for (n = 0; n < 100; n++) {
        (void)fixture_put(fixture, 1, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_check(fixture->store));
    check_ok(store_scrub(fixture->store)); /* the log is written back */
    store_close(fixture->store);
    folder_read(&fixture->folder, "shelf.db", &bytes);
    for (n = 0; n < 8; n++) { /* the head of most pages */
        memset(bytes.data + (size_t)(3 + 3 * n) * PAGE_BYTES, 0xA5, 64);
    }
    folder_write(&fixture->folder, "shelf.db", bytes_view(&bytes));
    bytes_release(&bytes);
    check_ok(store_open(fixture->folder.path, STORE_READ, &fixture->store));
    check_err(store_check(fixture->store), ERR_CORRUPT);
}

/* Let the last byte rot of what was signed of the record put last. */
static void rot(struct fixture *fixture)
{
    struct view bytes = bytes_view(&fixture->record);
    struct query query;

    fixture->record.data[bytes.bytes - RECORD_SIGNATURE_BYTES - 1] ^= 1U;
    query_begin(&query, &fixture->store->sql,
                "UPDATE record SET bytes=? WHERE seq="
                "(SELECT max(seq) FROM record)");
    query_view(&query, bytes);
    check_ok(query_run(&query));
}

static enum err count_one(void *visitor, struct view bytes)
{
    size_t *seen = visitor;

    assert_true(bytes.bytes > 0);
    ++*seen;
    return ERR_OK;
}

static void rotten_record_leaves_for_nobody(void **state)
{
    struct fixture *fixture = *state;
    const struct shelf_week week = {
        SET_BOARD, class_drop_day(CLASS_POST, POSTING_NOW_MS) / WEEK_DAYS};
    struct shelf shelf;
    struct bytes bytes;
    struct id rotten;
    uint64_t cursor = 0;
    size_t seen = 0;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    rotten = fixture_put(fixture, 1, 1);
    rot(fixture);
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_reopen(fixture, STORE_READ);
    shelf = store_shelf(fixture->store);
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_err(shelf.read(shelf.self, &rotten, &bytes), ERR_UNKNOWN);
    bytes_release(&bytes);
    check_ok(shelf.walk_bytes(shelf.self, SET_BOARD, count_one, &seen));
    assert_int_equal(seen, 1);
    check_ok(shelf.week_bytes(shelf.self, &week, &cursor, count_one, &seen));
    assert_int_equal(seen, 2);
    assert_int_equal(count(fixture->store), 2); /* it is not asked for */
    check_err(store_check(fixture->store), ERR_CORRUPT);
}

static void disk_bytes_count_the_log_too(void **state)
{
    struct fixture *fixture = *state;
    uint64_t bytes = 0;

    check_ok(store_disk_bytes(fixture->store, &bytes));
    assert_int_equal(bytes, folder_size(&fixture->folder, "shelf.db") +
                                folder_size(&fixture->folder, "shelf.db-wal"));
    assert_true(bytes > 0);
}

/* Two ids may share their first 64 bits: then the rest decides, in the tail
 * and in a run. */
static void ids_with_one_prefix_are_told_apart(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    struct shelf shelf = store_shelf(store);
    struct shelf_row row;
    struct id id;
    uint32_t n = 0;

    check_ok(store_begin(store));
    id = fixture_put(fixture, 1, 0);
    for (n = 1; n < 3; n++) {
        (void)fixture_put(fixture, 1, n);
        check_ok(tail_add(&store->tail, id_prefix(&id), n + 1));
    }
    tail_remove(&store->tail, id_prefix(&id), 1);
    check_ok(tail_add(&store->tail, id_prefix(&id), 1)); /* comes last */
    check_ok(shelf.find(shelf.self, &id, &row));
    assert_int_equal(row.n, 0);
    check_ok(merge_tail(store));
    check_ok(shelf.find(shelf.self, &id, &row));
    assert_int_equal(row.n, 0);
    check_ok(store_drop(store, &id));
    check_err(shelf.find(shelf.self, &id, &row), ERR_UNKNOWN);
    assert_int_equal(count(store), 2);
    check_ok(store_commit(store, ERR_OK));
}

static void long_log_is_written_back_at_close(void **state)
{
    struct fixture *fixture = *state;
    uint32_t n = 0;

    check_ok(store_begin(fixture->store));
    for (n = 0; n < 6000; n++) {
        (void)fixture_put(fixture, 1, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_true(folder_size(&fixture->folder, "shelf.db-wal") >
                STORE_WAL_CLOSE_PAGES * PAGE_BYTES);
    fixture_reopen(fixture, STORE_READ);
    assert_int_equal(folder_size(&fixture->folder, "shelf.db-wal"), 0);
    assert_int_equal(count(fixture->store), 6000);
}

/* Even when nothing is left of what a slot held. */
static void slot_that_was_ever_used_is_taken_last(void **state)
{
    struct fixture *fixture = *state;
    struct shelf shelf;
    struct shelf_range range = {.household = fixture->authors[1].keys.public,
                                .class = CLASS_POST,
                                .limit = 3};
    struct id first;
    uint32_t n = 0;

    check_ok(store_begin(fixture->store));
    first = fixture_put(fixture, 1, 0);
    (void)fixture_put(fixture, 1, 1);
    check_ok(store_drop(fixture->store, &first));
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_reopen(fixture, STORE_READ);
    shelf = store_shelf(fixture->store);
    check_ok(shelf.free_slot(shelf.self, &range, &n));
    assert_int_equal(n, 2);
    range.limit = 2;
    check_ok(shelf.free_slot(shelf.self, &range, &n));
    assert_int_equal(n, 0);
}

static void digest_is_that_of_the_sorted_ids(void **state)
{
    struct fixture *fixture = *state;
    struct id ids[2];
    struct id wanted;
    struct id digest;

    check_ok(store_begin(fixture->store));
    ids[0] = fixture_put(fixture, 1, 0);
    ids[1] = fixture_put(fixture, 1, 1);
    check_ok(store_commit(fixture->store, ERR_OK));
    if (id_compare(&ids[0], &ids[1]) > 0) {
        struct id kept = ids[0];

        ids[0] = ids[1];
        ids[1] = kept;
    }
    assert_int_equal(crypto_generichash(wanted.data, ID_BYTES,
                                        (const unsigned char *)ids, sizeof ids,
                                        NULL, 0),
                     0);
    check_ok(store_digest(fixture->store, SET_BOARD, &digest));
    check_id(&digest, &wanted);
    assert_int_equal(
        crypto_generichash(wanted.data, ID_BYTES, NULL, 0, NULL, 0), 0);
    check_ok(store_digest(fixture->store, SET_MAIL, &digest));
    check_id(&digest, &wanted);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(committed_records_are_there_after_reopening),
        TEST(rolled_back_records_leave_nothing),
        TEST(closing_rolls_back),
        TEST(malformed_record_is_refused_and_changes_nothing),
        TEST(reader_sees_one_state),
        TEST(data_version_tells_of_others_only),
        TEST(mark_follows_a_clock_that_was_set_right),
        TEST(high_water_mark_only_rises_and_in_steps),
        TEST(journal_keeps_its_newest_rows),
        TEST(damaged_page_is_found),
        TEST(rotten_record_leaves_for_nobody),
        TEST(disk_bytes_count_the_log_too),
        TEST(ids_with_one_prefix_are_told_apart),
        TEST(long_log_is_written_back_at_close),
        TEST(slot_that_was_ever_used_is_taken_last),
        TEST(digest_is_that_of_the_sorted_ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
