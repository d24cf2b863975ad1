/*
 * Draws of our own posts: the secret, and holding them when time is up.
 *
 * The secret is worked out from the key of the machine that posted, so it is
 * kept nowhere, and no other machine can open the draw. Rule G15 of
 * spec/acts.md; what a draw is: node/deal/draw.h.
 */
#ifndef NODE_ACT_LOT_H
#define NODE_ACT_LOT_H

#include <stdbool.h>

#include "node/act/dossier.h"
#include "node/act/posted.h"
#include "node/err.h"
#include "node/inside.h"

/* Commit a post that says draw and has no commitment; leave others alone. */
void lot_commit(const struct node *node,
                const struct id *id,
                struct post *post);

/* Is it time to hold the draw of this post, and can we? */
bool lot_is_due(const struct node *node,
                const struct posted *posted,
                uint64_t now_ms);

/*
 * Hold it, among all who ask or wait: the next revision opens the secret and
 * lists the tickets. Past TICKETS_MAX those who came last have none.
 */
MUST_USE enum err lot_hold(const struct node *node,
                           const struct step *step,
                           const struct posted *posted,
                           const struct rivals *rivals);

#endif
