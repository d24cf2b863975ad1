/*
 * Waiting: verified records that cannot be kept yet, a bounded list.
 *
 * Some wait for their time, some for a vouch. In order of arrival; a lost one
 * comes again by sync.
 */
#ifndef NODE_SYNC_WAITING_H
#define NODE_SYNC_WAITING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"

struct waiting_item {
    uint32_t peer; /* who sent it */
    struct id id;
    struct id signer;
    uint64_t stamp_ms;
    unsigned char *data; /* owned */
    size_t bytes;
};

struct waiting {
    struct waiting_item *items; /* owned */
    size_t count;
    size_t room;
    size_t count_max;
    size_t bytes; /* of all items */
    size_t bytes_max;
};

/* Make ready and empty; takes no memory. */
void waiting_init(struct waiting *waiting, size_t count_max, size_t bytes_max);

/* Forget all; may be called twice. */
void waiting_release(struct waiting *waiting);

/*
 * Add a copy of a record.
 *
 * ERR_FULL   past count_max or bytes_max; unchanged
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err waiting_add(struct waiting *waiting,
                              uint32_t peer,
                              const struct record *record);

/* Remove one; those behind it move up. */
void waiting_remove(struct waiting *waiting, size_t index);

/* Is the record with this id, or one that begins so, among them? */
bool waiting_has(const struct waiting *waiting, const struct id *id);
bool waiting_has_prefix(const struct waiting *waiting, uint64_t prefix);

/* How many a device signed, or a peer sent. */
size_t waiting_count_signer(const struct waiting *waiting,
                            const struct id *signer);
size_t waiting_count_peer(const struct waiting *waiting, uint32_t peer);

/* The oldest that a peer sent; waiting->count where there is none. */
size_t waiting_find_peer(const struct waiting *waiting, uint32_t peer);

/* Its bytes, until it is removed. */
struct view waiting_view(const struct waiting *waiting, size_t index);

#endif
