/*
 * A thing changes its keeper. Rules C24 and C25 of spec/acts.md.
 */
#ifndef NODE_ACT_ACT_HEIR_H
#define NODE_ACT_ACT_HEIR_H

#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"

/*
 * HAND_OVER and TAKE_OVER; `step` holds one of them.
 *
 * ERR_UNKNOWN  no such post, or no such member
 * ERR_STATE    the post is closed
 * ERR_DENIED   to ourselves; or what nobody handed over to us
 * ERR_FULL and others  as act_post_new and act_letter
 */
MUST_USE enum err act_heir(struct node *node, const struct step *step);

/* A letter of the kind LETTER_HEIR came: whoever takes over what we handed over
 * keeps it from now on, and our post is closed. */
MUST_USE enum err heir_received(struct node *node,
                                const struct step *step,
                                const struct letter *letter);

#endif
