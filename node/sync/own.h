/*
 * Own: what a household signed is told to it, and by it, however old.
 *
 * A small home keeps all of its own, and compares only the weeks of its
 * scope. What is before them and was signed by the household of either end is
 * sent once in a session, and when it comes. Rule D8 of spec/sync.md.
 */
#ifndef NODE_SYNC_OWN_H
#define NODE_SYNC_OWN_H

#include <stdbool.h>

#include "node/err.h"
#include "node/row.h"
#include "node/sync/inside.h"

/* Send the live peer of `work` what both households signed and what is before
 * the agreed week, as far as there is room. */
MUST_USE enum err own_send(const struct work *work);

/* Is a row of the journal that is before the weeks of the peer of `work` of
 * its household, or of ours? */
MUST_USE enum err
own_has(const struct work *work, const struct journal_row *row, bool *answer);

#endif
