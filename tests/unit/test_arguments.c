#include <stdio.h>
#include <string.h>

#include <sysexits.h>

#include "cli/arguments.h"
#include "tests/lib/check.h"

static const struct option_row rows[] = {
    {"tag", "T", "a word to find it by"},
    {"days", "N", "how long"},
    {"qr", NULL, "as a picture"},
    {NULL, NULL, NULL},
};

static struct arguments arguments;
static struct problem why;

/* Read a line of words; the array ends with NULL. */
static enum err read_words(const char *const *words)
{
    static char texts[300][64];
    static char *argv[301];
    int count = 0;

    problem_init(&why);
    for (; words[count] != NULL; count++) {
        strncpy(texts[count], words[count], sizeof texts[count] - 1);
        argv[count] = texts[count];
    }
    argv[count] = NULL;
    return arguments_read(&arguments, rows, count, argv, &why);
}

static void options_may_stand_anywhere(void **state)
{
    const char *const words[] = {"offer", "--tag", "red",  "Ladder",
                                 "--qr",  "--tag", "tall", NULL};

    (void)state;
    check_ok(read_words(words));
    assert_int_equal(arguments.word_count, 1);
    assert_string_equal(arguments.words[0], "Ladder");
    assert_true(arguments_has(&arguments, "qr"));
    assert_false(arguments_has(&arguments, "days"));
    assert_string_equal(arguments_nth(&arguments, "tag", 0), "red");
    assert_string_equal(arguments_nth(&arguments, "tag", 1), "tall");
    assert_null(arguments_nth(&arguments, "tag", 2));
    assert_string_equal(arguments_value(&arguments, "tag"), "tall");
    assert_null(arguments_value(&arguments, "days"));
}

static void a_lone_dash_is_a_word(void **state)
{
    const char *const words[] = {"offer", "-", "--", "--qr", NULL};

    (void)state;
    check_ok(read_words(words));
    assert_int_equal(arguments.word_count, 2);
    assert_string_equal(arguments.words[0], "-");
    assert_string_equal(arguments.words[1], "--qr");
    assert_false(arguments_has(&arguments, "qr"));
}

static void an_unknown_option_is_refused_with_advice(void **state)
{
    const char *const words[] = {"offer", "--dyas=3", NULL};

    (void)state;
    check_err(read_words(words), ERR_INVALID);
    assert_int_equal(why.exit, EX_USAGE);
    assert_string_equal(why.advice, "Did you mean --days?");
}

/* As in "kith pay Ana -1h", where the word before is no option. */
static void letters_behind_one_dash_are_named(void **state)
{
    const char *const cases[][4] = {
        {"pay", "Ana", "-1h", NULL},  {"pay", "-1h", "Ana", NULL},
        {"pay", "-1", "-2h", NULL},   {"pay", "--tag", "Ana", "-1h"},
        {"pay", "--qr", "-1h", NULL},
    };
    const char *const named[] = {"-1h", "-1h", "-1", "-1h", "-1h"};

    (void)state;
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        const char *words[5] = {NULL};
        char wanted[32];

        memcpy(words, cases[index], sizeof cases[index]);
        (void)snprintf(wanted, sizeof wanted, "no option %s,", named[index]);
        check_err(read_words(words), ERR_INVALID);
        assert_non_null(strstr(why.text, wanted));
    }
}

static void a_missing_value_is_refused(void **state)
{
    const char *const words[] = {"offer", "--days", NULL};

    (void)state;
    check_err(read_words(words), ERR_INVALID);
    assert_int_equal(why.exit, EX_USAGE);
    assert_string_equal(why.name, "missing-value");
}

static void more_options_than_fit_are_refused(void **state)
{
    const char *words[300];
    size_t count = 0;

    (void)state;
    words[count++] = "offer";
    while (count <= ARGUMENTS_MAX) {
        words[count++] = "--qr";
    }
    words[count] = NULL;
    check_ok(read_words(words));
    words[count++] = "--qr";
    words[count] = NULL;
    check_err(read_words(words), ERR_FULL);
}

static void numbers_keep_to_their_limits(void **state)
{
    static const struct {
        const char *text;
        enum err err;
    } cases[] = {
        {"1", ERR_OK},
        {"30", ERR_OK},
        {"0", ERR_INVALID},
        {"31", ERR_INVALID},
        {"-3", ERR_INVALID},
        {"3x", ERR_INVALID},
        {"", ERR_INVALID},
        {"1e1", ERR_INVALID},
        {"99999999999999999999", ERR_INVALID},
    };
    const uint64_t limits[2] = {1, 30};

    (void)state;
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        const char *words[] = {"invite", "--days", cases[index].text, NULL};
        uint64_t number = 77;

        check_ok(read_words(words));
        check_err(arguments_number(&arguments, "days", limits, &number, &why),
                  cases[index].err);
        assert_true((number == 77) == (cases[index].err != ERR_OK));
    }
}

static void a_number_not_given_stays(void **state)
{
    const char *const words[] = {"invite", NULL};
    const uint64_t limits[2] = {1, 30};
    uint64_t number = 14;

    (void)state;
    check_ok(read_words(words));
    check_ok(arguments_number(&arguments, "days", limits, &number, &why));
    assert_int_equal(number, 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_may_stand_anywhere),
        cmocka_unit_test(a_lone_dash_is_a_word),
        cmocka_unit_test(an_unknown_option_is_refused_with_advice),
        cmocka_unit_test(letters_behind_one_dash_are_named),
        cmocka_unit_test(a_missing_value_is_refused),
        cmocka_unit_test(more_options_than_fit_are_refused),
        cmocka_unit_test(numbers_keep_to_their_limits),
        cmocka_unit_test(a_number_not_given_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
