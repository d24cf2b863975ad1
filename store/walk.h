/*
 * Walks through an index: all of its runs, and entries that are in no run
 * yet, as one ascending sequence. Inside store/.
 */
#ifndef STORE_WALK_H
#define STORE_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"
#include "store/run.h"

/* Where a walk is in one run. */
struct cursor {
    struct run *run; /* borrowed from store->runs */
    bool is_waiting; /* nothing was read since the last seek: what comes next
                        is not below `bound` */
    unsigned char bound[ENTRY_BYTES_MAX];
    size_t part;  /* the one that is in `bytes` */
    size_t at;    /* the next entry of it */
    size_t count; /* entries of it; 0: none is read yet */
    unsigned char bytes[RUN_PART_BYTES];
};

struct walk {
    struct store *store;
    enum index index;
    struct cursor *cursors; /* owned */
    size_t count;
    const unsigned char *loose; /* borrowed; in order */
    size_t loose_count;
    size_t loose_at;
    struct cursor *last; /* where the last entry came from; NULL: loose */
    bool has_last;
};

/* Runs of store->runs from `place` on. */
struct walk_range {
    enum index index;
    size_t place;
    size_t count;
};

/* The runs of an index. */
struct walk_range walk_of(const struct store *store, enum index index);

/*
 * Prepare a walk. The runs of the store may not change while it lasts.
 *
 * loose  entries in order that are in no run; borrowed; NULL when none
 *
 * ERR_NOMEM
 */
MUST_USE enum err walk_begin(struct walk *walk,
                             struct store *store,
                             struct walk_range range,
                             const unsigned char *loose,
                             size_t loose_count);

/* May be called twice. */
void walk_release(struct walk *walk);

/* Go to the first entry that is not below `bound`, which has the size of an
 * entry. A run is read when its turn comes: one of older posts than others
 * that were found may never be. */
MUST_USE enum err walk_seek(struct walk *walk, const unsigned char *bound);

/* The next entry, valid until the next call; NULL at the end. */
MUST_USE enum err walk_next(struct walk *walk, const unsigned char **entry);

/* The greatest entry below `bound` in runs of the range (not in loose ones);
 * `out` has the size of an entry. ERR_UNKNOWN: there is none. */
MUST_USE enum err walk_below(struct store *store,
                             struct walk_range range,
                             const unsigned char *bound,
                             unsigned char out[static ENTRY_BYTES_MAX]);

#endif
