/*
 * What a set holds, in figures: two nodes with equal digests keep the same.
 */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"
#include "store/store.h"

/* How many records a set holds. */
MUST_USE enum err
store_count(struct store *store, enum set set, uint64_t *records);

/* BLAKE2b-256 over the ids of each set in ascending order, in one walk over
 * all records. ERR_NOMEM. */
MUST_USE enum err store_digests(struct store *store,
                                struct id digests[static SET_COUNT]);

/* The same of one set. ERR_NOMEM. */
MUST_USE enum err
store_digest(struct store *store, enum set set, struct id *digest);

#endif
