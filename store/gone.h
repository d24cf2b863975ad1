/*
 * Records that are gone: their sequences, until nothing points at them any
 * more. Entries of runs do until their run is merged. Inside store/.
 */
#ifndef STORE_GONE_H
#define STORE_GONE_H

#include <stdint.h>

#include "node/err.h"

struct store;

/* Note that there is no record at `seq` any more, since the row `erased` of
 * the journal: its own for the leaving of one. */
MUST_USE enum err gone_note(struct store *store, uint64_t seq, uint64_t erased);

/* Forget those from `first` to `last` that the journal was cut behind, where
 * each run that may have an entry of them was made later. */
MUST_USE enum err
gone_collect(struct store *store, uint64_t first, uint64_t last);

#endif
