/*
 * Fields: a body as a table, one row for each key.
 *
 * One reader and one writer serve all bodies; what a body holds is data, and
 * a test compares each table with spec/records.md. An optional field that is
 * zero, false or empty is absent: a body has one encoding only. Keys from
 * FIELD_KEY_FREE on are room for later versions, skipped when read.
 */
#ifndef NODE_RECORD_FIELD_H
#define NODE_RECORD_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

enum { FIELD_KEY_FREE = 64 };

enum field_type {
    FIELD_NUMBER, /* uint8_t, uint16_t, uint32_t or uint64_t */
    FIELD_BOOL,   /* bool; absent when false */
    FIELD_LINE,   /* struct view, TEXT_LINE */
    FIELD_LINES,  /* struct view, TEXT_LINES */
    FIELD_KEY,    /* bin of exactly `maximum` bytes, copied */
    FIELD_BIN,    /* struct view of a bin */
    FIELD_ROWS,   /* array of structs and a size_t that counts them */
};

struct field {
    const char *name; /* as in the spec */
    uint64_t minimum; /* of the number, of bytes, or of rows */
    uint64_t maximum;
    size_t offset;               /* of the member in the struct */
    size_t width;                /* its sizeof */
    size_t has_offset;           /* bool: absent or zero; 0: there is none */
    size_t count_offset;         /* size_t that counts rows */
    size_t row_bytes;            /* sizeof of a row's struct */
    const struct field *columns; /* of a row; one: the bare value */
    size_t column_count;
    enum field_type type;
    uint8_t key; /* 0..63; in a row of columns its place */
    bool is_optional;
    bool is_ascending; /* rows ascend strictly by their first column */
};

/* Where a member stands and how wide it is. */
#define FIELD_AT(type, member)                                                 \
    .offset = offsetof(type, member), .width = sizeof(((type *)0)->member)

/* The same for an array of rows, which holds as many as it has places; what
 * counts them is called like it, with _count. */
#define FIELD_ROWS_AT(type, member, table)                                     \
    FIELD_AT(type, member),                                                    \
        .count_offset = offsetof(type, member##_count),                        \
        .row_bytes = sizeof(((type *)0)->member[0]),                           \
        .maximum =                                                             \
            sizeof(((type *)0)->member) / sizeof(((type *)0)->member[0]),      \
        .columns = (table), .column_count = FIELD_COUNT(table)

/* A bin of one size. */
#define FIELD_BYTES(count) .minimum = (count), .maximum = (count)

/* How many rows a table has. */
#define FIELD_COUNT(table) (sizeof(table) / sizeof(table)[0])

/*
 * Scan a body and read it into a struct.
 *
 * out  zeroed first; views in it borrow from `body`
 *
 * ERR_MALFORMED  not canonical, not a map, a missing or unknown key, a value
 *                out of range, a text that breaks a rule; `out` is undefined
 */
MUST_USE enum err field_read(struct view body,
                             const struct field *fields,
                             size_t field_count,
                             void *out,
                             size_t out_bytes);

/*
 * Append a struct as a canonical body. The same checks as in field_read are
 * made, so nothing is written that a reader would refuse.
 *
 * ERR_INVALID          a value that a reader would refuse; `out` unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append; `out` unchanged
 */
MUST_USE enum err field_write(const void *from,
                              const struct field *fields,
                              size_t field_count,
                              struct bytes *out);

/* Does a struct say nothing here, so that an optional field is absent? */
bool field_is_absent(const struct field *field, const void *from);

#endif
