/*
 * Deals that one ask began together: a tent and its poles, or nothing. What
 * promises or ends one of them is said of all, in one step. Rule C23 of
 * spec/acts.md.
 */
#ifndef NODE_ACT_TOGETHER_H
#define NODE_ACT_TOGETHER_H

#include "node/act/dossier.h"
#include "node/deal/step.h"
#include "node/err.h"
#include "node/inside.h"

/*
 * Say a step of the deals that belong together with this one, but not of
 * itself; of those for which it is over, or was said, nothing. Steps that
 * follow the things, as out and done, are said one by one.
 *
 * ERR_STATE, ERR_INVALID  one of them cannot be had, or is not here yet: the
 *                         answer, where there is one, says why
 * ERR_FULL and others     as deal_say
 */
MUST_USE enum err together_say(struct node *node,
                               const struct step *step,
                               const struct deal *deal,
                               const struct deal_step *said);

/* Leave out of a queue who asks for more than this post, while the rest cannot
 * be promised by this node. Changes the states in `rivals` only. */
MUST_USE enum err together_prune(const struct node *node,
                                 const struct step *step,
                                 struct rivals *rivals);

#endif
