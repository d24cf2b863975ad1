#include "node/deal/deal.h"

#include <assert.h>

#include "node/deal/said.h"

/* A step said now, as an answer to the last letter: it has seen everything. */
static struct said
said_now(const struct deal_step *step, enum deal_side side, uint64_t now_ms)
{
    return (struct said){
        .step = step, .side = side, .at_ms = now_ms, .saw_change = true};
}

static const struct deal_rule *rule_now(const struct deal *deal,
                                        enum step_kind kind,
                                        enum deal_side side,
                                        uint64_t now_ms,
                                        enum deal_need *need)
{
    const struct deal_step step = {.kind = (uint8_t)kind};
    const struct said said = said_now(&step, side, now_ms);

    return said_rule(deal, &said, need);
}

enum err deal_may(const struct deal *deal,
                  enum step_kind step,
                  enum deal_side side,
                  uint64_t now_ms)
{
    enum deal_need need = NEED_END;

    if (side < SIDE_STRANGER &&
        rule_now(deal, step, side, now_ms, &need) != NULL) {
        return ERR_OK;
    }
    for (enum deal_side who = SIDE_CLAIMANT; who < SIDE_STRANGER; who++) {
        if (who != side && rule_now(deal, step, who, now_ms, &need) != NULL) {
            return ERR_DENIED;
        }
    }
    return ERR_STATE;
}

enum deal_need deal_lacks(const struct deal *deal,
                          enum step_kind step,
                          enum deal_side side,
                          uint64_t now_ms)
{
    enum deal_need need = NEED_END;

    return rule_now(deal, step, side, now_ms, &need) == NULL ? need : NEED_END;
}

enum err deal_takes(const struct deal *deal,
                    const struct deal_step *step,
                    enum deal_side side,
                    uint64_t now_ms)
{
    const struct said said = said_now(step, side, now_ms);
    enum err err = deal_may(deal, step->kind, side, now_ms);

    if (err != ERR_OK) {
        return err;
    }
    if (step->kind == STEP_FIX && said_fix_state(deal, &said) == STATE_END) {
        return ERR_INVALID;
    }
    if (step->kind == STEP_NOTE && step->where.bytes != 0 &&
        !said_place_is_due(deal)) {
        return ERR_INVALID;
    }
    return ERR_OK;
}

size_t deal_next(const struct deal *deal,
                 uint64_t now_ms,
                 struct deal_option out[static DEAL_NEXT_MAX])
{
    size_t count = 0;

    for (enum step_kind step = STEP_ASK; step < STEP_NOTE; step++) {
        for (enum deal_side side = SIDE_CLAIMANT; side < SIDE_STRANGER;
             side++) {
            if (deal_may(deal, step, side, now_ms) == ERR_OK) {
                out[count++] = (struct deal_option){step, side};
            }
        }
    }
    return count;
}

enum deal_side deal_side_of(const struct deal *deal, const struct id *household)
{
    if (id_equal(household, &deal->keeper)) {
        return SIDE_KEEPER;
    }
    return id_equal(household, &deal->claimant) ? SIDE_CLAIMANT : SIDE_STRANGER;
}

void deal_look(struct deal *deal, uint64_t now_ms)
{
    deal->is_late =
        deal->state == STATE_OUT && deal->due_ms != 0 && now_ms > deal->due_ms;
    deal->is_hold_over = deal->state == STATE_PROMISED && deal->hold_ms != 0 &&
                         !deal->is_affirmed && now_ms > deal->hold_ms;
}

bool deal_is_live(const struct deal *deal)
{
    return (STATE_BIT(ASKED) | STATE_BIT(WAITING) | STATE_BIT(PROMISED) |
            STATE_BIT(OUT)) &
           1U << deal->state;
}

const char *deal_turn_name(enum deal_turn turn)
{
    static const char *const names[TURN_END] = {"nobody", "claimant", "keeper",
                                                "both"};

    assert(turn < TURN_END);
    return names[turn];
}

const char *deal_mark_name(enum deal_mark mark)
{
    static const char *const names[MARK_END] = {"none", "one", "both",
                                                "differ"};

    assert(mark < MARK_END);
    return names[mark];
}
