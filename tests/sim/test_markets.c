/*
 * Markets: random seasons of deals. SIM_SEEDS=count lives through so many, from
 * SIM_SEED=n on; SIM_SEED alone repeats one; SIM_DAYS=days; SIM_HOMES=n.
 * Thirty homes and sixty days, as often as there is time:
 *
 *   SIM_HOMES=30 SIM_DAYS=60 SIM_SEEDS=100 build/release/tests/sim_markets
 *
 * ctest: timeout=600
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/check.h"
#include "tests/sim/market.h"

enum {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    SEEDS = 1, /* ten times slower */
    DAYS = 10,
#else
    SEEDS = 2,
    DAYS = 30,
#endif
    HOMES = 11,
    SEEDS_FOR_ALL = 4,   /* in so many every step is said */
    LACKING_ONE_IN = 20, /* deals of which a machine lacks letters are fewer */
};

static struct market market;
static struct market all;

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text == NULL ? usual : strtoull(text, NULL, 10);
}

static uint64_t seeds(void)
{
    return setting("SIM_SEEDS", getenv("SIM_SEED") != NULL ? 1 : SEEDS);
}

static uint64_t live_through(uint64_t seed)
{
    uint64_t hash = 0;

    print_message("SIM_SEED=%llu\n", (unsigned long long)seed);
    hash = market_run(&market, seed, setting("SIM_HOMES", HOMES),
                      setting("SIM_DAYS", DAYS));
    for (unsigned each = 0; each < TRADE_COUNT; each++) {
        all.counts[each] += market.counts[each];
    }
    for (unsigned each = 0; each < STEP_END; each++) {
        all.steps[each] += market.steps[each];
    }
    for (unsigned each = 0; each < STATE_END; each++) {
        all.ends[each] += market.ends[each];
    }
    all.refused += market.refused;
    all.met += market.met;
    all.put_off += market.put_off;
    all.tallies += market.tallies;
    all.compared += market.compared;
    all.waiting += market.waiting;
    all.late += market.late;
    all.heirs += market.heirs;
    all.twice += market.twice;
    all.shared += market.shared;
    return hash;
}

static void say_what_happened(void)
{
    for (unsigned each = 0; each < TRADE_COUNT; each++) {
        print_message("%-10s %7llu\n", market_name((enum trade)each),
                      (unsigned long long)all.counts[each]);
    }
    for (unsigned each = STEP_ASK; each < STEP_END; each++) {
        print_message("step %-8s %7llu\n", step_name(each),
                      (unsigned long long)all.steps[each]);
    }
    for (unsigned each = STATE_ASKED; each < STATE_END; each++) {
        print_message("end %-9s %7llu\n", state_name(each),
                      (unsigned long long)all.ends[each]);
    }
    print_message(
        "refused %llu, pairs that met %llu (put off %llu min), deals compared "
        "%llu (%llu waiting, %llu late), promised twice %llu, out with two "
        "%llu, taken over %llu, hours added up %llu times\n",
        (unsigned long long)all.refused, (unsigned long long)all.met,
        (unsigned long long)all.put_off, (unsigned long long)all.compared,
        (unsigned long long)all.waiting, (unsigned long long)all.late,
        (unsigned long long)all.twice, (unsigned long long)all.shared,
        (unsigned long long)all.heirs, (unsigned long long)all.tallies);
}

static void both_sides_of_each_deal_see_the_same(void **state)
{
    const uint64_t first = setting("SIM_SEED", 1);

    (void)state;
    for (uint64_t seed = first; seed < first + seeds(); seed++) {
        (void)live_through(seed);
    }
    say_what_happened();
    assert_true(all.compared > 0 && all.tallies > 0);
    assert_true(seeds() < SEEDS_FOR_ALL || all.heirs > 0);
    assert_true((all.waiting + all.late) * LACKING_ONE_IN < all.compared);
    for (unsigned each = STEP_ASK; seeds() >= SEEDS_FOR_ALL && each < STEP_END;
         each++) {
        assert_true(all.steps[each] > 0 || each == STEP_LAPSE ||
                    each == STEP_HAND_ON);
    }
}

static void seed_lived_twice_leaves_one_trace(void **state)
{
    enum { FEW = 7, SHORT = 9 };

    (void)state;
    assert_int_equal(market_run(&market, 1, FEW, SHORT),
                     market_run(&market, 1, FEW, SHORT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seed_lived_twice_leaves_one_trace),
        cmocka_unit_test(both_sides_of_each_deal_see_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
