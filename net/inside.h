/*
 * What the files of net/ share: the struct net itself. Only net/ includes
 * it; it lives on the loop thread but for `calls`.
 */
#ifndef NET_INSIDE_H
#define NET_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/address.h"
#include "net/calls.h"
#include "net/codec/handshake.h"
#include "net/codec/noise.h"
#include "net/codec/replay.h"
#include "net/config.h"
#include "net/guard.h"
#include "net/limits.h"
#include "node/bytes.h"
#include "node/err.h"

struct lan;
struct link;
struct dial;

struct listener {
    struct net *net; /* borrowed */
    uv_tcp_t tcp;
    bool is_behind; /* a connection waits for memory */
    char address[ADDRESS_TEXT_CHARS];
};

struct net {
    uv_loop_t *loop;
    struct net_events events;
    struct net_times times; /* with the zeros filled in */
    /* Of each neighbourhood, by its number: the way in, what is said first. */
    struct handshake_door doors[NET_NEIGHBOURHOODS_MAX];
    struct bytes greetings[NET_NEIGHBOURHOODS_MAX];
    size_t door_count;
    struct replay replay;
    struct guard guard;

    struct listener listeners[LISTEN_MAX];
    size_t listener_count;
    size_t peers_in_max;
    size_t peers_in;    /* authenticated, incoming */
    struct link *links; /* owned, each until its handles are closed */
    struct dial *dials; /* owned, likewise */
    size_t dial_count;
    size_t resolving;     /* names that are being asked for */
    uint64_t turns;       /* that were given in the queue of names */
    struct lan *lan;      /* owned, until its handles are closed; NULL: none */
    struct call *checked; /* owned: batches that were not taken back */
    size_t checking;      /* batches in the pool */
    uint32_t last_peer;

    struct calls calls;
    uv_prepare_t flush; /* writes what a turn of the loop has queued */
    size_t handles;     /* of net itself, not closed yet */
    bool is_stopping;
    bool is_owned;  /* the thread of the loop is known */
    bool is_failed; /* net_new failed: free it once it is closed */
    unsigned char read_buffer[READ_BYTES_MAX]; /* of the link being read */
};

/* Monotonic milliseconds of the loop. */
uint64_t net_mono_ms(const struct net *net);

/* Trusted time of the driver, 0 when unknown. */
uint64_t net_now_ms(const struct net *net);

/* Something was closed: call `stopped` if net is stopping and it was last. */
void net_closed_one(struct net *net);

/* libuv's code as ours; what a connection suffers is nobody's fault. */
MUST_USE enum err net_err(int code);

/* Listen at one address; errors as net_new. */
MUST_USE enum err listen_at(struct net *net, const char *text);

/* Accept what had to wait for memory. */
void listen_again(struct net *net);

/* Close all listeners. */
void listen_stop(struct net *net);

/* Check the batch of a call in the pool; the call is taken over. */
void pool_verify(struct call *call);

/* The batch of a call is checked; the call is taken over. */
void pool_checked(struct call *call);

/* Offer again what was not taken. */
void pool_resume(struct net *net);

/* Drop what was not taken; what is being checked comes back first. */
void pool_stop(struct net *net);

/* Do what was called for; true once the queue is closed. */
bool post_run(struct net *net);

#endif
