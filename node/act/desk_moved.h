/*
 * Which machine of a household does what deals have due by itself changes with
 * the machines that there are; then each deal is due at another time here.
 *
 * Rule G23 of spec/acts.md.
 */
#ifndef NODE_ACT_DESK_MOVED_H
#define NODE_ACT_DESK_MOVED_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/limits.h"

struct node; /* inside.h */
struct step;

/* The lanes of a household's machines, and of this one. */
struct desk_machines {
    uint32_t own;
    uint32_t lanes[LANES_MAX];
    uint32_t count;
};

struct desk_moved {
    struct desk_machines machines; /* by which deals were last looked at */
    uint64_t cursor;               /* of shelf.mail.summaries */
    bool is_running;
};

/* Look at a page of the deals where the machines are others than before, and
 * once in a process; more is left while `is_running`. */
MUST_USE enum err desk_moved_run(struct node *node, const struct step *step);

#endif
