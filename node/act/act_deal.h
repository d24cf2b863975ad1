/*
 * Deals: what a letter of a deal does here.
 */
#ifndef NODE_ACT_ACT_DEAL_H
#define NODE_ACT_ACT_DEAL_H

#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"

/*
 * A letter came, was opened, and is filed in this same step: the shelf does
 * not show it before the next one. It is one of us, or to us.
 */
MUST_USE enum err deal_received(struct node *node,
                                const struct step *step,
                                const struct letter *letter);

#endif
