/*
 * Wire: the messages of a session, and reading them.
 *
 * A message is its type (u8) and fields of fixed width, big-endian. Reading
 * takes no memory: lists stay views, already checked from end to end, and
 * are walked with the functions below. Normative: spec/wire.md.
 */
#ifndef NODE_SYNC_WIRE_H
#define NODE_SYNC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/people/pass.h"
#include "node/record/class.h"
#include "node/sync/wire_photo.h"

enum wire_type {
    WIRE_HELLO = 1,
    WIRE_WEEKS = 2,
    WIRE_LIST = 3,
    WIRE_WANT = 4,
    WIRE_WANT_WEEK = 5,
    WIRE_RECORDS = 6,
    WIRE_ACK = 7,
    WIRE_LISTED = 8,
    WIRE_DONE = 9,
    WIRE_FINGERPRINTS = 10,
    WIRE_BYE = 11,
    WIRE_ESTIMATE = 12,
    WIRE_ASK = 13,
    WIRE_SYMBOLS = 14,
    WIRE_FOUND = 15,
    WIRE_LISTS = 16,
    WIRE_KEYED = 17,
    WIRE_ENROL = 18,
    WIRE_SIFT = 19,
    WIRE_SIEVE = 20,
    WIRE_PHOTO_WANT = 21,
    WIRE_PHOTO_PIECE = 22,
    WIRE_PHOTO_STATE = 23,
    WIRE_TYPE_END = 24,
};

enum {
    WIRE_MINOR = 0,
    WIRE_HASH_BYTES = 16,
    WIRE_SET_BYTES = WIRE_HASH_BYTES + 4 + 2,
    WIRE_WEEK_BYTES = 2 + 4 + WIRE_HASH_BYTES,
    WIRE_TALLY_BYTES = 160,
    WIRE_SYMBOL_BYTES = 16,
    WIRE_FOUND_BYTES = 8, /* the first of an id, or of a keyed item */
    WIRE_HUB = 1,         /* flag of HELLO: always on, can be dialled */
    WIRE_DRAINED = 1, /* flag of FINGERPRINTS: all of ours is acknowledged */
};

struct wire_set {
    unsigned char fingerprint[WIRE_HASH_BYTES];
    uint32_t count;     /* records in it */
    uint16_t from_week; /* of this drop week and later ones; 0: all */
};

struct wire_week {
    uint16_t week;
    uint32_t count; /* records in it, never 0 */
    unsigned char hash[WIRE_HASH_BYTES];
};

struct wire_hello {
    uint8_t minor;
    uint8_t flags;
    struct id household;
    struct id device; /* signing key */
    uint64_t now_ms;
    bool is_short; /* `digest` stands for the sets, which are not told */
    unsigned char digest[WIRE_HASH_BYTES];
    struct wire_set sets[SET_COUNT];
};

/* Why a session is ended, in BYE; numbers are on the wire. */
enum wire_reason {
    REASON_NONE = 0,
    REASON_FAULT = 1,     /* you did not follow the spec */
    REASON_TIMEOUT = 2,   /* you did not go on */
    REASON_STRANGER = 3,  /* your household has no standing here */
    REASON_DUPLICATE = 4, /* another link to your device is kept */
};

/* A message that was read; the fields that its type has are set. */
struct wire_message {
    enum wire_type type;
    enum set set;      /* all but HELLO, ACK, FINGERPRINTS, BYE */
    uint16_t week;     /* LIST, WANT_WEEK; ESTIMATE, WEEKS: the first one */
    bool is_last;      /* LIST: its week is listed to the end; FOUND */
    uint16_t listed;   /* WANT: ids in the LIST that it answers */
    uint16_t left;     /* SYMBOLS: how many follow; SIEVE: parts that follow */
    uint16_t count;    /* items of a list; ASK, KEYED: symbols wanted */
    uint32_t round;    /* KEYED: counts from 0 in a session */
    struct view items; /* of lists; ESTIMATE: its tally; borrowed */
    uint32_t bytes;    /* ACK; RECORDS: of all records together */
    uint32_t records;  /* ESTIMATE: in the set */
    uint8_t flags;     /* FINGERPRINTS */
    uint8_t reason;    /* BYE: enum wire_reason, or one of a later version */
    struct view text;  /* BYE; borrowed */
    struct wire_hello hello;    /* HELLO; FINGERPRINTS: sets or digest alone */
    struct enrolment enrolment; /* ENROL */
    struct wire_photo photo;    /* PHOTO_WANT, PHOTO_PIECE, PHOTO_STATE */
};

/*
 * Read one message and check all that needs no state: sizes, ceilings,
 * strictly ascending weeks and ids.
 *
 * bytes  borrowed by `out` until it is no longer used
 *
 * ERR_MALFORMED  `out` is undefined
 * ERR_PROTOCOL   a type that this version does not know; `out` is undefined
 */
MUST_USE enum err wire_read(struct view bytes, struct wire_message *out);

/* Item `index`, below count, of WEEKS; of LIST and WANT. */
void wire_week_at(struct view items, size_t index, struct wire_week *out);
void wire_id_at(struct view items, size_t index, struct id *out);

/* Is the id among those of a LIST? */
bool wire_has_id(struct view items, const struct id *id);

/* Take the first record off the items of RECORDS; false: there is none. */
bool wire_take_record(struct view *items, struct view *record);

#endif
