/* Tallies: how many records differ, about. */
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_tally.h"
#include "tests/lib/check.h"
#include "tests/lib/sketches.h"

static uint32_t estimate_of(const struct sketches *sketches)
{
    return tally_estimate(&sketches->first.tally, &sketches->second.tally,
                          (int64_t)sketches->first.count -
                              (int64_t)sketches->second.count);
}

static void equal_sets_are_estimated_equal(void **state)
{
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 1, 64);
    sketches_fill(&sketches, 5000, 0, 0);
    assert_int_equal(estimate_of(&sketches), 0);
    sketches_release(&sketches);
}

static void one_difference_is_estimated_one(void **state)
{
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 2, 64);
    sketches_fill(&sketches, 2000, 0, 1);
    assert_int_equal(estimate_of(&sketches), 1);
    sketches_release(&sketches);
}

/* The mean of the squared errors of 200 estimates is near two in 128. */
static void check_estimates(size_t shared, size_t first, size_t second)
{
    double real = (double)(first + second);
    double squares = 0;
    double sum = 0;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct sketches sketches;
        double error = 0;

        sketches_init(&sketches, seed, 64);
        sketches_fill(&sketches, shared, first, second);
        error = (double)estimate_of(&sketches) / real - 1;
        sum += error;
        squares += error * error;
        sketches_release(&sketches);
    }
    assert_true(squares / 200 < 0.15 * 0.15);
    assert_true(sum / 200 < 0.04 && sum / 200 > -0.04);
}

static void estimate_errs_by_an_eighth(void **state)
{
    (void)state;
    check_estimates(300, 50, 50);
    check_estimates(300, 100, 0);
    check_estimates(300, 0, 100);
    check_estimates(10, 1000, 500);
}

/* Past what counters can hold it says that it is much. */
static void great_difference_is_past_all_hope(void **state)
{
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 3, 64);
    sketches_fill(&sketches, 0, 100000, 100000);
    assert_true(tally_symbols(estimate_of(&sketches), 0) > SKETCH_SYMBOLS_MAX);
    assert_true(tally_symbols(5, 1000000) > SKETCH_SYMBOLS_MAX);
    assert_true(tally_symbols(5, -1000000) > SKETCH_SYMBOLS_MAX);
    assert_true(tally_symbols(UINT32_MAX, INT64_MIN + 1) > SKETCH_SYMBOLS_MAX);
    sketches_release(&sketches);
}

static void coming_and_going_leaves_nothing(void **state)
{
    struct tally tally = {{{0}}};
    const struct tally empty = {{{0}}};

    (void)state;
    for (uint64_t check = 0; check < 3000; check++) {
        tally_add(&tally, check * 0x9e3779b97f4a7c15U);
    }
    assert_true(memcmp(&tally, &empty, sizeof tally) != 0);
    for (uint64_t check = 3000; check > 0; check--) {
        tally_remove(&tally, (check - 1) * 0x9e3779b97f4a7c15U);
    }
    assert_memory_equal(&tally, &empty, sizeof tally);
}

static void tally_is_read_back(void **state)
{
    struct sketches sketches;
    struct tally again;
    unsigned char bytes[TALLY_BYTES];

    (void)state;
    sketches_init(&sketches, 4, 64);
    sketches_fill(&sketches, 777, 0, 0);
    tally_write(&sketches.first.tally, bytes);
    tally_read(bytes, &again);
    assert_memory_equal(&again, &sketches.first.tally, sizeof again);
    sketches_release(&sketches);
}

/* So many of 300 differences come apart with what the estimate asks for. */
static size_t count_at_once(size_t first, size_t second)
{
    size_t count = 0;

    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct sketches sketches;
        size_t asked = 0;

        sketches_init(&sketches, seed, 1024);
        sketches_fill(&sketches, 500, first, second);
        asked = tally_symbols(estimate_of(&sketches),
                              (int64_t)first - (int64_t)second);
        sketches_freeze(&sketches);
        sketches_take(&sketches, asked < 1024 ? asked : 1024);
        count += peeler_is_done(&sketches.peeler) ? 1U : 0U;
        sketches_release(&sketches);
    }
    return count;
}

static void what_is_asked_for_is_nearly_always_enough(void **state)
{
    (void)state;
    assert_true(count_at_once(50, 50) >= 294);
    assert_true(count_at_once(100, 0) >= 294);
    assert_true(count_at_once(0, 1) == 300);
    assert_true(count_at_once(3, 3) >= 288);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sets_are_estimated_equal),
        cmocka_unit_test(one_difference_is_estimated_one),
        cmocka_unit_test(estimate_errs_by_an_eighth),
        cmocka_unit_test(great_difference_is_past_all_hope),
        cmocka_unit_test(coming_and_going_leaves_nothing),
        cmocka_unit_test(tally_is_read_back),
        cmocka_unit_test(what_is_asked_for_is_nearly_always_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
