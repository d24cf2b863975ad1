/* Times that are past, as people say them. */
#include <stdlib.h>
#include <time.h>

#include "cli/since.h"
#include "node/moment.h"
#include "tests/lib/check.h"

/* Wednesday 2026-11-25, 10:00 UTC. */
static const uint64_t now_ms = UINT64_C(1795600800000);
static const uint64_t day_ms = DAY_MS;
static const uint64_t hour_ms = 60 * 60 * 1000;

static uint64_t since(const char *text)
{
    struct problem why;
    uint64_t ms = 0;

    check_ok(since_read(text, now_ms, &ms, &why));
    return ms;
}

static void spans_are_counted_back(void **state)
{
    (void)state;
    assert_int_equal(since("1 day"), now_ms - day_ms);
    assert_int_equal(since("3 days"), now_ms - 3 * day_ms);
    assert_int_equal(since("2 weeks ago"), now_ms - 14 * day_ms);
    assert_int_equal(since("36 hours"), now_ms - 36 * hour_ms);
    assert_int_equal(since("a week"), now_ms - 7 * day_ms);
    assert_int_equal(since("an hour ago"), now_ms - hour_ms);
    assert_int_equal(since("5000 months"), 0);
}

static void days_are_the_last_ones(void **state)
{
    const uint64_t today_ms = now_ms - 10 * hour_ms;

    (void)state;
    assert_int_equal(since("today"), today_ms);
    assert_int_equal(since("yesterday"), today_ms - day_ms);
    assert_int_equal(since("monday"), today_ms - 2 * day_ms);
    assert_int_equal(since("thu"), today_ms - 6 * day_ms);
    assert_int_equal(since("2026-11-01"), today_ms - 24 * day_ms);
}

/* In London clocks went back on Sunday 2026-10-25 and forth on 2026-03-29. */
static void days_when_clocks_change_are_whole(void **state)
{
    const uint64_t back_ms = UINT64_C(1792886400000);  /* its 00:00 in UTC */
    const uint64_t forth_ms = UINT64_C(1774742400000); /* the same */
    struct problem why;
    uint64_t ms = 0;

    (void)state;
    assert_int_equal(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1), 0);
    tzset();
    check_ok(since_read("yesterday", back_ms + 34 * hour_ms, &ms, &why));
    assert_int_equal(ms, back_ms - hour_ms);
    check_ok(since_read("wednesday", back_ms + 58 * hour_ms, &ms, &why));
    assert_int_equal(ms, back_ms - 4 * day_ms - hour_ms);
    check_ok(since_read("yesterday", forth_ms + 33 * hour_ms, &ms, &why));
    assert_int_equal(ms, forth_ms);
    check_ok(since_read("sunday", forth_ms + 5 * day_ms, &ms, &why));
    assert_int_equal(ms, forth_ms);
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
}

static void what_is_not_past_is_refused(void **state)
{
    static const char *const texts[] = {
        "",          "tomorrow",     "in 2 weeks",   "2027-01-01", "-3 days",
        "3",         "3 quokkas",    "3 days hence", "soon",       "99999 days",
        "next week", " Next monday", "in a week",    "Tomorrow "};

    (void)state;
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        struct problem why;
        uint64_t ms = 0;

        problem_init(&why);
        check_err(since_read(texts[index], now_ms, &ms, &why), ERR_INVALID);
        assert_string_equal(why.name, "bad-since");
        assert_true(why.advice[0] != '\0');
    }
}

static int setup(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_are_counted_back),
        cmocka_unit_test(days_are_the_last_ones),
        cmocka_unit_test(days_when_clocks_change_are_whole),
        cmocka_unit_test(what_is_not_past_is_refused),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
