#include "cli/clock.h"
#include "tests/lib/check.h"

static const uint64_t year_ms = UINT64_C(365) * DAY_MS;
static const uint64_t made = CLOCK_MADE_MS;

static void a_clock_that_is_set_is_trusted(void **state)
{
    struct moment moment = clock_moment(made + year_ms, 55, made + DAY_MS);

    (void)state;
    assert_true(moment.is_plausible);
    assert_int_equal(moment.now_ms, made + year_ms);
    assert_int_equal(moment.mono_ms, 55);
}

static void a_clock_of_1970_is_not(void **state)
{
    struct moment moment = clock_moment(3600 * 1000, 1, 0);

    (void)state;
    assert_false(moment.is_plausible);
    assert_int_equal(moment.now_ms, made);
    moment = clock_moment(3600 * 1000, 1, made + year_ms);
    assert_false(moment.is_plausible);
    assert_int_equal(moment.now_ms, made + year_ms);
}

static void time_does_not_run_back(void **state)
{
    struct moment moment =
        clock_moment(made + year_ms - 3600 * 1000, 1, made + year_ms);

    (void)state;
    assert_true(moment.is_plausible);
    assert_int_equal(moment.now_ms, made + year_ms);
}

static void a_clock_days_behind_what_was_seen_is_wrong(void **state)
{
    struct moment moment =
        clock_moment(made + year_ms - 2 * DAY_MS, 1, made + year_ms);

    (void)state;
    assert_false(moment.is_plausible);
    assert_int_equal(moment.now_ms, made + year_ms);
}

static void a_clock_of_another_century_is_wrong(void **state)
{
    struct moment moment = clock_moment(made + 80 * year_ms, 1, made + DAY_MS);

    (void)state;
    assert_false(moment.is_plausible);
    assert_int_equal(moment.now_ms, made + DAY_MS);
}

static void the_monotonic_clock_goes_on(void **state)
{
    uint64_t before = clock_mono_ms();

    (void)state;
    assert_true(clock_mono_ms() >= before);
    assert_true(before > 0);
    assert_true(clock_now(0).now_ms >= made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_is_set_is_trusted),
        cmocka_unit_test(a_clock_of_1970_is_not),
        cmocka_unit_test(time_does_not_run_back),
        cmocka_unit_test(a_clock_days_behind_what_was_seen_is_wrong),
        cmocka_unit_test(a_clock_of_another_century_is_wrong),
        cmocka_unit_test(the_monotonic_clock_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
