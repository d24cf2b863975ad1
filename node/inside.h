/*
 * The inside of a node, shared by the door, the acts and the agenda; nobody
 * else includes it.
 */
#ifndef NODE_INSIDE_H
#define NODE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/act/act.h"
#include "node/agenda.h"
#include "node/err.h"
#include "node/handing.h"
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
    struct handing handing;
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

#endif
