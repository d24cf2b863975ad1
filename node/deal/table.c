#include "node/deal/table.h"

#include <assert.h>

#define S(name) STATE_BIT(name)
#define N(name) NEED_BIT(name)

enum {
    CLAIMANT = SIDE_BIT(CLAIMANT),
    KEEPER = SIDE_BIT(KEEPER),
    EITHER = SIDES_BOTH,
    OPEN = S(ASKED) | S(WAITING),
    LIVE = S(ASKED) | S(WAITING) | S(PROMISED),
    RESULT = S(DONE) | S(MISSED) | S(LOST),
    CALLED_OFF = S(DROPPED) | S(UNDONE) | S(LAPSED),
    BEGUN = (1U << STATE_END) - 1 - S(NONE),
};

static const struct deal_rule rules[] = {
    {STEP_ASK, S(NONE), CLAIMANT, STATE_ASKED, N(INSIDE)},
    {STEP_ASK, S(NONE), KEEPER, STATE_PROMISED, N(OUTSIDE)},

    {STEP_CHANGE, OPEN, CLAIMANT, STATE_SAME, 0},
    {STEP_CHANGE, S(OUT), CLAIMANT, STATE_SAME, 0},

    {STEP_YES, LIVE, KEEPER, STATE_PROMISED, 0},
    {STEP_YES, S(OUT), KEEPER, STATE_SAME, N(CHANGE)},
    {STEP_NO, OPEN, KEEPER, STATE_DECLINED, 0},
    {STEP_NO, S(OUT), KEEPER, STATE_SAME, N(CHANGE)},
    {STEP_WAIT, S(ASKED), KEEPER, STATE_WAITING, 0},

    {STEP_DROP, LIVE, CLAIMANT, STATE_DROPPED, 0},
    {STEP_AFFIRM, S(PROMISED), CLAIMANT, STATE_SAME, N(HELD)},
    {STEP_AFFIRM, S(LAPSED), CLAIMANT, STATE_PROMISED, N(HELD) | N(CROSSING)},
    {STEP_UNDO, S(PROMISED), KEEPER, STATE_UNDONE, 0},
    {STEP_LAPSE, S(PROMISED), KEEPER, STATE_LAPSED, N(HOLD_OVER)},

    {STEP_OUT, S(PROMISED), EITHER, STATE_OUT, N(RETURN)},
    {STEP_OUT, S(PROMISED), EITHER, STATE_DONE, N(NO_RETURN)},
    {STEP_OUT, CALLED_OFF, EITHER, STATE_OUT, N(RETURN) | N(CROSSING)},
    {STEP_OUT, CALLED_OFF, EITHER, STATE_DONE, N(NO_RETURN) | N(CROSSING)},
    {STEP_OUT, S(OUT) | S(MISSED), EITHER, STATE_SAME, 0},
    {STEP_OUT, S(DONE), EITHER, STATE_SAME, N(NO_RETURN)},

    {STEP_DONE, S(PROMISED), EITHER, STATE_DONE, N(NO_RETURN)},
    {STEP_DONE, S(OUT), KEEPER, STATE_DONE, 0},
    {STEP_DONE, S(OUT), CLAIMANT, STATE_SAME, 0},
    {STEP_DONE, S(DONE), EITHER, STATE_SAME, 0},

    {STEP_MISSED, S(PROMISED), EITHER, STATE_MISSED, N(WHEN_OVER)},
    {STEP_MISSED, S(MISSED) | S(OUT), EITHER, STATE_SAME, N(WHEN_OVER)},
    {STEP_MISSED, S(DONE), EITHER, STATE_SAME, N(NO_RETURN) | N(WHEN_OVER)},

    {STEP_LOST, S(OUT), KEEPER, STATE_LOST, N(LOSS)},
    {STEP_LOST, S(OUT) | S(LOST), CLAIMANT, STATE_SAME, 0},

    {STEP_FIX, RESULT, EITHER, STATE_MARKED, N(WRITER) | N(WEEK)},
    {STEP_HAND_ON, S(PROMISED), CLAIMANT, STATE_SAME, N(HANDS_ON)},
    {STEP_NOTE, BEGUN, EITHER, STATE_SAME, 0},
};

#define STATE_WORD(name, word) [STATE_##name] = word,
static const char *const states[STATE_END] = {STATE_MAP(STATE_WORD)};
#undef STATE_WORD

const struct deal_rule *table_rules(size_t *count)
{
    *count = FIELD_COUNT(rules);
    return rules;
}

const char *state_name(unsigned state)
{
    return state < STATE_END ? states[state] : NULL;
}

enum deal_state state_find(struct view name)
{
    enum deal_state state = STATE_NONE;

    while (state < STATE_END && !view_equal(name, view_text(states[state]))) {
        state++;
    }
    return state;
}

const char *side_name(enum deal_side side)
{
    static const char *const names[SIDE_END] = {"claimant", "keeper",
                                                "stranger"};

    assert(side < SIDE_END);
    return names[side];
}

const char *need_name(enum deal_need need)
{
#define NEED_WORD(name, word) [NEED_##name] = word,
    static const char *const names[NEED_END] = {NEED_MAP(NEED_WORD)};
#undef NEED_WORD

    assert(need < NEED_END);
    return names[need];
}
