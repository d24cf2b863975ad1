/*
 * Identifiers: 32 bytes that are a public key or a BLAKE2b-256 hash.
 *
 * A household is named by its Ed25519 public key, a record by the hash of its
 * bytes without the signature, a slot by the hash of what numbers it. A
 * neighbourhood has 16 bytes, cut from the hash of its founding council.
 */
#ifndef NODE_ID_H
#define NODE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

enum {
    ID_BYTES = 32,
    ID_HEX_CHARS = 65, /* with the end mark */
    NEIGHBOURHOOD_BYTES = 16,
    NEIGHBOURHOOD_HEX_CHARS = 33,
};

struct id {
    unsigned char data[ID_BYTES];
};

struct neighbourhood {
    unsigned char data[NEIGHBOURHOOD_BYTES];
};

/* Equal bytes. Identifiers are public, so this need not be constant-time. */
bool id_equal(const struct id *left, const struct id *right);

/* Order of the bytes: below 0, 0, above 0, as memcmp. */
int id_compare(const struct id *left, const struct id *right);

/* Is it one of these? */
bool id_is_among(const struct id *ids, size_t count, const struct id *id);

/* All bytes zero: no identifier. */
bool id_is_zero(const struct id *id);

/* The first eight bytes as a number, for hash tables and 64-bit indexes. */
uint64_t id_prefix(const struct id *id);

/* Equal bytes, as id_equal. */
bool neighbourhood_equal(const struct neighbourhood *left,
                         const struct neighbourhood *right);

/* Lower-case hexadecimal with an end mark. */
void id_to_hex(const struct id *id, char hex[static ID_HEX_CHARS]);
void neighbourhood_to_hex(const struct neighbourhood *neighbourhood,
                          char hex[static NEIGHBOURHOOD_HEX_CHARS]);

/*
 * Read 64 (32) hexadecimal digits of either case.
 *
 * ERR_INVALID  another length or another character; `out` is unchanged
 */
MUST_USE enum err id_from_hex(const char *hex, struct id *out);
MUST_USE enum err neighbourhood_from_hex(const char *hex,
                                         struct neighbourhood *out);

#endif
