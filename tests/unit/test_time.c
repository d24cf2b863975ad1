#include <stdbool.h>

#include "node/record/time.h"
#include "tests/lib/check.h"

static const uint64_t build_ms = UINT64_C(1700000000000);
static const uint64_t year_ms = UINT64_C(366) * DAY_MS;

static void known_moments_are_written_as_iso(void **state)
{
    static const struct {
        uint64_t ms;
        const char *text;
    } moments[] = {
        {0, "1970-01-01T00:00:00Z"},
        {UINT64_C(951782400000), "2000-02-29T00:00:00Z"},
        {UINT64_C(951868799999), "2000-02-29T23:59:59Z"},
        {UINT64_C(1234567890000), "2009-02-13T23:31:30Z"},
        {UINT64_C(1796119200000), "2026-12-01T10:00:00Z"},
        {UINT64_C(4107542400000), "2100-03-01T00:00:00Z"},
        {UINT64_C(253402300799000), "9999-12-31T23:59:59Z"},
        {UINT64_C(1) << 53, "9999-12-31T23:59:59Z"},
    };
    char text[TIME_CHARS];
    uint64_t back = 0;

    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        time_format(moments[i].ms, text);
        assert_string_equal(text, moments[i].text);
        check_ok(time_parse(text, &back));
        if (moments[i].ms < UINT64_C(253402300799000)) {
            assert_int_equal(back, moments[i].ms / 1000 * 1000);
        }
    }
}

/* Every day of four centuries is the day after the one before. */
static void calendar_counts_every_day(void **state)
{
    unsigned month_days = 0;
    struct civil before = {.year = 1969, .month = 12, .day = 31};

    (void)state;
    for (uint64_t day = 0; day < 146097; day++) {
        struct civil civil = time_civil(day * DAY_MS);
        uint64_t back = 0;
        bool is_next =
            civil.day == before.day + 1 || (civil.day == 1 && before.day >= 28);

        assert_true(is_next);
        check_ok(time_from_civil(&civil, &back));
        assert_true(back == day * DAY_MS);
        month_days += civil.month == 2 ? 1 : 0;
        before = civil;
    }
    assert_int_equal(month_days, 400 * 28 + 97);
}

static void days_that_are_none_are_refused(void **state)
{
    static const char *const bad[] = {
        "2025-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-01-00T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:60Z",
        "2025-01-01T00:00:00",
        "2025-01-01 00:00:00Z",
        "2025-01-01T00:00:00z",
        "2025-1-01T00:00:00Z",
        "2025-01-01",
        "2025-01-01T00:00:00.Z",
        "2025-01-01T00:00:00.1234Z",
        "2025-01-01T00:00:00ZZ",
        "+025-01-01T00:00:00Z",
        "",
    };
    uint64_t out = 7;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_err(time_parse(bad[i], &out), ERR_INVALID);
    }
    assert_int_equal(out, 7);
}

static void decimals_are_read(void **state)
{
    uint64_t out = 0;

    (void)state;
    check_ok(time_parse("1970-01-01T00:00:01.5Z", &out));
    assert_int_equal(out, 1500);
    check_ok(time_parse("1970-01-01T00:00:01.05Z", &out));
    assert_int_equal(out, 1050);
    check_ok(time_parse("1970-01-01T00:00:01.125Z", &out));
    assert_int_equal(out, 1125);
}

static void weeks_have_seven_days(void **state)
{
    (void)state;
    assert_int_equal(week_of(0), 0);
    assert_int_equal(week_of(UINT64_C(7) * DAY_MS - 1), 0);
    assert_int_equal(week_of(UINT64_C(7) * DAY_MS), 1);
}

static void months_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(time_month(0), 0);
    assert_int_equal(time_month(31 * (uint64_t)DAY_MS - 1), 0);
    assert_int_equal(time_month(31 * (uint64_t)DAY_MS), 1);
    assert_int_equal(time_month(UINT64_C(1796119200123)), 56 * 12 + 11);
}

static void wall_clock_in_its_range_is_trusted(void **state)
{
    bool is_plausible = false;

    (void)state;
    assert_true(time_trusted(build_ms, 0, 0, build_ms, &is_plausible) ==
                build_ms);
    assert_true(is_plausible);
    assert_true(time_trusted(build_ms, 0, 0, build_ms + 5, &is_plausible) ==
                build_ms + 5);
    assert_true(is_plausible);
    assert_true(time_trusted(build_ms, build_ms + 9, 0, build_ms + year_ms / 2,
                             &is_plausible) == build_ms + year_ms / 2);
    assert_true(is_plausible);
}

/* A Pi without a clock battery wakes up in 1970. */
static void clock_before_the_build_is_not_believed(void **state)
{
    bool is_plausible = true;

    (void)state;
    assert_true(time_trusted(build_ms, build_ms + 50, 0, 0, &is_plausible) ==
                build_ms + 50);
    assert_false(is_plausible);
    is_plausible = true;
    assert_true(time_trusted(build_ms, 0, 0, build_ms - 1, &is_plausible) ==
                build_ms);
    assert_false(is_plausible);
}

static void clock_years_ahead_is_not_believed(void **state)
{
    bool is_plausible = true;

    (void)state;
    assert_true(time_trusted(build_ms, 0, 0, build_ms + 2 * year_ms + 1,
                             &is_plausible) == build_ms);
    assert_false(is_plausible);
    is_plausible = true;
    assert_true(time_trusted(build_ms, build_ms + 3, 0, UINT64_MAX,
                             &is_plausible) == build_ms + 3);
    assert_false(is_plausible);
}

/* An hour back, as in autumn: plausible, yet time does not run backwards. */
static void trusted_time_never_runs_back(void **state)
{
    bool is_plausible = false;
    uint64_t mark = build_ms + 10 * (uint64_t)DAY_MS;

    (void)state;
    assert_true(
        time_trusted(build_ms, mark, 0, mark - 3600000, &is_plausible) == mark);
    assert_true(is_plausible);
}

static void clock_that_jumped_is_believed_after_an_hour(void **state)
{
    const uint64_t hour_ms = 3600000;
    const uint64_t mark = build_ms + 9;
    const uint64_t wall = mark + 400 * (uint64_t)DAY_MS;
    bool is_plausible = true;

    (void)state;
    assert_false(time_has_jumped(0, wall));
    assert_false(time_has_jumped(mark, mark + 380 * (uint64_t)DAY_MS));
    assert_true(time_has_jumped(mark, mark + 380 * (uint64_t)DAY_MS + 1));
    assert_true(time_trusted(build_ms, mark, 0, wall, &is_plausible) == mark);
    assert_false(is_plausible);
    assert_true(time_trusted(build_ms, mark, wall, wall + hour_ms - 1,
                             &is_plausible) == mark);
    assert_false(is_plausible);
    assert_true(time_trusted(build_ms, mark, wall, wall + hour_ms,
                             &is_plausible) == wall + hour_ms);
    assert_true(is_plausible);
    assert_true(time_trusted(build_ms, mark, wall, wall - DAY_MS,
                             &is_plausible) == mark);
    assert_false(is_plausible);
}

static void mark_that_was_years_ahead_gives_way(void **state)
{
    const uint64_t hour_ms = 3600000;
    const uint64_t mark = build_ms + 2 * year_ms;
    const uint64_t wall = build_ms + DAY_MS;
    bool is_plausible = true;

    (void)state;
    assert_false(time_has_jumped(mark, mark - DAY_MS));
    assert_true(time_has_jumped(mark, mark - DAY_MS - 1));
    assert_true(time_trusted(build_ms, mark, wall, wall, &is_plausible) ==
                mark);
    assert_false(is_plausible);
    assert_true(time_trusted(build_ms, mark, wall, wall + hour_ms,
                             &is_plausible) == wall + hour_ms);
    assert_true(is_plausible);
    assert_true(time_trusted(build_ms, mark, 1, build_ms - 1, &is_plausible) ==
                mark);
    assert_false(is_plausible);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_moments_are_written_as_iso),
        cmocka_unit_test(calendar_counts_every_day),
        cmocka_unit_test(days_that_are_none_are_refused),
        cmocka_unit_test(decimals_are_read),
        cmocka_unit_test(weeks_have_seven_days),
        cmocka_unit_test(months_are_counted_from_1970),
        cmocka_unit_test(wall_clock_in_its_range_is_trusted),
        cmocka_unit_test(clock_before_the_build_is_not_believed),
        cmocka_unit_test(clock_years_ahead_is_not_believed),
        cmocka_unit_test(clock_that_jumped_is_believed_after_an_hour),
        cmocka_unit_test(mark_that_was_years_ahead_gives_way),
        cmocka_unit_test(trusted_time_never_runs_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
