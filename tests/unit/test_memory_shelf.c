/* The shelf in memory against the promises of node/shelf.h. */
#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/memory_shelf.h"

/* A made-up record: `slot` and `id` are numbers, its bytes are the id. */
static struct record
record_of(unsigned char id, unsigned char slot, uint64_t stamp_ms)
{
    static unsigned char store[256][2];
    struct record record = {
        .class = CLASS_POST,
        .kind = 1,
        .household = check_id_of(7),
        .n = slot,
        .stamp_ms = stamp_ms,
        .id = check_id_of(id),
        .slot = check_id_of(slot),
        .drop_day = (uint16_t)(stamp_ms / 100),
    };

    store[id][0] = id;
    record.body = (struct view){store[id], 1};
    record.bytes = (struct view){store[id], 2};
    return record;
}

static void put(struct memory_shelf *shelf,
                unsigned char id,
                unsigned char slot,
                uint64_t stamp_ms)
{
    struct record record = record_of(id, slot, stamp_ms);

    check_ok(memory_shelf_keep(shelf, &record));
}

static int set_up(void **state)
{
    struct memory_shelf *shelf = NULL;

    check_ok(memory_shelf_new(&shelf));
    *state = shelf;
    return 0;
}

static int tear_down(void **state)
{
    memory_shelf_free(*state);
    return 0;
}

static bool has(struct memory_shelf *shelf, unsigned char number)
{
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_row row;
    struct id id = check_id_of(number);

    return port.find(port.self, &id, &row) == ERR_OK;
}

static void newest_of_a_slot_wins(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct id slot = check_id_of(1);
    struct shelf_row row;

    put(shelf, 10, 1, 500);
    put(shelf, 20, 1, 400); /* older */
    put(shelf, 9, 1, 500);  /* the same stamp, a smaller id */
    assert_int_equal(memory_shelf_count(shelf), 1);
    put(shelf, 11, 1, 500);
    put(shelf, 12, 2, 1);
    check_ok(port.head(port.self, &slot, &row));
    assert_int_equal(row.id.data[0], 11);
    assert_false(has(shelf, 10));
    assert_int_equal(memory_shelf_count(shelf), 2);
}

static void journal_tells_every_change_in_order(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct id id = check_id_of(12);
    struct journal_row rows[8];
    size_t count = 0;
    uint64_t last = 0;

    put(shelf, 10, 1, 500);
    put(shelf, 11, 1, 501);
    put(shelf, 12, 2, 1);
    check_ok(memory_shelf_drop(shelf, &id));
    check_ok(memory_shelf_drop(shelf, &id));
    check_ok(port.journal(port.self, 0, rows, 8, &count));
    assert_int_equal(count, 5);
    assert_true(rows[0].is_added && rows[0].id.data[0] == 10);
    assert_true(!rows[1].is_added && rows[1].id.data[0] == 10);
    assert_true(rows[2].is_added && rows[2].id.data[0] == 11);
    assert_true(!rows[4].is_added && rows[4].id.data[0] == 12);
    assert_int_equal(rows[4].sequence, 5);
    check_ok(port.journal_last(port.self, &last));
    assert_int_equal(last, 5);
    check_ok(port.journal(port.self, 4, rows, 8, &count));
    assert_int_equal(count, 1);
}

static void cut_journal_says_that_rows_are_missing(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct journal_row rows[8];
    size_t count = 0;

    put(shelf, 10, 1, 500);
    put(shelf, 11, 2, 500);
    put(shelf, 12, 3, 500);
    check_ok(memory_shelf_commit(shelf));
    memory_shelf_cut_journal(shelf, 1);
    check_err(port.journal(port.self, 1, rows, 8, &count), ERR_UNKNOWN);
    check_ok(port.journal(port.self, 2, rows, 8, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].sequence, 3);
}

static void rollback_undoes_all_since_the_commit(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct id id = check_id_of(20);
    uint64_t last = 0;

    put(shelf, 10, 1, 500);
    put(shelf, 20, 2, 500);
    check_ok(memory_shelf_commit(shelf));
    put(shelf, 11, 1, 600);
    put(shelf, 12, 1, 700);
    put(shelf, 30, 3, 700);
    check_ok(memory_shelf_drop(shelf, &id));
    memory_shelf_rollback(shelf);
    assert_true(has(shelf, 10) && has(shelf, 20));
    assert_int_equal(memory_shelf_count(shelf), 2);
    check_ok(port.journal_last(port.self, &last));
    assert_int_equal(last, 2);
}

static void rollback_brings_back_what_was_remembered(void **state)
{
    static const unsigned char letters[] = "ab";
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct bytes out;

    bytes_init(&out, SNAPSHOT_BYTES_MAX);
    check_ok(memory_shelf_remember(shelf, SNAPSHOT_SETTLED,
                                   (struct view){letters, 1}));
    check_ok(memory_shelf_commit(shelf));
    check_ok(memory_shelf_remember(shelf, SNAPSHOT_SETTLED,
                                   (struct view){letters, 2}));
    memory_shelf_rollback(shelf);
    check_ok(port.recall(port.self, SNAPSHOT_SETTLED, &out));
    assert_int_equal(out.bytes, 1);
    bytes_release(&out);
}

static void refusing_shelf_changes_nothing(void **state)
{
    struct memory_shelf *shelf = *state;
    struct record record = record_of(10, 1, 5);

    memory_shelf_refuse(shelf, ERR_DISK_FULL);
    check_err(memory_shelf_keep(shelf, &record), ERR_DISK_FULL);
    assert_int_equal(memory_shelf_count(shelf), 0);
    memory_shelf_refuse(shelf, ERR_OK);
    check_ok(memory_shelf_keep(shelf, &record));
    memory_shelf_refuse(shelf, ERR_IO);
    check_err(memory_shelf_commit(shelf), ERR_IO);
    memory_shelf_rollback(shelf);
    assert_int_equal(memory_shelf_count(shelf), 0);
}

static void copy_lives_on_its_own(void **state)
{
    struct memory_shelf *shelf = *state;
    struct memory_shelf *copy = NULL;

    put(shelf, 10, 1, 500);
    check_ok(memory_shelf_commit(shelf));
    check_ok(memory_shelf_copy(shelf, &copy));
    put(shelf, 11, 1, 600);
    put(copy, 12, 2, 600);
    assert_true(has(copy, 10) && has(copy, 12) && !has(copy, 11));
    assert_true(has(shelf, 11) && !has(shelf, 12) && !has(shelf, 10));
    memory_shelf_free(copy);
}

static void weeks_are_paged_in_order_of_ids(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_week week = {.set = SET_BOARD, .week = 1};
    struct id ids[2];
    size_t count = 0;

    put(shelf, 30, 1, 700); /* drop day 7 */
    put(shelf, 10, 2, 1300);
    put(shelf, 20, 3, 800);
    put(shelf, 40, 4, 1400); /* the week after */
    check_ok(port.week_ids(port.self, &week, NULL, ids, 2, &count));
    assert_int_equal(count, 2);
    assert_int_equal(ids[0].data[0], 10);
    check_ok(port.week_ids(port.self, &week, &ids[1], ids, 2, &count));
    assert_int_equal(count, 1);
    assert_int_equal(ids[0].data[0], 30);
}

static void scan_meets_every_record_once(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_row rows[3];
    struct shelf_scan scan = {.cursor = 0};
    size_t count = 3;
    size_t met = 0;
    unsigned char number = 0;

    for (number = 1; number <= 7; number++) {
        put(shelf, number, number, 1);
    }
    while (count == 3) {
        check_ok(port.scan(port.self, &scan, rows, 3, &count));
        met += count;
    }
    assert_int_equal(met, 7);
}

static void expired_are_those_below_the_day(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_row rows[4];
    size_t count = 0;

    put(shelf, 1, 1, 700); /* drop day 7 */
    put(shelf, 2, 2, 900);
    put(shelf, 3, 3, 1000);
    put(shelf, 4, 4, 2100);
    check_ok(port.expired(port.self, 9, rows, 4, &count));
    assert_int_equal(count, 1);
    check_ok(port.expired(port.self, 10, rows, 4, &count));
    assert_int_equal(count, 2);
    check_ok(port.expired(port.self, 10, rows, 1, &count));
    assert_int_equal(count, 1);
    check_ok(port.expired(port.self, 100, rows, 4, &count));
    assert_int_equal(count, 4);
}

static void free_slot_prefers_one_never_used(void **state)
{
    struct memory_shelf *shelf = *state;
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_range range = {check_id_of(7), 0, CLASS_POST, 3};
    struct record tombstone = record_of(30, 0, 50);
    uint32_t n = 99;

    tombstone.body.bytes = 0;
    check_ok(memory_shelf_keep(shelf, &tombstone));
    put(shelf, 10, 1, 500);
    check_ok(port.free_slot(port.self, &range, &n));
    assert_int_equal(n, 2);
    put(shelf, 11, 2, 500);
    check_ok(port.free_slot(port.self, &range, &n));
    assert_int_equal(n, 0);
    range.limit = 0;
    check_err(port.free_slot(port.self, &range, &n), ERR_FULL);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(newest_of_a_slot_wins),
        CLAIM(journal_tells_every_change_in_order),
        CLAIM(cut_journal_says_that_rows_are_missing),
        CLAIM(rollback_undoes_all_since_the_commit),
        CLAIM(rollback_brings_back_what_was_remembered),
        CLAIM(refusing_shelf_changes_nothing),
        CLAIM(copy_lives_on_its_own),
        CLAIM(weeks_are_paged_in_order_of_ids),
        CLAIM(scan_meets_every_record_once),
        CLAIM(expired_are_those_below_the_day),
        CLAIM(free_slot_prefers_one_never_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
