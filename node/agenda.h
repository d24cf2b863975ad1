/*
 * The agenda: what a node does by itself, in time. Inside node/.
 */
#ifndef NODE_AGENDA_H
#define NODE_AGENDA_H

#include <stdbool.h>
#include <stdint.h>

#include "node/act/desk_moved.h"
#include "node/err.h"
#include "node/narrow.h"
#include "node/nudge.h"
#include "node/sweep.h"

struct node; /* inside.h */
struct step;

/* What is ours is signed again, once a day. */
struct renewal {
    bool is_due; /* once it is sure what the heads are: at half its time */
    bool is_rescue_due; /* before that: at three quarters */
    bool is_running;
    uint64_t cursor; /* of shelf.household_rows */
};

/* Work that the node does by itself, a page at a time. */
struct agenda {
    struct sweep sweep;
    struct narrow narrow;
    struct nudge nudge;
    struct desk_moved desk;
    struct renewal renewal;
    bool is_resealing_due; /* a new day: letters that new machines lack */
};

/* The roster was loaded anew, perhaps for a new day: work is due. */
void agenda_note_change(struct agenda *agenda, bool is_new_day);

/*
 * Do a page of what is due: drop what is past its day or its scope, or has lost
 * its standing, confirm invites, sign again what stands long. Asks to be woken
 * where more is left.
 */
MUST_USE enum err agenda_run(struct node *node, const struct step *step);

#endif
