/*
 * spec/people.md and spec/admission.md say what the code says: slots of a
 * level, numbers in the rules, and tests that exist.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "node/limits.h"
#include "node/people/chain.h"
#include "node/record/class.h"
#include "tests/lib/check.h"

enum {
    PAGE_ROOM = 1 << 16,
    SOURCE_ROOM = 1 << 17,
    NAME_ROOM = 100,
    LINE_ROOM = 320
};

static char people[PAGE_ROOM];
static char admission[PAGE_ROOM];

static void read_text(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "r");
    size_t bytes = 0;

    if (file == NULL) {
        fail_msg("cannot open %s", path);
    }
    bytes = fread(out, 1, room - 1, file);
    assert_true(bytes < room - 1);
    out[bytes] = '\0';
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    (void)state;
    read_text("spec/people.md", people, sizeof people);
    read_text("spec/admission.md", admission, sizeof admission);
    return 0;
}

static void must_stand(const char *page, const char *text)
{
    if (strstr(page, text) == NULL) {
        fail_msg("the page lacks: %s", text);
    }
}

/* The same for running text, wherever its lines end. */
static void must_say(const char *page, const char *text)
{
    static char flat[PAGE_ROOM];
    size_t bytes = 0;

    for (; *page != '\0'; page++) {
        bool is_space = *page == '\n' || *page == ' ';

        if (!is_space || (bytes > 0 && flat[bytes - 1] != ' ')) {
            flat[bytes++] = *page;
            if (is_space) {
                flat[bytes - 1] = ' ';
            }
        }
    }
    flat[bytes] = '\0';
    must_stand(flat, text);
}

static void vouch_slots_of_a_level_are_those_of_the_code(void **state)
{
    static const char *const words[] = {"steward", "full", "full", "full",
                                        "full",    "full", "full", "newcomer"};
    char row[LINE_ROOM];

    (void)state;
    for (unsigned level = 0; level <= LEVEL_NEWCOMER; level++) {
        (void)snprintf(row, sizeof row, "\n| %u | %s | %u |\n", level,
                       words[level], (unsigned)class_slots(CLASS_VOUCH, level));
        must_stand(people, row);
    }
    must_stand(people, "\n| none | no standing | 0 |\n");
    assert_int_equal(class_slots(CLASS_VOUCH, LEVEL_NONE), 0);
}

static void numbers_in_the_rules_are_those_of_the_code(void **state)
{
    (void)state;
    assert_int_equal(STEWARDS_MAX, 7);
    must_say(people, "A council is 1 to 7 stewards and up to 64 voters.");
    assert_int_equal(VOTERS_MAX, 64);
    must_say(people, "heights end at 1,023");
    assert_int_equal(COUNCILS_MAX, 1024);
    must_say(people, "the second is kept beside it as a rival");
    assert_int_equal(RIVALS_MAX, 2);
    must_say(people, "over for less than 30 UTC days");
    assert_int_equal(GRACE_DAYS, 30);
    must_say(people, "At most 1,024 households have standing.");
    assert_int_equal(HOUSEHOLDS_MAX, 1024);
    must_say(people, "the two with the smallest household ids");
    assert_int_equal(JOINS_PER_KEY_MAX, 2);
    must_say(people, "by at most 65,536");
    assert_int_equal(SLOTS_MAX, 65536);
    must_say(admission, "more than 10 minutes after trusted time");
    assert_int_equal(EARLY_MS_MAX, 10 * 60 * 1000);
}

/* Is there a function of this name in the test's source? */
static bool has_test(const char *test, const char *name)
{
    static char source[SOURCE_ROOM];
    char path[LINE_ROOM];
    char wanted[LINE_ROOM];
    const char *slash = strchr(test, '/');

    assert_non_null(slash);
    (void)snprintf(path, sizeof path, "tests/%.*s/%s.c", (int)(slash - test),
                   test, slash + 1);
    (void)snprintf(wanted, sizeof wanted, "(%s)", name);
    read_text(path, source, sizeof source);
    if (strstr(source, wanted) != NULL) {
        return true;
    }
    (void)snprintf(wanted, sizeof wanted, " %s),\n", name); /* on its own */
    return strstr(source, wanted) != NULL;
}

/* Reads "[folder/test_file: name]" at its bracket. */
static bool names_test(const char *at)
{
    char test[NAME_ROOM];
    char name[NAME_ROOM];

    if (sscanf(at, "[%99[a-z_/]: %99[a-z0-9_]", test, name) != 2 ||
        strstr(test, "/test_") == NULL) {
        return false;
    }
    if (!has_test(test, name)) {
        fail_msg("no such test: %s: %s", test, name);
    }
    return true;
}

static size_t tests_of(const char *page)
{
    size_t count = 0;

    for (const char *at = strchr(page, '['); at != NULL;
         at = strchr(at + 1, '[')) {
        count += names_test(at);
    }
    return count;
}

static void every_test_that_is_named_exists(void **state)
{
    (void)state;
    assert_true(tests_of(people) > 35);
    assert_true(tests_of(admission) > 25);
}

/* A rule begins "- **" and ends where the next one, or a heading, begins. */
static void rule_must_name_a_test(const char *rule)
{
    const char *next = strstr(rule, "\n- **");
    const char *heading = strstr(rule, "\n## ");
    const char *test = strstr(rule, "/test_");

    if (next == NULL || (heading != NULL && heading < next)) {
        next = heading;
    }
    if (test == NULL || (next != NULL && test > next)) {
        fail_msg("a rule without a test: %.60s", rule);
    }
}

static void rules_must_name_tests(const char *page)
{
    for (const char *at = strstr(page, "\n- **"); at != NULL;
         at = strstr(at + 1, "\n- **")) {
        rule_must_name_a_test(at + 1);
    }
}

static void every_rule_names_a_test(void **state)
{
    (void)state;
    rules_must_name_tests(people);
    rules_must_name_tests(admission);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vouch_slots_of_a_level_are_those_of_the_code),
        cmocka_unit_test(numbers_in_the_rules_are_those_of_the_code),
        cmocka_unit_test(every_test_that_is_named_exists),
        cmocka_unit_test(every_rule_names_a_test),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
