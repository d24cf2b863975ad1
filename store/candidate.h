/*
 * Candidates for a page of the board: the best so far, and no more than fit.
 *
 * What was settled is in its final order; behind it the new ones are a heap
 * with the worst on top. Inside store/.
 */
#ifndef STORE_CANDIDATE_H
#define STORE_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"

/* A post with all that its place depends on, in this order. */
struct candidate {
    bool is_ended;      /* last */
    uint8_t group;      /* 2 * asked + not first */
    uint32_t live;      /* posts of its keeper */
    uint64_t posted_ms; /* newest first */
    uint64_t post64;    /* id_prefix of its post id */
    uint64_t seq;
};

struct candidates {
    struct candidate *items; /* owned */
    size_t settled;
    size_t count; /* with those that are settled */
    size_t limit;
    size_t room;
};

/* Make ready for a page of `limit` posts; takes no memory. */
void candidates_init(struct candidates *candidates, size_t limit);

/* May be called twice. */
void candidates_release(struct candidates *candidates);

/* Are there as many as fit? */
bool candidates_is_full(const struct candidates *candidates);

/* Is there no room for this one, nor for any that comes after it? */
bool candidates_is_too_late(const struct candidates *candidates,
                            const struct candidate *candidate);

/* Take one in, if it has a place; the worst goes when the page is full.
 * ERR_NOMEM. */
MUST_USE enum err candidates_offer(struct candidates *candidates,
                                   const struct candidate *candidate);

/* What was offered is final: put it in order behind what was settled. */
void candidates_settle(struct candidates *candidates);

#endif
