/*
 * Given: which peer gave the records that a step stores, until the rows of the
 * journal that they leave are read at the beginning of the next.
 */
#ifndef NODE_SYNC_GIVEN_H
#define NODE_SYNC_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

struct given_item {
    uint64_t prefix; /* of the id */
    uint32_t peer;
};

struct given {
    struct given_item *items; /* owned; at most one for each STORE of a step */
    size_t count;
    size_t room;
    bool is_sorted;
};

/* Forget all; the memory is kept unless it is much. */
void given_reset(struct given *given);

/* Forget all and give the memory back; may be called twice. */
void given_release(struct given *given);

/* A record of this peer is stored. ERR_NOMEM: unchanged. */
MUST_USE enum err
given_add(struct given *given, const struct id *id, uint32_t peer);

/* Did this peer give it? */
bool given_has(struct given *given, const struct id *id, uint32_t peer);

#endif
