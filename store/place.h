/*
 * The place of a folder: which files its keys are, so that a folder that was
 * copied or restored by other means than kith's is noticed. A copy must
 * become a new device before it signs anything, or two machines would write
 * in one lane.
 *
 * The store remembers the places of keys.a and keys.b. One that fits is
 * enough, so they can be replaced one after the other.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "store/keys.h"
#include "store/store.h"

/* What tells one file from its copy. */
struct place {
    uint64_t file;     /* inode number */
    uint64_t birth_ns; /* when it was made, as the disk says; else 0 */
};

/* The place of a file; ERR_UNKNOWN where there is none. */
MUST_USE enum err place_read(const char *path, struct place *out);

/* Do neither keys.a nor keys.b lie where they were written? True, too, when
 * their places were never recorded. */
MUST_USE enum err store_is_copied(struct store *store, bool *is_copied);

/* Record where keys.a and keys.b lie now. Inside store_begin. */
MUST_USE enum err store_settle_place(struct store *store);

/*
 * Write new keys into the folder of a store, a generation later, and record
 * their place, so that a crash at any moment is not taken for a copy; the
 * first keys of a new folder too. A copy is none any more. Months that another
 * process made meanwhile are kept, in `keys` too. Outside of transactions.
 * Errors as keys_save.
 */
MUST_USE enum err keys_change(struct store *store, struct keys *keys);

/*
 * The same where the folder is a copy, in one transaction: of several processes
 * that have noticed, the first one does it, and the others take its keys. After
 * an error `keys` may be either. Outside of transactions.
 */
MUST_USE enum err keys_part(struct store *store, struct keys *keys);

/*
 * Destroy the sealing keys whose months are over and make those that are
 * missing, where that is due: of several processes one does it, and the others
 * take what it made. A copy is left alone. Outside of transactions. Errors as
 * keys_save; `keys` is then as before.
 *
 * seed  32 random bytes, for the caller to wipe
 */
MUST_USE enum err keys_roll(struct store *store,
                            struct keys *keys,
                            uint64_t now_ms,
                            const unsigned char seed[static KEY_SEED_BYTES]);

/* Write again what keys_load found missing, older or damaged, with the same
 * care; a copy stays one. Outside of transactions. */
MUST_USE enum err keys_heal(struct store *store, const struct keys *keys);

#endif
