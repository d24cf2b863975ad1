/* What commands say, in the words of the page: net/web/spoken.c. */
#include <string.h>

#include "net/web/spoken.h"
#include "tests/lib/check.h"

static void an_option_is_the_field_that_it_is(void **state)
{
    char out[256];

    (void)state;
    spoken_text("--days-max takes a whole number from 1 to 90.", out,
                sizeof out);
    assert_string_equal(out,
                        "\"Days at most\" takes a whole number from 1 to 90.");
    spoken_text("There is no post \"tent--to-m2x\".", out, sizeof out);
    assert_string_equal(out, "There is no post \"tent--to-m2x\".");
    spoken_text("kith note needs DEAL and TEXT.", out, sizeof out);
    assert_string_equal(out, "Something that this form needs is missing.");
}

static void advice_is_what_can_be_done_on_the_page(void **state)
{
    static const char *const rows[][2] = {
        {"Try again in a moment", "Try again in a moment"},
        {"Shorten it; a long story fits in --text.",
         "Shorten it; a long story fits in \"More about it\"."},
        {"Give --until a day to come.",
         "Give \"Show it until\" a day to come."},
        {"kith members shows the others.", ""},
        {"Ask for a new one: kith invite", "Ask for a new one."},
        {"Ask a member to vouch for you: kith members",
         "Ask a member to vouch for you."},
        {"Ask a neighbour to vouch for you again; kith members shows who is "
         "here.",
         "Ask a neighbour to vouch for you again."},
        {"Did you mean tent-m2x.1? kith deals --all lists all.",
         "Did you mean tent-m2x.1?"},
        {"Spend some hours first, or add --yes if you both mean it.",
         "Spend some hours first."},
        {"kith device lists them; use the code of one", "Use the code of one"},
        {"--from sat --to mon", ""},
        {"Set KITH_HOME to an empty folder and restore there.", ""},
        {"Try again in a minute, with kith run going on.", ""},
        {"Write it like \"sat 10:00\", \"tomorrow\" or \"31/12\".",
         "Write it like \"sat 10:00\", \"tomorrow\" or \"31/12\"."},
        {"Install the newest version of kith",
         "Install the newest version of kith"},
        {"", ""},
    };
    char out[256];

    (void)state;
    for (size_t index = 0; index < sizeof rows / sizeof *rows; index++) {
        spoken_advice(rows[index][0], out, sizeof out);
        assert_string_equal(out, rows[index][1]);
    }
}

static void what_is_too_long_is_cut(void **state)
{
    char out[8];

    (void)state;
    spoken_text("Give --until a day.", out, sizeof out);
    assert_string_equal(out, "Give \"S");
    spoken_advice("Try again in a moment. Or not.", out, sizeof out);
    assert_string_equal(out, "Try aga");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_option_is_the_field_that_it_is),
        cmocka_unit_test(advice_is_what_can_be_done_on_the_page),
        cmocka_unit_test(what_is_too_long_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
