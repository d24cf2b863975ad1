/*
 * Acts: what is signed because a person asked, or because it was due. A part
 * of node/inside.h, for the same files.
 */
#ifndef NODE_ACT_ACT_H
#define NODE_ACT_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/vouch.h"
#include "node/record/class.h"
#include "node/row.h"

struct node;
struct step;

/* Do what a person asked; errors as node_step. */
MUST_USE enum err act_command(struct node *node, const struct step *step);

/* Was this head of ours signed while the clock was days ahead? Nobody takes it
 * before its time. */
bool act_is_to_come(const struct shelf_row *row, uint64_t now_ms);

/* A new version of what a slot of ours says. */
struct act_draft {
    enum record_class class;
    uint16_t kind;
    uint32_t lane;
    uint32_t n;
    struct view body;
    uint64_t after_ms; /* the stamp is greater than this one */
};

/*
 * Sign a new head of one of our slots and store it. Its stamp is the trusted
 * time, or one more than `after_ms` or that of the head it replaces, which is
 * dropped instead where it is of days to come.
 *
 * out  the id of the record
 *
 * ERR_CLOCK  the clock is not plausible: nothing that expires is signed
 */
MUST_USE enum err act_sign(const struct node *node,
                           const struct step *step,
                           const struct act_draft *draft,
                           struct id *out);

/* The same with what was just written into `body`, which is released; the
 * answer is told its id. `written` is what writing it came to. */
MUST_USE enum err act_sign_written(const struct node *node,
                                   const struct step *step,
                                   struct act_draft *draft,
                                   enum err written,
                                   struct bytes *body);

/* Commands about people and about posts; `step` holds a COMMAND event. */
MUST_USE enum err act_people(struct node *node, const struct step *step);
MUST_USE enum err act_post(struct node *node, const struct step *step);

/* Publish a post in a slot that is free. ERR_FULL: none is; ERR_DENIED: we
 * have none, or posting is not for this machine. */
struct command_post;
MUST_USE enum err act_post_new(struct node *node,
                               const struct step *step,
                               const struct command_post *wanted);

/* Agree to the next council; `step` holds COMMAND_COUNCIL.
 *
 * ERR_STATE    it does not follow the council in force
 * ERR_DENIED   we are neither steward nor voter of that one
 * ERR_UNKNOWN  a steward of it is no member
 * ERR_MALFORMED, ERR_SIGNATURE  it is damaged */
MUST_USE enum err act_council(struct node *node, const struct step *step);

/* Sign the rules that a steward gives; `step` holds COMMAND_RULES.
 *
 * ERR_DENIED   we are no steward
 * ERR_INVALID  a number is out of range, or of a class that has no rules */
MUST_USE enum err act_rules(const struct node *node, const struct step *step);

/* Thank a household openly, or take it back; `step` holds THANK or UNTHANK.
 *
 * ERR_UNKNOWN  no such member, or no thanks of ours in the slot
 * ERR_DENIED   oneself, or who has no standing
 * ERR_FULL     no slot is free */
MUST_USE enum err act_thanks(struct node *node, const struct step *step);

/* Commands about hours; `step` holds one of them. */
MUST_USE enum err act_hours(struct node *node, const struct step *step);

/* Say where we can be dialled, or no longer; `step` holds a REACHABLE event.
 *
 * ERR_FULL, ERR_INVALID  too many addresses, or one that is no line of text */
MUST_USE enum err act_reachable(const struct node *node,
                                const struct step *step);

/* Replace our INVITE, on which one household joined, by a VOUCH for it. */
MUST_USE enum err act_confirm(const struct node *node,
                              const struct step *step,
                              const struct roster_vouch *invite);

/*
 * Is there something to sign in a slot of ours: what was never said, or said
 * otherwise, or so long ago that it is to be said again? An empty body is due
 * where something stands.
 */
MUST_USE enum err act_is_due(const struct node *node,
                             const struct step *step,
                             const struct act_draft *draft,
                             bool *is_due);

/* How many slots of a class we have. Whoever has joined and is not known to
 * anybody yet, or waits for the inviter to choose, has a newcomer's: what is in
 * them waits here. Whoever was cut off has none. */
uint32_t own_slots(const struct node *node, enum record_class class);

/* Publish the sealing keys of this machine, where that is due. */
MUST_USE enum err act_sealing(const struct node *node, const struct step *step);

/* Sign a manifest of our board, if we are one to sign it and it is due. */
MUST_USE enum err act_manifest(const struct node *node,
                               const struct step *step);

/* Sign what a kept record of ours says again, in its slot, unless it is over
 * by now; the roster has its records. */
MUST_USE enum err act_renew(const struct node *node,
                            const struct step *step,
                            const struct shelf_row *row);

#endif
