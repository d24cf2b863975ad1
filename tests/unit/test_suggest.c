#include <string.h>

#include "cli/suggest.h"
#include "tests/lib/check.h"

static const char *const words[] = {"offer", "lend", "board", "withdraw",
                                    "log"};
enum { WORDS = sizeof words / sizeof words[0] };

static void each_edit_counts_once(void **state)
{
    (void)state;
    assert_int_equal(suggest_distance("board", "board"), 0);
    assert_int_equal(suggest_distance("bord", "board"), 1);
    assert_int_equal(suggest_distance("boards", "board"), 1);
    assert_int_equal(suggest_distance("boord", "board"), 1);
    assert_int_equal(suggest_distance("baord", "board"), 1);
    assert_int_equal(suggest_distance("", "log"), 3);
    assert_int_equal(suggest_distance("kitten", "sitting"), 3);
}

static void long_words_are_far(void **state)
{
    (void)state;
    assert_int_equal(
        suggest_distance("an-extremely-long-word-that-is-none", "log"),
        SUGGEST_BYTES_MAX);
}

static void a_slip_is_understood(void **state)
{
    (void)state;
    assert_string_equal(suggest_nearest("ofer", words, WORDS), "offer");
    assert_string_equal(suggest_nearest("witdhraw", words, WORDS), "withdraw");
    assert_string_equal(suggest_nearest("lo", words, WORDS), "log");
}

static void another_word_is_not(void **state)
{
    (void)state;
    assert_null(suggest_nearest("bicycle", words, WORDS));
    assert_null(suggest_nearest("xy", words, WORDS));
    assert_null(suggest_nearest("", words, WORDS));
    assert_null(suggest_nearest("offer", words, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edit_counts_once),
        cmocka_unit_test(long_words_are_far),
        cmocka_unit_test(a_slip_is_understood),
        cmocka_unit_test(another_word_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
