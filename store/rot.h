/*
 * Rot: bytes of a record that changed on the disk. SQLite keeps no checksums of
 * its pages, but a record has its id, which its bytes must give, and
 * signatures, which are no part of it.
 */
#ifndef STORE_ROT_H
#define STORE_ROT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "store/limits.h"

struct store;

struct rotten_row {
    uint64_t seq; /* where it stands */
    struct id id;
    bool has_id; /* its bytes give it: it is a signature that has rotten */
};

struct rotten {
    struct rotten_row rows[STORE_ROTTEN_MAX]; /* the first of them */
    size_t count;
    uint64_t all; /* how many there are */
};

/* Told now and then how many of all records were looked at. */
typedef void rot_watch(void *self, uint64_t done, uint64_t all);

/* Which kept records are not what was signed? Reads and verifies all of them.
 * `watch` may be NULL. Outside of transactions. */
MUST_USE enum err
rot_find(struct store *store, rot_watch *watch, void *self, struct rotten *out);

/* Erase them, so that peers who keep them give them again at the next
 * comparison. Outside of transactions. */
MUST_USE enum err rot_drop(struct store *store, const struct rotten *rotten);

/* The same of one, inside a transaction: in store/put.c, with all that goes. */
MUST_USE enum err store_drop_rotten(struct store *store,
                                    const struct rotten_row *rotten);

#endif
