/*
 * Random seasons. SIM_SEEDS=count lives through so many, from SIM_SEED=n on;
 * SIM_SEED alone repeats one; SIM_DAYS=days (14); SIM_TALK=1 tells all.
 *
 * ctest: timeout=1500 cost=100
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/lib/check.h"
#include "tests/sim/season.h"

enum {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    SEEDS = 4, /* ten times slower */
#else
    SEEDS = 30,
#endif
    DAYS = 14,
    TWICE_ONE_IN = 20,
    SEEDS_FOR_ALL = 30, /* in so many every class of happening occurs */
};

static struct season season;
static uint64_t happened[HAPPENING_COUNT];
static uint64_t misdone[ROLE_COUNT];

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text == NULL ? usual : strtoull(text, NULL, 10);
}

static uint64_t live_through(uint64_t seed, bool is_forgetful)
{
    uint64_t hash = 0;
    clock_t began = clock();

    print_message("SIM_SEED=%llu", (unsigned long long)seed);
    hash = season_run(&season, seed, setting("SIM_DAYS", DAYS), is_forgetful);
    print_message(": trace %016llx, %zu at home, %.1f s\n",
                  (unsigned long long)hash, season.size,
                  (double)(clock() - began) / CLOCKS_PER_SEC);
    for (unsigned index = 0; index < HAPPENING_COUNT; index++) {
        happened[index] += season.counts[index];
    }
    for (unsigned index = 0; index < ROLE_COUNT; index++) {
        misdone[index] += season.misdeeds[index];
    }
    return hash;
}

static void say_what_happened(void)
{
    for (unsigned index = 0; index < HAPPENING_COUNT; index++) {
        print_message("%-14s %8llu\n", happening_name((enum happening)index),
                      (unsigned long long)happened[index]);
    }
    for (unsigned index = 0; index < ROLE_COUNT; index++) {
        print_message("rogue %-10s %6llu\n", role_name((enum role)index),
                      (unsigned long long)misdone[index]);
    }
}

static uint64_t seeds(void)
{
    return setting("SIM_SEEDS", getenv("SIM_SEED") != NULL ? 1 : SEEDS);
}

/* Is a seed lived with a memo of what pure functions answered, and without?
 * The first one is, every so often another, and one that is asked for. */
static bool is_lived_twice(uint64_t seed)
{
    return seed % TWICE_ONE_IN == 1 ||
           (getenv("SIM_SEED") != NULL && getenv("SIM_SEEDS") == NULL);
}

static void honest_members_end_up_the_same(void **state)
{
    uint64_t first = setting("SIM_SEED", 1);

    (void)state;
    for (uint64_t seed = first; seed < first + seeds(); seed++) {
        uint64_t hash = live_through(seed, false);

        if (is_lived_twice(seed)) {
            assert_int_equal(hash, live_through(seed, true));
        }
    }
    say_what_happened();
    for (unsigned index = 0;
         seeds() >= SEEDS_FOR_ALL && index < HAPPENING_COUNT; index++) {
        assert_true(happened[index] > 0); /* no class is idle */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_members_end_up_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
