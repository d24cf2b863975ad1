/*
 * The chain of councils, from the founding one to the one in force.
 *
 * At each height the best of the valid rivals is adopted: agreed by the
 * stewards before agreed by voters, then the smallest hash. Inside
 * node/people only. Rules M1 to M8 of spec/people.md.
 */
#ifndef NODE_PEOPLE_CHAIN_H
#define NODE_PEOPLE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/people/entry.h"

enum { RIVALS_MAX = 2 }; /* valid councils kept at one height */

/* A time in which a household was a steward. */
struct term {
    struct id household;
    uint64_t since_ms;
    uint64_t ended_ms; /* UINT64_MAX: it is a steward now */
};

struct chain {
    struct entry **adopted; /* owned, by height; entries are borrowed */
    size_t count;
    struct term *terms; /* owned, by height */
    size_t term_count;
};

/* Give everything back; may be called twice. Zeroed memory is ready. */
void chain_release(struct chain *chain);

/*
 * Find the chain among settled entries and mark the councils that are kept.
 * An empty chain is made where council 0 is missing.
 *
 * chain  released or zeroed
 *
 * ERR_NOMEM  the chain is released
 */
MUST_USE enum err chain_settle(struct chain *chain,
                               const struct entries *entries,
                               const struct neighbourhood *neighbourhood);

#endif
