/*
 * spec/hours.md says what the code says: what a letter about hours holds, its
 * numbers, and tests that exist.
 */
#include "node/deal/hours_letter.h"
#include "node/limits.h"
#include "node/mail/letter.h"
#include "tests/lib/check.h"
#include "tests/lib/page.h"

static int setup(void **state)
{
    (void)state;
    page_load("spec/hours.md");
    return 0;
}

static void letters_hold_what_the_page_says(void **state)
{
    size_t count = 0;
    const struct field *fields = hours_letter_fields(&count);

    (void)state;
    page_fields("| key | name | type |", fields, count);
    page_says("A letter of kind 2");
    assert_int_equal(LETTER_HOURS, 2);
}

static void limits_are_those_of_the_code(void **state)
{
    (void)state;
    page_says("10 hours below zero and the ceiling 50 above");
    assert_int_equal(HOURS_FLOOR_MINUTES, -10 * 60);
    assert_int_equal(HOURS_CEILING_MINUTES, 50 * 60);
}

static void every_rule_names_a_test_that_exists(void **state)
{
    (void)state;
    assert_int_equal(page_rules(), 12);
    assert_true(page_claims() >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_hold_what_the_page_says),
        cmocka_unit_test(limits_are_those_of_the_code),
        cmocka_unit_test(every_rule_names_a_test_that_exists),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
