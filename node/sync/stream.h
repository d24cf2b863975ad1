/*
 * Stream: records on their way to a peer, within its window.
 *
 * Nothing is queued: who wants to send asks for room, and comes again when
 * the peer has acknowledged. Rules T1 to T4 of spec/sync.md.
 */
#ifndef NODE_SYNC_STREAM_H
#define NODE_SYNC_STREAM_H

#include <stdbool.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"
#include "node/sync/inside.h"
#include "node/sync/sieve.h"

/*
 * Add a kept record to what is sent to the peer of `work`.
 *
 * is_done  false: there is no room now, try this one again later. True also
 *          where it is not kept any more, which sends nothing
 */
MUST_USE enum err stream_add(const struct work *work,
                             enum set set,
                             const struct id *id,
                             bool *is_done);

/* The same for the bytes of a record. */
MUST_USE enum err stream_add_bytes(const struct work *work,
                                   enum set set,
                                   struct view record,
                                   bool *is_done);

/*
 * Add the records of a week from a cursor on, which is 0 at first and behind
 * the last that was added then.
 *
 * sieve      what it holds is passed over; NULL: nothing is
 * kept_back  how many were in this step, of any week; SIFT_ROWS_MAX at most
 * is_done    false: there is no room now for the next
 */
MUST_USE enum err stream_week(const struct work *work,
                              const struct shelf_week *week,
                              const struct sieve *sieve,
                              size_t *kept_back,
                              uint64_t *cursor,
                              bool *is_done);

/* Send what was added; before anything else is said to any peer. */
MUST_USE enum err stream_flush(const struct work *work);

/* The peer acknowledged. ERR_PROTOCOL: more than it was sent. */
MUST_USE enum err stream_acked(const struct work *work, uint32_t bytes);

#endif
