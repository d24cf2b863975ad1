#include "node/deal/receipt.h"

#include "node/record/identity.h"

static const struct field fields[] = {
    {.name = "giver",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct receipt, giver)},
    {.name = "receiver",
     .key = 2,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct receipt, receiver)},
    {.name = "minutes",
     .key = 3,
     .type = FIELD_NUMBER,
     .minimum = RECEIPT_MINUTES_MIN,
     .maximum = RECEIPT_MINUTES_MAX,
     FIELD_AT(struct receipt, minutes)},
    {.name = "month",
     .key = 4,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = UINT16_MAX,
     FIELD_AT(struct receipt, month)},
    {.name = "nonce",
     .key = 5,
     .type = FIELD_KEY,
     FIELD_BYTES(RECEIPT_NONCE_BYTES),
     FIELD_AT(struct receipt, nonce)},
    {.name = "gift",
     .key = 6,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct receipt, is_gift)},
    {.name = "corrects",
     .key = 7,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct receipt, corrects)},
};

/* What no row of the table can say. */
static bool is_sound(const struct receipt *receipt)
{
    return !id_equal(&receipt->giver, &receipt->receiver) &&
           receipt->minutes % RECEIPT_MINUTES_STEP == 0;
}

enum err receipt_read(struct view body, struct receipt *out)
{
    enum err err =
        field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);

    if (err == ERR_OK && !is_sound(out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

enum err receipt_write(const struct receipt *receipt, struct bytes *out)
{
    if (!is_sound(receipt)) {
        return ERR_INVALID;
    }
    return field_write(receipt, fields, FIELD_COUNT(fields), out);
}

void receipt_id(const struct neighbourhood *neighbourhood,
                struct view body,
                struct id *out)
{
    const struct view parts[] = {
        {neighbourhood->data, NEIGHBOURHOOD_BYTES},
        body,
    };

    identity_hash(DOMAIN_RECEIPT, parts, 2, out);
}

enum receipt_side receipt_side(const struct receipt *receipt,
                               const struct id *household)
{
    if (id_equal(&receipt->giver, household)) {
        return RECEIPT_GIVER;
    }
    return id_equal(&receipt->receiver, household) ? RECEIPT_RECEIVER
                                                   : RECEIPT_NEITHER;
}

const struct id *receipt_other(const struct receipt *receipt,
                               const struct id *household)
{
    return id_equal(&receipt->giver, household) ? &receipt->receiver
                                                : &receipt->giver;
}

const struct field *receipt_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
