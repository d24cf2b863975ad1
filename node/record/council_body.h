/*
 * The body of a COUNCIL: what was agreed, and who signed it.
 *
 * The content is a document of its own, kept as the bytes that were signed.
 * Its hash names it; of height 0 the hash names the neighbourhood. Whether a
 * council is valid, so who had to sign, is for node/people to say.
 * Normative: spec/records.md.
 */
#ifndef NODE_RECORD_COUNCIL_BODY_H
#define NODE_RECORD_COUNCIL_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"
#include "node/record/identity.h"

enum { BIRTH_BYTES = 16 };

struct council_content {
    uint32_t height;
    struct id previous; /* content hash of the council before; zero at 0 */
    struct id stewards[STEWARDS_MAX]; /* ascending */
    size_t stewards_count;            /* 1..7 */
    struct id voters[VOTERS_MAX];     /* ascending */
    size_t voters_count;              /* 0..64 */
    struct view name;                 /* of the neighbourhood; height 0 only */
    unsigned char birth[BIRTH_BYTES]; /* random; height 0 only */
    struct neighbourhood parent;      /* height 0 of a split, else zero */
};

struct council_signature {
    struct id household;
    unsigned char signature[SIGNATURE_BYTES];
};

struct body_council {
    struct view content; /* canonical bytes, as they were signed */
    struct council_signature signatures[SIGNATURES_MAX]; /* ascending */
    size_t signatures_count;
};

/*
 * Read a COUNCIL's content, or a COUNCIL's body with its content's structure.
 *
 * ERR_MALFORMED  the spec refuses it; `out` is undefined
 */
MUST_USE enum err council_content_read(struct view bytes,
                                       struct council_content *out);
MUST_USE enum err body_council_read(struct view body, struct body_council *out);

/*
 * Append a content, or a body.
 *
 * ERR_INVALID          the spec refuses it; `out` is unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` is unchanged
 */
MUST_USE enum err council_content_write(const struct council_content *content,
                                        struct bytes *out);
MUST_USE enum err body_council_write(const struct body_council *body,
                                     struct bytes *out);

/* The name of a council: the hash of its content. */
void council_hash(struct view content, struct id *out);

/* The id of the neighbourhood that this content of height 0 founds. */
void council_neighbourhood(struct view content, struct neighbourhood *out);

/*
 * Add a household's signature over the body's content, in its place; a
 * signature it gave before is replaced.
 *
 * ERR_FULL  SIGNATURES_MAX others have signed; unchanged
 */
MUST_USE enum err body_council_sign(struct body_council *body,
                                    const struct neighbourhood *neighbourhood,
                                    const struct signing_keys *household);

/*
 * Is each of the signatures good?
 *
 * ERR_SIGNATURE  at least one is not
 */
MUST_USE enum err
body_council_verify(const struct body_council *body,
                    const struct neighbourhood *neighbourhood);

/* Their tables of fields. For the spec's test. */
const struct field *council_content_fields(size_t *count);
const struct field *body_council_fields(size_t *count);

#endif
