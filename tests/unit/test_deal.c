#include <string.h>

#include "node/deal/deal.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

#define C SIDE_CLAIMANT
#define K SIDE_KEEPER

enum { HOUR = TALK_HOUR_MS };

#define DAYS(count) ((uint64_t)(count)*DAY_MS)

static struct talk talk;

static enum deal_state state_after(uint64_t after_ms)
{
    return (enum deal_state)talk_deal(&talk, after_ms).state;
}

static void an_offer_goes_from_ask_to_done(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_ASKED);
    assert_int_equal(deal.turn, TURN_KEEPER);
    assert_int_equal(deal.quantity, 1);
    check_id(&deal.id, &talk.letters[0].id);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    deal = talk_deal(&talk, HOUR);
    assert_int_equal(deal.state, STATE_PROMISED);
    assert_int_equal(deal.when_ms, TALK_MS + DAYS(1));
    assert_int_equal(deal.hold_ms, TALK_MS + DAYS(2));
    assert_int_equal(deal.answered_ms, TALK_MS + HOUR);
    (void)talk_word(&talk, C, STEP_AFFIRM, 2 * HOUR);
    (void)talk_word(&talk, K, STEP_OUT, DAYS(1));
    deal = talk_deal(&talk, DAYS(1));
    assert_int_equal(deal.state, STATE_DONE);
    assert_int_equal(deal.mark, MARK_ONE);
    assert_int_equal(deal.turn, TURN_CLAIMANT);
    (void)talk_word(&talk, C, STEP_OUT, DAYS(1) + HOUR);
    deal = talk_deal(&talk, DAYS(1));
    assert_int_equal(deal.mark, MARK_BOTH);
    assert_int_equal(deal.turn, TURN_NOBODY);
    assert_int_equal(deal.refused, 0);
}

static void a_loan_goes_out_and_comes_back(void **state)
{
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_word(&talk, K, STEP_WAIT, HOUR);
    assert_int_equal(state_after(HOUR), STATE_WAITING);
    (void)talk_word(&talk, K, STEP_YES, 2 * HOUR);
    (void)talk_word(&talk, C, STEP_OUT, DAYS(1));
    deal = talk_deal(&talk, DAYS(1));
    assert_int_equal(deal.state, STATE_OUT);
    assert_int_equal(deal.due_ms, TALK_MS + DAYS(3));
    assert_int_equal(deal.turn, TURN_CLAIMANT);
    (void)talk_word(&talk, C, STEP_DONE, DAYS(2));
    deal = talk_deal(&talk, DAYS(2));
    assert_int_equal(deal.state, STATE_OUT);
    assert_int_equal(deal.turn, TURN_KEEPER);
    (void)talk_word(&talk, K, STEP_DONE, DAYS(3));
    deal = talk_deal(&talk, DAYS(3));
    assert_int_equal(deal.state, STATE_DONE);
    assert_int_equal(deal.mark, MARK_BOTH);
    assert_int_equal(deal.turn, TURN_NOBODY);
}

static void an_ask_is_written_to_the_keeper_alone(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    talk.letters[0].readers_count = 2;
    check_err(deal_replay(talk.letters, 1, TALK_MS, &deal), ERR_MALFORMED);
    talk.letters[0].readers_count = 1;
    talk.letters[0].readers[0] = talk.letters[0].author;
    check_err(deal_replay(talk.letters, 1, TALK_MS, &deal), ERR_MALFORMED);
    talk.letters[0].has_thread = true;
    check_err(deal_replay(talk.letters, 1, TALK_MS, &deal), ERR_UNKNOWN);
    talk_of(&talk, (enum deal_kind)8);
    check_err(deal_replay(talk.letters, 1, TALK_MS, &deal), ERR_MALFORMED);
    check_err(deal_replay(talk.letters, 0, TALK_MS, &deal), ERR_UNKNOWN);
}

static void asking_for_more_loses_the_place(void **state)
{
    struct deal_step change = talk_step(STEP_CHANGE);
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    change.from_ms = TALK_MS + DAYS(2);
    change.to_ms = TALK_MS + DAYS(3);
    (void)talk_say(&talk, C, &change, HOUR);
    deal = talk_deal(&talk, HOUR);
    assert_int_equal(deal.place_ms, TALK_MS);
    assert_int_equal(deal.from_ms, TALK_MS + DAYS(2));
    change.to_ms = TALK_MS + DAYS(4);
    (void)talk_say(&talk, C, &change, 2 * HOUR);
    deal = talk_deal(&talk, HOUR);
    assert_int_equal(deal.place_ms, TALK_MS + 2 * HOUR);
    check_id(&deal.place, &talk.letters[2].id);
}

static void a_second_yes_needs_affirm(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    deal = talk_deal(&talk, HOUR);
    assert_false(deal.needs_affirm);
    assert_int_equal(deal.turn, TURN_BOTH);
    (void)talk_word(&talk, C, STEP_AFFIRM, 2 * HOUR);
    (void)talk_promise(&talk, 3 * HOUR, DAYS(2));
    deal = talk_deal(&talk, HOUR);
    assert_true(deal.needs_affirm);
    assert_false(deal.is_affirmed);
    assert_int_equal(deal.turn, TURN_CLAIMANT);
    assert_int_equal(deal.when_ms, TALK_MS + DAYS(2));
    (void)talk_word(&talk, C, STEP_AFFIRM, 4 * HOUR);
    assert_false(talk_deal(&talk, HOUR).needs_affirm);
}

static void changed_terms_need_affirm(void **state)
{
    struct deal_step yes = talk_step(STEP_YES);

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    yes.terms[0] ^= 1;
    (void)talk_say(&talk, K, &yes, HOUR);
    assert_true(talk_deal(&talk, HOUR).needs_affirm);
}

static void a_yes_that_grants_less_needs_affirm(void **state)
{
    struct deal_step ask = talk_ask(DEAL_OFFER);
    struct deal_step yes = talk_step(STEP_YES);
    struct deal deal;

    (void)state;
    ask.quantity = 4;
    talk_begin(&talk, 1, &ask);
    yes.quantity = 3;
    (void)talk_say(&talk, K, &yes, HOUR);
    deal = talk_deal(&talk, HOUR);
    assert_true(deal.needs_affirm);
    assert_int_equal(deal.quantity, 3);
}

static void a_drop_in_the_last_day_is_late(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(2));
    (void)talk_word(&talk, C, STEP_DROP, DAYS(1));
    assert_int_equal(state_after(0), STATE_DROPPED);
    assert_false(talk_deal(&talk, 0).is_late_drop);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(2));
    (void)talk_word(&talk, C, STEP_DROP, DAYS(1) + 1);
    assert_true(talk_deal(&talk, 0).is_late_drop);
}

/* From out: asked, refused; asked again, granted for less. */
static void a_longer_loan_is_granted_or_not(void **state)
{
    struct deal_step change = talk_step(STEP_CHANGE);
    struct deal_step yes = talk_step(STEP_YES);
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    (void)talk_word(&talk, K, STEP_OUT, DAYS(1));
    (void)talk_word(&talk, K, STEP_YES, DAYS(1));
    assert_int_equal(talk_deal(&talk, 0).refused, 1);
    change.from_ms = TALK_MS + DAYS(1);
    change.to_ms = TALK_MS + DAYS(9);
    (void)talk_say(&talk, C, &change, DAYS(2));
    deal = talk_deal(&talk, 0);
    assert_true(deal.has_change);
    assert_int_equal(deal.turn, TURN_KEEPER);
    assert_int_equal(deal.due_ms, TALK_MS + DAYS(3));
    (void)talk_word(&talk, K, STEP_NO, DAYS(2));
    deal = talk_deal(&talk, 0);
    assert_false(deal.has_change);
    assert_int_equal(deal.due_ms, TALK_MS + DAYS(3));
    assert_int_equal(deal.state, STATE_OUT);
    (void)talk_say(&talk, C, &change, DAYS(2));
    yes.from_ms = change.from_ms;
    yes.to_ms = TALK_MS + DAYS(6);
    (void)talk_say(&talk, K, &yes, DAYS(2));
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.due_ms, TALK_MS + DAYS(6));
    assert_int_equal(deal.state, STATE_OUT);
}

static void parts_are_ticked_out_and_in(void **state)
{
    struct deal_step out = talk_step(STEP_OUT);
    struct deal_step done = talk_step(STEP_DONE);
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    out.missing = 1;
    out.condition = view_text("new");
    (void)talk_say(&talk, K, &out, DAYS(1));
    out.condition = view_text("used");
    (void)talk_say(&talk, C, &out, DAYS(1));
    done.missing = 3;
    done.condition = view_text("bent");
    (void)talk_say(&talk, C, &done, DAYS(2));
    deal = talk_deal(&talk, 0);
    check_view_text(deal.condition_out, "new");
    check_view_text(deal.condition_in, "bent");
    assert_int_equal(deal.missing_out, 1);
    assert_int_equal(deal.missing_in, 3);
    done.missing = 1;
    (void)talk_say(&talk, K, &done, DAYS(3));
    assert_int_equal(talk_deal(&talk, 0).missing_in, 1);
}

static void a_fix_is_its_writers_own(void **state)
{
    struct deal_step fix = talk_step(STEP_FIX);
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word(&talk, K, STEP_MISSED, DAYS(2));
    (void)talk_say(&talk, C, &fix, DAYS(2));
    assert_int_equal(state_after(0), STATE_MISSED);
    (void)talk_say(&talk, K, &fix, DAYS(3));
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_OUT);
    assert_int_equal(deal.refused, 1);
    assert_int_equal(deal.due_ms, TALK_MS + DAYS(3));
    fix.result = STEP_MISSED;
    (void)talk_say(&talk, K, &fix, DAYS(3));
    assert_int_equal(talk_deal(&talk, 0).refused, 2);
}

/* A claimant cannot close a loan by mending a miss into done. */
static void a_claimant_cannot_fix_a_loan_to_done(void **state)
{
    struct deal_step fix = talk_step(STEP_FIX);
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word(&talk, C, STEP_MISSED, DAYS(2));
    fix.result = STEP_DONE;
    deal = talk_deal(&talk, 0);
    check_err(deal_takes(&deal, &fix, C, TALK_MS + DAYS(2)), ERR_INVALID);
    (void)talk_say(&talk, C, &fix, DAYS(2));
    assert_int_equal(state_after(0), STATE_MISSED);
    fix.result = STEP_OUT;
    check_ok(deal_takes(&deal, &fix, C, TALK_MS + DAYS(2)));
    check_err(deal_takes(&deal, &fix, C, TALK_MS + DAYS(10)), ERR_STATE);
}

static void the_place_is_told_only_from_promised_on(void **state)
{
    struct deal_step note = talk_step(STEP_NOTE);
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    note.where = view_text("12 Mill Lane");
    deal = talk_deal(&talk, 0);
    check_err(deal_takes(&deal, &note, K, TALK_MS), ERR_INVALID);
    (void)talk_say(&talk, K, &note, HOUR);
    assert_int_equal(talk_deal(&talk, 0).where.bytes, 0);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    deal = talk_deal(&talk, 0);
    check_ok(deal_takes(&deal, &note, K, TALK_MS + HOUR));
    (void)talk_say(&talk, K, &note, 2 * HOUR);
    check_view_text(talk_deal(&talk, 0).where, "12 Mill Lane");
}

static enum deal_mark
mark_after(enum step_kind claimant, enum step_kind keeper, enum deal_kind kind)
{
    talk_of(&talk, kind);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word(&talk, K, keeper, DAYS(2));
    (void)talk_word(&talk, C, claimant, DAYS(2));
    return (enum deal_mark)talk_deal(&talk, 0).mark;
}

static void marks_are_one_both_or_differ(void **state)
{
    (void)state;
    assert_int_equal(mark_after(STEP_OUT, STEP_OUT, DEAL_LOAN), MARK_BOTH);
    assert_int_equal(mark_after(STEP_NOTE, STEP_OUT, DEAL_LOAN), MARK_ONE);
    assert_int_equal(mark_after(STEP_DONE, STEP_OUT, DEAL_LOAN), MARK_ONE);
    assert_int_equal(mark_after(STEP_MISSED, STEP_OUT, DEAL_LOAN), MARK_DIFFER);
    assert_int_equal(mark_after(STEP_OUT, STEP_MISSED, DEAL_OFFER),
                     MARK_DIFFER);
    assert_int_equal(mark_after(STEP_DONE, STEP_OUT, DEAL_OFFER), MARK_BOTH);
    assert_int_equal(mark_after(STEP_MISSED, STEP_MISSED, DEAL_OFFER),
                     MARK_BOTH);
    assert_int_equal(mark_after(STEP_NOTE, STEP_NOTE, DEAL_OFFER), MARK_NONE);
}

static void turns_go_to_whom_the_deal_waits_for(void **state)
{
    (void)state;
    (void)mark_after(STEP_MISSED, STEP_OUT, DEAL_LOAN);
    assert_int_equal(talk_deal(&talk, 0).turn, TURN_CLAIMANT);
    (void)mark_after(STEP_OUT, STEP_MISSED, DEAL_OFFER);
    assert_int_equal(talk_deal(&talk, 0).turn, TURN_BOTH);
    (void)mark_after(STEP_NOTE, STEP_OUT, DEAL_MEAL);
    assert_int_equal(talk_deal(&talk, 0).turn, TURN_NOBODY);
    (void)mark_after(STEP_OUT, STEP_NOTE, DEAL_SKILL);
    assert_int_equal(talk_deal(&talk, 0).turn, TURN_KEEPER);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_WAIT, HOUR);
    assert_int_equal(talk_deal(&talk, 0).turn, TURN_NOBODY);
}

static void a_hold_must_be_over_to_lapse(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word(&talk, K, STEP_LAPSE, DAYS(2));
    assert_int_equal(state_after(0), STATE_PROMISED);
    (void)talk_word(&talk, K, STEP_LAPSE, DAYS(2) + 1);
    assert_int_equal(state_after(0), STATE_LAPSED);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word(&talk, C, STEP_AFFIRM, DAYS(1));
    (void)talk_word(&talk, K, STEP_LAPSE, DAYS(9));
    assert_int_equal(state_after(0), STATE_PROMISED);
}

static void a_miss_is_told_half_an_hour_after_the_time(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    deal = talk_deal(&talk, 0);
    check_err(deal_may(&deal, STEP_MISSED, K, TALK_MS + DAYS(1) + HOUR / 2 - 1),
              ERR_STATE);
    assert_int_equal(deal_lacks(&deal, STEP_MISSED, K, TALK_MS + DAYS(1)),
                     NEED_WHEN_OVER);
    check_ok(deal_may(&deal, STEP_MISSED, C, TALK_MS + DAYS(1) + HOUR / 2));
}

/* K alone 30 days after it was due, or at once when C says so too. */
static void a_loss_needs_time_or_both(void **state)
{
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    (void)talk_word(&talk, K, STEP_OUT, DAYS(1));
    deal = talk_deal(&talk, 0);
    check_err(deal_may(&deal, STEP_LOST, K, TALK_MS + DAYS(33) - 1),
              ERR_DENIED);
    check_ok(deal_may(&deal, STEP_LOST, K, TALK_MS + DAYS(33)));
    (void)talk_word(&talk, C, STEP_LOST, DAYS(2));
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_OUT);
    check_ok(deal_may(&deal, STEP_LOST, K, TALK_MS + DAYS(2)));
    (void)talk_word(&talk, K, STEP_LOST, DAYS(2));
    assert_int_equal(state_after(0), STATE_LOST);
    assert_int_equal(talk_deal(&talk, 0).mark, MARK_BOTH);
}

static void a_loan_is_late_past_its_due(void **state)
{
    (void)state;
    talk_loan(&talk);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    (void)talk_word(&talk, K, STEP_OUT, DAYS(1));
    assert_false(talk_deal(&talk, DAYS(3)).is_late);
    assert_true(talk_deal(&talk, DAYS(3) + 1).is_late);
    (void)talk_word(&talk, K, STEP_DONE, DAYS(5));
    assert_false(talk_deal(&talk, DAYS(5)).is_late);
}

static void a_loan_to_someone_outside_is_one_sided(void **state)
{
    const struct id keeper = talk_claimant(1);
    struct deal_step ask = talk_ask(DEAL_LOAN);
    struct deal deal;

    (void)state;
    ask.outside = view_text("Mrs Bell");
    talk_begin(&talk, 1, &ask);
    talk.letters[0].readers_count = 0;
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_PROMISED);
    check_id(&deal.keeper, &keeper);
    assert_true(id_is_zero(&deal.claimant));
    (void)talk_word(&talk, C, STEP_OUT, HOUR);
    assert_int_equal(state_after(0), STATE_OUT);
    (void)talk_word(&talk, C, STEP_DONE, HOUR);
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_DONE);
    assert_int_equal(deal.mark, MARK_ONE);
    assert_int_equal(deal.turn, TURN_NOBODY);
}

static bool can(const struct deal *deal,
                enum step_kind step,
                enum deal_side side,
                uint64_t after_ms)
{
    struct deal_option options[DEAL_NEXT_MAX];
    size_t count = deal_next(deal, TALK_MS + after_ms, options);

    for (size_t i = 0; i < count; i++) {
        if (options[i].step == step && options[i].side == side) {
            return true;
        }
    }
    return false;
}

static void refused_steps_tell_who_may_say_what(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    deal = talk_deal(&talk, 0);
    check_err(deal_may(&deal, STEP_YES, C, TALK_MS), ERR_DENIED);
    check_err(deal_may(&deal, STEP_YES, SIDE_STRANGER, TALK_MS), ERR_DENIED);
    check_err(deal_may(&deal, STEP_OUT, K, TALK_MS), ERR_STATE);
    assert_true(can(&deal, STEP_YES, K, 0));
    assert_true(can(&deal, STEP_DROP, C, 0));
    assert_false(can(&deal, STEP_OUT, K, 0));
    assert_false(can(&deal, STEP_YES, C, 0));
    assert_int_equal(deal_side_of(&deal, &deal.keeper), K);
    assert_true(deal_is_live(&deal));
    (void)talk_word(&talk, K, STEP_NO, HOUR);
    deal = talk_deal(&talk, 0);
    assert_false(deal_is_live(&deal));
    assert_false(can(&deal, STEP_YES, K, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offer_goes_from_ask_to_done),
        cmocka_unit_test(a_loan_goes_out_and_comes_back),
        cmocka_unit_test(an_ask_is_written_to_the_keeper_alone),
        cmocka_unit_test(asking_for_more_loses_the_place),
        cmocka_unit_test(a_second_yes_needs_affirm),
        cmocka_unit_test(changed_terms_need_affirm),
        cmocka_unit_test(a_yes_that_grants_less_needs_affirm),
        cmocka_unit_test(a_drop_in_the_last_day_is_late),
        cmocka_unit_test(a_longer_loan_is_granted_or_not),
        cmocka_unit_test(parts_are_ticked_out_and_in),
        cmocka_unit_test(a_fix_is_its_writers_own),
        cmocka_unit_test(a_claimant_cannot_fix_a_loan_to_done),
        cmocka_unit_test(the_place_is_told_only_from_promised_on),
        cmocka_unit_test(marks_are_one_both_or_differ),
        cmocka_unit_test(turns_go_to_whom_the_deal_waits_for),
        cmocka_unit_test(a_hold_must_be_over_to_lapse),
        cmocka_unit_test(a_miss_is_told_half_an_hour_after_the_time),
        cmocka_unit_test(a_loss_needs_time_or_both),
        cmocka_unit_test(a_loan_is_late_past_its_due),
        cmocka_unit_test(a_loan_to_someone_outside_is_one_sided),
        cmocka_unit_test(refused_steps_tell_who_may_say_what),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
