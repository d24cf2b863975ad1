/*
 * Ingest: records that come in, from their bytes to the shelf.
 *
 * Cheap checks, then the signature in the verify pool, then the checks again
 * (the world may have moved), then the shelf. What was received is
 * acknowledged when it is stored or refused. Rules N1 to N8 of spec/sync.md.
 */
#ifndef NODE_SYNC_INGEST_H
#define NODE_SYNC_INGEST_H

#include "node/actions.h"
#include "node/err.h"
#include "node/sync/inside.h"
#include "node/sync/wire.h"

/*
 * A peer sent records.
 *
 * ERR_MALFORMED  one of them is no record of this neighbourhood and set
 * ERR_PROTOCOL   more than its window
 */
MUST_USE enum err ingest_records(const struct work *work,
                                 const struct wire_message *message);

/*
 * A bundle brings records; `work->peer` is NULL.
 *
 * ERR_MALFORMED  one of them is no record of this neighbourhood and set
 * ERR_FULL       they are over RECORDS_BYTES_MAX
 */
MUST_USE enum err ingest_carried(const struct work *work,
                                 const struct carried *carried);

/*
 * A batch was verified; `work->peer` is NULL where its sender has gone.
 *
 * ERR_SIGNATURE  the peer sent too many that their authors did not sign; the
 *                others are taken in
 */
MUST_USE enum err ingest_verified(const struct work *work,
                                  const struct verify_batch *batch);

/* Look whose time has come of those that waited for theirs. */
MUST_USE enum err ingest_waited(const struct work *work);

#endif
