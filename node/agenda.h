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

/* Work that the node does by itself, a page at a time. */
struct agenda {
    struct sweep sweep;
    struct narrow narrow;
    struct nudge nudge;
    struct desk_moved desk;
    bool is_renewal_due; /* a new day: what is ours and half past its time */
    bool is_renewing;
    bool is_resealing_due;   /* a new day: letters that new machines lack */
    uint64_t renewal_cursor; /* of shelf.household_rows */
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
