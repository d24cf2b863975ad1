/*
 * Where a household is, roughly: the cell that its posts get, and from which
 * `board --within` counts. It never leaves the house but in a post.
 */
#ifndef CLI_NEAR_H
#define CLI_NEAR_H

#include <stdbool.h>

#include "cli/problem.h"
#include "node/board/cell.h"
#include "node/err.h"
#include "node/people/ruled.h"
#include "store/store.h"

/* As --at takes it: coordinates, or "none". */
struct near {
    bool is_somewhere;
    struct cell cell;
};

/*
 * Read what --at says; coordinates are snapped to their cell.
 *
 * ruled  knows names of places; NULL: none
 *
 * ERR_INVALID  neither coordinates nor "none"; `why` shows how to write them
 */
MUST_USE enum err near_read(const char *text,
                            const struct ruled *ruled,
                            struct near *out,
                            struct problem *why);

/* Where the household said that it is. */
MUST_USE enum err near_recall(struct store *store, struct near *out);

/* Remember it, in a transaction of its own. */
MUST_USE enum err near_remember(struct store *store, const struct near *near);

#endif
