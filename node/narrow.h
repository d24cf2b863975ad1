/*
 * Narrow: what a scope leaves out goes from the disk, a page at a time.
 *
 * Looked at when a process begins and when the first week moves on. The
 * household's own records and tombstones stay. Rule G22 of spec/acts.md.
 */
#ifndef NODE_NARROW_H
#define NODE_NARROW_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

struct node;
struct step;

struct narrow {
    uint16_t from_week; /* all before it was looked at; 0: nothing was */
    bool is_running;
    uint16_t week; /* the next to be looked at */
    bool has_after;
    struct id after; /* behind this id, in that week */
};

/* Do a page of it, if any is due; the clock is plausible. */
MUST_USE enum err narrow_run(struct node *node, const struct step *step);

#endif
