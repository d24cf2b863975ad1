/*
 * Rot: bytes of a record that changed on the disk. SQLite keeps no checksums of
 * its pages, but a record has its id, which its bytes must give.
 */
#ifndef STORE_ROT_H
#define STORE_ROT_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "store/limits.h"

struct store;

struct rotten {
    struct id ids[STORE_ROTTEN_MAX]; /* of the first of them */
    size_t count;
    uint64_t all; /* how many there are */
};

/* Which kept records are not what their ids say? Reads all of them. */
MUST_USE enum err rot_find(struct store *store, struct rotten *out);

/*
 * Erase them, so that peers who keep them give them again at the next
 * comparison. Outside of transactions.
 *
 * ERR_CORRUPT  of one it cannot even be told which set it is of; nothing was
 *              erased
 */
MUST_USE enum err rot_drop(struct store *store, const struct rotten *rotten);

#endif
