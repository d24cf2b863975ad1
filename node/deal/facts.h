/*
 * What a household knows of another from its own deals of the last 90 days:
 * "dealt with you twice, collected both, usually answers in 3 h".
 *
 * Facts, not scores, and never told to anybody else. The order in which deals
 * are added makes no difference. Normative: spec/deals.md, "facts".
 */
#ifndef NODE_DEAL_FACTS_H
#define NODE_DEAL_FACTS_H

#include <stdint.h>

#include "node/deal/deal.h"

enum { FACTS_ANSWERS = 12 }; /* up to 1, 2, 4 ... 1024 hours, and longer */

struct facts {
    uint32_t dealt;     /* that came to a hand-over, or should have */
    uint32_t collected; /* handed over */
    uint32_t missed; /* we say so, it does not deny; the first is not shown */
    uint32_t late_drops;
    uint32_t out_late; /* brought back past due, or still out */
    uint32_t answers[FACTS_ANSWERS];
};

/* Add a deal, where `other` was its other side and it is young enough. */
void facts_add(struct facts *facts,
               const struct deal *deal,
               const struct id *other,
               uint64_t now_ms);

/* Misses that are shown: none before the second. */
uint32_t facts_missed_shown(const struct facts *facts);

/* In how many hours half of the answers came: 1, 2, 4 ...; 0 if none did. */
uint32_t facts_answer_hours(const struct facts *facts);

#endif
