/*
 * Verify: records whose signatures wait to be checked, as a batch.
 *
 * Each was read once, when it came, and is not read again. Pure; the pool of
 * net/ runs batches on threads of its own.
 */
#ifndef NODE_VERIFY_H
#define NODE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/record/record.h"

/* One signature to check: a record as it arrived, read once. */
struct verify_item {
    struct record record; /* its views point into the batch's bytes */
    bool is_admitted;     /* of the core, not interpreted by others */
    bool is_valid;        /* the answer */
};

/*
 * Records whose signatures wait to be checked. It owns their bytes and
 * travels by pointer: core -> driver -> pool -> driver -> core, which frees it.
 */
struct verify_batch {
    uint32_t peer;             /* who sent them; 0: nobody */
    uint64_t number;           /* of the core, not interpreted by others */
    uint64_t turn;             /* likewise */
    bool is_held;              /* likewise: from the shelf, not from a peer */
    struct bytes bytes;        /* owned; the items point into it */
    struct verify_item *items; /* owned */
    size_t count;
    size_t count_max;
};

/*
 * An empty batch for so many records of so many bytes in all.
 *
 * ERR_NOMEM  nothing is made
 */
MUST_USE enum err verify_batch_new(uint32_t peer,
                                   size_t count_max,
                                   size_t bytes_max,
                                   struct verify_batch **out);

/* Add a record and a copy of its bytes; the caller keeps to the room that it
 * asked for. */
void verify_batch_add(struct verify_batch *batch,
                      const struct record *record,
                      bool is_admitted);

/* Check every signature of a batch; what the driver calls. */
void verify_batch_run(struct verify_batch *batch);

/* Check `count` of them from one on, or as many as there are: several threads
 * may do so at once, each with its own. */
void verify_batch_check(struct verify_batch *batch, size_t from, size_t count);

/* Give it back; NULL is nothing. */
void verify_batch_free(struct verify_batch *batch);

#endif
