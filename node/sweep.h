/*
 * The sweep: kept records that admission would refuse by now leave the disk.
 *
 * Only the records of those whose rights changed are looked at, a page in a
 * step; all records only where nobody knows what was looked at before, as
 * after a time in which the clock was not set. Rules G2 and G7 of
 * spec/acts.md. Inside node/.
 */
#ifndef NODE_SWEEP_H
#define NODE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/people/rights.h"
#include "node/row.h"

struct node; /* inside.h */
struct step; /* inside.h */

struct sweep {
    bool is_due;         /* somebody may be due: look */
    bool is_mark_due;    /* the roster was settled anew */
    bool is_noted;       /* who is due is kept with this step, and not before */
    bool is_blind;       /* the clock was not plausible: what is stamped in the
                            future may have been taken */
    bool is_running;     /* and not at its end */
    struct rights swept; /* owned; whose records it looks at */
    size_t at;           /* in `swept`, unless that is whole */
    struct shelf_scan scan; /* of all: up to what was there when it began */
    uint64_t cursor;        /* of shelf.household_rows */
};

/* Give its memory back; may be called twice. */
void sweep_release(struct sweep *sweep);

/* The roster may be another one. */
void sweep_note_change(struct sweep *sweep);

/* Is there more to do? */
bool sweep_is_due(const struct sweep *sweep);

/* After the roster was settled anew and before anything is admitted under it:
 * keep a note of whose records are to be looked at, so that it outlives this
 * process. */
MUST_USE enum err sweep_mark(struct node *node, const struct step *step);

/* Look at a page; the clock is plausible. */
MUST_USE enum err sweep_run(struct node *node, const struct step *step);

#endif
