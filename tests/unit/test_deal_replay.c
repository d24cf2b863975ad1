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

static void a_step_is_not_older_than_what_it_answers(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_YES, 5 * HOUR);
    (void)talk_word(&talk, C, STEP_AFFIRM, HOUR);
    deal = talk_deal(&talk, 5 * HOUR);
    assert_true(deal.is_affirmed);
    assert_int_equal(deal.changed_ms, TALK_MS + 5 * HOUR);
}

static void a_yes_that_did_not_see_the_change_needs_affirm(void **state)
{
    struct deal_step change = talk_step(STEP_CHANGE);
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    change.quantity = 2;
    (void)talk_say(&talk, C, &change, HOUR);
    (void)talk_word_to(&talk, K, STEP_YES, 2 * HOUR, 0);
    deal = talk_deal(&talk, HOUR);
    assert_int_equal(deal.state, STATE_PROMISED);
    assert_true(deal.needs_affirm);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_say(&talk, C, &change, HOUR);
    (void)talk_word(&talk, K, STEP_YES, 2 * HOUR);
    assert_false(talk_deal(&talk, HOUR).needs_affirm);
}

static void a_step_waits_for_what_it_answers(void **state)
{
    struct letter some[3];
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    (void)talk_word(&talk, C, STEP_DROP, 2 * HOUR);
    some[0] = talk.letters[2];
    some[1] = talk.letters[0];
    check_ok(deal_replay(some, 2, TALK_MS, &deal));
    assert_int_equal(deal.state, STATE_ASKED);
    assert_int_equal(deal.aside, 1);
    check_id(&deal.last, &talk.letters[0].id);
    some[2] = talk.letters[1];
    check_ok(deal_replay(some, 3, TALK_MS, &deal));
    assert_int_equal(deal.state, STATE_DROPPED);
    assert_int_equal(deal.aside, 0);
}

/* Two that answer each other hang on nothing. */
static void a_ring_of_answers_ends(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    (void)talk_word(&talk, C, STEP_DROP, HOUR);
    talk.letters[1].answers = talk.letters[2].id;
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.state, STATE_ASKED);
    assert_int_equal(deal.aside, 2);
}

static void strangers_change_nothing(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, SIDE_STRANGER, STEP_YES, HOUR);
    (void)talk_word(&talk, SIDE_STRANGER, STEP_DROP, HOUR);
    assert_int_equal(state_after(0), STATE_ASKED);
    assert_int_equal(talk_deal(&talk, 0).refused, 2);
}

static void letters_of_another_thread_change_nothing(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_YES, HOUR);
    talk.letters[1].thread = check_id_of(9);
    assert_int_equal(state_after(0), STATE_ASKED);
    talk.letters[1].thread = talk.letters[0].id;
    talk.letters[1].kind = LETTER_NOTE;
    assert_int_equal(state_after(0), STATE_ASKED);
    talk.letters[1].kind = LETTER_DEAL;
    assert_int_equal(state_after(0), STATE_PROMISED);
}

static void a_new_step_answers_the_last(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, K, STEP_NOTE, HOUR);
    (void)talk_word_to(&talk, C, STEP_NOTE, 2 * HOUR, 0);
    deal = talk_deal(&talk, 0);
    check_id(&deal.last, &talk.letters[2].id);
    (void)talk_word_to(&talk, C, STEP_LAPSE, 3 * HOUR, 1);
    deal = talk_deal(&talk, 0);
    check_id(&deal.last, &talk.letters[3].id);
}

static void letters_end_at_their_limit(void **state)
{
    static struct letter letters[DEAL_LETTERS_MAX + 1];
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    for (size_t i = 0; i < FIELD_COUNT(letters); i++) {
        letters[i] = talk.letters[0];
    }
    check_ok(deal_replay(letters, DEAL_LETTERS_MAX, TALK_MS, &deal));
    assert_int_equal(deal.letters, 1);
    check_err(deal_replay(letters, FIELD_COUNT(letters), TALK_MS, &deal),
              ERR_FULL);
}

/* As many different ones, each an answer to the one before. */
static void a_long_talk_is_read_to_its_end(void **state)
{
    static struct letter letters[DEAL_LETTERS_MAX];
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word(&talk, C, STEP_NOTE, 0);
    letters[0] = talk.letters[0];
    for (size_t i = 1; i < FIELD_COUNT(letters); i++) {
        letters[i] = talk.letters[1];
        put_u32(letters[i].id.data, (uint32_t)(i * 2654435761U));
        letters[i].answers = letters[i - 1].id;
    }
    check_ok(deal_replay(letters, FIELD_COUNT(letters), TALK_MS, &deal));
    assert_int_equal(deal.letters, DEAL_LETTERS_MAX);
    assert_int_equal(deal.aside + deal.refused, 0);
    check_id(&deal.last, &letters[DEAL_LETTERS_MAX - 1].id);
}

/* Both orders, and both sides far ahead of each other. */
static void drop_beats_yes(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word_to(&talk, K, STEP_YES, HOUR, 0);
    (void)talk_word_to(&talk, C, STEP_DROP, 2 * HOUR, 0);
    assert_int_equal(state_after(0), STATE_DROPPED);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word_to(&talk, C, STEP_DROP, HOUR, 0);
    (void)talk_word_to(&talk, K, STEP_YES, 2 * HOUR, 0);
    (void)talk_word_to(&talk, K, STEP_YES, 3 * HOUR, 2);
    assert_int_equal(state_after(0), STATE_DROPPED);
    talk_of(&talk, DEAL_OFFER);
    (void)talk_word_to(&talk, C, STEP_NOTE, HOUR, 0);
    (void)talk_word_to(&talk, C, STEP_DROP, HOUR, 1);
    (void)talk_word_to(&talk, K, STEP_YES, 2 * HOUR, 0);
    assert_int_equal(state_after(0), STATE_DROPPED);
}

/* What called it off, then a hand-over that had not seen it; and one that
 * had, which changes nothing. */
static void out_beats_undo(void **state)
{
    static const struct {
        enum deal_side side;
        enum step_kind step;
        enum deal_state state;
    } ends[] = {
        {K, STEP_UNDO, STATE_UNDONE},
        {C, STEP_DROP, STATE_DROPPED},
        {K, STEP_LAPSE, STATE_LAPSED},
    };

    (void)state;
    for (size_t i = 0; i < FIELD_COUNT(ends); i++) {
        enum deal_side other = ends[i].side == K ? C : K;
        size_t yes = 0;

        talk_loan(&talk);
        yes = talk_promise(&talk, HOUR, HOUR);
        (void)talk_word(&talk, ends[i].side, ends[i].step, DAYS(4));
        assert_int_equal(state_after(0), ends[i].state);
        (void)talk_word(&talk, other, STEP_OUT, DAYS(5));
        assert_int_equal(state_after(0), ends[i].state);
        (void)talk_word_to(&talk, other, STEP_OUT, DAYS(5), yes);
        assert_int_equal(state_after(0), STATE_OUT);
        talk_of(&talk, DEAL_OFFER);
        yes = talk_promise(&talk, HOUR, HOUR);
        (void)talk_word_to(&talk, other, STEP_OUT, 2 * HOUR, yes);
        (void)talk_word_to(&talk, ends[i].side, ends[i].step, DAYS(4), yes);
        assert_int_equal(state_after(0), STATE_DONE);
    }
}

static void an_affirm_in_time_beats_the_lapse_it_crossed(void **state)
{
    size_t yes = 0;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    yes = talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word_to(&talk, C, STEP_NOTE, 2 * HOUR, yes);
    (void)talk_word(&talk, C, STEP_AFFIRM, DAYS(2));
    (void)talk_word_to(&talk, K, STEP_LAPSE, DAYS(2) + 1, yes);
    assert_int_equal(state_after(0), STATE_PROMISED);
    talk_of(&talk, DEAL_OFFER);
    yes = talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word_to(&talk, C, STEP_AFFIRM, DAYS(2) + 1, yes);
    (void)talk_word_to(&talk, K, STEP_LAPSE, DAYS(2) + 1, yes);
    assert_int_equal(state_after(0), STATE_LAPSED);
}

static void missed_against_out_differs(void **state)
{
    size_t yes = 0;
    struct deal deal;

    (void)state;
    talk_loan(&talk);
    yes = talk_promise(&talk, HOUR, DAYS(1));
    (void)talk_word_to(&talk, K, STEP_OUT, DAYS(2), yes);
    (void)talk_word_to(&talk, C, STEP_MISSED, DAYS(2), yes);
    deal = talk_deal(&talk, 0);
    assert_int_equal(deal.mark, MARK_DIFFER);
    assert_int_equal(deal.refused, 0);
}

static void the_readers_time_moves_no_state(void **state)
{
    struct deal early;
    struct deal late;

    (void)state;
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(1));
    early = talk_deal(&talk, 2 * HOUR);
    late = talk_deal(&talk, DAYS(9999));
    assert_false(early.is_hold_over);
    assert_true(late.is_hold_over);
    late.is_hold_over = false;
    assert_true(talk_alike(&early, &late));
}

static void a_deal_needs_no_post(void **state)
{
    struct deal deal;

    (void)state;
    talk_of(&talk, DEAL_LOAN);
    deal = talk_deal(&talk, 0);
    check_view_text(deal.title, "Ladder");
    assert_int_equal(deal.kind, DEAL_LOAN);
}

static void another_person_comes_where_the_kind_allows(void **state)
{
    (void)state;
    talk_of(&talk, DEAL_MEAL);
    (void)talk_promise(&talk, HOUR, DAYS(2));
    (void)talk_word(&talk, C, STEP_HAND_ON, 2 * HOUR);
    check_view_text(talk_deal(&talk, 0).person, "Ben");
    talk_of(&talk, DEAL_OFFER);
    (void)talk_promise(&talk, HOUR, DAYS(2));
    (void)talk_word(&talk, C, STEP_HAND_ON, 2 * HOUR);
    assert_int_equal(talk_deal(&talk, 0).person.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_not_older_than_what_it_answers),
        cmocka_unit_test(a_yes_that_did_not_see_the_change_needs_affirm),
        cmocka_unit_test(a_step_waits_for_what_it_answers),
        cmocka_unit_test(a_ring_of_answers_ends),
        cmocka_unit_test(strangers_change_nothing),
        cmocka_unit_test(letters_of_another_thread_change_nothing),
        cmocka_unit_test(a_new_step_answers_the_last),
        cmocka_unit_test(letters_end_at_their_limit),
        cmocka_unit_test(a_long_talk_is_read_to_its_end),
        cmocka_unit_test(drop_beats_yes),
        cmocka_unit_test(out_beats_undo),
        cmocka_unit_test(an_affirm_in_time_beats_the_lapse_it_crossed),
        cmocka_unit_test(missed_against_out_differs),
        cmocka_unit_test(the_readers_time_moves_no_state),
        cmocka_unit_test(a_deal_needs_no_post),
        cmocka_unit_test(another_person_comes_where_the_kind_allows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
