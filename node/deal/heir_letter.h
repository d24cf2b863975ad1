/*
 * What a letter says about a thing that changes its keeper: that it is offered,
 * or that it was taken over. Normative: spec/deals.md, "things and people".
 */
#ifndef NODE_DEAL_HEIR_LETTER_H
#define NODE_DEAL_HEIR_LETTER_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/field.h"

/* Numbers are in the letter. */
enum heir_word { HEIR_OFFERED = 1, HEIR_TAKEN = 2, HEIR_WORD_END };

struct heir_letter {
    uint8_t word;   /* enum heir_word */
    struct id post; /* that names the heir */
    uint32_t lane;  /* its slot */
    uint32_t n;
    struct id next; /* taken: the heir's own post */
};

/* ERR_MALFORMED  the spec refuses it; `out` is undefined */
MUST_USE enum err heir_letter_read(struct view content,
                                   struct heir_letter *out);

/*
 * Append the content of a letter of the kind LETTER_HEIR.
 *
 * ERR_INVALID          the spec refuses it; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err heir_letter_write(const struct heir_letter *letter,
                                    struct bytes *out);

/* The table of its document. For the spec's test. */
const struct field *heir_letter_fields(size_t *count);

#endif
