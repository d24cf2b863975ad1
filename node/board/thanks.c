#include "node/board/thanks.h"

static const struct field fields[] = {
    {.name = "household",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct thanks, household)},
    {.name = "text",
     .key = 2,
     .type = FIELD_LINES,
     .maximum = THANKS_BYTES_MAX,
     FIELD_AT(struct thanks, text)},
    {.name = "post",
     .key = 3,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct thanks, post)},
    {.name = "title",
     .key = 4,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = TITLE_BYTES_MAX,
     FIELD_AT(struct thanks, title)},
};

enum err thanks_read(struct view body, struct thanks *out)
{
    return field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err thanks_write(const struct thanks *thanks, struct bytes *out)
{
    return field_write(thanks, fields, FIELD_COUNT(fields), out);
}

const struct field *thanks_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
