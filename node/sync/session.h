/*
 * Session: the way of one peer from its first message to live push.
 *
 * The roster is compared first, once; then the other sets where fingerprints
 * differ, whatever has changed since. A session always ends. Rules S1 to S9
 * of spec/sync.md.
 */
#ifndef NODE_SYNC_SESSION_H
#define NODE_SYNC_SESSION_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/event.h"
#include "node/sync/inside.h"
#include "node/sync/wire.h"

/* Append our HELLO as of now, for a peer that greeted; NULL: for anybody. */
MUST_USE enum err session_write_hello(struct sync *sync,
                                      const struct scene *scene,
                                      const struct peer *peer,
                                      struct bytes *out);

/*
 * A connection is up; `work->peer` is fresh.
 *
 * ERR_MALFORMED  it dialled with a greeting that is none
 * ERR_CLOSED     it is ourselves
 */
MUST_USE enum err session_up(const struct work *work, const struct peer_up *up);

/* One message that is allowed in this state. */
MUST_USE enum err session_take(const struct work *work,
                               const struct wire_message *message);

/* Send what there is room for, and go on to the next set where one is done. */
MUST_USE enum err session_go_on(const struct work *work);

/*
 * The roster may have changed: does the peer stand, and as whom?
 *
 * ERR_STRANGER  a member that has no standing any more
 * ERR_AGAIN     another link to its device is kept
 * ERR_PROTOCOL  its greeting named another household
 */
MUST_USE enum err session_look(const struct work *work);

/* Was its roster believed, and is now all here? Then look again before
 * anything else, once what was stored is in the roster. */
bool session_must_look(const struct peer *peer);

/* When session_expire has something to do; UINT64_MAX: never. */
uint64_t session_due_ms(const struct work *work);

/*
 * Time has passed.
 *
 * ERR_TIMEOUT   it was its turn for too long
 * ERR_STRANGER  a guest's time is over
 */
MUST_USE enum err session_expire(const struct work *work);

#endif
