/*
 * The place of keys.a: which file it is, so that a copied or restored folder
 * is noticed. A copy must become a new device before it signs anything, or
 * two machines would write in one lane.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stdint.h>

#include "node/err.h"
#include "store/keys.h"
#include "store/store.h"

/* What tells one file from its copy. */
struct place {
    uint64_t file;     /* inode number */
    uint64_t birth_ns; /* when the file was made; 0: not told */
};

/* The place of a file; ERR_UNKNOWN where there is none. */
MUST_USE enum err place_read(const char *path, struct place *out);

/*
 * Write new keys into the folder of an open store and record their place, so
 * that a crash in between is not taken for a copy. Outside of transactions.
 * Errors as keys_save.
 */
MUST_USE enum err keys_change(struct store *store, struct keys *keys);

/* Write keys.a and keys.b again from what keys_load gave, where is_whole was
 * false; the same care as keys_change. */
MUST_USE enum err keys_heal(struct store *store, struct keys *keys);

#endif
