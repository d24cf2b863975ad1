#include "node/deal/said.h"
#include "node/moment.h"

enum { MISSED_MS = 30 * 60 * 1000 };

static const uint64_t fix_ms = (uint64_t)7 * DAY_MS;
static const uint64_t overdue_ms = (uint64_t)30 * DAY_MS;

static uint64_t first_of(uint64_t one, uint64_t other)
{
    return one != 0 ? one : other;
}

/* The time agreed for the hand-over: else the first day, else the yes. */
static uint64_t agreed_ms(const struct deal *deal)
{
    return first_of(first_of(deal->when_ms, deal->from_ms), deal->yes_ms);
}

static bool is_hold_over(const struct deal *deal, uint64_t at_ms)
{
    return deal->hold_ms != 0 && at_ms > deal->hold_ms;
}

static bool is_long_overdue(const struct deal *deal, uint64_t at_ms)
{
    return deal->marks[SIDE_CLAIMANT] == STEP_LOST ||
           at_ms >= first_of(deal->due_ms, deal->out_ms) + overdue_ms;
}

static bool
is_met(const struct deal *deal, const struct said *said, enum deal_need need)
{
    const struct kind_row *kind = kind_find(deal->kind);

    switch (need) {
    case NEED_RETURN:
        return kind->comes_back;
    case NEED_NO_RETURN:
        return !kind->comes_back;
    case NEED_CHANGE:
        return deal->has_change;
    case NEED_HELD:
        return !is_hold_over(deal, said->at_ms);
    case NEED_HOLD_OVER:
        return is_hold_over(deal, said->at_ms) && !deal->is_affirmed;
    case NEED_WHEN_OVER:
        return said->at_ms >= agreed_ms(deal) + MISSED_MS;
    case NEED_LOSS:
        return is_long_overdue(deal, said->at_ms);
    case NEED_WRITER:
        return deal->marks[said->side] != STEP_NONE;
    case NEED_WEEK:
        return said->at_ms <= deal->result_ms + fix_ms;
    case NEED_HANDS_ON:
        return kind->hands_on;
    case NEED_OUTSIDE:
        return deal->outside.bytes > 0;
    case NEED_INSIDE:
        return deal->outside.bytes == 0;
    case NEED_CROSSING:
        return said->is_crossing;
    case NEED_END:
        break;
    }
    return false;
}

/* The first need of a rule that is not met, NEED_END if all are. */
static enum deal_need unmet(const struct deal *deal,
                            const struct said *said,
                            const struct deal_rule *rule)
{
    enum deal_need need = 0;

    while (need < NEED_END &&
           ((rule->needs & 1U << need) == 0 || is_met(deal, said, need))) {
        need++;
    }
    return need;
}

/* Sides for whom this one speaks: a keeper also for someone outside kith. */
static unsigned sides_of(const struct deal *deal, enum deal_side side)
{
    return deal->outside.bytes > 0 && side == SIDE_KEEPER ? SIDES_BOTH
                                                          : 1U << side;
}

const struct deal_rule *said_rule(const struct deal *deal,
                                  const struct said *said,
                                  enum deal_need *need)
{
    size_t count = 0;
    const struct deal_rule *rules = table_rules(&count);
    unsigned sides = sides_of(deal, said->side);

    *need = NEED_END;
    for (size_t i = 0; i < count; i++) {
        enum deal_need missing = NEED_END;

        if (rules[i].step != said->step->kind ||
            (rules[i].from & 1U << deal->state) == 0 ||
            (rules[i].who & sides) == 0) {
            continue;
        }
        missing = unmet(deal, said, &rules[i]);
        if (missing == NEED_END) {
            return &rules[i];
        }
        *need = *need == NEED_END ? missing : *need;
    }
    return NULL;
}

bool said_place_is_due(const struct deal *deal)
{
    return (STATE_BIT(PROMISED) | STATE_BIT(OUT)) & 1U << deal->state;
}

enum deal_state said_fix_state(const struct deal *deal, const struct said *said)
{
    static const struct {
        enum step_kind result;
        bool comes_back;
        unsigned who;
        enum deal_state state;
    } fixes[] = {
        {STEP_OUT, true, SIDES_BOTH, STATE_OUT},
        {STEP_OUT, false, SIDES_BOTH, STATE_DONE},
        {STEP_DONE, true, SIDE_BIT(KEEPER), STATE_DONE},
        {STEP_DONE, false, SIDES_BOTH, STATE_DONE},
        {STEP_MISSED, true, SIDES_BOTH, STATE_MISSED},
        {STEP_MISSED, false, SIDES_BOTH, STATE_MISSED},
        {STEP_LOST, true, SIDE_BIT(KEEPER), STATE_LOST},
    };
    bool comes_back = kind_find(deal->kind)->comes_back;

    for (size_t i = 0; i < FIELD_COUNT(fixes); i++) {
        if (fixes[i].result == said->step->result &&
            fixes[i].comes_back == comes_back &&
            (fixes[i].who & 1U << said->side) != 0) {
            return fixes[i].state;
        }
    }
    return STATE_END;
}
