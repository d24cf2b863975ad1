/*
 * The keys of one neighbourhood's folder: kept twice, with a checksum.
 *
 * keys.a and keys.b hold the same. Each is replaced as a whole (write beside
 * it, sync, rename, sync the folder), so at any moment one of them is good.
 * Nothing else in the folder is secret. Normative: spec/store.md.
 */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/mail/sealing.h"
#include "node/people/pass.h"
#include "node/record/identity.h"
#include "store/limits.h"

enum { NETWORK_KEY_BYTES = 32, KEYS_BYTES_MAX = 1280 };

struct keys {
    uint64_t generation; /* raised by keys_save; the greater one counts */
    uint64_t created_ms;
    struct neighbourhood neighbourhood;
    char name[NAME_BYTES_MAX + 1]; /* of this household, as it was given */
    /* Zero on a machine that came later: it has the public half alone. */
    unsigned char household_seed[KEY_SEED_BYTES];
    struct id household_id;
    unsigned char device_seed[KEY_SEED_BYTES];
    unsigned char network_key[NETWORK_KEY_BYTES]; /* all members share it */
    bool has_pass; /* it waits to be let in by another machine of its own */
    struct pass pass;
    unsigned char one_time_seed[KEY_SEED_BYTES]; /* of the pass */
    struct sealing_keys sealing;                 /* of this machine, by month */

    /* Made from the seeds by keys_load and keys_derive. */
    struct keys_household household;
    struct keys_device device;
};

/* All zero, nothing secret. */
void keys_init(struct keys *keys);

/* Wipe; may be called twice. */
void keys_release(struct keys *keys);

/* Make the key pairs from the seeds, and household_id where there is one. */
void keys_derive(struct keys *keys);

/* Does this machine hold the household's key? */
bool keys_hold_household(const struct keys *keys);

/*
 * Read the better of keys.a and keys.b.
 *
 * is_whole  false: one of them is missing, older or damaged; keys_heal it
 *
 * ERR_UNKNOWN  there is neither
 * ERR_CORRUPT  both are damaged
 */
MUST_USE enum err
keys_load(const char *folder, struct keys *out, bool *is_whole);

/*
 * Write both, a generation later; raises `keys->generation`. Where there is
 * a store already, keys_change of store/place.h does it.
 *
 * ERR_DISK_FULL, ERR_READ_ONLY, ERR_IO  keys_load finds the keys of before
 *     or the new ones, whole
 */
MUST_USE enum err keys_save(const char *folder, struct keys *keys);

/* The two files, by turns: keys_save writes the first, then the second. */
enum { KEYS_FILES = 2 };
MUST_USE enum err
keys_path(const char *folder, unsigned which, char out[static PATH_BYTES_MAX]);

/* Read one of the two, without its key pairs. ERR_UNKNOWN, ERR_CORRUPT: `out`
 * holds nothing. */
MUST_USE enum err
keys_read(const char *folder, unsigned which, struct keys *out);

/* Write them beside the two, as `keys` says, its generation as it is; then give
 * that file, which stays the same one, the name of one of the two. */
MUST_USE enum err keys_stage(const char *folder, const struct keys *keys);
MUST_USE enum err keys_publish(const char *folder, unsigned which);
MUST_USE enum err keys_staged(const char *folder,
                              char out[static PATH_BYTES_MAX]);

/* Both at once. */
MUST_USE enum err
keys_write(const char *folder, unsigned which, const struct keys *keys);

/* The file's bytes, for a backup; `out` holds a secret: bytes_wipe it. */
MUST_USE enum err keys_pack(const struct keys *keys, struct bytes *out);

/* The seeds, but not the key pairs, but for those of the months: keys_derive
 * makes them. ERR_CORRUPT: not
 * what keys_pack writes; `out` is wiped. */
MUST_USE enum err keys_unpack(struct view from, struct keys *out);

#endif
