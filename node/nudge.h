/*
 * Nudges: the keeper of a post is told when it is about to end, in time.
 *
 * All times up to one mark were told; the mark is kept on the shelf, so that
 * nothing is told twice, nor forgotten while no process ran. Rule G19 of
 * spec/acts.md. Inside node/.
 */
#ifndef NODE_NUDGE_H
#define NODE_NUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"

struct node;
struct step;

struct nudge {
    bool is_loaded;
    bool is_running;
    uint64_t told_ms;    /* the mark */
    uint64_t upto_ms;    /* the mark to be, while a walk runs */
    uint64_t next_ms;    /* when to walk again */
    uint64_t soonest_ms; /* the same, as far as this walk knows */
    uint64_t cursor;     /* of shelf.household_rows */
    uint32_t count;      /* told in this walk */
};

/* Do a page of a walk over our own posts, where one is due: each hour, and
 * when the next one is. */
MUST_USE enum err nudge_run(struct node *node, const struct step *step);

#endif
