/*
 * Push: what changes is handed to live peers at once.
 *
 * Each peer has a cursor into the journal; rows behind it are read when its
 * window has room, so nothing is queued. Rules P1 to P4 of spec/sync.md.
 */
#ifndef NODE_SYNC_PUSH_H
#define NODE_SYNC_PUSH_H

#include "node/err.h"
#include "node/shelf.h"
#include "node/sync/inside.h"

/* Send the peer of `work` the rows behind its cursor, as far as there is
 * room; not while a comparison with it waits for its last acknowledgement. */
MUST_USE enum err push_send(const struct work *work);

/* A row was committed: whoever stands before it and has its record, or needs
 * none, is moved past it. */
void push_pass(struct sync *sync, const struct journal_row *row);

/* What was handed over and is acknowledged. */
void push_note(struct sync *sync, struct peer *peer);

#endif
