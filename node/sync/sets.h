/*
 * Sets: sums and sketches of what is kept, and how they follow the journal.
 *
 * They are read from the shelf once and then changed row by row; a sketch that
 * its set has outgrown is read again, alone. Rules F1 to F4 of spec/sync.md,
 * X9 of spec/sketch.md. For the files of sync only.
 */
#ifndef NODE_SYNC_SETS_H
#define NODE_SYNC_SETS_H

#include <stddef.h>

#include "node/err.h"
#include "node/shelf.h"
#include "node/sync/inside.h"

/* Make ready and empty; takes no memory. */
void sets_init(struct sync *sync);

/* Give their memory back; may be called twice. */
void sets_release(struct sync *sync);

/*
 * Rows that were committed, ascending: those behind what is in the sets are
 * counted in or out, and peers that need none of them are moved past them.
 * Sums that do not fit the rows are made anew.
 */
MUST_USE enum err sets_follow(struct sync *sync,
                              const struct scene *scene,
                              const struct journal_row *rows,
                              size_t count);

/* Rows are missing: read everything again, if anything was read. */
MUST_USE enum err sets_restart(struct sync *sync, const struct scene *scene);

/* Trust nothing that was counted or kept, and read everything again. */
MUST_USE enum err sets_doubt(struct sync *sync, const struct scene *scene);

#endif
