#include <string.h>

#include "node/deal/said.h"
#include "node/moment.h"

static bool comes_back(const struct deal *deal)
{
    return kind_find(deal->kind)->comes_back;
}

static uint16_t at_least_one(uint16_t quantity)
{
    return quantity == 0 ? 1 : quantity;
}

/* Does a step leave the wish as it is, or ask for a part of it? */
static bool asks_for_less(const struct deal *deal, const struct deal_step *step)
{
    return (step->quantity == 0 || step->quantity <= deal->quantity) &&
           (step->to_ms == 0 ||
            (step->from_ms >= deal->from_ms && step->to_ms <= deal->to_ms));
}

static bool asks_the_same(const struct deal *deal, const struct deal_step *step)
{
    return (step->quantity == 0 || step->quantity == deal->quantity) &&
           (step->to_ms == 0 ||
            (step->from_ms == deal->from_ms && step->to_ms == deal->to_ms));
}

/* What a step says about the wish; what it leaves out stays. */
static void take_wish(struct deal *deal, const struct deal_step *step)
{
    if (step->quantity != 0) {
        deal->quantity = step->quantity;
    }
    if (step->from_ms != 0) {
        deal->from_ms = step->from_ms;
        deal->to_ms = step->to_ms;
    }
    if (step->role.bytes != 0) {
        deal->role = step->role;
    }
}

static void take_place(struct deal *deal, const struct said *said)
{
    deal->place = said->letter;
    deal->place_ms = said->at_ms;
}

static void change(struct deal *deal, const struct said *said)
{
    if (deal->state == STATE_OUT) {
        deal->has_change = said->step->to_ms > deal->due_ms;
        deal->change_to_ms = said->step->to_ms;
        return;
    }
    if (!asks_for_less(deal, said->step)) {
        take_place(deal, said);
    }
    take_wish(deal, said->step);
    deal->revision = said->step->revision;
    memcpy(deal->terms, said->step->terms, TERMS_BYTES);
}

static void longer(struct deal *deal, const struct deal_step *step)
{
    deal->due_ms = step->to_ms != 0 ? step->to_ms : deal->change_to_ms;
    deal->to_ms = deal->due_ms;
    deal->has_change = false;
}

static void yes(struct deal *deal, const struct said *said)
{
    const struct deal_step *step = said->step;
    bool waited = deal->state == STATE_WAITING;

    if (deal->state == STATE_OUT) {
        longer(deal, step);
        return;
    }
    deal->needs_affirm = deal->state == STATE_PROMISED || !said->saw_change ||
                         memcmp(deal->terms, step->terms, TERMS_BYTES) != 0 ||
                         !asks_the_same(deal, step);
    deal->is_affirmed = false;
    take_wish(deal, step);
    deal->when_ms = step->when_ms != 0 ? step->when_ms : deal->when_ms;
    deal->where = step->where.bytes != 0 ? step->where : deal->where;
    deal->yes = said->letter;
    deal->yes_revision = step->revision;
    deal->yes_ms = said->at_ms;
    deal->hold_ms =
        step->hold_ms != 0
            ? step->hold_ms
            : kind_hold_ms(kind_find(deal->kind), said->at_ms,
                           deal->when_ms != 0 ? deal->when_ms : deal->from_ms,
                           waited);
}

static void no(struct deal *deal, const struct said *said)
{
    deal->has_change = false;
    if (!id_is_zero(&said->step->instead)) {
        deal->instead = said->step->instead;
    }
}

static void drop(struct deal *deal, const struct said *said)
{
    deal->is_late_drop = deal->state == STATE_PROMISED && deal->when_ms != 0 &&
                         said->at_ms + DAY_MS > deal->when_ms;
}

static void affirm(struct deal *deal, const struct said *said)
{
    (void)said;
    deal->is_affirmed = true;
    deal->needs_affirm = false;
}

/* Where nothing comes back, the hand-over is the end. */
static uint8_t mark_for(const struct deal *deal, uint8_t step)
{
    return step == STEP_OUT && !comes_back(deal) ? STEP_DONE : step;
}

static void mark(struct deal *deal, const struct said *said)
{
    deal->marks[said->side] = mark_for(deal, said->step->kind);
}

/* The keeper's word on the state of a thing replaces the claimant's. */
static void
inspect(struct view *condition, uint16_t *missing, const struct said *said)
{
    if (said->side == SIDE_KEEPER || condition->bytes == 0) {
        *condition = said->step->condition;
        *missing = said->step->missing;
    }
}

/* The thing leaves, once; due at a time that is named, else with the days. */
static void leave(struct deal *deal, uint64_t at_ms, uint64_t due_ms)
{
    if (deal->out_ms == 0) {
        deal->out_ms = at_ms;
        deal->due_ms = due_ms != 0 ? due_ms : deal->to_ms;
    }
}

static void out(struct deal *deal, const struct said *said)
{
    mark(deal, said);
    inspect(&deal->condition_out, &deal->missing_out, said);
    leave(deal, said->at_ms, said->step->due_ms);
}

static void done(struct deal *deal, const struct said *said)
{
    mark(deal, said);
    inspect(&deal->condition_in, &deal->missing_in, said);
}

static void fix(struct deal *deal, const struct said *said)
{
    deal->marks[said->side] = mark_for(deal, said->step->result);
    if (said->step->result == STEP_OUT) {
        inspect(&deal->condition_out, &deal->missing_out, said);
    } else {
        inspect(&deal->condition_in, &deal->missing_in, said);
    }
    if (said->step->result != STEP_MISSED) {
        leave(deal, said->at_ms, 0);
    }
}

static void hand_on(struct deal *deal, const struct said *said)
{
    deal->person = said->step->person;
}

static void note(struct deal *deal, const struct said *said)
{
    if (said->step->where.bytes != 0 && said_place_is_due(deal)) {
        deal->where = said->step->where;
    }
}

static void nothing(struct deal *deal, const struct said *said)
{
    (void)deal;
    (void)said;
}

typedef void effect(struct deal *deal, const struct said *said);

static effect *const effects[STEP_END] = {
    [STEP_ASK] = nothing,   [STEP_CHANGE] = change,   [STEP_YES] = yes,
    [STEP_NO] = no,         [STEP_WAIT] = take_place, [STEP_DROP] = drop,
    [STEP_AFFIRM] = affirm, [STEP_UNDO] = no,         [STEP_LAPSE] = nothing,
    [STEP_OUT] = out,       [STEP_DONE] = done,       [STEP_MISSED] = mark,
    [STEP_LOST] = mark,     [STEP_FIX] = fix,         [STEP_HAND_ON] = hand_on,
    [STEP_NOTE] = note,
};

static bool is_result(unsigned state)
{
    return (STATE_BIT(DONE) | STATE_BIT(MISSED) | STATE_BIT(LOST)) &
           1U << state;
}

/* A fix moves the deal only if its writer made the result. */
static enum deal_state next_state(const struct deal *deal,
                                  const struct said *said,
                                  const struct deal_rule *rule)
{
    if (rule->to == STATE_MARKED) {
        return deal->result_by == said->side ? said_fix_state(deal, said)
                                             : (enum deal_state)deal->state;
    }
    return rule->to == STATE_SAME ? (enum deal_state)deal->state : rule->to;
}

void said_apply(struct deal *deal,
                const struct said *said,
                const struct deal_rule *rule)
{
    enum deal_state next = next_state(deal, said, rule);

    effects[said->step->kind](deal, said);
    if (next != deal->state && is_result(next) && !is_result(deal->state)) {
        deal->result_by = (uint8_t)said->side;
        deal->result_ms = said->at_ms;
    }
    if (said->side == SIDE_KEEPER && said->step->kind != STEP_NOTE &&
        deal->answered_ms == 0) {
        deal->answered_ms = said->at_ms;
    }
    deal->state = (uint8_t)next;
    deal->changed_ms = said->at_ms;
}

void said_begin(struct deal *deal,
                const struct said *said,
                const struct id *author,
                const struct id *reader)
{
    const struct deal_step *step = said->step;
    bool is_outside = step->outside.bytes > 0;

    memset(deal, 0, sizeof *deal);
    deal->id = said->letter;
    deal->post = step->post;
    deal->kind = step->post_kind;
    deal->lane = step->lane;
    deal->n = step->n;
    deal->title = step->title;
    deal->outside = step->outside;
    deal->acts_for = step->acts_for;
    deal->instead = step->instead;
    deal->with_count = step->with_count;
    memcpy(deal->with, step->with, sizeof deal->with);
    deal->is_affirmed = is_outside;
    deal->quantity = at_least_one(step->quantity);
    deal->role = step->role;
    deal->from_ms = step->from_ms;
    deal->to_ms = step->to_ms;
    deal->revision = step->revision;
    deal->yes_ms = is_outside ? said->at_ms : 0;
    deal->asked_ms = said->at_ms;
    deal->last = said->letter;
    take_place(deal, said);
    memcpy(deal->terms, step->terms, TERMS_BYTES);
    if (is_outside) {
        deal->keeper = *author;
    } else {
        deal->claimant = *author;
        deal->keeper = *reader;
    }
}

static enum deal_mark mark_of(const uint8_t marks[static 2])
{
    uint8_t first = marks[SIDE_CLAIMANT];
    uint8_t second = marks[SIDE_KEEPER];

    if (first == second) {
        return first == STEP_NONE ? MARK_NONE : MARK_BOTH;
    }
    if (first == STEP_NONE || second == STEP_NONE) {
        return MARK_ONE;
    }
    if (first == STEP_MISSED || second == STEP_MISSED) {
        return MARK_DIFFER;
    }
    return first == STEP_OUT || second == STEP_OUT ? MARK_ONE : MARK_DIFFER;
}

/* Whose mark is still wanted at the end. */
static enum deal_turn turn_of_mark(const struct deal *deal)
{
    enum signing signing = kind_find(deal->kind)->signing;
    bool wants_both = signing == SIGN_HAND_OVER || signing == SIGN_DONE ||
                      signing == SIGN_ALWAYS;

    if (deal->mark == MARK_DIFFER) {
        return TURN_BOTH;
    }
    if (!wants_both || deal->mark != MARK_ONE || deal->outside.bytes > 0) {
        return TURN_NOBODY;
    }
    return deal->marks[SIDE_CLAIMANT] == STEP_NONE ? TURN_CLAIMANT
                                                   : TURN_KEEPER;
}

static enum deal_turn turn_of(const struct deal *deal)
{
    switch ((enum deal_state)deal->state) {
    case STATE_ASKED:
        return TURN_KEEPER;
    case STATE_PROMISED:
        return deal->needs_affirm ? TURN_CLAIMANT : TURN_BOTH;
    case STATE_OUT:
        return deal->has_change || deal->marks[SIDE_CLAIMANT] == STEP_DONE
                   ? TURN_KEEPER
                   : TURN_CLAIMANT;
    case STATE_DONE:
    case STATE_MISSED:
    case STATE_LOST:
        return turn_of_mark(deal);
    case STATE_NONE:
    case STATE_WAITING:
    case STATE_DECLINED:
    case STATE_DROPPED:
    case STATE_UNDONE:
    case STATE_LAPSED:
    case STATE_END:
    case STATE_SAME:
    case STATE_MARKED:
        break;
    }
    return TURN_NOBODY;
}

void said_settle(struct deal *deal)
{
    bool is_marked = deal->state == STATE_OUT || is_result(deal->state);

    deal->mark = (uint8_t)(is_marked ? mark_of(deal->marks) : MARK_NONE);
    deal->turn = (uint8_t)turn_of(deal);
}
