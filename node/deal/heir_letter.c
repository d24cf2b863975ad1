#include "node/deal/heir_letter.h"

#include "node/limits.h"

static const struct field fields[] = {
    {.name = "word",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = HEIR_OFFERED,
     .maximum = HEIR_WORD_END - 1,
     FIELD_AT(struct heir_letter, word)},
    {.name = "post",
     .key = 2,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct heir_letter, post)},
    {.name = "lane",
     .key = 3,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .maximum = UINT32_MAX,
     FIELD_AT(struct heir_letter, lane)},
    {.name = "n",
     .key = 4,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .maximum = SLOTS_MAX - 1,
     FIELD_AT(struct heir_letter, n)},
    {.name = "next",
     .key = 5,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct heir_letter, next)},
};

enum err heir_letter_read(struct view content, struct heir_letter *out)
{
    return field_read(content, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err heir_letter_write(const struct heir_letter *letter, struct bytes *out)
{
    return field_write(letter, fields, FIELD_COUNT(fields), out);
}

const struct field *heir_letter_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
