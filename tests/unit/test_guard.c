#include "net/guard.h"
#include "tests/lib/check.h"

enum { NEVER = STRANGERS_MAX - STRANGERS_EARLY }; /* the luckiest chance */

static struct address_group group_of(uint32_t number)
{
    struct address_group group = {{4}, false};

    put_u32(group.data + 1, number);
    return group;
}

static void one_group_takes_its_share_only(void **state)
{
    struct guard guard;
    struct address_group one = group_of(1);
    struct address_group other = group_of(2);

    (void)state;
    guard_init(&guard);
    for (unsigned i = 0; i < STRANGERS_PER_ADDRESS; i++) {
        check_ok(guard_admit(&guard, &one, 0, NEVER));
    }
    check_err(guard_admit(&guard, &one, 0, NEVER), ERR_FULL);
    check_ok(guard_admit(&guard, &other, 0, NEVER));
    guard_leave(&guard, &one);
    check_ok(guard_admit(&guard, &one, 0, NEVER));
}

static void loopback_takes_more(void **state)
{
    struct guard guard;
    struct address_group one = group_of(1);

    (void)state;
    one.is_loopback = true;
    guard_init(&guard);
    for (unsigned i = 0; i < STRANGERS_PER_LOOPBACK; i++) {
        check_ok(guard_admit(&guard, &one, 0, NEVER));
    }
    check_err(guard_admit(&guard, &one, 0, NEVER), ERR_FULL);
}

static void all_together_are_bounded(void **state)
{
    struct guard guard;
    struct address_group one = group_of(99);

    (void)state;
    guard_init(&guard);
    for (uint32_t i = 0; i < STRANGERS_MAX; i++) {
        struct address_group group = group_of(i);

        check_ok(guard_admit(&guard, &group, 0, NEVER));
    }
    check_err(guard_admit(&guard, &one, 0, NEVER), ERR_FULL);
    assert_int_equal(guard.stranger_count, STRANGERS_MAX);
}

static void more_are_dropped_the_fuller_it_is(void **state)
{
    struct guard guard;
    unsigned last = 0;

    (void)state;
    guard_init(&guard);
    for (uint32_t i = 0; i < STRANGERS_MAX; i++) {
        struct address_group group = group_of(i);
        struct guard copy;
        unsigned dropped = 0;

        for (uint32_t chance = 0; chance <= NEVER; chance++) {
            copy = guard;
            dropped += guard_admit(&copy, &group, 0, chance) == ERR_FULL;
        }
        assert_int_equal(dropped,
                         i < STRANGERS_EARLY ? 0 : i - STRANGERS_EARLY + 1);
        assert_true(dropped >= last);
        last = dropped;
        check_ok(guard_admit(&guard, &group, 0, NEVER));
    }
}

/* How long a group waits after so many failures at the same moment. */
static uint64_t wait_after(unsigned failures)
{
    struct guard guard;
    struct address_group one = group_of(1);
    uint64_t now_ms = 1000000;
    uint64_t wait_ms = 0;

    guard_init(&guard);
    for (unsigned i = 0; i < failures; i++) {
        guard_blame(&guard, &one, now_ms);
    }
    while (guard_admit(&guard, &one, now_ms + wait_ms, NEVER) == ERR_DENIED) {
        wait_ms += PENALTY_MS_FIRST;
    }
    return wait_ms;
}

static void penalty_grows_to_its_bound(void **state)
{
    (void)state;
    assert_int_equal(wait_after(PENALTY_FREE), 0);
    assert_int_equal(wait_after(PENALTY_FREE + 1), PENALTY_MS_FIRST);
    assert_int_equal(wait_after(PENALTY_FREE + 2), 2 * PENALTY_MS_FIRST);
    assert_int_equal(wait_after(PENALTY_FREE + 3), 4 * PENALTY_MS_FIRST);
    assert_int_equal(wait_after(2000), PENALTY_MS_MAX);
}

static void penalty_is_for_its_group_only(void **state)
{
    struct guard guard;
    struct address_group one = group_of(1);
    struct address_group other = group_of(2);

    (void)state;
    guard_init(&guard);
    for (unsigned i = 0; i < 20; i++) {
        guard_blame(&guard, &one, 0);
    }
    check_err(guard_admit(&guard, &one, 0, NEVER), ERR_DENIED);
    check_ok(guard_admit(&guard, &other, 0, NEVER));
}

static void success_and_time_forgive(void **state)
{
    struct guard guard;
    struct address_group one = group_of(1);

    (void)state;
    guard_init(&guard);
    for (unsigned i = 0; i < 20; i++) {
        guard_blame(&guard, &one, 0);
    }
    guard_forgive(&guard, &one);
    check_ok(guard_admit(&guard, &one, 0, NEVER));
    for (unsigned i = 0; i < PENALTY_FREE; i++) {
        guard_blame(&guard, &one, 0);
    }
    guard_blame(&guard, &one, PENALTY_MS_FORGET + 1);
    check_ok(guard_admit(&guard, &one, PENALTY_MS_FORGET + 1, NEVER));
}

static void loopback_is_not_penalised(void **state)
{
    struct guard guard;
    struct address_group one = group_of(1);

    (void)state;
    one.is_loopback = true;
    guard_init(&guard);
    for (unsigned i = 0; i < 20; i++) {
        guard_blame(&guard, &one, 0);
    }
    check_ok(guard_admit(&guard, &one, 0, NEVER));
}

static void penalties_are_bounded_and_the_oldest_goes(void **state)
{
    struct guard guard;

    (void)state;
    guard_init(&guard);
    for (uint32_t i = 0; i <= PENALTIES_MAX; i++) {
        struct address_group group = group_of(i);

        for (unsigned n = 0; n < 20; n++) {
            guard_blame(&guard, &group, i);
        }
    }
    assert_int_equal(guard.penalty_count, PENALTIES_MAX);
    for (uint32_t i = 0; i <= PENALTIES_MAX; i++) {
        struct address_group group = group_of(i);
        struct guard copy = guard;

        check_err(guard_admit(&copy, &group, PENALTIES_MAX, NEVER),
                  i == 0 ? ERR_OK : ERR_DENIED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_group_takes_its_share_only),
        cmocka_unit_test(loopback_takes_more),
        cmocka_unit_test(all_together_are_bounded),
        cmocka_unit_test(more_are_dropped_the_fuller_it_is),
        cmocka_unit_test(penalty_grows_to_its_bound),
        cmocka_unit_test(penalty_is_for_its_group_only),
        cmocka_unit_test(success_and_time_forgive),
        cmocka_unit_test(loopback_is_not_penalised),
        cmocka_unit_test(penalties_are_bounded_and_the_oldest_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
