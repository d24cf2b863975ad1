/* What is in no run, and how that is known without looking. */
#include "store/inside.h"
#include "store/merge.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static void one_key_in_two_hundred_is_let_through(void **state)
{
    enum { KEYS = 100 * 1000 };
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    struct filter filter = {.words = NULL};
    unsigned through = 0;

    (void)state;
    check_ok(filter_make(&filter, KEYS));
    for (uint64_t key = 1; key <= KEYS; key++) {
        filter_add(&filter, key * golden);
    }
    for (uint64_t key = 1; key <= KEYS; key++) {
        assert_true(filter_may_have(&filter, key * golden));
        through += filter_may_have(&filter, (KEYS + key) * golden);
    }
    assert_in_range(through, 1, KEYS / 200);
    filter_release(&filter);
}

/* What was in no run may be in one after a merge, whoever merged. */
static void what_was_absent_is_found_after_a_merge(void **state)
{
    struct fixture *fixture = *state;
    struct store *others = NULL;
    struct shelf shelf;
    struct shelf_row row;
    struct id id;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 0, 0);
    check_ok(merge_tail(fixture->store));
    check_ok(store_commit(fixture->store, ERR_OK));
    for (uint32_t n = 1; n < 3; n++) {
        struct store *mine = fixture->store;

        posting_sign(&fixture->authors[0], &(struct posting){.n = n},
                     &fixture->record);
        id = posting_record(&fixture->record);
        shelf = store_shelf(mine);
        check_err(shelf.find(shelf.self, &id, &row), ERR_UNKNOWN);
        assert_true(absent_has(&mine->absent, id_prefix(&id)));
        check_ok(store_open(fixture->folder.path, STORE_WRITE, &others));
        fixture->store = n == 1 ? mine : others;
        check_ok(store_begin(fixture->store));
        (void)fixture_put(fixture, 0, n);
        check_ok(merge_tail(fixture->store));
        check_ok(store_commit(fixture->store, ERR_OK));
        fixture->store = mine;
        check_ok(shelf.find(shelf.self, &id, &row));
        assert_int_equal(row.n, n);
        store_close(others);
    }
}

/* A rollback takes a merge back; the next one is of other records. */
static void what_was_absent_is_forgotten_by_a_rollback(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    struct shelf shelf = store_shelf(store);
    struct shelf_row row;
    struct id id;

    posting_sign(&fixture->authors[0], &(struct posting){.n = 7},
                 &fixture->record);
    id = posting_record(&fixture->record);
    check_ok(store_begin(store));
    (void)fixture_put(fixture, 0, 0);
    check_ok(merge_tail(store));
    check_err(shelf.find(shelf.self, &id, &row), ERR_UNKNOWN);
    check_err(store_commit(store, ERR_FULL), ERR_FULL);
    check_ok(store_begin(store));
    (void)fixture_put(fixture, 0, 7);
    check_ok(merge_tail(store));
    check_ok(shelf.find(shelf.self, &id, &row));
    check_ok(store_commit(store, ERR_OK));
}

/* Of a lane with numbers 0 and 2 in a run, 5 and 6 in the tail. */
static void head_of_a_record_is_that_of_its_slot(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    struct shelf shelf = store_shelf(store);

    check_ok(store_begin(store));
    (void)fixture_put(fixture, 0, 0);
    (void)fixture_put(fixture, 0, 2);
    check_ok(merge_tail(store));
    (void)fixture_put(fixture, 0, 5);
    (void)fixture_put(fixture, 0, 6);
    check_ok(store_commit(store, ERR_OK));
    for (unsigned author = 0; author < 2; author++) {
        for (uint32_t n = 0; n < 8; n++) {
            struct shelf_row by_slot;
            struct shelf_row row;
            struct record record;
            enum err err = ERR_OK;

            posting_sign(
                &fixture->authors[author],
                &(struct posting){.n = n, .stamp_ms = POSTING_NOW_MS + 1},
                &fixture->record);
            check_ok(record_read(bytes_view(&fixture->record), &record));
            err = shelf.head(shelf.self, &record.slot, &by_slot);
            check_err(shelf.head_of(shelf.self, &record, &row), err);
            assert_int_equal(err == ERR_OK, author == 0 && (n == 0 || n == 2 ||
                                                            n == 5 || n == 6));
            if (err == ERR_OK) {
                check_id(&row.id, &by_slot.id);
            }
        }
    }
}

static void slot_that_was_never_used_is_looked_for_in_no_run(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    struct shelf shelf = store_shelf(store);
    struct shelf_row row;
    struct record record;

    check_ok(store_begin(store));
    (void)fixture_put(fixture, 0, 0);
    check_ok(merge_tail(store));
    check_ok(store_commit(store, ERR_OK));
    posting_sign(&fixture->authors[0], &(struct posting){.n = 1},
                 &fixture->record);
    check_ok(record_read(bytes_view(&fixture->record), &record));
    for (size_t i = 0; i < store->runs.count; i++) {
        store->runs.items[i].number = 9999; /* there is no such run */
    }
    check_err(shelf.find(shelf.self, &record.id, &row), ERR_CORRUPT);
    check_err(shelf.head_of(shelf.self, &record, &row), ERR_UNKNOWN);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_key_in_two_hundred_is_let_through),
        TEST(what_was_absent_is_found_after_a_merge),
        TEST(what_was_absent_is_forgotten_by_a_rollback),
        TEST(head_of_a_record_is_that_of_its_slot),
        TEST(slot_that_was_never_used_is_looked_for_in_no_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
