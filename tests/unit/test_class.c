#include <stdbool.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/record/class.h"
#include "tests/lib/check.h"

static void numbers_without_a_class_have_no_row(void **state)
{
    (void)state;
    assert_null(class_find(0));
    assert_null(class_find(CLASS_END));
    assert_null(class_find(255));
    for (unsigned number = 1; number < CLASS_END; number++) {
        assert_non_null(class_find(number));
    }
}

static void vouches_go_by_level(void **state)
{
    static const uint32_t slots[] = {128, 12, 6, 3, 2, 1, 0, 0, 0};

    (void)state;
    for (unsigned level = 0; level < 9; level++) {
        assert_int_equal(class_slots(CLASS_VOUCH, level), slots[level]);
    }
    assert_int_equal(class_slots(CLASS_VOUCH, LEVEL_NONE), 0);
}

static void posts_go_by_standing(void **state)
{
    (void)state;
    assert_int_equal(class_slots(CLASS_POST, 0), 16384);
    assert_int_equal(class_slots(CLASS_POST, 1), 128);
    assert_int_equal(class_slots(CLASS_POST, LEVEL_MAX), 128);
    assert_int_equal(class_slots(CLASS_POST, LEVEL_NEWCOMER), 32);
    assert_int_equal(class_slots(CLASS_POST, LEVEL_NONE), 0);
    assert_int_equal(class_slots(CLASS_RULES, 1), 0);
    assert_int_equal(class_slots(CLASS_RULES, 0), 1);
}

static void content_names_need_standing_only(void **state)
{
    (void)state;
    assert_int_equal(class_slots(CLASS_RECEIPT, LEVEL_NEWCOMER), SLOTS_MAX);
    assert_int_equal(class_slots(CLASS_RECEIPT, LEVEL_NONE), 0);
}

/* What others' standing rests on cannot be blanked out. */
static void lasting_classes_are_those_of_standing_and_hours(void **state)
{
    (void)state;
    for (unsigned number = 1; number < CLASS_END; number++) {
        bool is_lasting = number == CLASS_COUNCIL || number == CLASS_JOIN ||
                          number == CLASS_VOUCH || number == CLASS_RECEIPT;

        assert_int_equal(class_find(number)->is_lasting, is_lasting);
        assert_true(class_find(number)->is_lasting ||
                    !class_find(number)->is_content_named);
    }
}

static void the_roster_is_signed_by_households(void **state)
{
    (void)state;
    for (unsigned number = 1; number < CLASS_END; number++) {
        const struct class_row *row = class_find(number);

        assert_int_equal(row->is_household_signed, row->set == SET_ROSTER);
    }
}

static void drop_day_is_stamp_and_retention(void **state)
{
    uint64_t noon_ms = UINT64_C(20000) * DAY_MS + DAY_MS / 2;

    (void)state;
    assert_int_equal(class_drop_day(CLASS_POST, 0), 120);
    assert_int_equal(class_drop_day(CLASS_POST, noon_ms), 20120);
    assert_int_equal(class_drop_day(CLASS_POST, noon_ms + DAY_MS / 2 - 1),
                     20120);
    assert_int_equal(class_drop_day(CLASS_POST, noon_ms + DAY_MS / 2), 20121);
    assert_int_equal(class_drop_day(CLASS_COUNCIL, noon_ms), DROP_DAY_NEVER);
}

/* A far stamp drops late, yet is never taken for one kept for ever. */
static void far_stamps_end_before_never(void **state)
{
    uint64_t edge_ms = UINT64_C(65534 - 120) * DAY_MS;

    (void)state;
    assert_int_equal(class_drop_day(CLASS_POST, edge_ms), 65534);
    assert_int_equal(class_drop_day(CLASS_POST, edge_ms + DAY_MS), 65534);
    assert_int_equal(class_drop_day(CLASS_POST, UINT64_C(1) << 53), 65534);
}

static void sets_have_names(void **state)
{
    (void)state;
    assert_string_equal(set_name(SET_ROSTER), "roster");
    assert_string_equal(set_name(SET_MAIL), "mail");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_without_a_class_have_no_row),
        cmocka_unit_test(vouches_go_by_level),
        cmocka_unit_test(posts_go_by_standing),
        cmocka_unit_test(content_names_need_standing_only),
        cmocka_unit_test(lasting_classes_are_those_of_standing_and_hours),
        cmocka_unit_test(the_roster_is_signed_by_households),
        cmocka_unit_test(drop_day_is_stamp_and_retention),
        cmocka_unit_test(far_stamps_end_before_never),
        cmocka_unit_test(sets_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
