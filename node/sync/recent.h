/*
 * Recent: the ids that were lately met, as hints.
 *
 * Two generations of a hash table of eight-byte prefixes: when the newer is
 * full the older is forgotten. It remembers between half and all of `max`;
 * what it says is a hint and never decides what is kept.
 */
#ifndef NODE_SYNC_RECENT_H
#define NODE_SYNC_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

struct recent {
    size_t max;          /* ids remembered, a power of two */
    uint64_t *places[2]; /* owned; `max` each, 0: free; newer one first */
    size_t count;        /* in the newer generation, at most half of max */
};

/* Make ready and empty; takes no memory. */
void recent_init(struct recent *recent, size_t max);

/* Forget everything and give the memory back; may be called twice. */
void recent_release(struct recent *recent);

/* Remember an id. ERR_NOMEM: unchanged. */
MUST_USE enum err recent_add(struct recent *recent, const struct id *id);

/* Was it met lately? */
bool recent_has(const struct recent *recent, const struct id *id);

#endif
