#include "node/deal/facts.h"

#include "node/moment.h"

enum { HOUR_MS = 60 * 60 * 1000, FACT_DAYS = 90 };

static size_t bucket_of(uint64_t ms)
{
    size_t bucket = 0;

    while (bucket + 1 < FACTS_ANSWERS && ms > ((uint64_t)HOUR_MS << bucket)) {
        bucket++;
    }
    return bucket;
}

/* We say that the other did not come, and it does not deny it. */
static bool is_missed(const struct deal *deal, enum deal_side other)
{
    enum deal_side self = other == SIDE_KEEPER ? SIDE_CLAIMANT : SIDE_KEEPER;

    return deal->state == STATE_MISSED && deal->mark != MARK_DIFFER &&
           deal->marks[self] == STEP_MISSED;
}

static bool is_back_late(const struct deal *deal)
{
    return deal->is_late || (deal->state == STATE_DONE && deal->due_ms != 0 &&
                             deal->result_ms > deal->due_ms + DAY_MS);
}

static void add_claimant(struct facts *facts, const struct deal *deal)
{
    facts->missed += is_missed(deal, SIDE_CLAIMANT);
    facts->late_drops += deal->is_late_drop;
    facts->out_late += is_back_late(deal);
}

static void add_keeper(struct facts *facts, const struct deal *deal)
{
    facts->missed += is_missed(deal, SIDE_KEEPER);
    if (deal->answered_ms != 0) {
        facts->answers[bucket_of(deal->answered_ms - deal->asked_ms)]++;
    }
}

void facts_add(struct facts *facts,
               const struct deal *deal,
               const struct id *other,
               uint64_t now_ms)
{
    enum deal_side side = deal_side_of(deal, other);
    unsigned collected = STATE_BIT(OUT) | STATE_BIT(DONE) | STATE_BIT(LOST);

    if (side == SIDE_STRANGER ||
        deal->changed_ms + (uint64_t)FACT_DAYS * DAY_MS < now_ms) {
        return;
    }
    if ((collected & 1U << deal->state) != 0) {
        facts->collected++;
        facts->dealt++;
    } else {
        facts->dealt += deal->state == STATE_MISSED;
    }
    if (side == SIDE_KEEPER) {
        add_keeper(facts, deal);
    } else {
        add_claimant(facts, deal);
    }
}

uint32_t facts_missed_shown(const struct facts *facts)
{
    return facts->missed > 1 ? facts->missed : 0;
}

uint32_t facts_answer_hours(const struct facts *facts)
{
    uint32_t all = 0;
    uint32_t seen = 0;

    for (size_t i = 0; i < FACTS_ANSWERS; i++) {
        all += facts->answers[i];
    }
    for (size_t i = 0; all != 0 && i < FACTS_ANSWERS; i++) {
        seen += facts->answers[i];
        if (2 * seen >= all) {
            return 1U << i;
        }
    }
    return 0;
}
