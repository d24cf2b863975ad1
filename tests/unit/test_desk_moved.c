/* Whose machine does what is due when another is gone: node/act/desk_moved. */
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

enum { HOUR_MS = 60 * 60 * 1000 };

/* The second machine of ana's household. */
static struct abode hall;

/* Her folder as it is now, on another machine, which announces itself. */
static int setup(void **state)
{
    const unsigned char seeds[KEY_SEED_BYTES] = {77, 99};
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    (void)lane_setup(state);
    hall = (struct abode){.neighbourhood = lane.ana.neighbourhood,
                          .household = lane.ana.household,
                          .moment = lane.ana.moment,
                          .steps = 5000};
    bytes_init(&hall.council, BODY_BYTES_MAX_ROSTER);
    actions_init(&hall.actions);
    answer_init(&hall.answer);
    keys_device_make(seeds, &hall.device);
    check_ok(memory_shelf_copy(lane.ana.shelf, &hall.shelf));
    abode_open(&hall);
    abode_tick(&hall);
    for (size_t index = 0; index < 3; index++) {
        abode_tell(&hall, homes[index]);
    }
    return 0;
}

static int teardown(void **state)
{
    abode_release(&hall);
    return lane_teardown(state);
}

/* What ana's two machines and ben have comes to each of them. */
static void meet(void)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &hall};

    for (size_t from = 0; from < 3; from++) {
        for (size_t to = 0; to < 3; to++) {
            if (from != to) {
                postman_carry(homes[from], homes[to], SET_MAIL);
                postman_carry(homes[from], homes[to], SET_BOARD);
            }
        }
    }
}

static void pass(uint64_t ms)
{
    lane_pass(ms);
    hall.moment.now_ms += ms;
    hall.moment.mono_ms += ms;
}

/* The machine in the hall strikes the other one out. */
static void strike(void)
{
    struct command command = {.kind = COMMAND_STRIKE};

    command.as.device = lane.ana.device.signing.public;
    answer_init(&hall.answer);
    check_ok(abode_command(&hall, &command));
    abode_tell(&hall, &lane.ben);
}

static void machine_that_stays_answers_for_one_that_was_struck_out(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 5 * (uint64_t)DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    meet();
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    postman_carry(&lane.ben, &hall, SET_MAIL);
    pass(HOUR_MS);
    abode_tick(&hall);
    assert_int_equal(lane_state(&hall, &deal), STATE_ASKED);
    strike();
    abode_tick(&hall);
    abode_tick(&hall);
    assert_int_equal(lane_state(&hall, &deal), STATE_PROMISED);
    postman_carry(&hall, &lane.ben, SET_MAIL);
    assert_int_equal(lane_state(&lane.ben, &deal), STATE_PROMISED);
}

static void promise_of_a_machine_that_is_gone_lapses(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    meet();
    abode_tick(&lane.ana);
    meet();
    assert_int_equal(lane_state(&hall, &deal), STATE_PROMISED);
    strike();
    abode_tick(&hall);
    pass(10 * (uint64_t)DAY_MS);
    abode_tick(&hall);
    assert_int_equal(lane_state(&hall, &deal), STATE_LAPSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            machine_that_stays_answers_for_one_that_was_struck_out, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            promise_of_a_machine_that_is_gone_lapses, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
