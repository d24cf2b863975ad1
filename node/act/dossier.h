/*
 * A dossier: one deal in memory, with its letters and its sheet.
 *
 * What this step has filed already is part of it, although the shelf does not
 * show it yet.
 */
#ifndef NODE_ACT_DOSSIER_H
#define NODE_ACT_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/deal/deal.h"
#include "node/deal/sheet.h"
#include "node/err.h"
#include "node/inside.h"
#include "node/mail/thread.h"

struct dossier {
    struct thread thread; /* owned */
    struct deal deal;     /* borrows from the thread */
    enum deal_side side;  /* ours */
    struct sheet sheet;   /* as it was last kept; borrows from `kept` */
    bool has_sheet;
    uint32_t number;   /* 0: none was given yet */
    struct bytes kept; /* owned */
};

/* Make ready and empty; takes no memory. Give back; may be called twice. */
void dossier_init(struct dossier *dossier);
void dossier_release(struct dossier *dossier);

/*
 * Read the deal with this id, instead of what was there.
 *
 * letter  one that came in this step; may be NULL
 *
 * ERR_UNKNOWN  no thread of ours with an ask that can be read has this id
 * ERR_NOMEM, or an error of the shelf
 */
MUST_USE enum err dossier_load(struct dossier *dossier,
                               const struct node *node,
                               const struct step *step,
                               const struct id *id,
                               const struct letter *letter);

/*
 * Write the sheet anew: what the letters come to, and what `beside` says is
 * still to do. A deal without a number gets its post's next one. ERR_FULL: it
 * has POST_DEALS_MAX, and this one is none; ERR_NOMEM, or an error of the
 * shelf.
 */
MUST_USE enum err dossier_keep(struct dossier *dossier,
                               const struct node *node,
                               const struct step *step);

/* What is known of all deals about one post, side by side; texts are empty. */
struct rivals {
    struct deal *deals;          /* owned */
    struct sheet_beside *beside; /* owned */
    size_t count;
    size_t room;
};

/* Make ready and empty; takes no memory. Give back; may be called twice. */
void rivals_init(struct rivals *rivals);
void rivals_release(struct rivals *rivals);

/* Read them, instead of what was there, with what this step changed already.
 * ERR_FULL: more than POST_DEALS_MAX; ERR_NOMEM, or an error of the shelf. */
MUST_USE enum err rivals_load(struct rivals *rivals,
                              const struct node *node,
                              const struct step *step,
                              const struct id *post);

/* Did this household ask, and has nothing come of it so far? */
bool deal_is_idle(const struct deal *deal, const struct id *claimant);

/* When this machine has to look at a deal; 0: never. By itself it says steps
 * of deals only where it is their desk. */
uint64_t sheet_due_ms(const struct node *node, const struct sheet *sheet);

/* Put one sheet as it is now on the shelf again, changed by `change`.
 * ERR_UNKNOWN where there is none. */
MUST_USE enum err sheet_change(const struct node *node,
                               const struct step *step,
                               const struct id *deal,
                               void (*change)(void *context,
                                              struct sheet *sheet),
                               void *context);

#endif
