#include "net/dial.h"
#include "tests/lib/check.h"

static void pause_doubles_up_to_its_bound(void **state)
{
    static const struct {
        unsigned failures;
        unsigned ms;
    } rows[] = {{0, 250},          {1, 250},           {2, 500},
                {3, 1000},         {11, 256000},       {12, DIAL_MS_MAX},
                {13, DIAL_MS_MAX}, {1000, DIAL_MS_MAX}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(
            dial_pause_ms(rows[i].failures, DIAL_MS_FIRST, DIAL_MS_MAX, 0),
            rows[i].ms);
    }
    assert_int_equal(
        dial_pause_ms(1000, DIAL_MS_FIRST, DIAL_MS_MAX_LOOPBACK, 0), 2000);
}

static void pause_is_jittered_by_half_at_most(void **state)
{
    unsigned least = DIAL_MS_MAX;
    unsigned most = 0;

    (void)state;
    for (uint32_t chance = 0; chance < 5000; chance++) {
        unsigned ms = dial_pause_ms(3, DIAL_MS_FIRST, DIAL_MS_MAX, chance);

        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    assert_int_equal(least, 500);
    assert_int_equal(most, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pause_doubles_up_to_its_bound),
        cmocka_unit_test(pause_is_jittered_by_half_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
