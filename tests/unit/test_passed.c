#include "node/sync/passed.h"
#include "tests/lib/check.h"

static void rows_that_follow_the_cursor_move_it(void **state)
{
    struct passed passed = {.count = 0};
    uint64_t cursor = 6;

    (void)state;
    passed_add(&passed, &cursor, 7);
    passed_add(&passed, &cursor, 8);
    passed_add(&passed, &cursor, 5); /* was handed over */
    assert_int_equal(cursor, 8);
    assert_int_equal(passed.count, 0);
}

static void rows_behind_one_that_waits_are_passed_with_it(void **state)
{
    struct passed passed = {.count = 0};
    uint64_t cursor = 6;

    (void)state;
    for (uint64_t row = 8; row <= 1000; row++) {
        passed_add(&passed, &cursor, row);
    }
    passed_add(&passed, &cursor, 1002);
    assert_int_equal(cursor, 6);
    passed_follow(&passed, &cursor);
    assert_int_equal(cursor, 6);
    cursor = 7;
    passed_follow(&passed, &cursor);
    assert_int_equal(cursor, 1000);
    cursor = 1001;
    passed_follow(&passed, &cursor);
    assert_int_equal(cursor, 1002);
    assert_int_equal(passed.count, 0);
}

/* Never a row that was not added. */
static void so_many_stretches_are_remembered_and_no_more(void **state)
{
    struct passed passed = {.count = 0};
    uint64_t cursor = 0;

    (void)state;
    for (uint64_t row = 2; row < 3 * (uint64_t)PASSED_MAX; row += 2) {
        passed_add(&passed, &cursor, row);
    }
    assert_int_equal(passed.count, PASSED_MAX);
    for (uint64_t row = 1; row < 3 * (uint64_t)PASSED_MAX; row += 2) {
        assert_int_equal(cursor + 1,
                         row < 2 * (uint64_t)PASSED_MAX ? row : cursor + 1);
        cursor++;
        passed_follow(&passed, &cursor);
    }
    assert_int_equal(passed.count, 0);
}

static void cursor_that_was_moved_far_forgets(void **state)
{
    struct passed passed = {.count = 0};
    uint64_t cursor = 0;

    (void)state;
    passed_add(&passed, &cursor, 5);
    passed_add(&passed, &cursor, 10);
    passed_add(&passed, &cursor, 20);
    cursor = 12;
    passed_follow(&passed, &cursor);
    assert_int_equal(cursor, 12);
    assert_int_equal(passed.count, 1);
    assert_int_equal(passed.items[0].first, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_follow_the_cursor_move_it),
        cmocka_unit_test(rows_behind_one_that_waits_are_passed_with_it),
        cmocka_unit_test(so_many_stretches_are_remembered_and_no_more),
        cmocka_unit_test(cursor_that_was_moved_far_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
