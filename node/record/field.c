#include "node/record/field.h"

#include <assert.h>
#include <string.h>

#include "node/record/pack.h"
#include "node/record/scan.h"
#include "node/record/text.h"

/* Members are reached by offset: memcpy keeps that free of aliasing. */
static uint64_t number_get(const struct field *field, const void *from)
{
    const unsigned char *at = (const unsigned char *)from + field->offset;
    uint16_t u16 = 0;
    uint32_t u32 = 0;
    uint64_t u64 = 0;

    switch (field->width) {
    case sizeof u16:
        memcpy(&u16, at, sizeof u16);
        return u16;
    case sizeof u32:
        memcpy(&u32, at, sizeof u32);
        return u32;
    case sizeof u64:
        memcpy(&u64, at, sizeof u64);
        return u64;
    default:
        assert(field->width == 1);
        return *at;
    }
}

static void number_set(const struct field *field, uint64_t value, void *out)
{
    unsigned char *at = (unsigned char *)out + field->offset;
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;

    switch (field->width) {
    case sizeof u16:
        memcpy(at, &u16, sizeof u16);
        break;
    case sizeof u32:
        memcpy(at, &u32, sizeof u32);
        break;
    case sizeof value:
        memcpy(at, &value, sizeof value);
        break;
    default:
        assert(field->width == 1);
        *at = (unsigned char)value;
        break;
    }
}

static struct view view_get(const struct field *field, const void *from)
{
    struct view view = {NULL, 0};

    memcpy(&view, (const unsigned char *)from + field->offset, sizeof view);
    return view;
}

static struct view key_get(const struct field *field, const void *from)
{
    return (struct view){(const unsigned char *)from + field->offset,
                         (size_t)field->maximum};
}

static size_t count_get(const struct field *field, const void *from)
{
    size_t count = 0;

    memcpy(&count, (const unsigned char *)from + field->count_offset,
           sizeof count);
    return count;
}

static const void *
row_get(const struct field *field, const void *from, size_t index)
{
    return (const unsigned char *)from + field->offset +
           index * field->row_bytes;
}

static bool is_zero(struct view view)
{
    for (size_t i = 0; i < view.bytes; i++) {
        if (view.data[i] != 0) {
            return false;
        }
    }
    return true;
}

bool field_is_absent(const struct field *field, const void *from)
{
    if (field->has_offset != 0) {
        return ((const unsigned char *)from)[field->has_offset] == 0;
    }
    switch (field->type) {
    case FIELD_NUMBER:
    case FIELD_BOOL:
        return number_get(field, from) == 0;
    case FIELD_LINE:
    case FIELD_LINES:
    case FIELD_BIN:
        return view_get(field, from).bytes == 0;
    case FIELD_KEY:
        return is_zero(key_get(field, from));
    case FIELD_ROWS:
        break;
    }
    return count_get(field, from) == 0;
}

static enum text_kind text_kind_of(enum field_type type)
{
    return type == FIELD_LINES ? TEXT_LINES : TEXT_LINE;
}

static bool is_text_good(const struct field *field, struct view text)
{
    return text_check(text, text_kind_of(field->type),
                      (size_t)field->maximum) == TEXT_RULE_OK;
}

/* Do rows ascend strictly by their first column, where they have to? */
static bool is_order_good(const struct field *field, const void *from)
{
    const struct field *first = field->columns;
    size_t count = count_get(field, from);

    for (size_t i = 1; field->is_ascending && i < count; i++) {
        const void *left = row_get(field, from, i - 1);
        const void *right = row_get(field, from, i);
        bool is_above =
            first->type == FIELD_KEY
                ? memcmp(key_get(first, left).data, key_get(first, right).data,
                         (size_t)first->maximum) < 0
                : number_get(first, left) < number_get(first, right);

        if (!is_above) {
            return false;
        }
    }
    return true;
}

/* A value that is not rows. */
static enum err
scalar_read(const struct field *field, struct view *rest, void *out)
{
    unsigned char *at = (unsigned char *)out + field->offset;
    struct view view = {NULL, 0};
    uint64_t number = 0;
    enum err err = ERR_MALFORMED;

    switch (field->type) {
    case FIELD_NUMBER:
        err = unpack_uint(rest, field->minimum, field->maximum, &number);
        number_set(field, number, out);
        break;
    case FIELD_BOOL:
        err = unpack_bool(rest, (bool *)at);
        break;
    case FIELD_LINE:
    case FIELD_LINES:
        err = unpack_text(rest, 1, (size_t)field->maximum, &view);
        if (err == ERR_OK && !is_text_good(field, view)) {
            err = ERR_MALFORMED;
        }
        memcpy(at, &view, sizeof view);
        break;
    case FIELD_KEY:
    case FIELD_BIN:
        err = unpack_bin(rest, (size_t)field->minimum, (size_t)field->maximum,
                         &view);
        if (err == ERR_OK && field->type == FIELD_KEY) {
            memcpy(at, view.data, view.bytes);
        } else {
            memcpy(at, &view, sizeof view);
        }
        break;
    case FIELD_ROWS:
        break;
    }
    return err;
}

static enum err
row_read(const struct field *field, struct view *rest, void *row)
{
    uint32_t count = 0;
    enum err err = ERR_OK;

    if (field->column_count > 1) {
        err = unpack_array(rest, &count);
        if (err == ERR_OK && count != field->column_count) {
            err = ERR_MALFORMED;
        }
    }
    for (size_t i = 0; err == ERR_OK && i < field->column_count; i++) {
        err = scalar_read(&field->columns[i], rest, row);
    }
    return err;
}

static enum err
rows_read(const struct field *field, struct view *rest, void *out)
{
    unsigned char *row = (unsigned char *)out + field->offset;
    uint32_t count = 0;
    size_t rows = 0;
    enum err err = unpack_array(rest, &count);

    if (err != ERR_OK || count < field->minimum || count > field->maximum) {
        return ERR_MALFORMED;
    }
    for (; err == ERR_OK && rows < count; rows++, row += field->row_bytes) {
        err = row_read(field, rest, row);
    }
    memcpy((unsigned char *)out + field->count_offset, &rows, sizeof rows);
    if (err == ERR_OK && !is_order_good(field, out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

static enum err
value_read(const struct field *field, struct view *rest, void *out)
{
    enum err err = field->type == FIELD_ROWS ? rows_read(field, rest, out)
                                             : scalar_read(field, rest, out);

    if (err == ERR_OK && field->has_offset != 0) {
        ((unsigned char *)out)[field->has_offset] = 1;
    }
    if (err == ERR_OK && field->is_optional && field_is_absent(field, out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

/* The first row from `*next` on with this key; those before may be absent. */
static const struct field *row_of_key(const struct field *fields,
                                      size_t field_count,
                                      uint64_t key,
                                      size_t *next)
{
    while (*next < field_count && fields[*next].key < key) {
        if (!fields[*next].is_optional) {
            return NULL;
        }
        ++*next;
    }
    if (*next == field_count || fields[*next].key != key) {
        return NULL;
    }
    return &fields[(*next)++];
}

enum err field_read(struct view body,
                    const struct field *fields,
                    size_t field_count,
                    void *out,
                    size_t out_bytes)
{
    const struct field *field = NULL;
    struct view rest = body;
    uint32_t pairs = 0;
    uint64_t key = 0;
    size_t next = 0;
    enum err err = scan(body);

    memset(out, 0, out_bytes);
    if (err == ERR_OK) {
        err = unpack_map(&rest, &pairs);
    }
    for (uint32_t i = 0; err == ERR_OK && i < pairs; i++) {
        err = unpack_uint(&rest, 0, UINT8_MAX, &key);
        if (err == ERR_OK && key >= FIELD_KEY_FREE) {
            err = unpack_skip(&rest);
        } else if (err == ERR_OK) {
            field = row_of_key(fields, field_count, key, &next);
            err = field == NULL ? ERR_MALFORMED : value_read(field, &rest, out);
        }
    }
    for (; err == ERR_OK && next < field_count; next++) {
        err = fields[next].is_optional ? ERR_OK : ERR_MALFORMED;
    }
    return err;
}

static enum err
scalar_write(const struct field *field, const void *from, struct bytes *out)
{
    struct view view = {NULL, 0};
    uint64_t number = 0;
    enum err err = ERR_INVALID;

    switch (field->type) {
    case FIELD_NUMBER:
        number = number_get(field, from);
        if (number >= field->minimum && number <= field->maximum) {
            err = pack_uint(out, number);
        }
        break;
    case FIELD_BOOL:
        err = pack_bool(out, number_get(field, from) != 0);
        break;
    case FIELD_LINE:
    case FIELD_LINES:
        view = view_get(field, from);
        if (is_text_good(field, view)) {
            err = pack_text(out, view);
        }
        break;
    case FIELD_KEY:
        err = pack_bin(out, key_get(field, from));
        break;
    case FIELD_BIN:
        view = view_get(field, from);
        if (view.bytes >= field->minimum && view.bytes <= field->maximum) {
            err = pack_bin(out, view);
        }
        break;
    case FIELD_ROWS:
        break;
    }
    return err;
}

static enum err
row_write(const struct field *field, const void *row, struct bytes *out)
{
    enum err err = ERR_OK;

    if (field->column_count > 1) {
        err = pack_array(out, (uint32_t)field->column_count);
    }
    for (size_t i = 0; err == ERR_OK && i < field->column_count; i++) {
        err = scalar_write(&field->columns[i], row, out);
    }
    return err;
}

static enum err
rows_write(const struct field *field, const void *from, struct bytes *out)
{
    size_t count = count_get(field, from);
    enum err err = ERR_OK;

    if (count < field->minimum || count > field->maximum ||
        !is_order_good(field, from)) {
        return ERR_INVALID;
    }
    err = pack_array(out, (uint32_t)count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = row_write(field, row_get(field, from, i), out);
    }
    return err;
}

static bool is_written(const struct field *field, const void *from)
{
    return !field->is_optional || !field_is_absent(field, from);
}

enum err field_write(const void *from,
                     const struct field *fields,
                     size_t field_count,
                     struct bytes *out)
{
    size_t before = out->bytes;
    uint32_t pairs = 0;
    enum err err = ERR_OK;

    for (size_t i = 0; i < field_count; i++) {
        pairs += is_written(&fields[i], from) ? 1 : 0;
    }
    err = pack_map(out, pairs);
    for (size_t i = 0; err == ERR_OK && i < field_count; i++) {
        if (!is_written(&fields[i], from)) {
            continue;
        }
        err = pack_uint(out, fields[i].key);
        if (err == ERR_OK) {
            err = fields[i].type == FIELD_ROWS
                      ? rows_write(&fields[i], from, out)
                      : scalar_write(&fields[i], from, out);
        }
    }
    if (err != ERR_OK) {
        out->bytes = before;
    }
    return err;
}
