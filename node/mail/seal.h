/*
 * Sealing: the text of a letter as the body of a record, and back.
 *
 *   sender, ephemeral, nonce | eight stalls | commitment | sealed text
 *
 * A stall is for one machine of a reader: a tag by which that machine alone
 * finds it, and the text's key, sealed to it. Stalls without a reader are
 * random, their order is shuffled, the text is padded: the body tells nobody
 * who reads it, nor how many. Rules S1 to S9 of spec/letters.md.
 */
#ifndef NODE_MAIL_SEAL_H
#define NODE_MAIL_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/field.h"
#include "node/record/identity.h"

enum {
    STALLS = 8,
    STALL_TAG_BYTES = 8,
    STALL_KEY_BYTES = 48, /* a key of 32 bytes, sealed */
    STALL_BYTES = STALL_TAG_BYTES + STALL_KEY_BYTES,
    SEAL_NONCE_BYTES = 24,
    SEAL_SEED_BYTES = 32,
    SEAL_TAG_BYTES = 16, /* of XChaCha20-Poly1305 */
};

/* The body of a letter. */
struct sealed {
    struct id sender; /* sealing key of the author's machine */
    struct id ephemeral;
    unsigned char nonce[SEAL_NONCE_BYTES];
    unsigned char stalls[STALLS * STALL_BYTES];
    struct id commitment; /* to the text's key: it has one text only */
    struct view text;     /* borrowed; sealed */
};

/* The table of the body. For the spec's test. */
const struct field *sealed_fields(size_t *count);

/* ERR_MALFORMED  a size that no letter has, or a field breaks its rule */
MUST_USE enum err sealed_read(struct view body, struct sealed *out);

/* Errors as the body writers of node/record/body.h. */
MUST_USE enum err sealed_write(const struct sealed *sealed, struct bytes *out);

/* Whose letter it is: what is sealed for one author opens for no other. */
struct seal_place {
    const struct neighbourhood *neighbourhood;
    const struct id *author; /* household */
};

struct seal_order {
    struct seal_place place;
    const struct exchange_keys *sender;
    const struct id *readers; /* sealing keys of machines, 1 to STALLS */
    size_t readers_count;
    const unsigned char *seed; /* SEAL_SEED_BYTES, random; with other readers
                                  or another text it may be used again */
};

/*
 * Append the body of a letter. A reader whose key is none has no stall.
 *
 * ERR_INVALID          the text is too long
 * ERR_FULL, ERR_NOMEM  as bytes_append
 * In all cases `out` is unchanged.
 */
MUST_USE enum err letter_seal(const struct seal_order *order,
                              struct view text,
                              struct bytes *out);

/* The keys that both sides of a pair work out, and nobody else. */
struct seal_pair {
    unsigned char key[ID_BYTES];
};

/*
 * What a sender's key and ours have in common; costs one X25519, and is good
 * for all letters between them.
 *
 * ERR_MALFORMED  the sender's key is none
 */
MUST_USE enum err seal_pair_make(const struct exchange_keys *ours,
                                 const struct id *sender,
                                 struct seal_pair *out);

/*
 * Has a letter that we sealed a stall for this key? Costs one X25519.
 *
 * sender  the pair whose public half the letter names
 *
 * ERR_MALFORMED  the reader's key is none
 */
MUST_USE enum err seal_reaches(const struct sealed *sealed,
                               const struct exchange_keys *sender,
                               const struct id *reader,
                               bool *out);

/* The stall whose tag this pair makes; STALLS: none. */
size_t seal_find(const struct sealed *sealed, const struct seal_pair *pair);

/*
 * Open a letter by our stall: replace `out` by its text.
 *
 * ERR_MALFORMED        it does not open, or not as the spec says
 * ERR_FULL, ERR_NOMEM  as bytes_append
 * After an error `out` is wiped and empty.
 */
MUST_USE enum err seal_open(const struct seal_place *place,
                            const struct sealed *sealed,
                            size_t stall,
                            const struct exchange_keys *ours,
                            struct bytes *out);

#endif
