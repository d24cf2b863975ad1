/*
 * Deals: asking, answering, and what a letter of a deal does here.
 *
 * Rules C12 to C18 and G8 to G13 of spec/acts.md.
 */
#ifndef NODE_ACT_ACT_DEAL_H
#define NODE_ACT_ACT_DEAL_H

#include <stdbool.h>

#include "node/act/dossier.h"
#include "node/act/posted.h"
#include "node/deal/stock.h"
#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"

/*
 * ASK, DEAL and DUTIES; `step` holds a COMMAND event. The answer's refusal says
 * why, where the error alone does not.
 *
 * ERR_STATE, ERR_DENIED, ERR_EARLY, ERR_INVALID  as deal_takes, or refused
 * ERR_UNKNOWN                           no such post or deal
 */
MUST_USE enum err act_deal(struct node *node, const struct step *step);

/* ASK: of what another keeps; of our own for someone outside kith. Errors as
 * act_deal. */
MUST_USE enum err deal_ask(struct node *node, const struct step *step);

/* Say in the answer why; the first word stands. */
void answer_refuse(const struct step *step, enum refusal refusal);

/* The same of a letter that could not be written; the error for it. */
MUST_USE enum err answer_letter(const struct step *step, enum err err);

/* Say in the answer what a deal came to. */
void answer_deal(const struct step *step, const struct dossier *dossier);

/*
 * A letter came, was opened, and is filed in this same step: the shelf does
 * not show it before the next one. It is one of us, or to us.
 */
MUST_USE enum err deal_received(struct node *node,
                                const struct step *step,
                                const struct letter *letter);

/*
 * Write a step of a deal to its other side and keep what it comes to. The
 * dossier is loaded anew.
 *
 * ERR_UNKNOWN, ERR_FULL, ERR_DENIED, ERR_CLOCK, ERR_INVALID  as act_letter
 */
MUST_USE enum err deal_say(struct node *node,
                           const struct step *step,
                           struct dossier *dossier,
                           const struct deal_step *said);

/*
 * Has the post what a yes to this deal would promise? Only the keeper knows.
 *
 * answer  may be NULL; its refusal says why not
 *
 * ERR_STATE  no
 */
MUST_USE enum err deal_has_room(const struct posted *posted,
                                const struct rivals *rivals,
                                const struct deal *deal,
                                uint64_t now_ms,
                                struct answer *answer);

/* Is the thing with its keeper, to be handed out for this deal? ERR_STATE: no;
 * the answer has the deal that stands in the way. */
MUST_USE enum err deal_check_custody(const struct posted *posted,
                                     const struct rivals *rivals,
                                     const struct deal *deal,
                                     uint64_t now_ms,
                                     struct answer *answer);

/* Is this the post that a deal names, and of the kind that it says? By the
 * kind goes what a step leads to: whether the thing has to come back. */
bool deal_is_about(const struct deal *deal, const struct posted *posted);

/* The post with all its deals, for node/deal/stock.h; borrowed. */
struct stock deal_stock(const struct posted *posted,
                        const struct rivals *rivals);

/* Do the days of an ask keep the rules of the post? ERR_INVALID: the answer
 * has the verdict. */
MUST_USE enum err deal_check_days(const struct posted *posted,
                                  const struct deal_step *said,
                                  uint64_t now_ms,
                                  struct answer *answer);

/* May the keeper say this yes, or hand the thing out? Fills in what a yes says
 * of the post; other steps are left to the table. ERR_STATE: no. */
MUST_USE enum err deal_check(const struct node *node,
                             const struct step *step,
                             const struct dossier *dossier,
                             struct deal_step *said);

/* Does the node answer asks of such a post by itself? */
bool deal_is_automatic(const struct stock *stock);

/* A yes that says no more than that. */
struct deal_step deal_plain_yes(const struct posted *posted);

/* What people are told when a step comes. */
enum tell_kind tell_of_step(enum step_kind step);

/* Do what deals have due, of different posts in one step; `has_more` asks for
 * another. */
MUST_USE enum err
deal_duties(struct node *node, const struct step *step, bool *has_more);

/* A post of ours came to its end, or is there again: who asked and was not
 * answered is looked at;
 * where it moved to another keeper, who was promised it is told too. */
MUST_USE enum err deal_post_closed(const struct node *node,
                                   const struct step *step,
                                   const struct id *post,
                                   bool is_moved);

/* Is this the machine of the keeper that does what needs nobody? */
bool deal_is_at_desk(const struct node *node, const struct deal *deal);

/*
 * Bring what the board shows of a post in line with those of its deals whose
 * time has come.
 *
 * posted  NULL where the post is gone
 * rivals  changed: what is told of from now on
 */
MUST_USE enum err deal_publish(struct node *node,
                               const struct step *step,
                               const struct posted *posted,
                               struct rivals *rivals);

#endif
