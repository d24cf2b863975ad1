/*
 * A bundle: the kept sets as one file, for a stick to carry.
 *
 *   head 64 bytes | parcel | parcel | ... | last parcel
 *
 * Each parcel is sealed under a key made of the network key, so that whoever
 * finds the stick reads nothing, and a file that was damaged, cut or mixed of
 * two is noticed at its first wrong parcel. Pure; the nonce comes from
 * outside. Normative: spec/bundle.md.
 */
#ifndef NODE_SYNC_BUNDLE_H
#define NODE_SYNC_BUNDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/class.h"

enum {
    BUNDLE_KEY_BYTES = 32,
    BUNDLE_NONCE_BYTES = 24,
    BUNDLE_HEAD_BYTES = 16 + 16 + 8 + BUNDLE_NONCE_BYTES,
    BUNDLE_SIZE_BYTES = 4,                           /* before each parcel */
    BUNDLE_TAG_BYTES = 16,                           /* behind it */
    BUNDLE_PARCEL_BYTES_MAX = 1 + RECORDS_BYTES_MAX, /* a set and records */
    BUNDLE_SEALED_BYTES_MAX = BUNDLE_PARCEL_BYTES_MAX + BUNDLE_TAG_BYTES,
};

/* What stands in the clear. */
struct bundle_head {
    struct neighbourhood neighbourhood;
    uint64_t written_ms;
    unsigned char nonce[BUNDLE_NONCE_BYTES];
};

/* One that is being sealed or opened; holds a secret, see bundle_release. */
struct bundle {
    unsigned char head[BUNDLE_HEAD_BYTES];
    unsigned char key[BUNDLE_KEY_BYTES];
    uint64_t parcels; /* so far */
    bool is_over;     /* the last was sealed or opened */
};

/* What is in a parcel: records of one set or, in the last, how many records
 * of each set the bundle holds. */
struct bundle_parcel {
    bool is_last;
    enum set set;
    struct view records; /* each u16 bytes and the record; borrowed */
    uint32_t counts[SET_COUNT];
};

/* The head as it stands in the file. */
void bundle_write_head(const struct bundle_head *head,
                       unsigned char out[static BUNDLE_HEAD_BYTES]);

/*
 * Read a head.
 *
 * ERR_INVALID  the file is no bundle
 * ERR_VERSION  it was written by a newer kith
 */
MUST_USE enum err
bundle_read_head(const unsigned char in[static BUNDLE_HEAD_BYTES],
                 struct bundle_head *out);

/* Begin to seal or to open what follows a head. */
void bundle_begin(struct bundle *bundle,
                  const unsigned char head[static BUNDLE_HEAD_BYTES],
                  const unsigned char network_key[static BUNDLE_KEY_BYTES]);

/* Wipe the key; may be called twice. */
void bundle_release(struct bundle *bundle);

/*
 * Append the next parcel to `out`, sealed, with its size before it.
 *
 * parcel  records of one set, at most RECORDS_BYTES_MAX bytes of them; or the
 *         counts, after which nothing follows
 *
 * ERR_FULL, ERR_NOMEM  as bytes_append; the bundle is of no use then
 */
MUST_USE enum err bundle_seal(struct bundle *bundle,
                              const struct bundle_parcel *parcel,
                              struct bytes *out);

/*
 * How many sealed bytes follow.
 *
 * ERR_CORRUPT  more than a parcel can have
 */
MUST_USE enum err
bundle_read_size(const unsigned char size[static BUNDLE_SIZE_BYTES],
                 uint32_t *sealed_bytes);

/*
 * Open the next parcel.
 *
 * plain  replaced; `out` points into it
 *
 * ERR_CORRUPT  it was not sealed so, or not here; or says what a bundle
 *              cannot say
 * ERR_NOMEM
 */
MUST_USE enum err bundle_open(struct bundle *bundle,
                              struct view sealed,
                              struct bytes *plain,
                              struct bundle_parcel *out);

#endif
