/*
 * Thanks: what one household says of another openly, for all members to read.
 *
 * A record of the class SAY. Normative: spec/records.md.
 */
#ifndef NODE_BOARD_THANKS_H
#define NODE_BOARD_THANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"

/* Of the kinds of the class SAY; 1 is a reply. */
enum { KIND_THANKS = 2 };

/* Views borrow from the body; zero is absent. */
struct thanks {
    struct id household; /* who is thanked */
    struct view text;
    struct id post;    /* what for */
    struct view title; /* of that post, which may be gone one day */
};

/* ERR_MALFORMED  the spec refuses it; `out` is undefined */
MUST_USE enum err thanks_read(struct view body, struct thanks *out);

/* Append the body. ERR_INVALID: a reader would refuse it; ERR_FULL and
 * ERR_NOMEM as bytes_append; then `out` is unchanged. */
MUST_USE enum err thanks_write(const struct thanks *thanks, struct bytes *out);

/* The table of fields. For the spec's test. */
const struct field *thanks_fields(size_t *count);

#endif
