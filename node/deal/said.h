/*
 * One step as it was said: whether the table allows it, and what it does.
 *
 * Shared by the replay and by whoever asks beforehand. allow.c looks, and
 * effect.c changes the deal.
 */
#ifndef NODE_DEAL_SAID_H
#define NODE_DEAL_SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "node/deal/deal.h"

struct said {
    const struct deal_step *step; /* borrowed */
    struct id letter;
    enum deal_side side;
    uint64_t at_ms;
    bool is_crossing; /* it had not seen the step that made the state */
    bool saw_change;  /* it had seen the last change of what is asked for */
};

/*
 * The rule that allows it, or NULL.
 *
 * need  where a rule fits but for a need, the first that is not met; else
 *       NEED_END
 */
const struct deal_rule *said_rule(const struct deal *deal,
                                  const struct said *said,
                                  enum deal_need *need);

/* The state that a fix by this side leads to; STATE_END: it cannot mark it. */
enum deal_state said_fix_state(const struct deal *deal,
                               const struct said *said);

/* May the exact place be told: is it promised, or more? */
bool said_place_is_due(const struct deal *deal);

/* Let it take effect by a rule that allows it. */
void said_apply(struct deal *deal,
                const struct said *said,
                const struct deal_rule *rule);

/* Begin a deal with the step that asks; `author` is who wrote it and
 * `reader` to whom. Everything else of `deal` is zeroed. */
void said_begin(struct deal *deal,
                const struct said *said,
                const struct id *author,
                const struct id *reader);

/* Work out `turn` and `mark`. */
void said_settle(struct deal *deal);

#endif
