/*
 * Finding one another on the local network: a beacon is called out by UDP
 * multicast on every interface, and whoever is heard is dialled.
 *
 *   start: three calls that ask -> others answer -> one of the two dials
 *   then one call in about LAN_CALL_MS, on each interface, IPv4 and IPv6
 *
 * All work is bounded, whoever calls: packets a second, of all and of one
 * source, answers, and dials. What a beacon says: net/codec/beacon.h. Rules:
 * spec/discovery.md. Lives on the loop thread.
 */
#ifndef NET_BEACON_H
#define NET_BEACON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/codec/beacon.h"
#include "net/inside.h"
#include "net/limits.h"
#include "node/err.h"

/* Somebody of ours who was heard, by his tag of the day. */
struct lan_other {
    unsigned neighbourhood;
    unsigned char tag[BEACON_TAG_BYTES];
    uint64_t first_ms; /* monotonic, as all here */
    uint64_t heard_ms;
    uint64_t again_ms; /* not dialled before */
    unsigned dials;
};

/* When a neighbourhood calls next. */
struct lan_caller {
    uint64_t due_ms;
    uint64_t called_ms; /* the last call */
    unsigned calls;     /* so far; the first ones ask */
};

struct lan_socket {
    struct lan *lan; /* borrowed */
    uv_udp_t udp;
    int family;
    bool is_open;
};

struct lan {
    struct net *net; /* borrowed */
    struct lan_socket sockets[2];
    uv_timer_t timer;
    unsigned handles; /* not closed yet */
    struct lan_caller callers[NET_NEIGHBOURHOODS_MAX];
    struct lan_other others[LAN_OTHERS_MAX];
    size_t other_count;
    /* What was heard in this second, of all and by shares of the sources. */
    uint64_t second;
    unsigned heard;
    uint8_t shares[LAN_SHARES];
    unsigned char share_key[16]; /* random: nobody can aim at a share */
    unsigned dials;              /* that may be begun now */
    uint64_t dial_ms;            /* when there was one more */
    uint16_t port;               /* UDP */
    unsigned char packet[LAN_PACKET_BYTES];
};

/*
 * Begin to call and to hear. A machine without a network, or one that does
 * not let us, is no error: there is nobody to be found then.
 *
 * port  UDP; 0: LAN_PORT
 *
 * ERR_NOMEM
 */
MUST_USE enum err lan_new(struct net *net, uint16_t port);

/* Hear no more; net->lan is freed when its handles are closed. NULL-safe. */
void lan_stop(struct lan *lan);

/* A packet came: judge it, perhaps answer, perhaps dial. For tests as well. */
void lan_hear(struct lan *lan,
              const struct sockaddr *from,
              const unsigned char *data,
              size_t bytes);

/* Look at the timer again: a call is due sooner. */
void lan_schedule(struct lan *lan);

#endif
