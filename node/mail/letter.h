/*
 * A letter: what one household says to another, and nobody else reads.
 *
 * Its text is a canonical document and the device's signature over it. It is
 * named by neighbourhood, author and document, so that it keeps its id when it
 * is sealed again and is nobody's but its author's. How it is sealed into a
 * record: node/mail/seal.h. Normative: spec/letters.md.
 */
#ifndef NODE_MAIL_LETTER_H
#define NODE_MAIL_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"
#include "node/record/identity.h"

/* What the content is; of others it is filed and not looked at. */
enum letter_kind {
    LETTER_DEAL = 1, /* a step of a deal */
    LETTER_HOURS,
    LETTER_NOTE,
    LETTER_HEIR, /* a thing changes its keeper */
};

enum { LETTER_NONCE_BYTES = 16 };

struct letter {
    struct id id;
    struct id thread;  /* its own id where it begins one */
    struct id answers; /* the letter that it answers; zero: none */
    bool has_thread;   /* false: it begins one */
    bool has_answers;
    struct id author;                      /* a household */
    struct id readers[LETTER_READERS_MAX]; /* households, never the author */
    size_t readers_count; /* 0: the author's own machines only */
    uint64_t written_ms;
    uint16_t kind;
    struct view content; /* borrowed from the text; a document of its own */
    struct id signer;    /* the device that signed it */
};

/* What is to be written, and to whom; borrowed for the call. */
struct letter_draft {
    uint16_t kind;
    const struct id *thread;  /* NULL: it begins one */
    const struct id *answers; /* NULL: it answers none */
    struct id readers[LETTER_READERS_MAX];
    size_t readers_count; /* at most 2, ascending; 0: our machines only */
    struct view content;  /* LETTER_CONTENT_BYTES_MAX at most */
};

/* Who writes. */
struct letter_author {
    const struct neighbourhood *neighbourhood;
    const struct id *household;
    const struct signing_keys *device;
};

/*
 * Append the signed text of a letter to `out`.
 *
 * nonce  random: two letters of one content differ
 * id     of the letter
 *
 * ERR_INVALID          a reader would refuse it; `out` unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` unchanged
 */
MUST_USE enum err
letter_write(const struct letter_author *author,
             const struct letter_draft *draft,
             uint64_t written_ms,
             const unsigned char nonce[static LETTER_NONCE_BYTES],
             struct bytes *out,
             struct id *id);

/*
 * Read the text of a letter of `author`. Views in `out` borrow from `text`.
 *
 * ERR_MALFORMED  `out` is undefined
 */
MUST_USE enum err letter_read(const struct neighbourhood *neighbourhood,
                              const struct id *author,
                              struct view text,
                              struct letter *out);

/*
 * Was it signed by the device that it names? Whether that device counts is for
 * the roster.
 *
 * ERR_MALFORMED  no text of a letter
 * ERR_SIGNATURE  no
 */
MUST_USE enum err letter_verify(const struct neighbourhood *neighbourhood,
                                const struct id *author,
                                struct view text);

/* Is the household one of those it is written to? */
bool letter_is_to(const struct letter *letter, const struct id *household);

/* The table of its document. For the spec's test. */
const struct field *letter_fields(size_t *count);

#endif
