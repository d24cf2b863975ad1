#include "node/record/council_body.h"

#include <string.h>

/* 7 stewards and 64 voters of 34 bytes, a name, and the rest. */
enum { CONTENT_BYTES_MAX = 4096 };

static const struct field household[] = {
    {.name = "household",
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     .width = ID_BYTES},
};

static const struct field content_fields[] = {
    {.name = "height",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = COUNCILS_MAX - 1,
     FIELD_AT(struct council_content, height)},
    {.name = "previous",
     .key = 2,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct council_content, previous)},
    {.name = "stewards",
     .key = 3,
     .type = FIELD_ROWS,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct council_content, stewards, household)},
    {.name = "voters",
     .key = 4,
     .type = FIELD_ROWS,
     .is_optional = true,
     .is_ascending = true,
     FIELD_ROWS_AT(struct council_content, voters, household)},
    {.name = "name",
     .key = 5,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct council_content, name)},
    {.name = "birth",
     .key = 6,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(BIRTH_BYTES),
     FIELD_AT(struct council_content, birth)},
    {.name = "parent",
     .key = 7,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(NEIGHBOURHOOD_BYTES),
     FIELD_AT(struct council_content, parent)},
};

static const struct field signature_columns[] = {
    {.name = "household",
     .key = 0,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct council_signature, household)},
    {.name = "signature",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(SIGNATURE_BYTES),
     FIELD_AT(struct council_signature, signature)},
};

static const struct field council_fields[] = {
    {.name = "content",
     .key = 1,
     .type = FIELD_BIN,
     .minimum = 1,
     .maximum = CONTENT_BYTES_MAX,
     FIELD_AT(struct body_council, content)},
    {.name = "signatures",
     .key = 2,
     .type = FIELD_ROWS,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct body_council, signatures, signature_columns)},
};

/* Height 0 founds: it has a birth and no council before it. Later ones name
 * the one before, and nothing that was settled at the founding. */
static bool is_content_whole(const struct council_content *content)
{
    static const struct neighbourhood none;
    static const unsigned char unborn[BIRTH_BYTES];
    bool is_founding = content->height == 0;
    bool has_birth = memcmp(content->birth, unborn, BIRTH_BYTES) != 0;

    if (is_founding) {
        return has_birth && id_is_zero(&content->previous);
    }
    return !has_birth && !id_is_zero(&content->previous) &&
           content->name.bytes == 0 &&
           neighbourhood_equal(&content->parent, &none);
}

enum err council_content_read(struct view bytes, struct council_content *out)
{
    enum err err = field_read(bytes, content_fields,
                              FIELD_COUNT(content_fields), out, sizeof *out);

    if (err == ERR_OK && !is_content_whole(out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

enum err council_content_write(const struct council_content *content,
                               struct bytes *out)
{
    if (!is_content_whole(content)) {
        return ERR_INVALID;
    }
    return field_write(content, content_fields, FIELD_COUNT(content_fields),
                       out);
}

enum err body_council_read(struct view body, struct body_council *out)
{
    struct council_content content;
    enum err err = field_read(body, council_fields, FIELD_COUNT(council_fields),
                              out, sizeof *out);

    if (err == ERR_OK) {
        err = council_content_read(out->content, &content);
    }
    return err;
}

enum err body_council_write(const struct body_council *body, struct bytes *out)
{
    struct council_content content;

    if (council_content_read(body->content, &content) != ERR_OK) {
        return ERR_INVALID;
    }
    return field_write(body, council_fields, FIELD_COUNT(council_fields), out);
}

void council_hash(struct view content, struct id *out)
{
    identity_hash(DOMAIN_COUNCIL, &content, 1, out);
}

void council_neighbourhood(struct view content, struct neighbourhood *out)
{
    struct id hash;

    council_hash(content, &hash);
    memcpy(out->data, hash.data, NEIGHBOURHOOD_BYTES);
}

/* The place of a household among the signatures, or where it would stand. */
static size_t signature_place(const struct body_council *body,
                              const struct id *signer)
{
    size_t place = 0;

    while (place < body->signatures_count &&
           id_compare(&body->signatures[place].household, signer) < 0) {
        place++;
    }
    return place;
}

/* Make room at `place`, unless the household's signature stands there. */
static enum err signature_place_open(struct body_council *body,
                                     size_t place,
                                     const struct id *signer)
{
    struct council_signature *at = &body->signatures[place];

    if (place < body->signatures_count && id_equal(&at->household, signer)) {
        return ERR_OK;
    }
    if (body->signatures_count == SIGNATURES_MAX) {
        return ERR_FULL;
    }
    memmove(at + 1, at, (body->signatures_count - place) * sizeof *at);
    body->signatures_count++;
    at->household = *signer;
    return ERR_OK;
}

enum err body_council_sign(struct body_council *body,
                           const struct neighbourhood *neighbourhood,
                           const struct signing_keys *household_keys)
{
    struct view parts[] = {{neighbourhood->data, NEIGHBOURHOOD_BYTES},
                           body->content};
    size_t place = signature_place(body, &household_keys->public);
    enum err err = signature_place_open(body, place, &household_keys->public);

    if (err == ERR_OK) {
        identity_sign(DOMAIN_COUNCIL, parts, FIELD_COUNT(parts),
                      household_keys->secret,
                      body->signatures[place].signature);
    }
    return err;
}

enum err body_council_verify(const struct body_council *body,
                             const struct neighbourhood *neighbourhood)
{
    struct view parts[] = {{neighbourhood->data, NEIGHBOURHOOD_BYTES},
                           body->content};
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < body->signatures_count; i++) {
        const struct council_signature *at = &body->signatures[i];

        err = identity_verify(DOMAIN_COUNCIL, parts, FIELD_COUNT(parts),
                              &at->household, at->signature);
    }
    return err;
}

const struct field *council_content_fields(size_t *count)
{
    *count = FIELD_COUNT(content_fields);
    return content_fields;
}

const struct field *body_council_fields(size_t *count)
{
    *count = FIELD_COUNT(council_fields);
    return council_fields;
}
