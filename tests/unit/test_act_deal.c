/* Asking and answering: node/act/act_deal. */
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static void a_post_is_asked_for_once_unless_days_differ(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id first;
    struct id other;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &first));
    check_err(lane_ask(&lane.ben, day, day + DAY_MS, &other), ERR_STATE);
    assert_int_equal(lane.ben.answer.refusal, REFUSAL_ASKED);
    check_id(&other, &first);
    check_ok(lane_ask(&lane.ben, day + 4 * (uint64_t)DAY_MS,
                      day + 5 * (uint64_t)DAY_MS, &other));
    check_err(lane_ask(&lane.cem, day, day + 4 * (uint64_t)DAY_MS, &other),
              ERR_INVALID);
    assert_int_equal(lane.cem.answer.refusal, REFUSAL_DAYS);
    check_err(lane_ask(&lane.ana, 0, 0, &other), ERR_DENIED);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_OWN);
}

static void numbers_stay(void **state)
{
    const struct post offer = {.quantity = 2};
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &first));
    lane_carry();
    check_ok(lane_ask(&lane.cem, 0, 0, &second));
    lane_carry();
    assert_int_equal(lane_sheet(&lane.ana, &first).deal.letters, 1);
    assert_int_equal(lane_sheet(&lane.ana, &second).deal.letters, 2);
    assert_int_equal(lane_sheet(&lane.cem, &second).deal.letters, 1);
    check_ok(lane_say(&lane.ana, &first, STEP_NO));
    check_ok(lane_say(&lane.ana, &second, STEP_YES));
    lane_carry();
    assert_int_equal(lane_sheet(&lane.ana, &second).deal.letters, 2);
    lane_check(&lane.cem, &second, STATE_PROMISED);
    lane_check(&lane.ben, &first, STATE_DECLINED);
}

static void refused_step_writes_nothing(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id deal;
    uint64_t letters = 0;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_carry();
    letters = postman_filed(&lane.ben);
    check_err(lane_say(&lane.ben, &deal, STEP_YES), ERR_DENIED);
    assert_int_equal(lane.ben.answer.refusal, REFUSAL_TABLE);
    assert_int_equal(postman_filed(&lane.ben), letters);
    assert_int_equal(lane_state(&lane.ben, &deal), STATE_ASKED);
    check_err(lane_say(&lane.ana, &deal, STEP_OUT), ERR_STATE);
    assert_int_equal(lane_state(&lane.ana, &deal), STATE_ASKED);
    check_err(lane_say(&lane.cem, &deal, STEP_NOTE), ERR_UNKNOWN);
}

static void one_thing_is_promised_once(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &first));
    check_ok(lane_ask(&lane.cem, 0, 0, &second));
    lane_carry();
    check_ok(lane_say(&lane.ana, &second, STEP_YES));
    check_err(lane_say(&lane.ana, &first, STEP_YES), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_LEFT);
    check_ok(lane_say(&lane.ana, &second, STEP_UNDO));
    check_ok(lane_say(&lane.ana, &first, STEP_YES));
}

static void taken_days_are_refused_and_free_ones_offered(void **state)
{
    const struct post loan = {.days_max = 3, .buffer_hours = 12};
    const uint64_t day =
        (lane.ana.moment.now_ms / DAY_MS + 5) * (uint64_t)DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &first));
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &second));
    lane_carry();
    check_ok(lane_say(&lane.ana, &first, STEP_YES));
    check_err(lane_say(&lane.ana, &second, STEP_YES), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_TAKEN);
    assert_true(lane.ana.answer.free_to_ms <= day - 12 * (uint64_t)HOUR_MS ||
                lane.ana.answer.free_from_ms >=
                    day + DAY_MS + 12 * (uint64_t)HOUR_MS);
    assert_int_equal(lane.ana.answer.free_to_ms - lane.ana.answer.free_from_ms,
                     DAY_MS);
}

static void what_is_not_back_is_not_handed_out(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day, day + DAY_MS, &first));
    check_ok(lane_ask(&lane.cem, day + 3 * (uint64_t)DAY_MS,
                      day + 4 * (uint64_t)DAY_MS, &second));
    lane_carry();
    check_ok(lane_say(&lane.ana, &first, STEP_YES));
    check_ok(lane_say(&lane.ana, &second, STEP_YES));
    check_ok(lane_say(&lane.ana, &first, STEP_OUT));
    lane_pass(3 * (uint64_t)DAY_MS);
    check_err(lane_say(&lane.ana, &second, STEP_OUT), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_NOT_BACK);
    check_id(&lane.ana.answer.deal, &first);
    check_ok(lane_say(&lane.ana, &first, STEP_DONE));
    check_ok(lane_say(&lane.ana, &second, STEP_OUT));
    lane_carry();
    lane_check(&lane.cem, &second, STATE_OUT);
    lane_check(&lane.ben, &first, STATE_DONE);
}

/* Neither before its own days, nor beyond them. */
static void what_is_promised_to_another_is_not_handed_out(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct command out = {.kind = COMMAND_DEAL};
    struct id first;
    struct id second;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.ben, day + 3 * (uint64_t)DAY_MS,
                      day + 4 * (uint64_t)DAY_MS, &first));
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &second));
    lane_carry();
    check_ok(lane_say(&lane.ana, &first, STEP_YES));
    check_ok(lane_say(&lane.ana, &second, STEP_YES));
    lane_pass(DAY_MS);
    check_err(lane_say(&lane.ana, &first, STEP_OUT), ERR_STATE);
    assert_int_equal(lane.ana.answer.refusal, REFUSAL_NOT_BACK);
    check_id(&lane.ana.answer.deal, &second);
    out.as.deal.deal = second;
    out.as.deal.step.kind = STEP_OUT;
    out.as.deal.step.due_ms = day + 4 * (uint64_t)DAY_MS;
    check_err(abode_command(&lane.ana, &out), ERR_STATE);
    out.as.deal.step.due_ms = day + 2 * (uint64_t)DAY_MS;
    check_ok(abode_command(&lane.ana, &out));
}

static void step_that_crossed_and_changes_nothing_is_not_told(void **state)
{
    const struct post offer = {.quantity = 1};
    struct id deal;

    (void)state;
    lane_post(POST_OFFER, &offer);
    check_ok(lane_ask(&lane.ben, 0, 0, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ben, &deal, STEP_DROP));
    lane_pass(1000);
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(lane_told(&lane.ben, TELL_DEAL_YES), 0);
    postman_carry(&lane.ben, &lane.ana, SET_MAIL);
    assert_int_equal(lane_told(&lane.ana, TELL_DEAL_DROP), 1);
    lane_check(&lane.ben, &deal, STATE_DROPPED);
}

#define DEAL_TEST(claim)                                                       \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEAL_TEST(a_post_is_asked_for_once_unless_days_differ),
        DEAL_TEST(numbers_stay),
        DEAL_TEST(refused_step_writes_nothing),
        DEAL_TEST(one_thing_is_promised_once),
        DEAL_TEST(taken_days_are_refused_and_free_ones_offered),
        DEAL_TEST(what_is_not_back_is_not_handed_out),
        DEAL_TEST(what_is_promised_to_another_is_not_handed_out),
        DEAL_TEST(step_that_crossed_and_changes_nothing_is_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
