/*
 * Events: everything that can happen to the core.
 *
 * Time and randomness come with the event; there is no other. What an event
 * points to is borrowed for the step, but for a verified batch, which passes
 * to the core.
 */
#ifndef NODE_EVENT_H
#define NODE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "node/act/answer.h"
#include "node/act/command.h"
#include "node/actions.h"
#include "node/bytes.h"
#include "node/id.h"
#include "node/moment.h"
#include "node/photo/head.h"
#include "node/record/class.h"

enum { SEED_BYTES = 32, BINDING_BYTES = 64 };

enum event_kind {
    EVENT_TICK,      /* time has passed */
    EVENT_CHANGED,   /* the journal may have grown: read it */
    EVENT_COMMAND,   /* a person wants something */
    EVENT_PEER_UP,   /* a handshake is complete */
    EVENT_PEER_DOWN, /* a connection is gone */
    EVENT_MESSAGE,   /* a peer sent one message */
    EVENT_VERIFIED,  /* a batch comes back with its answers */
    EVENT_CARRIED,   /* a bundle brings records */
    EVENT_PHOTO,     /* somebody here wants to see a photo */
    EVENT_REACHABLE, /* where this node can be dialled now */
};

/* "host:port" each, ADDRESSES_MAX at most; none: it cannot be dialled. */
struct reachable {
    const struct view *addresses;
    size_t count;
};

/* Records of one set, each u16 bytes and the record. None of the roster: it
 * is complete, so what waits is tried at once. */
struct carried {
    enum set set;
    struct view records;
};

/* One that a kept post lists; the small picture comes before the large. */
struct photo_wanted {
    struct id id;
    enum photo_part part;
};

struct peer_up {
    bool is_dialled;     /* we dialled; the dialler leads the session */
    struct id transport; /* the peer's static X25519 key */
    struct view hello;   /* its greeting, where it dialled; else empty */
    unsigned char binding[BINDING_BYTES]; /* handshake hash, same at both */
};

struct event {
    enum event_kind kind;
    struct moment moment;
    unsigned char
        seed[SEED_BYTES]; /* fresh and secret; used in this step only */
    uint32_t peer; /* PEER_UP, PEER_DOWN, MESSAGE: number given by the driver,
                      never 0, never reused in a process */
    union {
        const struct command *command;
        struct peer_up up;
        struct view message;
        struct verify_batch *batch; /* ownership passes to the core */
        struct carried carried;
        struct reachable reachable;
        struct photo_wanted photo;
    } as;
};

#endif
