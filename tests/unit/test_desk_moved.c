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

static void
post_that_is_closed_on_either_machine_answers_who_asked(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct command close = {.kind = COMMAND_POST};
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    meet();
    abode_tick(&lane.ana);
    abode_tick(&hall);
    abode_tick(&hall);
    assert_int_equal(lane_state(&hall, &deal), STATE_ASKED);
    close.as.post.post.title = view_text("Ladder");
    close.as.post.post.status = STATUS_CLOSED;
    close.as.post.post.until_ms = hall.moment.now_ms;
    answer_init(&hall.answer);
    check_ok(abode_command(&hall, &close));
    abode_tick(&hall);
    meet();
    abode_tick(&lane.ana);
    meet();
    lane_check(&lane.ben, &deal, STATE_DECLINED);
}

static void ask_that_simmers_is_shown_on_neither_machine(void **state)
{
    const uint64_t day = lane.ana.moment.now_ms + 5 * (uint64_t)DAY_MS;
    struct post loan = {.days_max = 3, .choose = CHOOSE_SIMMER};
    struct id deal;

    (void)state;
    loan.decide_ms = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    meet();
    abode_tick(&lane.ana);
    abode_tick(&hall);
    assert_int_equal(lane_sheet(&lane.ana, &deal).beside.shown_ms,
                     loan.decide_ms);
    assert_int_equal(lane_sheet(&hall, &deal).beside.shown_ms, loan.decide_ms);
    pass(3 * (uint64_t)DAY_MS);
    abode_tick(&hall);
    assert_int_equal(lane_sheet(&hall, &deal).beside.shown_ms, 0);
}

static void carry_to(struct abode *from, struct abode *to)
{
    postman_carry(from, to, SET_MAIL);
    postman_carry(from, to, SET_BOARD);
}

/* Ben asks for ana's loan, which cem takes over; nobody but ben and cem has
 * heard of the latter. */
static struct id take_over(void)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct command command = {.kind = COMMAND_HAND_OVER};
    struct id deal;

    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    meet();
    command.as.heir.household = lane.cem.household.signing.public;
    check_ok(abode_command(&lane.ana, &command));
    meet();
    carry_to(&lane.ana, &lane.cem);
    command.kind = COMMAND_TAKE_OVER;
    command.as.heir.household = lane.ana.household.signing.public;
    check_ok(abode_command(&lane.cem, &command));
    return deal;
}

/* Ben was told no once, and where to ask. */
static void check_told_once(const struct id *deal)
{
    const struct sheet sheet = lane_sheet(&lane.ben, deal);

    lane_check(&lane.ben, deal, STATE_DECLINED);
    assert_int_equal(lane_state(&hall, deal), STATE_DECLINED);
    assert_int_equal(postman_count(&lane.ben, deal), 2);
    assert_false(id_is_zero(&sheet.deal.instead));
}

static void one_machine_says_that_a_thing_moved(void **state)
{
    const struct id deal = take_over();

    (void)state;
    carry_to(&lane.cem, &lane.ana);
    carry_to(&lane.cem, &hall);
    abode_tick(&lane.ana);
    abode_tick(&hall);
    meet();
    pass(2 * (uint64_t)DAY_MS);
    abode_tick(&lane.ana);
    abode_tick(&hall);
    meet();
    check_told_once(&deal);
}

/* The machine in the hall closed it before the desk has the letter. */
static void desk_answers_for_what_another_machine_closed(void **state)
{
    const struct id deal = take_over();

    (void)state;
    carry_to(&lane.cem, &hall);
    abode_tick(&hall);
    postman_carry(&hall, &lane.ana, SET_BOARD);
    carry_to(&lane.cem, &lane.ana);
    abode_tick(&lane.ana);
    meet();
    check_told_once(&deal);
}

/* The desk is off for good: the hall says it a day later. */
static void hall_answers_where_the_desk_says_nothing(void **state)
{
    const struct id deal = take_over();

    (void)state;
    carry_to(&lane.cem, &hall);
    abode_tick(&hall);
    assert_int_equal(lane_state(&hall, &deal), STATE_ASKED);
    pass(DAY_MS);
    abode_tick(&hall);
    meet();
    check_told_once(&deal);
}

/* What one of ana's machines says of her post. */
static void change(struct abode *home, enum post_status status)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.post = (struct post){.title = view_text("Ladder"),
                                         .days_max = 3,
                                         .is_auto = true,
                                         .status = (uint8_t)status};
    answer_init(&home->answer);
    check_ok(abode_command(home, &command));
}

static void
what_is_there_again_is_promised_whoever_of_the_house_says_so(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 5 * (uint64_t)DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    change(&lane.ana, STATUS_AWAY);
    meet();
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    meet();
    pass(HOUR_MS);
    abode_tick(&lane.ana);
    meet();
    pass(1000);
    change(&hall, STATUS_OPEN);
    abode_tick(&hall);
    meet();
    assert_int_equal(lane_state(&hall, &deal), STATE_ASKED);
    pass(HOUR_MS);
    abode_tick(&lane.ana);
    meet();
    assert_int_equal(lane_state(&hall, &deal), STATE_PROMISED);
    lane_check(&lane.ben, &deal, STATE_PROMISED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            machine_that_stays_answers_for_one_that_was_struck_out, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            promise_of_a_machine_that_is_gone_lapses, setup, teardown),
        cmocka_unit_test_setup_teardown(
            post_that_is_closed_on_either_machine_answers_who_asked, setup,
            teardown),
        cmocka_unit_test_setup_teardown(
            ask_that_simmers_is_shown_on_neither_machine, setup, teardown),
        cmocka_unit_test_setup_teardown(one_machine_says_that_a_thing_moved,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            desk_answers_for_what_another_machine_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(
            hall_answers_where_the_desk_says_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_is_there_again_is_promised_whoever_of_the_house_says_so, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
