/*
 * A receipt: hours that one household gave another, signed by both.
 *
 * It has two halves, one record of each side with the same body, and counts
 * once both are kept. Its slot is named by what it says, so it is never
 * edited, never ends, and is counted once however often it is signed.
 * Normative: spec/hours.md.
 */
#ifndef NODE_DEAL_RECEIPT_H
#define NODE_DEAL_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/field.h"

/* Kinds of the class RECEIPT; numbers are on the wire. */
enum { KIND_HOURS = 1 };

enum {
    RECEIPT_NONCE_BYTES = 16,
    RECEIPT_MINUTES_MIN = 5,
    RECEIPT_MINUTES_MAX = 24 * 60,
    RECEIPT_MINUTES_STEP = 5,
};

struct receipt {
    struct id giver;    /* household that gave its time; it gains */
    struct id receiver; /* household that had it; it pays */
    uint16_t minutes;   /* in steps of five */
    uint16_t month;     /* since January 1970 */
    unsigned char nonce[RECEIPT_NONCE_BYTES]; /* tells equal ones apart */
    bool is_gift;                             /* nothing was done for it */
    struct id corrects; /* the receipt it puts right; zero: none */
};

/* Which half a household signs. */
enum receipt_side { RECEIPT_NEITHER, RECEIPT_GIVER, RECEIPT_RECEIVER };

/*
 * Read the body of a half.
 *
 * ERR_MALFORMED  the spec refuses it; `out` is undefined
 */
MUST_USE enum err receipt_read(struct view body, struct receipt *out);

/*
 * Append the body of a half: the same bytes for both.
 *
 * ERR_INVALID          the spec refuses it; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err receipt_write(const struct receipt *receipt,
                                struct bytes *out);

/* The id of a receipt: the same for both halves. */
void receipt_id(const struct neighbourhood *neighbourhood,
                struct view body,
                struct id *out);

/* Which side of it a household is. */
enum receipt_side receipt_side(const struct receipt *receipt,
                               const struct id *household);

/* The other household of a receipt. */
const struct id *receipt_other(const struct receipt *receipt,
                               const struct id *household);

/* The table of fields. For the spec's test. */
const struct field *receipt_fields(size_t *count);

#endif
