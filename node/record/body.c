#include "node/record/body.h"

#include "node/board/post.h"
#include "node/board/thanks.h"
#include "node/deal/receipt.h"
#include "node/mail/seal.h"
#include "node/mail/sealing.h"
#include "node/record/council_body.h"
#include "node/record/time.h"

/* The columns of an array of plain names: the name itself. */
static const struct field person[] = {
    {.name = "person",
     .type = FIELD_LINE,
     .maximum = NAME_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field household_fields[] = {
    {.name = "name",
     .key = 1,
     .type = FIELD_LINE,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct body_household, name)},
    {.name = "people",
     .key = 2,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct body_household, people, person)},
};

static const struct field former_columns[] = {
    {.name = "key",
     .key = 0,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct former_key, key)},
    {.name = "ended",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct former_key, ended_ms)},
};

static const struct field device_fields[] = {
    {.name = "signing",
     .key = 1,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_device, signing)},
    {.name = "transport",
     .key = 2,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_device, transport)},
    {.name = "sealing",
     .key = 3,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_device, sealing)},
    {.name = "name",
     .key = 4,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct body_device, name)},
    {.name = "former",
     .key = 5,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct body_device, former, former_columns)},
    {.name = "one_time",
     .key = 6,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_device, one_time)},
};

static const struct field slot_columns[] = {
    {.name = "class",
     .key = 0,
     .type = FIELD_NUMBER,
     .minimum = CLASS_HOUSEHOLD,
     .maximum = CLASS_END - 1,
     FIELD_AT(struct slot_rule, class)},
    {.name = "newcomer",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = SLOTS_MAX,
     FIELD_AT(struct slot_rule, newcomer)},
    {.name = "full",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = SLOTS_MAX,
     FIELD_AT(struct slot_rule, full)},
    {.name = "steward",
     .key = 3,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = SLOTS_MAX,
     FIELD_AT(struct slot_rule, steward)},
};

static const struct field place_columns[] = {
    {.name = "name",
     .key = 0,
     .type = FIELD_LINE,
     .minimum = 1,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct place_rule, name)},
    {.name = "cell",
     .key = 1,
     .type = FIELD_LINE,
     .minimum = 1,
     .maximum = CELL_BYTES_MAX,
     FIELD_AT(struct place_rule, cell)},
};

static const struct field rules_fields[] = {
    {.name = "slots",
     .key = 1,
     .type = FIELD_ROWS,
     .is_optional = true,
     .is_ascending = true,
     FIELD_ROWS_AT(struct body_rules, slots, slot_columns)},
    {.name = "floor",
     .key = 2,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = RULED_HOURS_MAX,
     FIELD_AT(struct body_rules, floor_hours),
     .has_offset = offsetof(struct body_rules, has_floor)},
    {.name = "ceiling",
     .key = 3,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = RULED_HOURS_MAX,
     FIELD_AT(struct body_rules, ceiling_hours),
     .has_offset = offsetof(struct body_rules, has_ceiling)},
    {.name = "shared",
     .key = 4,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct body_rules, is_shared)},
    {.name = "first_waits",
     .key = 5,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct body_rules, first_waits)},
    {.name = "places",
     .key = 6,
     .type = FIELD_ROWS,
     .is_optional = true,
     .minimum = 1,
     FIELD_ROWS_AT(struct body_rules, places, place_columns)},
};

static const struct field week_columns[] = {
    {.name = "week",
     .key = 0,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = DROP_DAY_NEVER / WEEK_DAYS,
     FIELD_AT(struct body_manifest_week, week)},
    {.name = "records",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = UINT32_MAX,
     FIELD_AT(struct body_manifest_week, records)},
    {.name = "hash",
     .key = 2,
     .type = FIELD_KEY,
     FIELD_BYTES(MANIFEST_HASH_BYTES),
     FIELD_AT(struct body_manifest_week, hash)},
};

static const struct field manifest_fields[] = {
    {.name = "weeks",
     .key = 1,
     .type = FIELD_ROWS,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct body_manifest, weeks, week_columns)},
};

static const struct field join_fields[] = {
    {.name = "one_time",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_join, one_time)},
    {.name = "signature",
     .key = 2,
     .type = FIELD_KEY,
     FIELD_BYTES(SIGNATURE_BYTES),
     FIELD_AT(struct body_join, signature)},
    {.name = "name",
     .key = 3,
     .type = FIELD_LINE,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct body_join, name)},
};

static const struct field vouch_fields[] = {
    {.name = "household",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_vouch, household)},
    {.name = "withdrawn",
     .key = 2,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct body_vouch, is_withdrawn)},
};

static const struct field invite_fields[] = {
    {.name = "one_time",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct body_invite, one_time)},
    {.name = "until",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct body_invite, until_ms)},
    {.name = "withdrawn",
     .key = 3,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct body_invite, is_withdrawn)},
};

static const struct field address[] = {
    {.name = "address",
     .type = FIELD_LINE,
     .maximum = ADDRESS_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field address_fields[] = {
    {.name = "addresses",
     .key = 1,
     .type = FIELD_ROWS,
     .minimum = 1,
     FIELD_ROWS_AT(struct body_address, addresses, address)},
    {.name = "flags",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = UINT32_MAX,
     FIELD_AT(struct body_address, flags)},
};

/* The four functions of a body are the same but for its struct and table. */
#define BODY(name)                                                             \
    enum err body_##name##_read(struct view body, struct body_##name *out)     \
    {                                                                          \
        return field_read(body, name##_fields, FIELD_COUNT(name##_fields),     \
                          out, sizeof *out);                                   \
    }                                                                          \
    enum err body_##name##_write(const struct body_##name *body,               \
                                 struct bytes *out)                            \
    {                                                                          \
        return field_write(body, name##_fields, FIELD_COUNT(name##_fields),    \
                           out);                                               \
    }

BODY(household)
BODY(rules)
BODY(join)
BODY(vouch)
BODY(invite)
BODY(address)

/* All three keys or none. */
static bool is_device_whole(const struct body_device *device)
{
    bool is_struck = id_is_zero(&device->signing);

    return id_is_zero(&device->transport) == is_struck &&
           id_is_zero(&device->sealing) == is_struck;
}

enum err body_device_read(struct view body, struct body_device *out)
{
    enum err err = field_read(body, device_fields, FIELD_COUNT(device_fields),
                              out, sizeof *out);

    if (err == ERR_OK && !is_device_whole(out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

enum err body_device_write(const struct body_device *body, struct bytes *out)
{
    if (!is_device_whole(body)) {
        return ERR_INVALID;
    }
    return field_write(body, device_fields, FIELD_COUNT(device_fields), out);
}

bool body_device_is_struck_out(const struct body_device *device)
{
    return id_is_zero(&device->signing);
}

void body_join_sign(struct body_join *join,
                    const struct signing_keys *one_time,
                    const struct neighbourhood *neighbourhood,
                    const struct id *household)
{
    struct view parts[] = {{neighbourhood->data, NEIGHBOURHOOD_BYTES},
                           {household->data, ID_BYTES}};

    join->one_time = one_time->public;
    identity_sign(DOMAIN_JOIN, parts, FIELD_COUNT(parts), one_time->secret,
                  join->signature);
}

enum err body_join_verify(const struct body_join *join,
                          const struct neighbourhood *neighbourhood,
                          const struct id *household)
{
    struct view parts[] = {{neighbourhood->data, NEIGHBOURHOOD_BYTES},
                           {household->data, ID_BYTES}};

    return identity_verify(DOMAIN_JOIN, parts, FIELD_COUNT(parts),
                           &join->one_time, join->signature);
}

enum err body_manifest_read(struct view body, struct body_manifest *out)
{
    return field_read(body, manifest_fields, FIELD_COUNT(manifest_fields), out,
                      sizeof *out);
}

enum err body_manifest_write(const struct body_manifest *body,
                             struct bytes *out)
{
    return field_write(body, manifest_fields, FIELD_COUNT(manifest_fields),
                       out);
}

struct body_table {
    enum record_class class;
    uint16_t kind;
    const struct field *fields;
    size_t count;
};

#define TABLE(class, kind, fields)                                             \
    {                                                                          \
        class, kind, fields, FIELD_COUNT(fields)                               \
    }
static const struct body_table tables[] = {
    TABLE(CLASS_HOUSEHOLD, 1, household_fields),
    TABLE(CLASS_DEVICE, 1, device_fields),
    TABLE(CLASS_RULES, 1, rules_fields),
    TABLE(CLASS_JOIN, 1, join_fields),
    TABLE(CLASS_VOUCH, KIND_VOUCH, vouch_fields),
    TABLE(CLASS_VOUCH, KIND_INVITE, invite_fields),
    TABLE(CLASS_ADDRESS, 1, address_fields),
    TABLE(CLASS_MANIFEST, 1, manifest_fields),
};

const struct field *
body_fields(enum record_class class, uint16_t kind, size_t *count)
{
    if (class == CLASS_POST && post_kind_name(kind) != NULL) {
        return post_fields(count);
    }
    if (class == CLASS_SAY && kind == KIND_THANKS) {
        return thanks_fields(count);
    }
    if (class == CLASS_COUNCIL && kind == 1) {
        return body_council_fields(count);
    }
    if (class == CLASS_LETTER && kind == 1) {
        return sealed_fields(count);
    }
    if (class == CLASS_SEALING && kind == 1) {
        return sealing_fields(count);
    }
    if (class == CLASS_RECEIPT && kind == KIND_HOURS) {
        return receipt_fields(count);
    }
    for (size_t i = 0; i < FIELD_COUNT(tables); i++) {
        if (tables[i].class == class && tables[i].kind == kind) {
            *count = tables[i].count;
            return tables[i].fields;
        }
    }
    *count = 0;
    return NULL;
}
