#include "tests/lib/body_json.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "tests/lib/check.h"

enum { HEX_ROOM = 2 * RECORD_BYTES_MAX + 1, POOL_ROOM = 1 << 16 };

static unsigned char pool[POOL_ROOM];
static size_t pool_used;

/* Bytes of hexadecimal digits, kept in the pool. */
static struct view bin_of(const char *hex)
{
    struct view bin = check_hex(hex, pool + pool_used, sizeof pool - pool_used);

    pool_used += bin.bytes;
    return bin;
}

json_t *body_bin_to_json(struct view bin)
{
    static char hex[HEX_ROOM];

    (void)sodium_bin2hex(hex, sizeof hex, bin.data, bin.bytes);
    return json_string(hex);
}

static void number_set(const struct field *field, uint64_t value, void *out)
{
    unsigned char *at = (unsigned char *)out + field->offset;
    uint8_t u8 = (uint8_t)value;
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;
    const void *from = field->width == 1   ? (const void *)&u8
                       : field->width == 2 ? (const void *)&u16
                       : field->width == 4 ? (const void *)&u32
                                           : (const void *)&value;

    memcpy(at, from, field->width);
}

static void
scalar_from_json(const struct field *field, const json_t *value, void *out)
{
    unsigned char *at = (unsigned char *)out + field->offset;
    struct view view = {NULL, 0};

    if (field->type == FIELD_NUMBER) {
        number_set(field, (uint64_t)json_integer_value(value), out);
        if (field->has_offset != 0) {
            ((unsigned char *)out)[field->has_offset] = 1;
        }
    } else if (field->type == FIELD_BOOL) {
        *at = json_is_true(value) ? 1 : 0;
    } else if (field->type == FIELD_KEY) {
        view = bin_of(json_string_value(value));
        assert_int_equal(view.bytes, field->maximum);
        memcpy(at, view.data, view.bytes);
    } else {
        view = field->type == FIELD_BIN ? bin_of(json_string_value(value))
                                        : view_text(json_string_value(value));
        memcpy(at, &view, sizeof view);
    }
}

static void
rows_from_json(const struct field *field, const json_t *list, void *out)
{
    size_t count = json_array_size(list);
    unsigned char *row = (unsigned char *)out + field->offset;

    assert_true(count <= field->maximum);
    for (size_t i = 0; i < count; i++, row += field->row_bytes) {
        const json_t *item = json_array_get(list, i);

        for (size_t j = 0; j < field->column_count; j++) {
            const struct field *column = &field->columns[j];

            scalar_from_json(column,
                             field->column_count == 1
                                 ? item
                                 : json_object_get(item, column->name),
                             row);
        }
    }
    memcpy((unsigned char *)out + field->count_offset, &count, sizeof count);
}

void body_from_json(const json_t *object,
                    const struct field *fields,
                    size_t count,
                    union any_body *out)
{
    size_t used = 0;

    memset(out, 0, sizeof *out);
    pool_used = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(object, fields[i].name);

        if (value == NULL) {
            continue;
        }
        used++;
        if (fields[i].type == FIELD_ROWS) {
            rows_from_json(&fields[i], value, out);
        } else {
            scalar_from_json(&fields[i], value, out);
        }
    }
    assert_int_equal(used, json_object_size(object));
}

static uint64_t number_get(const struct field *field, const void *from)
{
    const unsigned char *at = (const unsigned char *)from + field->offset;
    uint8_t u8 = 0;
    uint16_t u16 = 0;
    uint32_t u32 = 0;
    uint64_t u64 = 0;
    void *to = field->width == 1   ? (void *)&u8
               : field->width == 2 ? (void *)&u16
               : field->width == 4 ? (void *)&u32
                                   : (void *)&u64;

    memcpy(to, at, field->width);
    return u64 + u32 + u16 + u8;
}

/* A member to JSON; NULL where it is absent. */
static json_t *scalar_to_json(const struct field *field, const void *from)
{
    const unsigned char *at = (const unsigned char *)from + field->offset;
    struct view view = {NULL, 0};
    uint64_t number = 0;

    if (field->type == FIELD_NUMBER || field->type == FIELD_BOOL) {
        bool is_told = field->has_offset != 0 &&
                       ((const unsigned char *)from)[field->has_offset] != 0;

        number = number_get(field, from);
        if (number == 0 && field->is_optional && !is_told) {
            return NULL;
        }
        return field->type == FIELD_BOOL ? json_true()
                                         : json_integer((json_int_t)number);
    }
    if (field->type == FIELD_KEY) {
        view = (struct view){at, (size_t)field->maximum};
        return field->is_optional && sodium_is_zero(view.data, view.bytes)
                   ? NULL
                   : body_bin_to_json(view);
    }
    memcpy(&view, at, sizeof view);
    if (view.bytes == 0) {
        return NULL;
    }
    return field->type == FIELD_BIN
               ? body_bin_to_json(view)
               : json_stringn((const char *)view.data, view.bytes);
}

static json_t *rows_to_json(const struct field *field, const void *from)
{
    const unsigned char *row = (const unsigned char *)from + field->offset;
    json_t *list = json_array();
    size_t count = 0;

    memcpy(&count, (const unsigned char *)from + field->count_offset,
           sizeof count);
    for (size_t i = 0; i < count; i++, row += field->row_bytes) {
        json_t *item = json_object();

        for (size_t j = 0; j < field->column_count; j++) {
            (void)json_object_set_new(item, field->columns[j].name,
                                      scalar_to_json(&field->columns[j], row));
        }
        if (field->column_count == 1) {
            json_t *bare =
                json_incref(json_object_get(item, field->columns[0].name));

            json_decref(item);
            item = bare;
        }
        (void)json_array_append_new(list, item);
    }
    if (count == 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

json_t *body_to_json(const void *body, const struct field *fields, size_t count)
{
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++) {
        json_t *value = fields[i].type == FIELD_ROWS
                            ? rows_to_json(&fields[i], body)
                            : scalar_to_json(&fields[i], body);

        if (value != NULL) {
            (void)json_object_set_new(object, fields[i].name, value);
        }
    }
    return object;
}
