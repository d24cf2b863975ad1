/*
 * The inside of a node, shared by the door, the acts and the agenda; nobody
 * else includes it.
 */
#ifndef NODE_INSIDE_H
#define NODE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/agenda.h"
#include "node/err.h"
#include "node/node.h"
#include "node/people/census.h"
#include "node/receive.h"
#include "node/sync/sync.h"

struct node {
    struct node_config config;
    struct shelf shelf;    /* borrowed behind its `self`; outlives the node */
    struct roster *roster; /* owned */
    struct sync *sync;     /* owned */
    struct agenda agenda;
    struct receiving receiving;
    struct census census;     /* who was there when people were last told */
    bool is_settled;          /* the roster is that of the shelf */
    bool is_kept;             /* as the shelf's snapshot, too */
    uint64_t kept_mono_ms;    /* when it last was; 0: not in this process */
    uint32_t day;             /* for which it is settled */
    uint64_t roster_sequence; /* journal rows up to here are in it */
    bool is_following;        /* sync follows the journal */
    uint64_t journal_seen;    /* rows up to here are caught up with */
    bool is_clock_told;
    struct journal_row *rows; /* owned; room for PUSH_ROWS_MAX */
};

/* What a step works with; borrowed for the step. */
struct step {
    const struct event *event;
    struct actions *actions;
    struct answer *answer;
};

/*
 * The roster of the shelf for a day: what was kept frozen, else all records,
 * settled.
 *
 * with_records  the records behind it will be asked for, so they are read
 */
MUST_USE enum err
settle_load(struct node *node, const struct moment *moment, bool with_records);

/* Ask to keep what was settled, for the processes that come after, where it
 * is not kept: at once, then at most once in SETTLED_KEPT_MS. */
MUST_USE enum err settle_keep(struct node *node, const struct step *step);

/* Do what a person asked; errors as node_step. */
MUST_USE enum err act_command(struct node *node, const struct step *step);

/* A new version of what a slot of ours says. */
struct act_draft {
    enum record_class class;
    uint16_t kind;
    uint32_t lane;
    uint32_t n;
    struct view body;
};

/*
 * Sign a new head of one of our slots and store it. Its stamp is the trusted
 * time, or one more than that of the head it replaces.
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

/* Sign what a kept record of ours says again, in its slot. */
MUST_USE enum err act_renew(const struct node *node,
                            const struct step *step,
                            const struct shelf_row *row);

#endif
