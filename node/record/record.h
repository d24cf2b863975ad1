/*
 * A record: a signed, immutable message; all that is ever gossiped.
 *
 *   header (102 bytes) | body (canonical MessagePack map, or empty) | signature
 *
 * Bytes are kept and relayed as received; the id and the signature cover them
 * as they stand. An empty body withdraws what the slot held before.
 * Normative: spec/records.md.
 */
#ifndef NODE_RECORD_RECORD_H
#define NODE_RECORD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"

enum {
    RECORD_FORMAT = 1,
    RECORD_HEADER_BYTES = 102,
    RECORD_SIGNATURE_BYTES = 64,
    RECORD_BYTES_MIN = RECORD_HEADER_BYTES + RECORD_SIGNATURE_BYTES,
};

/* What is read from the bytes; views point into them. */
struct record {
    enum record_class class;
    uint16_t kind;
    struct neighbourhood neighbourhood;
    struct id household; /* the author's household key */
    struct id signer;    /* the household key, or a device key */
    uint32_t lane;       /* of a machine of the household */
    uint32_t n;
    uint64_t stamp_ms;
    struct view body;  /* borrowed; empty for a withdrawal */
    struct view bytes; /* borrowed; the whole record */
    struct id id;
    struct id slot;
    uint16_t drop_day;
};

/*
 * Read a record and check everything that needs no key and no roster: sizes,
 * class, ranges, canonical body, signer of household-signed classes, and the
 * body's own rules where the class and kind are known.
 *
 * bytes  borrowed by `out` until it is no longer used
 *
 * ERR_MALFORMED  `out` is undefined
 */
MUST_USE enum err record_read(struct view bytes, struct record *out);

/* The id of a record whose bytes were read before. */
void record_id(struct view bytes, struct id *out);

/* Let the views of a record point to a copy of its bytes at `data`. */
void record_move(struct record *record, const unsigned char *data);

/* The slot of a class whose slots are numbered. */
void record_slot(enum record_class class,
                 const struct id *household,
                 uint32_t lane,
                 uint32_t n,
                 struct id *out);

/* Slots named by content: of a JOIN by its key and household, of a COUNCIL
 * by its body, of a RECEIPT by household and body. */
void record_slot_join(const struct id *one_time,
                      const struct id *household,
                      struct id *out);
void record_slot_council(struct view body, struct id *out);
void record_slot_receipt(const struct id *household,
                         struct view body,
                         struct id *out);

/*
 * The same for bytes that were accepted before, without their body: id and
 * slot are left zero. What a sweep of everything kept can afford.
 *
 * ERR_MALFORMED  `out` is undefined
 */
MUST_USE enum err record_read_header(struct view bytes, struct record *out);

/* The head rule: is `left` newer than (stamp, id) of the right? */
bool record_is_newer(uint64_t left_stamp_ms,
                     const struct id *left,
                     uint64_t right_stamp_ms,
                     const struct id *right);

/* Does the record withdraw its slot? */
bool record_is_tombstone(const struct record *record);

/* Everything of a header that its author chooses. */
struct record_draft {
    enum record_class class;
    uint16_t kind;
    struct neighbourhood neighbourhood;
    struct id household;
    uint32_t lane;
    uint32_t n;
    uint64_t stamp_ms;
    struct view body; /* borrowed for the call */
};

/*
 * Write and sign a record. `secret` is the Ed25519 secret key (64 bytes, as
 * libsodium keeps it) whose public half becomes the signer. Appends to `out`.
 *
 * ERR_MALFORMED  the draft would not be read back; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err record_write(const struct record_draft *draft,
                               const unsigned char secret[static 64],
                               struct bytes *out);

/*
 * Check every signature in a record: that of its signer over the bytes as
 * they stand, of a JOIN that of its one-time key, of a COUNCIL all of its
 * content's. What has passed need not be checked again, only counted.
 *
 * bytes  already accepted by record_read
 *
 * ERR_SIGNATURE  one does not match
 */
MUST_USE enum err record_verify(struct view bytes);

#endif
