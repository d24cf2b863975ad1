/*
 * A link: one TCP connection to a node.
 *
 *   CONNECTING --> SHAKING --> UP --> ENDING --> CLOSING
 *       |             |         |                  ^
 *       +-------------+---------+------------------+
 *
 * ENDING writes what is queued, CLOSING waits for libuv. The struct embeds
 * its handles: it is freed after the last close callback, once `down` was
 * taken.
 */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "net/address.h"
#include "net/codec/channel.h"
#include "net/codec/handshake.h"
#include "net/inside.h"

enum link_state {
    LINK_CONNECTING,
    LINK_SHAKING,
    LINK_UP,
    LINK_ENDING,
    LINK_CLOSING,
};

struct link {
    struct link *next;
    struct link *previous;
    struct net *net;   /* borrowed; outlives the link */
    struct dial *dial; /* borrowed; who dialled, NULL when gone or incoming */
    enum link_state state;
    enum err why; /* what `down` will say */
    uint32_t peer;
    unsigned neighbourhood;
    bool is_dialled;
    bool is_stranger; /* counted by the guard */
    bool is_counted;  /* counted in peers_in */
    bool is_flying;   /* a write is under way */
    bool is_reading;
    bool is_up_due;   /* `up` was not taken yet */
    bool is_down_due; /* `up` was told, `down` was not taken yet */
    unsigned handles; /* not closed yet */
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_connect_t connect;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct handshake *handshake; /* owned; until the link is up */
    struct channel channel;
    unsigned char expected[NOISE_KEY_BYTES]; /* static key, if has_expected */
    bool has_expected;
    struct id transport; /* of the peer, once known */
    unsigned char hash[NOISE_HASH_BYTES];
    struct bytes greeting; /* of the peer, until `up` is taken */
    struct view message;   /* not taken yet; in the channel's memory */
    struct bytes held;     /* read behind that message */
    struct bytes queued;   /* sealed, for the next write */
    struct bytes flying;   /* being written */
    uint64_t heard_ms;     /* the last whole frame */
    uint64_t sent_ms;      /* the last frame of ours */
    uint64_t flown_ms;     /* start of the write under way */
    struct address_group group;
    char address[ADDRESS_TEXT_CHARS];
};

/* What a link is begun with. */
struct link_target {
    const struct sockaddr *address;
    unsigned neighbourhood;
    const unsigned char *expected; /* NOISE_KEY_BYTES or NULL */
};

/*
 * Dial. The dial hears of the end by dial_link_gone, never before this
 * returns.
 *
 * ERR_NOMEM, ERR_IO  there is no link
 */
MUST_USE enum err link_dial(struct net *net,
                            struct dial *dial,
                            const struct link_target *target,
                            struct link **out);

/* Accept what waits at a listener, unless the guard is against it. */
void link_accept(struct net *net, uv_stream_t *stream);

/* The link of a peer number, or NULL. */
struct link *link_find(const struct net *net, uint32_t peer);

/* A peer with this static key is up in this neighbourhood. */
bool link_is_known(const struct net *net,
                   unsigned neighbourhood,
                   const struct id *transport);

/* Queue one message; a full queue or no memory ends the link. */
void link_send(struct link *link, struct view message);

/* Write what is queued, then close; at once where the peer is to blame. */
void link_end(struct link *link, enum err why);

/* Close now; `down` says why. */
void link_close(struct link *link, enum err why);

/* Offer again what was not taken, then read on. May free the link. */
void link_resume(struct link *link);

/* Hand what a turn of the loop has queued to the system. */
void link_flush(struct link *link);

/* ---- Between link.c and link_read.c ---- */

/* Begin to read from a connected link. */
void link_read_start(struct link *link);

/* Stop to read, and forget what was read and not taken. */
void link_read_stop(struct link *link);

/* The handshake is done: from now on its timer watches for silence. */
void link_watch(struct link *link);

#endif
