/*
 * What a letter about hours says: what they were for, or that they are
 * refused. Its thread is the receipt. Normative: spec/hours.md.
 */
#ifndef NODE_DEAL_HOURS_LETTER_H
#define NODE_DEAL_HOURS_LETTER_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/record/field.h"

/* Numbers are in the letter. */
enum hours_word { HOURS_PROPOSED = 1, HOURS_REFUSED = 2, HOURS_WORD_END };

struct hours_letter {
    uint8_t word;         /* enum hours_word */
    struct view because;  /* what for, or why not; may be empty */
    struct view acts_for; /* a person without a computer; may be empty */
};

/* ERR_MALFORMED  the spec refuses it; `out` is undefined */
MUST_USE enum err hours_letter_read(struct view content,
                                    struct hours_letter *out);

/*
 * Append the content of a letter of the kind LETTER_HOURS.
 *
 * ERR_INVALID          the spec refuses it; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err hours_letter_write(const struct hours_letter *letter,
                                     struct bytes *out);

/* The table of its document. For the spec's test. */
const struct field *hours_letter_fields(size_t *count);

#endif
