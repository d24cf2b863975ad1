/*
 * The outside world of a node: links to peers over TCP, on a libuv loop.
 *
 *   core thread --calls--> one bounded queue --> loop thread
 *   core thread <--inbox-- callbacks <---------- loop thread
 *
 * A struct net lives on the thread that runs the loop; only the functions
 * under "from any thread" may be called from elsewhere. It decides nothing
 * about peers: the core does, with net_send and net_close. Rules:
 * spec/handshake.md and spec/frames.md.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/config.h"
#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"

struct net; /* opaque */

/*
 * Begin to listen on a loop that is not running yet, or on its thread.
 * SIGPIPE is ignored in the whole process from now on.
 *
 * detail  of ADDRESS_CHARS_MAX: the address that failed
 *
 * ERR_INVALID  an address that is none, or too many of something
 * ERR_BUSY     an address is in use
 * ERR_IO, ERR_NOMEM
 * There is no net then; the loop has to run once more to close its handles.
 */
MUST_USE enum err net_new(uv_loop_t *loop,
                          const struct net_config *config,
                          char *detail,
                          struct net **out);

/* Give it back, only after `stopped`. NULL is nothing. */
void net_free(struct net *net);

/* The address really listened on, with its port; NULL past the last. */
const char *net_address(const struct net *net, size_t index);

/* On the loop thread: there is room again for what was not taken. */
void net_resume(struct net *net);

/* ---- From any thread, until `stopped` was called. ---- */

/*
 * Seal a message and send it to a peer; copied. Where the queue is full the
 * caller waits until the loop has made room (on the loop thread: ERR_FULL).
 * A peer that is gone is ignored: its `down` is on the way.
 *
 * ERR_FULL    over CHANNEL_MESSAGE_BYTES_MAX
 * ERR_CLOSED  net is stopping
 * ERR_NOMEM
 * All calls below have the last two, and ERR_UNKNOWN for a neighbourhood
 * that is none.
 */
MUST_USE enum err net_send(struct net *net, uint32_t peer, struct view message);

/*
 * End a connection once what was sent before has been written, or at once
 * for an error that blames the peer: then its address is penalised as well.
 * `down` follows.
 */
MUST_USE enum err net_close(struct net *net, uint32_t peer, enum err err);

/* The greeting of handshakes from now on, GREETING_BYTES_MAX at most. */
MUST_USE enum err
net_greet(struct net *net, unsigned neighbourhood, struct view greeting);

/*
 * Check a batch in the pool; it passes over only when ERR_OK is returned.
 * While VERIFY_MAX are under way the caller checks it, before this returns;
 * it comes back in the same way.
 */
MUST_USE enum err
net_verify(struct net *net, unsigned neighbourhood, struct verify_batch *batch);

/*
 * Keep a connection to an address, "[KEY@]ADDR:PORT": dial it, and dial it
 * again whenever it is gone. KEY is 64 hexadecimal digits, the static key it
 * must show. An address that is dialled already is not dialled twice.
 *
 * ERR_INVALID  no such address
 */
MUST_USE enum err net_dial(struct net *net,
                           unsigned neighbourhood,
                           const char *address,
                           const struct net_hint *hint);

/* Dial an address no more, unless a person named it; a connection that is up
 * stays. */
MUST_USE enum err
net_forget(struct net *net, unsigned neighbourhood, const char *address);

/* Run a function on the loop thread, in the order of calls. */
MUST_USE enum err
net_post(struct net *net, void (*run)(void *context), void *context);

/* Close every connection with a last write, then call `stopped`. */
void net_stop(struct net *net);

#endif
