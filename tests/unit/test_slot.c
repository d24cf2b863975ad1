#include <stdbool.h>

#include "node/record/record.h"
#include "tests/lib/check.h"

static void slots_differ_by_all_that_numbers_them(void **state)
{
    const struct id home = check_id_of(1);
    const struct id other = check_id_of(2);
    struct id slots[7];

    (void)state;
    record_slot(CLASS_POST, &home, 0, 1, &slots[0]);
    record_slot(CLASS_SAY, &home, 0, 1, &slots[1]);
    record_slot(CLASS_POST, &other, 0, 1, &slots[2]);
    record_slot(CLASS_POST, &home, 1, 1, &slots[3]);
    record_slot(CLASS_POST, &home, 0, 2, &slots[4]);
    record_slot_join(&home, &other, &slots[5]);
    record_slot_join(&other, &home, &slots[6]);
    for (int left = 0; left < 7; left++) {
        for (int right = 0; right < left; right++) {
            assert_false(id_equal(&slots[left], &slots[right]));
        }
    }
}

static void receipt_is_named_by_household_and_body(void **state)
{
    const struct id home = check_id_of(1);
    const struct id other = check_id_of(2);
    struct id slots[3];
    struct id again;

    (void)state;
    record_slot_receipt(&home, view_text("1 h"), &slots[0]);
    record_slot_receipt(&other, view_text("1 h"), &slots[1]);
    record_slot_receipt(&home, view_text("2 h"), &slots[2]);
    record_slot_receipt(&home, view_text("1 h"), &again);
    check_id(&slots[0], &again);
    assert_false(id_equal(&slots[0], &slots[1]));
    assert_false(id_equal(&slots[0], &slots[2]));
}

static void newer_is_later_stamp_then_greater_id(void **state)
{
    const struct id low = check_id_of(1);
    const struct id high = check_id_of(2);

    (void)state;
    assert_true(record_is_newer(6, &low, 5, &high));
    assert_false(record_is_newer(5, &high, 6, &low));
    assert_true(record_is_newer(5, &high, 5, &low));
    assert_false(record_is_newer(5, &low, 5, &high));
    assert_false(record_is_newer(5, &low, 5, &low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_differ_by_all_that_numbers_them),
        cmocka_unit_test(newer_is_later_stamp_then_greater_id),
        cmocka_unit_test(receipt_is_named_by_household_and_body),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
