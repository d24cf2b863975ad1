/* What a node does with deals by itself: node/act/deal_desk. */
#include "node/deal/duty.h"
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

enum { HOUR_MS = 60 * 60 * 1000 };

/* Two asks for the same days of a loan that answers by itself. */
static void book_twice(struct id *first, struct id *second)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 5 * (uint64_t)DAY_MS;

    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, first));
    lane_settle();
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, second));
    lane_settle();
}

static void free_days_are_promised_at_once(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    lane_check(&lane.ben, &first, STATE_PROMISED);
    lane_check(&lane.cem, &second, STATE_WAITING);
}

static void next_in_line_is_promised_what_fell_free(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    check_ok(lane_say(&lane.ben, &first, STEP_DROP));
    lane_settle();
    lane_check(&lane.cem, &second, STATE_PROMISED);
    assert_int_equal(lane_sheet(&lane.cem, &second).deal.hold_ms -
                         lane_sheet(&lane.cem, &second).deal.yes_ms,
                     48 * (uint64_t)HOUR_MS);
}

static enum err change(struct abode *who,
                       const struct id *deal,
                       uint64_t from_ms,
                       uint64_t to_ms)
{
    struct command command = {.kind = COMMAND_DEAL};

    command.as.deal.deal = *deal;
    command.as.deal.step.kind = STEP_CHANGE;
    command.as.deal.step.from_ms = from_ms;
    command.as.deal.step.to_ms = to_ms;
    answer_init(&who->answer);
    return abode_command(who, &command);
}

static void who_waits_and_names_free_days_is_promised_them(void **state)
{
    const uint64_t day = lane.ana.moment.now_ms + 9 * (uint64_t)DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    lane_check(&lane.cem, &second, STATE_WAITING);
    check_ok(change(&lane.cem, &second, day, day + DAY_MS));
    lane_settle();
    lane_check(&lane.cem, &second, STATE_PROMISED);
    assert_int_equal(lane_sheet(&lane.cem, &second).deal.from_ms, day);
}

static enum err longer(struct abode *who, const struct id *deal, uint64_t to_ms)
{
    return change(who, deal, 0, to_ms);
}

static void longer_loan_is_granted_while_nobody_waits(void **state)
{
    const struct post loan = {.days_max = 30, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + 2 * (uint64_t)DAY_MS, &first));
    lane_settle();
    check_ok(lane_say(&lane.ana, &first, STEP_OUT));
    lane_carry();
    check_ok(longer(&lane.ben, &first, day + 4 * (uint64_t)DAY_MS));
    lane_settle();
    assert_int_equal(lane_sheet(&lane.ben, &first).deal.due_ms,
                     day + 4 * (uint64_t)DAY_MS);
    check_ok(
        lane_ask(&lane.cem, day + DAY_MS, day + 3 * (uint64_t)DAY_MS, &second));
    lane_settle();
    lane_check(&lane.cem, &second, STATE_WAITING);
    check_ok(longer(&lane.ben, &first, day + 6 * (uint64_t)DAY_MS));
    lane_settle();
    assert_int_equal(lane_sheet(&lane.ben, &first).deal.due_ms,
                     day + 4 * (uint64_t)DAY_MS);
}

static void what_nobody_affirms_lapses(void **state)
{
    struct id first;
    struct id second;

    (void)state;
    book_twice(&first, &second);
    check_ok(lane_say(&lane.ben, &first, STEP_DROP));
    lane_settle();
    lane_pass(47 * (uint64_t)HOUR_MS);
    lane_settle();
    lane_check(&lane.cem, &second, STATE_PROMISED);
    lane_pass(2 * (uint64_t)HOUR_MS);
    lane_settle();
    lane_check(&lane.cem, &second, STATE_LAPSED);
}

/* Agreed for later today, when what a hold is counted from is past. */
static void what_is_agreed_for_today_does_not_lapse_at_once(void **state)
{
    static const uint16_t kinds[] = {POST_LOAN, POST_EVENT, POST_MEAL};
    const struct post post = {.quantity = 9};

    (void)state;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        const uint64_t from_ms = lane.ana.moment.now_ms;
        struct command yes = {.kind = COMMAND_DEAL};
        struct id deal;

        (void)lane_teardown(NULL);
        (void)lane_setup(NULL);
        lane_post(kinds[kind], &post);
        check_ok(lane_ask(&lane.ben, from_ms, from_ms + 3 * (uint64_t)DAY_MS,
                          &deal));
        lane_carry();
        lane_pass(25 * (uint64_t)HOUR_MS);
        yes.as.deal.deal = deal;
        yes.as.deal.step.kind = STEP_YES;
        yes.as.deal.step.when_ms =
            kinds[kind] == POST_LOAN ? 0 : lane.ana.moment.now_ms + 4 * HOUR_MS;
        check_ok(abode_command(&lane.ana, &yes));
        lane_settle();
        lane_check(&lane.ben, &deal, STATE_PROMISED);
        lane_pass(25 * (uint64_t)HOUR_MS);
        lane_settle();
        lane_check(&lane.ben, &deal, STATE_LAPSED);
    }
}

static void the_board_learns_later_and_no_names(void **state)
{
    const struct post offer = {.quantity = 2};
    struct bytes bytes;
    struct post said;
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    lane_pass(DUTY_PUBLIC_MS_MIN - 10 * 1000);
    lane_settle();
    said = lane_seen(&lane.cem, &bytes);
    assert_int_equal(said.asks, 0);
    assert_int_equal(said.held_count, 0);
    bytes_release(&bytes);
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    said = lane_seen(&lane.cem, &bytes);
    assert_int_equal(said.asks, 1);
    assert_int_equal(said.left, 1);
    assert_int_equal(said.held_count, 1);
    assert_int_equal(said.revision, 2);
    bytes_release(&bytes);
    lane_settle();
    said = lane_seen(&lane.cem, &bytes);
    assert_int_equal(said.revision, 2);
    bytes_release(&bytes);
}

/* The ladder is out with ben, for three days from tomorrow on. */
static struct id lend_to_ben(void)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;

    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + 3 * (uint64_t)DAY_MS, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    check_ok(lane_say(&lane.ana, &deal, STEP_OUT));
    lane_carry();
    return deal;
}

static void a_late_thing_is_asked_for_six_times(void **state)
{
    unsigned reminders = 0;

    (void)state;
    (void)lend_to_ben();
    for (unsigned days = 0; days < 60; days++) {
        lane_pass(DAY_MS);
        abode_tick(&lane.ben);
        reminders += (unsigned)(lane_told(&lane.ben, TELL_DEAL_DUE) +
                                lane_told(&lane.ben, TELL_DEAL_OVERDUE));
    }
    assert_int_equal(reminders, DUTY_REMINDERS_MAX);
}

static void who_says_that_it_is_back_is_not_reminded(void **state)
{
    struct id deal;

    (void)state;
    deal = lend_to_ben();
    check_ok(lane_say(&lane.ben, &deal, STEP_DONE));
    for (unsigned days = 0; days < 10; days++) {
        lane_pass(DAY_MS);
        abode_tick(&lane.ben);
        assert_int_equal(lane_told(&lane.ben, TELL_DEAL_DUE), 0);
        assert_int_equal(lane_told(&lane.ben, TELL_DEAL_OVERDUE), 0);
    }
}

static void asks_that_simmer_are_told_when_time_is_up(void **state)
{
    const struct post offer = {.choose = CHOOSE_SIMMER,
                               .decide_ms = lane.ana.moment.now_ms + DAY_MS};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_pass(1000);
    postman_carry(&lane.ben, &lane.ana, SET_MAIL);
    assert_int_equal(lane_told(&lane.ana, TELL_DEAL_ASK), 0);
    abode_tick(&lane.ana);
    assert_true(lane_sheet(&lane.ana, &deal).beside.shown_ms != 0);
    lane_pass(DAY_MS);
    abode_tick(&lane.ana);
    assert_int_equal(lane_told(&lane.ana, TELL_DEAL_ASK), 1);
    assert_int_equal(lane_sheet(&lane.ana, &deal).beside.shown_ms, 0);
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_ASKED);
}

static void a_closed_post_answers_who_asked(void **state)
{
    const struct post offer = {.quantity = 1};
    const struct command withdraw = {.kind = COMMAND_WITHDRAW};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_carry();
    check_ok(abode_command(&lane.ana, &withdraw));
    lane_settle();
    lane_check(&lane.ben, &deal, STATE_DECLINED);
}

static void a_day_without_anything_due_reads_nothing(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_settle();
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    abode_tick(&lane.ana);
    for (size_t index = 0; index < lane.ana.actions.count; index++) {
        assert_int_not_equal(lane.ana.actions.items[index].kind,
                             ACTION_SUMMARY);
    }
}

/* Ana's post with another status. */
static void edit_status(uint8_t status)
{
    struct command command = {.kind = COMMAND_POST};
    struct bytes bytes;

    command.as.post.post = lane_seen(&lane.ana, &bytes);
    command.as.post.post.status = status;
    check_ok(abode_command(&lane.ana, &command));
    bytes_release(&bytes);
    lane_settle();
}

static void what_is_away_is_promised_when_it_is_there_again(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    edit_status(STATUS_AWAY);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    lane_settle();
    lane_check(&lane.ben, &deal, STATE_ASKED);
    edit_status(STATUS_OPEN);
    lane_check(&lane.ben, &deal, STATE_PROMISED);
}

#define DEAL_TEST(claim)                                                       \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEAL_TEST(free_days_are_promised_at_once),
        DEAL_TEST(next_in_line_is_promised_what_fell_free),
        DEAL_TEST(who_waits_and_names_free_days_is_promised_them),
        DEAL_TEST(longer_loan_is_granted_while_nobody_waits),
        DEAL_TEST(what_nobody_affirms_lapses),
        DEAL_TEST(what_is_agreed_for_today_does_not_lapse_at_once),
        DEAL_TEST(the_board_learns_later_and_no_names),
        DEAL_TEST(a_late_thing_is_asked_for_six_times),
        DEAL_TEST(who_says_that_it_is_back_is_not_reminded),
        DEAL_TEST(asks_that_simmer_are_told_when_time_is_up),
        DEAL_TEST(a_closed_post_answers_who_asked),
        DEAL_TEST(what_is_away_is_promised_when_it_is_there_again),
        DEAL_TEST(a_day_without_anything_due_reads_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
