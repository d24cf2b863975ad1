/*
 * Snapshots of the sets: sums and sketches kept beside the records, so that a
 * start need not read a million ids.
 *
 * One is kept after so many changes that its bytes do not count, and says of
 * which neighbourhood, set and journal row it is; what was changed since is
 * replayed from the journal. A snapshot that is wrong in any way is none.
 * Rules F5 and F6 of spec/sync.md.
 */
#ifndef NODE_SYNC_SETS_KEEP_H
#define NODE_SYNC_SETS_KEEP_H

#include <stdint.h>

#include "node/err.h"
#include "node/sync/inside.h"

/* Keep what has changed enough; for calm moments. */
MUST_USE enum err sets_keep(struct sync *sync, const struct scene *scene);

/*
 * Put a snapshot in place of what is counted of a set.
 *
 * kept  the last journal row that is in it
 *
 * ERR_UNKNOWN  there is none that is right; the set is as if empty
 */
MUST_USE enum err sets_thaw(struct sync *sync,
                            const struct scene *scene,
                            enum set set,
                            uint64_t *kept);

#endif
