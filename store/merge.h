/*
 * Merging: the records of the tail become runs, and small runs greater ones.
 * Each step is one transaction's work, and is done in a fraction of the time
 * for which a writer may be kept waiting. Inside store/.
 */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H

#include <stdbool.h>

#include "node/err.h"

struct store;

/* Bring the oldest of the tail, at most STORE_TAIL_ROWS_MAX, into runs; their
 * words follow (store/search_follow.h). Inside store_begin. */
MUST_USE enum err merge_tail(struct store *store);

/* Make the runs of one level into one, if there are enough of them. Inside
 * store_begin. */
MUST_USE enum err merge_runs(struct store *store, bool *is_done);

/* Would merge_runs find something to do? */
bool merge_is_due(const struct store *store);

/* Say to other processes that the runs have changed. */
MUST_USE enum err merge_note(struct store *store);

#endif
