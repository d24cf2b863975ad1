#include "cli/clock.h"
#include "tests/lib/check.h"

static void the_program_was_made_in_the_past(void **state)
{
    (void)state;
    assert_true(clock_made_ms() > UINT64_C(1704067200000));
    assert_true(clock_made_ms() <= clock_wall_ms());
}

static void the_monotonic_clock_goes_on(void **state)
{
    uint64_t before = clock_mono_ms();

    (void)state;
    assert_true(before > 0);
    assert_true(clock_mono_ms() >= before);
}

static void a_moment_never_runs_behind_the_mark(void **state)
{
    uint64_t mark_ms = clock_wall_ms() + 3600 * 1000;
    struct moment moment = clock_now(mark_ms, 0);

    (void)state;
    assert_int_equal(moment.now_ms, mark_ms);
    moment = clock_now(0, 0);
    assert_true(moment.is_plausible);
    assert_true(moment.now_ms < mark_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_program_was_made_in_the_past),
        cmocka_unit_test(the_monotonic_clock_goes_on),
        cmocka_unit_test(a_moment_never_runs_behind_the_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
