/*
 * Check: live peers compare fingerprints, so that a stalled push is noticed.
 *
 * The leader asks when it is quiet after a change, and at least every
 * CHECK_MS; the follower answers. Two answers in a row that differ, with
 * nothing under way, and the leader compares again, ever more rarely where
 * that does not help. Rules K1 to K5 of spec/sync.md.
 */
#ifndef NODE_SYNC_CHECK_H
#define NODE_SYNC_CHECK_H

#include <stdbool.h>

#include "node/err.h"
#include "node/sync/inside.h"
#include "node/sync/wire.h"

/* Say our fingerprints: the leader's question or the follower's answer. */
MUST_USE enum err check_say(const struct work *work);

/* The peer said its own. The follower answers; the leader judges.
 *
 * is_due  leader: it is time to compare again */
MUST_USE enum err check_take(const struct work *work,
                             const struct wire_message *message,
                             bool *is_due);

/* Follower: the leader compares again. */
MUST_USE enum err check_opened(const struct work *work);

/* A set changed: ask when it has been quiet for a while. */
void check_changed(struct peer *peer, uint64_t mono_ms);

/* Comparing is over: look soon whether it helped. */
void check_soon(struct peer *peer, uint64_t mono_ms);

/* Rows that the peer should have had are gone: it must compare. */
MUST_USE enum err check_lost(const struct work *work);

#endif
