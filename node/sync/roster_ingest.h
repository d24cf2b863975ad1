/*
 * Roster records that come in.
 *
 * One alone often means nothing: a vouch, the household, its devices arrive
 * in any order. So they wait together and are tried beside the kept roster;
 * those that the trial keeps are stored. Rules R1 to R5 of spec/sync.md.
 */
#ifndef NODE_SYNC_ROSTER_INGEST_H
#define NODE_SYNC_ROSTER_INGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/record.h"
#include "node/sync/inside.h"

/* Let a verified record wait. Where there is no room, the peer that has most
 * of it loses its oldest. */
MUST_USE enum err roster_ingest_add(const struct work *work,
                                    const struct record *record);

/* Try what waits, if something came and the last trial is not just over. */
MUST_USE enum err roster_ingest_try(const struct work *work);

/* The rosters of a peer, or of a bundle, and ours are compared: try at once;
 * what it brought and is not kept then is refused. */
MUST_USE enum err roster_ingest_settle(const struct work *work);

/* Forget what a peer sent: it has gone. */
void roster_ingest_forget(struct sync *sync, uint32_t peer);

#endif
