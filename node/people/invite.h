/*
 * Invites: which JOINs stand on which one-time key.
 *
 * Of the JOINs on one key the two with the smallest household ids are looked
 * at, with or without standing: one admits, two are kept and hide each other
 * until the inviter chooses. Inside node/people only. Rules V1 to V6 of
 * spec/people.md.
 */
#ifndef NODE_PEOPLE_INVITE_H
#define NODE_PEOPLE_INVITE_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/people/entry.h"

struct joins {
    struct entry **items; /* owned, by (key, household); entries borrowed */
    size_t count;
};

/* Give everything back; may be called twice. Zeroed memory is ready. */
void joins_release(struct joins *joins);

/*
 * Gather them from settled entries.
 *
 * joins  released or zeroed
 *
 * ERR_NOMEM  the joins are released
 */
MUST_USE enum err joins_settle(struct joins *joins,
                               const struct entries *entries);

/* How many stand on a key, at most JOINS_PER_KEY_MAX; `first` points to them
 * where there is one. */
size_t joins_on(const struct joins *joins,
                const struct id *one_time,
                struct entry *const **first);

/* How many of those on a key are kept; asked when that is settled. */
size_t joins_kept(const struct joins *joins, const struct id *one_time);

/* Is this JOIN one of those that joins_on answers? */
bool joins_has(const struct joins *joins, const struct entry *join);

/* The JOINs that took up an INVITE before it ended: how many, at most
 * JOINS_PER_KEY_MAX. `is_clashed` where two stand on its key, in time or not.
 */
size_t invite_taken(const struct joins *joins,
                    const struct entry *invite,
                    const struct entry *taken[static JOINS_PER_KEY_MAX],
                    bool *is_clashed);

#endif
