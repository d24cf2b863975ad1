/*
 * The one door of the core: an event goes in, actions come out.
 *
 * One struct node serves one neighbourhood. It does no I/O, reads no clock
 * and draws no randomness: the same events give the same actions, on every
 * machine, every time. A step runs to its end or changes nothing that is kept.
 */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/err.h"
#include "node/event.h"
#include "node/id.h"
#include "node/mail/sealing.h"
#include "node/people/pass.h"
#include "node/people/roster.h"
#include "node/record/identity.h"
#include "node/shelf.h"

struct node; /* opaque */

struct node_config {
    struct neighbourhood neighbourhood;
    const struct keys_household *household; /* borrowed; outlives the node */
    const struct keys_device *device;       /* borrowed; outlives the node */
    const struct sealing_keys *sealing; /* of its months; borrowed, may change
                                           between steps; NULL: none */
    const struct enrolment *enrolment;  /* what it shows to be let in; borrowed;
                                           NULL: nothing */
    bool is_hub;
    unsigned photos_ahead; /* pictures fetched before anybody asks: 0 none, 1
                              small ones, 2 large ones too */
    bool checks_first;     /* holds nothing whose signature is not checked */
    unsigned keep_weeks;   /* of the board; KEEP_ALL: everything */
};

/*
 * Make a node over a shelf. Nothing is read before the first step.
 *
 * shelf  copied; what it points to outlives the node
 *
 * ERR_NOMEM
 */
MUST_USE enum err node_new(const struct node_config *config,
                           const struct shelf *shelf,
                           struct node **out);

/* Wipe and give back; NULL is nothing. */
void node_free(struct node *node);

/*
 * One step. Catches up with the journal first, then handles the event.
 *
 * event    borrowed for the call (a batch passes over in any case)
 * actions  what the core asks for is appended; on error only what catching up
 *          with the journal asked for stays
 * answer   what a command answers; may be NULL for other events
 *
 * USER errors refuse a command and change nothing. HOST errors end the step;
 * the driver rolls back. What a peer does wrong is never an error here: it
 * becomes ACTION_CLOSE.
 */
MUST_USE enum err node_step(struct node *node,
                            const struct event *event,
                            struct actions *actions,
                            struct answer *answer);

/*
 * Read what other processes wrote, inside a read transaction, so that the
 * views below are of this moment.
 */
MUST_USE enum err node_refresh(struct node *node, const struct moment *moment);

/* The people as of the last step or refresh; borrowed until the next. */
const struct roster *node_roster(const struct node *node);

/* A connection, for people. */
struct node_peer {
    uint32_t number;
    bool is_dialled;
    bool is_member;      /* false: a guest, or not yet known */
    bool is_live;        /* the session is complete, changes are pushed */
    struct id household; /* zero while unknown */
    struct id device;
    uint64_t since_mono_ms;
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t records_in;
    uint64_t records_out;
    uint64_t symbols; /* of sketches, both ways */
    uint64_t differences;
    uint64_t rounds;
};

/* Copy at most `max` connections; the number copied. */
size_t node_peers(const struct node *node, struct node_peer *out, size_t max);

/* How many live peers were sent, and have acknowledged, every journal row
 * up to `sequence`. */
size_t node_handed_to(const struct node *node, uint64_t sequence);

#endif
