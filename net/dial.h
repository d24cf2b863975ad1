/*
 * Dialling: an address to which a connection is to be kept.
 *
 *   WAITING --> QUEUED --> RESOLVING --> LINKED --> WAITING ...
 *
 * An address without a name is not resolved. Names are resolved by the workers
 * that check signatures, few at a time, since a server that does not answer
 * takes a worker for many seconds.
 *
 * One that is passing is closed instead of waiting when its link is gone,
 * when somebody else reached the same node, or after DIAL_LAN_TRIES: the
 * beacon that named it comes again.
 *
 * The pause doubles from DIAL_MS_FIRST with every failure, up to DIAL_MS_MAX
 * (far less on loopback), and is jittered, so that a street that lost its
 * hub does not come back in one instant.
 */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include "net/address.h"
#include "net/inside.h"

enum dial_state {
    DIAL_WAITING,
    DIAL_QUEUED,
    DIAL_RESOLVING,
    DIAL_LINKED,
    DIAL_CLOSING,
};

struct dial {
    struct dial *next;
    struct net *net; /* borrowed; outlives the dial */
    enum dial_state state;
    unsigned neighbourhood;
    struct address address;
    char text[ADDRESS_CHARS_MAX];
    enum origin origin;
    bool is_passing;   /* only a beacon has named it */
    unsigned failures; /* since it was up for a while */
    uint64_t up_ms;    /* when it was up last, monotonic */
    bool is_loopback;
    bool has_transport;
    struct id transport; /* whom we found there last */
    struct link *link;   /* borrowed; while LINKED */
    uv_timer_t timer;
    uv_getaddrinfo_t resolve;
    uint64_t turn;    /* in the queue; the least comes first */
    unsigned pending; /* timer and resolve that have to come back */
};

/*
 * Begin to dial an address.
 *
 * ERR_INVALID  no such address
 * ERR_FULL     PEERS_OUT_MAX are dialled
 * ERR_NOMEM
 */
MUST_USE enum err dial_add(struct net *net,
                           unsigned neighbourhood,
                           const char *text,
                           const struct net_hint *hint);

/* The text without its KEY. */
const char *dial_place(const struct dial *dial);

/* Dial it no more, unless a person named it; a link that is up stays. */
void dial_remove(struct net *net, unsigned neighbourhood, const char *text);

/* Dial nothing any more. */
void dial_stop(struct net *net);

/* The link has learnt whom it reached. */
void dial_link_up(struct dial *dial, const struct id *transport);

/* The link is gone, `was_up` or not. */
void dial_link_gone(struct dial *dial, bool was_up, enum err why);

/*
 * The pause after so many failures, in ms; `chance` are 32 random bits.
 * first_ms  pause after the first failure
 */
unsigned dial_pause_ms(unsigned failures,
                       unsigned first_ms,
                       unsigned max_ms,
                       uint32_t chance);

#endif
