#include <string.h>

#include <sysexits.h>

#include "cli/problem.h"
#include "tests/lib/check.h"

static void every_error_has_an_exit_code_of_the_contract(void **state)
{
    static const int allowed[] = {64, 65, 66, 69, 70, 73, 75, 77, 78};

    (void)state;
    assert_int_equal(problem_exit_of(ERR_OK), 0);
    for (int err = ERR_OK + 1; err < ERR_COUNT; err++) {
        bool is_found = false;

        for (size_t index = 0; index < sizeof allowed / sizeof allowed[0];
             index++) {
            is_found |= problem_exit_of((enum err)err) == allowed[index];
        }
        assert_true(is_found);
    }
}

static void the_codes_that_scripts_know(void **state)
{
    (void)state;
    assert_int_equal(problem_exit_of(ERR_UNKNOWN), 66);
    assert_int_equal(problem_exit_of(ERR_DISK_FULL), 73);
    assert_int_equal(problem_exit_of(ERR_READ_ONLY), 73);
    assert_int_equal(problem_exit_of(ERR_BUSY), 75);
    assert_int_equal(problem_exit_of(ERR_CLOCK), 75);
    assert_int_equal(problem_exit_of(ERR_DENIED), 77);
    assert_int_equal(problem_exit_of(ERR_NEWER_STORE), 78);
}

static void what_was_said_is_kept(void **state)
{
    struct problem why;

    (void)state;
    problem_init(&why);
    check_err(problem_set(&why, ERR_UNKNOWN, "unknown-post",
                          "there is no post %s.", "ladder-7kq"),
              ERR_UNKNOWN);
    problem_advise(&why, "kith %s", "board");
    problem_complete(&why, ERR_UNKNOWN);
    assert_string_equal(why.text, "there is no post ladder-7kq.");
    assert_string_equal(why.advice, "kith board");
    assert_string_equal(why.name, "unknown-post");
    assert_int_equal(why.exit, EX_NOINPUT);
}

static void what_was_not_said_comes_from_the_error(void **state)
{
    struct problem why;

    (void)state;
    problem_init(&why);
    problem_complete(&why, ERR_DISK_FULL);
    assert_string_equal(why.name, "disk-full");
    assert_string_equal(why.text, err_text(ERR_DISK_FULL));
    assert_true(strlen(why.advice) > 0);
    assert_int_equal(why.exit, EX_CANTCREAT);
}

static void a_long_text_is_cut_not_overrun(void **state)
{
    struct problem why;
    char text[2 * PROBLEM_TEXT_BYTES];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    check_err(problem_set(&why, ERR_INVALID, text, "%s", text), ERR_INVALID);
    assert_int_equal(strlen(why.text), PROBLEM_TEXT_BYTES - 1);
    assert_int_equal(strlen(why.name), PROBLEM_NAME_BYTES - 1);
}

static void what_is_repeated_cannot_act_on_a_terminal(void **state)
{
    struct problem why;

    (void)state;
    check_err(problem_set(&why, ERR_INVALID, "x", "\"%s\" is no date.",
                          "a\033[2J\nb\xff"
                          "c \u202e\u00e9"),
              ERR_INVALID);
    assert_string_equal(why.text, "\"a?[2J?b?c ?\u00e9\" is no date.");
    problem_advise(&why, "kith show %s", "\007");
    assert_string_equal(why.advice, "kith show ?");
}

static void a_character_that_is_cut_is_no_character(void **state)
{
    struct problem why;
    char text[PROBLEM_TEXT_BYTES + 2];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    memcpy(text + PROBLEM_TEXT_BYTES - 2, "\u00e9", 2);
    text[PROBLEM_TEXT_BYTES] = '\0';
    check_err(problem_set(&why, ERR_INVALID, "x", "%s", text), ERR_INVALID);
    assert_int_equal(strlen(why.text), PROBLEM_TEXT_BYTES - 1);
    assert_int_equal(why.text[PROBLEM_TEXT_BYTES - 2], '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_repeated_cannot_act_on_a_terminal),
        cmocka_unit_test(a_character_that_is_cut_is_no_character),
        cmocka_unit_test(every_error_has_an_exit_code_of_the_contract),
        cmocka_unit_test(the_codes_that_scripts_know),
        cmocka_unit_test(what_was_said_is_kept),
        cmocka_unit_test(what_was_not_said_comes_from_the_error),
        cmocka_unit_test(a_long_text_is_cut_not_overrun),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
