/*
 * Scopes of sets: what both of two nodes keep, where one keeps fewer weeks.
 *
 * Sums are kept by week, so they answer for any first week. Of sketches a few
 * are made for first weeks that peers ask for, by a walk over the set, and
 * then follow the journal; all peers with one scope share one. Rules X20 and
 * X23 of spec/sketch.md. For the files of sync only.
 */
#ifndef NODE_SYNC_SETS_SCOPE_H
#define NODE_SYNC_SETS_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/shelf.h"
#include "node/sync/inside.h"

/* What is kept today, and compared: as each call of sync begins. */
void sets_scope(struct sync *sync, const struct scene *scene);

/*
 * The sketch of what is kept of a set from a week on.
 *
 * out  good until the next call or journal row; NULL: none is to be had now,
 *      compare by lists
 */
MUST_USE enum err sets_sketch(struct sync *sync,
                              const struct scene *scene,
                              const struct shelf_week *from,
                              const struct sketch **out);

/* A row for the sketches from a week on. */
MUST_USE enum err sets_scope_follow(struct sync *sync,
                                    const struct journal_row *row);

/* They are those of no set any more. */
void sets_scope_forget(struct sync *sync);

#endif
