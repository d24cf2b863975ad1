/*
 * spec/letters.md says what the code says: the document of a letter, its sizes
 * and ceilings, and tests that exist.
 */
#include <stdio.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/seal_text.h"
#include "node/mail/sealing.h"
#include "tests/lib/check.h"
#include "tests/lib/page.h"

enum { LINE_ROOM = 160 };

static int setup(void **state)
{
    (void)state;
    page_load("spec/letters.md");
    return 0;
}

static void document_is_that_of_the_code(void **state)
{
    size_t count = 0;
    const struct field *fields = letter_fields(&count);

    (void)state;
    assert_int_equal(count, 8);
    page_fields("| key | name | type |", fields, count);
}

static void numbers_are_those_of_the_code(void **state)
{
    char text[LINE_ROOM];

    (void)state;
    (void)snprintf(text, sizeof text, "least of %d, %d and %d bytes",
                   SEAL_SMALL, SEAL_MIDDLE, SEAL_LARGE);
    page_says(text);
    (void)snprintf(text, sizeof text, "destroyed %d days", SEALING_DAYS_AFTER);
    page_says(text);
    (void)snprintf(text, sizeof text, "at most %d letters", THREAD_LETTERS_MAX);
    page_says(text);
    (void)snprintf(text, sizeof text, "%d,%d are filed", LETTERS_MAX / 1000,
                   LETTERS_MAX % 1000);
    page_says(text);
    assert_int_equal(SEALING_MONTHS_PAST, 1);
    assert_int_equal(SEALING_MONTHS_AHEAD, 2);
    assert_int_equal(STALLS, 8);
    assert_int_equal(STALL_BYTES, 8 + 48);
    assert_int_equal(DEVICES_MAX, 4);
}

static void every_rule_names_a_test_that_exists(void **state)
{
    (void)state;
    assert_int_equal(page_rules(), 36);
    assert_true(page_claims() >= 33);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document_is_that_of_the_code),
        cmocka_unit_test(numbers_are_those_of_the_code),
        cmocka_unit_test(every_rule_names_a_test_that_exists),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
