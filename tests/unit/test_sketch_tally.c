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

static void what_is_new_on_one_side_comes_apart_at_once(void **state)
{
    (void)state;
    assert_true(count_at_once(100, 0) >= 294);
    assert_true(count_at_once(0, 100) >= 294);
    assert_true(count_at_once(0, 1) == 300);
}

/* Symbols that are read for 50 differences of either side, first what the
 * estimate asks for, then by quarters, as match.c does. */
static size_t read_of_both_sides(uint64_t seed, size_t *round_trips)
{
    struct sketches sketches;
    size_t chunk = 0;
    size_t count = 0;

    sketches_init(&sketches, seed, 1024);
    sketches_fill(&sketches, 500, 50, 50);
    chunk = tally_symbols(estimate_of(&sketches), 0);
    sketches_freeze(&sketches);
    while (!peeler_is_done(&sketches.peeler)) {
        sketches_take(&sketches, chunk);
        chunk = sketches.peeler.count / 4;
        chunk = chunk > 16 ? chunk : 16;
        (*round_trips)++;
    }
    count = sketches.peeler.count;
    sketches_release(&sketches);
    return count;
}

static void differences_of_both_sides_waste_few_symbols(void **state)
{
    size_t symbols = 0;
    size_t round_trips = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        symbols += read_of_both_sides(seed, &round_trips);
    }
    assert_in_range(symbols, 300 * 130, 300 * 170);
    assert_in_range(round_trips, 300, 300 * 3 / 2);
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
        cmocka_unit_test(what_is_new_on_one_side_comes_apart_at_once),
        cmocka_unit_test(differences_of_both_sides_waste_few_symbols),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
