#include <string.h>

#include "net/codec/replay.h"
#include "tests/lib/check.h"

static const uint64_t noon_ms = UINT64_C(1700000000000);

static enum err
check_number(struct replay *replay, uint32_t number, uint64_t now_ms)
{
    unsigned char ephemeral[NOISE_KEY_BYTES] = {0};

    put_u32(ephemeral + 28, number);
    return replay_check(replay, ephemeral, noon_ms, now_ms);
}

static void seen_message_is_refused_in_its_whole_window(void **state)
{
    struct replay replay;

    (void)state;
    replay_init(&replay);
    check_ok(check_number(&replay, 1, noon_ms - REPLAY_WINDOW_MS));
    check_ok(check_number(&replay, 2, noon_ms));
    for (int i = -10; i <= 10; i++) {
        uint64_t now_ms = (uint64_t)((int64_t)noon_ms + i * 60 * 1000);

        check_err(check_number(&replay, 1, now_ms), ERR_PROTOCOL);
    }
    check_err(check_number(&replay, 1, noon_ms + REPLAY_WINDOW_MS + 1),
              ERR_LATE);
    replay_release(&replay);
}

static void window_that_has_passed_is_forgotten(void **state)
{
    struct replay replay;
    unsigned char ephemeral[NOISE_KEY_BYTES] = {9};
    uint64_t later_ms = noon_ms + REPLAY_WINDOW_MS + 1;

    (void)state;
    replay_init(&replay);
    check_ok(check_number(&replay, 1, noon_ms));
    check_ok(replay_check(&replay, ephemeral, later_ms, later_ms));
    assert_int_equal(replay.count, 1);
    replay_release(&replay);
}

static void full_memory_refuses_the_newest(void **state)
{
    struct replay replay;

    (void)state;
    replay_init(&replay);
    for (uint32_t i = 0; i < REPLAY_SEEN_MAX; i++) {
        check_ok(check_number(&replay, i, noon_ms));
    }
    check_err(check_number(&replay, REPLAY_SEEN_MAX, noon_ms), ERR_FULL);
    check_err(check_number(&replay, 0, noon_ms), ERR_PROTOCOL);
    assert_int_equal(replay.room, REPLAY_SEEN_MAX);
    replay_release(&replay);
}

static void clock_that_is_not_set_takes_any_time_once(void **state)
{
    struct replay replay;
    unsigned char ephemeral[NOISE_KEY_BYTES] = {9};

    (void)state;
    replay_init(&replay);
    check_ok(replay_check(&replay, ephemeral, 5, 0));
    check_err(replay_check(&replay, ephemeral, 5, 0), ERR_PROTOCOL);
    check_ok(check_number(&replay, 1, 0));
    check_err(check_number(&replay, 1, 0), ERR_PROTOCOL);
    replay_release(&replay);
}

static void window_ends_do_not_overflow(void **state)
{
    struct replay replay;
    unsigned char ephemeral[NOISE_KEY_BYTES] = {9};

    (void)state;
    replay_init(&replay);
    check_err(replay_check(&replay, ephemeral, UINT64_MAX, noon_ms), ERR_EARLY);
    check_err(replay_check(&replay, ephemeral, 0, noon_ms), ERR_LATE);
    check_ok(replay_check(&replay, ephemeral, 0, 1));
    replay_release(&replay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seen_message_is_refused_in_its_whole_window),
        cmocka_unit_test(window_that_has_passed_is_forgotten),
        cmocka_unit_test(full_memory_refuses_the_newest),
        cmocka_unit_test(clock_that_is_not_set_takes_any_time_once),
        cmocka_unit_test(window_ends_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
