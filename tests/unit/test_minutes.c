/* Lengths of time as people say them: cli/minutes. */
#include "cli/minutes.h"
#include "tests/lib/check.h"

static void lengths_are_read_as_people_say_them(void **state)
{
    static const struct {
        const char *text;
        uint16_t minutes;
    } rows[] = {
        {"1h30", 90},
        {"1h", 60},
        {"45m", 45},
        {"1:30", 90},
        {"2 hours", 120},
        {"1 h 05 min", 65},
        {"90 min", 90},
        {"24h", 1440},
        {"5m", 5},
        {"0h05", 5},
        {"1 hour 5 mins", 65},
        {"1440 minutes", 1440},
    };
    struct problem why;
    uint16_t minutes = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        problem_init(&why);
        if (minutes_read(rows[i].text, &minutes, &why) != ERR_OK ||
            minutes != rows[i].minutes) {
            fail_msg("\"%s\" was read as %u", rows[i].text, minutes);
        }
    }
}

static void what_is_no_length_is_refused(void **state)
{
    static const char *const texts[] = {
        "",     "x",       "1",    "1h60", "h",       "1h30x", "-1h",
        "1.5h", "7m",      "0h",   "25h",  "1h3",     "24h05", "99999m",
        "1:",   "1h 30 h", "1 2h", "1h-5", "1:05:00",
    };
    struct problem why;
    uint16_t minutes = 17;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        problem_init(&why);
        check_err(minutes_read(texts[i], &minutes, &why), ERR_INVALID);
        assert_string_equal(why.name, "bad-time");
        assert_string_not_equal(why.advice, "");
        assert_int_equal(minutes, 17);
    }
}

static void lengths_are_written_in_few_words(void **state)
{
    static const struct {
        int64_t minutes;
        const char *text;
    } rows[] = {{0, "0 h"},       {45, "45 min"}, {60, "1 h"},
                {90, "1 h 30"},   {65, "1 h 05"}, {-120, "-2 h"},
                {-95, "-1 h 35"}, {-5, "-5 min"}, {60000, "1000 h"}};
    char text[MINUTES_CHARS];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        minutes_write(rows[i].minutes, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void shares_are_equal_and_in_fives(void **state)
{
    (void)state;
    for (uint16_t minutes = 5; minutes <= 1440; minutes += 5) {
        for (size_t count = 1; count <= 16; count++) {
            const uint16_t share = minutes_share(minutes, count);

            assert_int_equal(share % 5, 0);
            assert_true(share >= 5);
            assert_true(share == 5 || share * count <= minutes);
            assert_true((share + 5u) * count > minutes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_read_as_people_say_them),
        cmocka_unit_test(what_is_no_length_is_refused),
        cmocka_unit_test(lengths_are_written_in_few_words),
        cmocka_unit_test(shares_are_equal_and_in_fives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
