/*
 * What a struct net is made of: neighbourhoods, addresses, and whom it tells
 * what. How it is used: net/net.h.
 */
#ifndef NET_CONFIG_H
#define NET_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/limits.h"
#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/meet/origin.h"

enum { NET_KEY_BYTES = 32, NET_HASH_BYTES = 64 };

/* One neighbourhood; it is called by its place in the config, from 0. */
struct net_neighbourhood {
    struct neighbourhood id;
    unsigned char psk[NET_KEY_BYTES];              /* the network key */
    unsigned char transport_secret[NET_KEY_BYTES]; /* X25519, of this device */
};

/* What is known of an address that is dialled. */
struct net_hint {
    enum origin origin;
    struct id whom;  /* whom it would reach, so as not to; zero: not known */
    bool is_passing; /* given up after a few failures, or when its link ends */
};

/* A handshake is complete. What it points to is borrowed for the call. */
struct net_up {
    uint32_t peer; /* from 1, never reused in a process */
    unsigned neighbourhood;
    bool is_dialled;                    /* we dialled */
    struct id transport;                /* the peer's static X25519 key */
    struct view greeting;               /* its greeting, where it dialled */
    unsigned char hash[NET_HASH_BYTES]; /* of the handshake, same at both */
    const char *address;                /* of the other side, as text */
    const char *dialled; /* the text that was dialled, without KEY; or NULL */
    enum origin origin;  /* of that text */
};

/*
 * What net tells, on the loop thread. `took` is false when there is no room:
 * net then keeps it, reads no more from that peer, and tells it again after
 * net_resume. Of one peer come up, then messages, then down, in this order.
 */
struct net_events {
    void *context;
    bool (*up)(void *context, const struct net_up *up);
    bool (*message)(void *context,
                    unsigned neighbourhood,
                    uint32_t peer,
                    struct view message);
    bool (*down)(void *context,
                 unsigned neighbourhood,
                 uint32_t peer,
                 enum err err);
    /* The batch passes over when it is taken. */
    bool (*verified)(void *context,
                     unsigned neighbourhood,
                     struct verify_batch *batch);
    /* Trusted time, ms since 1970; 0 while the clock is not plausible. */
    uint64_t (*now_ms)(void *context);
    /* All handles are closed after net_stop: net_free may be called. */
    void (*stopped)(void *context);
};

/* What tests shorten; 0 is the value of net/limits.h. */
struct net_times {
    unsigned handshake_ms;
    unsigned alive_ms;
    unsigned silent_ms;
    unsigned dial_ms_first;
};

/* Borrowed for net_new, but the contexts. */
struct net_config {
    const struct net_neighbourhood *neighbourhoods;
    size_t neighbourhood_count;
    const char *const *listen; /* "ADDR:PORT" or "[ADDR]:PORT", numeric */
    size_t listen_count;
    bool is_hub;       /* takes PEERS_IN_HUB peers */
    bool has_lan;      /* beacons on the local network */
    uint16_t lan_port; /* UDP; 0: LAN_PORT */
    struct net_times times;
    struct net_events events;
};

#endif
