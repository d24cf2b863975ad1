/*
 * The inbox: what the loop thread hands to the core thread.
 *
 * A bounded queue. Whoever puts never waits: a full inbox says so, and net
 * then reads no more from that peer until there is room again.
 */
#ifndef CLI_INBOX_H
#define CLI_INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/event.h"
#include "node/id.h"
#include "node/meet/origin.h"

enum {
    INBOX_PARCELS_MAX = 4096,
    INBOX_BYTES_MAX = 16 * 1024 * 1024, /* of what waits */
    PARCEL_ADDRESS_CHARS = 128,
};

enum parcel_kind {
    PARCEL_UP,       /* a connection; bytes: its greeting */
    PARCEL_MESSAGE,  /* bytes: the message */
    PARCEL_DOWN,     /* a connection is gone */
    PARCEL_VERIFIED, /* batch */
    PARCEL_ASKED,    /* bytes: a line of the control socket */
};

struct parcel {
    enum parcel_kind kind;
    unsigned neighbourhood; /* place among the drives */
    uint32_t peer;
    struct bytes bytes;                   /* owned */
    struct verify_batch *batch;           /* owned */
    bool is_dialled;                      /* UP */
    struct id transport;                  /* UP */
    unsigned char binding[BINDING_BYTES]; /* UP: hash of the handshake */
    char address[PARCEL_ADDRESS_CHARS];   /* UP; as it was dialled */
    enum origin origin;                   /* UP */
    uint64_t request;                     /* ASKED: its number */
};

struct inbox {
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct parcel **parcels; /* owned ring */
    size_t first;
    size_t count;
    size_t bytes;
    bool is_closed;
    bool is_starved; /* something was refused since inbox_can_resume */
};

/* Make ready. ERR_NOMEM. */
MUST_USE enum err inbox_init(struct inbox *inbox);

/* Give back what waits and the rest; no thread uses it any more. */
void inbox_release(struct inbox *inbox);

/*
 * A parcel with a copy of `bytes`.
 *
 * ERR_NOMEM
 */
MUST_USE enum err
parcel_new(enum parcel_kind kind, struct view bytes, struct parcel **out);

/* Give it back; NULL is nothing. */
void parcel_free(struct parcel *parcel);

/*
 * Put a parcel in; taken over only when ERR_OK is returned.
 *
 * ERR_FULL    no room
 * ERR_CLOSED  nobody takes any more
 */
MUST_USE enum err inbox_put(struct inbox *inbox, struct parcel *parcel);

/* The next parcel, which passes to the caller, or NULL: at once. */
struct parcel *inbox_take(struct inbox *inbox);

/* Wait until there is a parcel, the inbox is closed, or a time on the
 * monotonic clock has come. False when it is closed. */
bool inbox_wait(struct inbox *inbox, uint64_t until_mono_ms);

/* Take no more parcels and wake who waits. */
void inbox_close(struct inbox *inbox);

/* Does it take nothing any more? */
bool inbox_is_closed(struct inbox *inbox);

/* There was no memory for a parcel: who sent it may resume soon. */
void inbox_starve(struct inbox *inbox);

/* Was a put refused, and is there room now? Then senders may resume. */
bool inbox_can_resume(struct inbox *inbox);

#endif
