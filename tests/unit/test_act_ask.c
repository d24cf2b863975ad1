/* Lending to someone outside, and asking for several: node/act/act_ask. */
#include "node/deal/duty.h"
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static struct command outside(const struct abode *keeper, uint64_t due_ms)
{
    struct command command = {.kind = COMMAND_ASK};

    command.as.ask.keeper = keeper->household.signing.public;
    command.as.ask.step.outside = view_text("Aunt Petra");
    command.as.ask.step.from_ms = due_ms == 0 ? 0 : lane.ana.moment.now_ms;
    command.as.ask.step.to_ms = due_ms;
    command.as.ask.out.due_ms = due_ms;
    return command;
}

static enum err
lend(struct abode *who, const struct abode *keeper, uint64_t due_ms)
{
    const struct command command = outside(keeper, due_ms);

    answer_init(&who->answer);
    return abode_command(who, &command);
}

static void someone_outside_is_lent_to_by_the_keeper_alone(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t due_ms = lane.ana.moment.now_ms + 9 * (uint64_t)DAY_MS;
    struct id deal;
    uint64_t filed = 0;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_err(lend(&lane.ben, &lane.ana, due_ms), ERR_DENIED);
    check_ok(lend(&lane.ana, &lane.ana, due_ms));
    deal = lane.ana.answer.deal;
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_OUT);
    assert_int_equal(lane_sheet(&lane.ana, &deal).deal.due_ms, due_ms);
    filed = postman_filed(&lane.ben);
    lane_carry();
    assert_int_equal(postman_filed(&lane.ben), filed);
    check_ok(lane_say(&lane.ana, &deal, STEP_DONE));
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_DONE);
    assert_int_equal(lane_sheet(&lane.ana, &deal).deal.mark, MARK_ONE);
}

static void someone_outside_takes_nothing_that_is_promised(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    check_err(lend(&lane.ana, &lane.ana, day + DAY_MS), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_TAKEN);
    check_ok(lane_say(&lane.ana, &deal, STEP_OUT));
    check_err(lend(&lane.ana, &lane.ana, 0), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_NOT_BACK);
}

static void what_is_out_with_someone_outside_shows_without_a_name(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t due_ms = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct bytes bytes;
    struct post seen;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lend(&lane.ana, &lane.ana, due_ms));
    lane_pass(DUTY_PUBLIC_MS_MAX);
    lane_settle();
    seen = lane_seen(&lane.cem, &bytes);
    assert_int_equal(seen.status, STATUS_PROMISED);
    assert_int_equal(seen.asks, 0);
    assert_int_equal(seen.held_count, 0);
    assert_true(seen.busy_count > 0);
    bytes_release(&bytes);
}

static void keeper_is_reminded_of_what_someone_outside_has(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t due_ms = lane.ana.moment.now_ms + 4 * (uint64_t)DAY_MS;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lend(&lane.ana, &lane.ana, due_ms));
    lane_pass(5 * (uint64_t)DAY_MS);
    abode_tick(&lane.ana);
    assert_int_equal(lane_told(&lane.ana, TELL_DEAL_OVERDUE), 1);
}

/* Ben asks for both posts of ana, for the day after tomorrow. */
static enum err ask_both(struct abode *who, struct id *deal)
{
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct command command = {.kind = COMMAND_ASK};
    enum err err = ERR_OK;

    command.as.ask.keeper = lane.ana.household.signing.public;
    command.as.ask.step.from_ms = day;
    command.as.ask.step.to_ms = day + DAY_MS;
    command.as.ask.with[0].n = 1;
    command.as.ask.with_count = 1;
    answer_init(&who->answer);
    err = abode_command(who, &command);
    *deal = who->answer.deal;
    return err;
}

static enum err note_other(void *visitor, const struct summary *summary)
{
    struct id *other = visitor;

    *other = summary->thread;
    return ERR_OK;
}

/* The deal about the other post. */
static struct id other_of(struct abode *home, const struct id *deal)
{
    const struct sheet sheet = lane_sheet(home, deal);
    struct id other = {{0}};

    assert_int_equal(sheet.deal.with_count, 1);
    check_ok(home->port.mail.summaries_of(home->port.self, &sheet.deal.with[0],
                                          note_other, &other));
    return other;
}

static void what_is_asked_for_together_is_promised_together(void **state)
{
    const struct post loan = {.days_max = 3};
    struct id deal;
    struct id other;

    (void)state;
    lane_post(POST_LOAN, &loan);
    lane_post(POST_LOAN, &loan);
    check_ok(ask_both(&lane.ben, &deal));
    lane_carry();
    other = other_of(&lane.ana, &deal);
    check_ok(lane_say(&lane.ana, &other, STEP_YES));
    lane_carry();
    lane_check(&lane.ben, &deal, STATE_PROMISED);
    lane_check(&lane.ben, &other, STATE_PROMISED);
    check_ok(lane_say(&lane.ben, &deal, STEP_DROP));
    lane_carry();
    lane_check(&lane.ben, &deal, STATE_DROPPED);
    lane_check(&lane.ben, &other, STATE_DROPPED);
}

static void what_is_there_in_part_is_not_promised(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    struct id deal;
    struct id other;
    uint64_t filed = 0;

    (void)state;
    lane_post(POST_LOAN, &loan);
    lane_post(POST_LOAN, &loan);
    check_ok(ask_both(&lane.cem, &deal));
    lane_settle();
    lane_check(&lane.cem, &deal, STATE_PROMISED);
    check_ok(ask_both(&lane.ben, &deal));
    lane_settle();
    other = other_of(&lane.ben, &deal);
    lane_check(&lane.ben, &deal, STATE_WAITING);
    lane_check(&lane.ben, &other, STATE_WAITING);
    filed = postman_filed(&lane.ana);
    check_err(lane_say(&lane.ana, &deal, STEP_YES), ERR_STATE);
    assert_int_equal(postman_filed(&lane.ana), filed);
}

static void things_go_and_come_back_one_by_one(void **state)
{
    const struct post loan = {.days_max = 3, .is_auto = true};
    struct id deal;
    struct id other;

    (void)state;
    lane_post(POST_LOAN, &loan);
    lane_post(POST_LOAN, &loan);
    check_ok(ask_both(&lane.ben, &deal));
    lane_settle();
    other = other_of(&lane.ana, &deal);
    check_ok(lane_say(&lane.ana, &deal, STEP_OUT));
    lane_carry();
    lane_check(&lane.ben, &deal, STATE_OUT);
    lane_check(&lane.ben, &other, STATE_PROMISED);
    check_ok(lane_say(&lane.ben, &other, STEP_DROP));
    lane_carry();
    lane_check(&lane.ben, &deal, STATE_OUT);
    lane_check(&lane.ben, &other, STATE_DROPPED);
}

static void what_was_asked_for_too_often_is_refused(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;

    (void)state;
    lane_post(POST_LOAN, &loan);
    for (unsigned count = 0; count < POST_IDLE_MAX; count++) {
        check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &deal));
        check_ok(lane_say(&lane.ben, &deal, STEP_DROP));
    }
    check_err(lane_ask(&lane.ben, day, day + DAY_MS, &deal), ERR_STATE);
    assert_int_equal(lane.ben.answer.refusal, REFUSAL_OFTEN);
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &deal));
}

#define ASK_TEST(claim)                                                        \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(someone_outside_is_lent_to_by_the_keeper_alone),
        ASK_TEST(someone_outside_takes_nothing_that_is_promised),
        ASK_TEST(what_is_out_with_someone_outside_shows_without_a_name),
        ASK_TEST(keeper_is_reminded_of_what_someone_outside_has),
        ASK_TEST(what_is_asked_for_together_is_promised_together),
        ASK_TEST(what_is_there_in_part_is_not_promised),
        ASK_TEST(things_go_and_come_back_one_by_one),
        ASK_TEST(what_was_asked_for_too_often_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
