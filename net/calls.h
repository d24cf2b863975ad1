/*
 * Calls from other threads to the loop: one bounded queue.
 *
 * A call that finds it full waits until the loop has taken what was there.
 * The loop takes all at once and never waits for anybody, so nobody waits
 * for ever.
 */
#ifndef NET_CALLS_H
#define NET_CALLS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/limits.h"
#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/meet/origin.h"

enum call_kind {
    CALL_SEND,
    CALL_CLOSE,
    CALL_GREET,
    CALL_VERIFY,
    CALL_CHECKED,
    CALL_DIAL,
    CALL_FORGET,
    CALL_POST,
};

struct net;

struct call {
    struct call *next;
    enum call_kind kind;
    struct net *net; /* borrowed */
    uv_work_t work;  /* VERIFY: the call goes through the pool itself */
    unsigned neighbourhood;
    uint32_t peer;
    enum err err;
    enum origin origin;         /* DIAL */
    struct id whom;             /* DIAL: zero: not known */
    struct verify_batch *batch; /* owned */
    _Atomic size_t taken;       /* VERIFY: records up to here have a worker */
    size_t workers;             /* VERIFY: not yet done with it */
    void (*run)(void *context);
    void *context;
    size_t bytes;         /* of data */
    unsigned char data[]; /* message, greeting, address with its end */
};

struct calls {
    uv_mutex_t mutex;
    uv_cond_t room;
    uv_async_t async; /* its data belongs to the owner */
    uv_thread_t loop; /* known once has_loop */
    bool has_loop;
    bool is_closed;
    struct call *first; /* owned */
    struct call *last;
    size_t count;
    size_t bytes;
    size_t batches; /* under way: called and not yet given back */
};

/*
 * Begin; `woken` is called on the loop thread when calls wait.
 *
 * ERR_IO, ERR_NOMEM  nothing is begun
 */
MUST_USE enum err
calls_init(struct calls *calls, uv_loop_t *loop, uv_async_cb woken);

/* Drop what waits; only after calls_close and when the async is closed. */
void calls_release(struct calls *calls);

/* The thread that calls this is the loop's. */
void calls_own(struct calls *calls);

/* Refuse calls from now on, and wake the loop. From any thread. */
void calls_close(struct calls *calls);

/*
 * A call with a copy of `data`; the caller fills in the rest.
 *
 * ERR_NOMEM
 */
MUST_USE enum err
call_new(enum call_kind kind, struct view data, struct call **out);

/* Give it back with its batch; NULL is nothing. */
void call_free(struct call *call);

/*
 * Hand a call to the loop; it is taken over only when ERR_OK is returned.
 *
 * ERR_CLOSED  the queue is closed
 * ERR_FULL    on the loop thread only: it cannot wait for itself
 */
MUST_USE enum err calls_put(struct calls *calls, struct call *call);

/* Take all calls, the oldest first; the caller frees each. */
struct call *calls_take(struct calls *calls, bool *is_closed);

/* Count a batch in; true when the pool has room for it. From any thread. */
bool calls_begin_batch(struct calls *calls);

/* A batch was given back. */
void calls_end_batch(struct calls *calls);

#endif
