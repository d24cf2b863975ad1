#include "node/deal/hours_letter.h"

#include "node/limits.h"

static const struct field fields[] = {
    {.name = "word",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = HOURS_PROPOSED,
     .maximum = HOURS_WORD_END - 1,
     FIELD_AT(struct hours_letter, word)},
    {.name = "because",
     .key = 2,
     .type = FIELD_LINES,
     .is_optional = true,
     .maximum = HOURS_BECAUSE_BYTES_MAX,
     FIELD_AT(struct hours_letter, because)},
    {.name = "for",
     .key = 3,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct hours_letter, acts_for)},
};

enum err hours_letter_read(struct view content, struct hours_letter *out)
{
    return field_read(content, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err hours_letter_write(const struct hours_letter *letter,
                            struct bytes *out)
{
    return field_write(letter, fields, FIELD_COUNT(fields), out);
}

const struct field *hours_letter_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
