/* What is kept of one household: store/owned.c. */
#include "store/inside.h"
#include "store/merge.h"
#include "store/owned.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { OWNER = 1, OTHER = 2, ROWS_MAX = 16 };

static void keep_half(struct fixture *fixture, unsigned char number)
{
    const struct receipt receipt = {
        .giver = fixture->authors[OWNER].keys.public,
        .receiver = fixture->authors[OTHER].keys.public,
        .minutes = 60,
        .month = 682,
        .nonce = {number},
    };

    posting_half(&fixture->authors[OWNER], &receipt, POSTING_NOW_MS,
                 &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
}

static void keep_letter(struct fixture *fixture, unsigned author, uint32_t n)
{
    posting_letter(&fixture->authors[author], n, POSTING_NOW_MS,
                   &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
}

/* Seven of the owner's among others': one of each in a run and in the tail,
 * and a profile. */
static void keep_all(struct fixture *fixture)
{
    check_ok(store_begin(fixture->store));
    for (unsigned char round = 0; round < 2; round++) {
        (void)fixture_put(fixture, OWNER, round);
        (void)fixture_put(fixture, OTHER, round);
        keep_letter(fixture, OWNER, round);
        keep_letter(fixture, OTHER, round);
        keep_half(fixture, round);
        if (round == 0) {
            check_ok(merge_tail(fixture->store));
        }
    }
    posting_profile(&fixture->authors[OWNER], "Ben", POSTING_NOW_MS,
                    &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
}

/* All rows of the owner, a few at a time; how many calls it took. */
static unsigned read_all(struct fixture *fixture,
                         struct shelf_row *rows,
                         size_t max,
                         size_t *total)
{
    const struct id *owner = &fixture->authors[OWNER].keys.public;
    struct shelf shelf = store_shelf(fixture->store);
    uint64_t cursor = 0;
    unsigned calls = 0;

    *total = 0;
    do {
        size_t count = 0;

        check_ok(shelf.household_rows(shelf.self, owner, &cursor, rows + *total,
                                      max, &count));
        assert_in_range(count, 0, max);
        *total += count;
        assert_in_range(*total, 0, ROWS_MAX - max);
        calls++;
    } while (cursor > 0);
    return calls;
}

static void records_of_one_household_are_found_in_pages(void **state)
{
    struct fixture *fixture = *state;
    struct shelf_row rows[ROWS_MAX];
    size_t total = 0;

    keep_all(fixture);
    for (size_t max = 1; max < ROWS_MAX - 7; max++) {
        unsigned seen[CLASS_END] = {0};

        (void)read_all(fixture, rows, max, &total);
        assert_int_equal(total, 7);
        for (size_t row = 0; row < total; row++) {
            check_id(&rows[row].household,
                     &fixture->authors[OWNER].keys.public);
            seen[rows[row].class]++;
            for (size_t other = 0; other < row; other++) {
                assert_false(id_equal(&rows[row].id, &rows[other].id));
            }
        }
        assert_int_equal(seen[CLASS_POST], 2);
        assert_int_equal(seen[CLASS_LETTER], 2);
        assert_int_equal(seen[CLASS_RECEIPT], 2);
        assert_int_equal(seen[CLASS_HOUSEHOLD], 1);
    }
}

static void many_empty_slots_are_looked_at_in_several_calls(void **state)
{
    enum { FAR = 2 * STORE_LOOK_SLOTS_MAX };
    struct fixture *fixture = *state;
    struct shelf_row rows[ROWS_MAX];
    size_t total = 0;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, OWNER, 0);
    (void)fixture_put(fixture, OWNER, FAR - 1);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(read_all(fixture, rows, 4, &total), 2);
    assert_int_equal(total, 2);
    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, OWNER, FAR);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(read_all(fixture, rows, 4, &total), 3);
    assert_int_equal(total, 3);
}

/* A machine's number is drawn from 2^32: nobody looks at all before it. */
static void machines_are_found_wherever_their_lanes_are(void **state)
{
    static const uint32_t lanes[] = {0, 116869360, UINT32_MAX};
    enum { LANES = sizeof lanes / sizeof *lanes };
    struct fixture *fixture = *state;
    struct shelf_row rows[ROWS_MAX];
    size_t total = 0;

    check_ok(store_begin(fixture->store));
    for (size_t lane = 0; lane < LANES; lane++) {
        posting_machine(&fixture->authors[OWNER], lanes[lane], POSTING_NOW_MS,
                        &fixture->record);
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    }
    (void)fixture_put(fixture, OWNER, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    assert_int_equal(read_all(fixture, rows, LANES + 2, &total), 1);
    assert_int_equal(total, LANES + 1);
    assert_int_equal(rows[0].class, CLASS_POST);
    for (size_t lane = 0; lane < LANES; lane++) {
        assert_int_equal(rows[lane + 1].class, CLASS_DEVICE);
        assert_int_equal(rows[lane + 1].n, lanes[lane]);
    }
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_of_one_household_are_found_in_pages),
        TEST(many_empty_slots_are_looked_at_in_several_calls),
        TEST(machines_are_found_wherever_their_lanes_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
