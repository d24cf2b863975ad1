#include "node/mail/letter.h"

#include <string.h>

#include "node/record/time.h"

/* The document of a letter, as it is encoded. */
struct document {
    uint16_t kind;
    struct id thread;
    struct id answers;
    uint64_t written_ms;
    struct id readers[LETTER_READERS_MAX];
    size_t readers_count;
    struct view content;
    unsigned char nonce[LETTER_NONCE_BYTES];
    struct id signer;
};

static const struct field reader[] = {
    {.name = "household",
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     .width = sizeof(struct id)},
};

static const struct field fields[] = {
    {.name = "kind",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = UINT16_MAX,
     FIELD_AT(struct document, kind)},
    {.name = "thread",
     .key = 2,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct document, thread)},
    {.name = "answers",
     .key = 3,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct document, answers)},
    {.name = "written",
     .key = 4,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct document, written_ms)},
    {.name = "readers",
     .key = 5,
     .type = FIELD_ROWS,
     .is_optional = true,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct document, readers, reader)},
    {.name = "content",
     .key = 6,
     .type = FIELD_BIN,
     .minimum = 1,
     .maximum = LETTER_CONTENT_BYTES_MAX,
     FIELD_AT(struct document, content)},
    {.name = "nonce",
     .key = 7,
     .type = FIELD_KEY,
     FIELD_BYTES(LETTER_NONCE_BYTES),
     FIELD_AT(struct document, nonce)},
    {.name = "signer",
     .key = 8,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct document, signer)},
};

enum { LETTER_PARTS = 3 };

/* What names a letter and what is signed: who says it, where, and what. */
struct named {
    struct view parts[LETTER_PARTS];
};

static struct named name_parts(const struct neighbourhood *neighbourhood,
                               const struct id *author,
                               struct view document)
{
    return (struct named){{{neighbourhood->data, NEIGHBOURHOOD_BYTES},
                           {author->data, ID_BYTES},
                           document}};
}

static bool is_good(const struct document *document, const struct id *author)
{
    for (size_t index = 0; index < document->readers_count; index++) {
        if (id_equal(&document->readers[index], author)) {
            return false;
        }
    }
    /* Nothing can be answered before a thread is begun. */
    return id_is_zero(&document->answers) || !id_is_zero(&document->thread);
}

enum err letter_write(const struct letter_author *author,
                      const struct letter_draft *draft,
                      uint64_t written_ms,
                      const unsigned char nonce[static LETTER_NONCE_BYTES],
                      struct bytes *out,
                      struct id *id)
{
    const size_t start = out->bytes;
    struct document document = {
        .kind = draft->kind,
        .written_ms = written_ms,
        .readers_count = draft->readers_count,
        .content = draft->content,
        .signer = author->device->public,
    };
    unsigned char signature[SIGNATURE_BYTES];
    struct named named;
    enum err err = ERR_OK;

    if (draft->readers_count > LETTER_READERS_MAX) {
        return ERR_INVALID;
    }
    document.thread = draft->thread != NULL ? *draft->thread : document.thread;
    document.answers =
        draft->answers != NULL ? *draft->answers : document.answers;
    memcpy(document.readers, draft->readers, sizeof document.readers);
    memcpy(document.nonce, nonce, LETTER_NONCE_BYTES);
    if (!is_good(&document, author->household)) {
        return ERR_INVALID;
    }
    err = bytes_reserve(out, LETTER_TEXT_BYTES_MAX);
    if (err == ERR_OK) {
        err = field_write(&document, fields, FIELD_COUNT(fields), out);
    }
    if (err != ERR_OK) {
        return err;
    }
    named = name_parts(author->neighbourhood, author->household,
                       (struct view){out->data + start, out->bytes - start});
    identity_hash(DOMAIN_LETTER, named.parts, LETTER_PARTS, id);
    identity_sign(DOMAIN_LETTER, named.parts, LETTER_PARTS,
                  author->device->secret, signature);
    return bytes_append(out, (struct view){signature, sizeof signature});
}

/* The document before the signature. */
static enum err
split(struct view text, struct view *document, struct view *signature)
{
    if (text.bytes <= SIGNATURE_BYTES || text.bytes > LETTER_TEXT_BYTES_MAX) {
        return ERR_MALFORMED;
    }
    *document = (struct view){text.data, text.bytes - SIGNATURE_BYTES};
    *signature =
        (struct view){text.data + document->bytes, (size_t)SIGNATURE_BYTES};
    return ERR_OK;
}

static enum err read_document(const struct id *author,
                              struct view text,
                              struct document *out,
                              struct view *document,
                              struct view *signature)
{
    enum err err = split(text, document, signature);

    if (err == ERR_OK) {
        err = field_read(*document, fields, FIELD_COUNT(fields), out,
                         sizeof *out);
    }
    return err == ERR_OK && !is_good(out, author) ? ERR_MALFORMED : err;
}

enum err letter_read(const struct neighbourhood *neighbourhood,
                     const struct id *author,
                     struct view text,
                     struct letter *out)
{
    struct document document;
    struct view bytes;
    struct view signature;
    struct named named;
    enum err err = read_document(author, text, &document, &bytes, &signature);

    if (err != ERR_OK) {
        return err;
    }
    *out = (struct letter){
        .thread = document.thread,
        .answers = document.answers,
        .has_thread = !id_is_zero(&document.thread),
        .has_answers = !id_is_zero(&document.answers),
        .author = *author,
        .readers_count = document.readers_count,
        .written_ms = document.written_ms,
        .kind = document.kind,
        .content = document.content,
        .signer = document.signer,
    };
    memcpy(out->readers, document.readers, sizeof out->readers);
    named = name_parts(neighbourhood, author, bytes);
    identity_hash(DOMAIN_LETTER, named.parts, LETTER_PARTS, &out->id);
    if (!out->has_thread) {
        out->thread = out->id;
    }
    return ERR_OK;
}

enum err letter_verify(const struct neighbourhood *neighbourhood,
                       const struct id *author,
                       struct view text)
{
    struct document document;
    struct view bytes;
    struct view signature;
    struct named named;
    enum err err = read_document(author, text, &document, &bytes, &signature);

    if (err != ERR_OK) {
        return err;
    }
    named = name_parts(neighbourhood, author, bytes);
    return identity_verify(DOMAIN_LETTER, named.parts, LETTER_PARTS,
                           &document.signer, signature.data);
}

bool letter_is_to(const struct letter *letter, const struct id *household)
{
    for (size_t index = 0; index < letter->readers_count; index++) {
        if (id_equal(&letter->readers[index], household)) {
            return true;
        }
    }
    return false;
}

const struct field *letter_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
