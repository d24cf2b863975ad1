/*
 * Tables for people, drawn by libsmartcols from the same models that --json
 * prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <libsmartcols.h>

#include "cli/out.h"

enum { KEY_BYTES_MAX = 32 };

/* "keeper.name" of an object; NULL where there is no such member. */
static const json_t *member(const json_t *row, const char *key)
{
    char part[KEY_BYTES_MAX];
    const char *dot = strchr(key, '.');

    while (dot != NULL && (size_t)(dot - key) < sizeof part) {
        memcpy(part, key, (size_t)(dot - key));
        part[dot - key] = '\0';
        row = json_object_get(row, part);
        key = dot + 1;
        dot = strchr(key, '.');
    }
    return json_object_get(row, key);
}

static void cell_text(const json_t *value, char text[static OUT_CELL_BYTES_MAX])
{
    text[0] = '\0';
    if (json_is_string(value)) {
        (void)snprintf(text, OUT_CELL_BYTES_MAX, "%s",
                       json_string_value(value));
    } else if (json_is_integer(value)) {
        (void)snprintf(text, OUT_CELL_BYTES_MAX, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(value));
    } else if (json_is_true(value)) {
        (void)snprintf(text, OUT_CELL_BYTES_MAX, "yes");
    }
}

static int add_columns(struct libscols_table *table,
                       const struct out_column *columns,
                       size_t count)
{
    for (size_t index = 0; index < count; index++) {
        int flags = (columns[index].is_right ? SCOLS_FL_RIGHT : 0) |
                    (columns[index].is_cut ? SCOLS_FL_TRUNC : 0);

        if (scols_table_new_column(table, columns[index].title, 0, flags) ==
            NULL) {
            return -1;
        }
    }
    return 0;
}

static int add_row(struct libscols_table *table,
                   const json_t *row,
                   const struct out_column *columns,
                   size_t count)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    char text[OUT_CELL_BYTES_MAX];

    if (line == NULL) {
        return -1;
    }
    for (size_t index = 0; index < count; index++) {
        cell_text(member(row, columns[index].key), text);
        if (scols_line_set_data(line, index, text) != 0) {
            return -1;
        }
    }
    return 0;
}

enum err out_table(const struct out *out,
                   const json_t *rows,
                   const struct out_column *columns,
                   size_t count)
{
    struct libscols_table *table = NULL;
    enum err err = ERR_NOMEM;
    size_t index = 0;
    json_t *row = NULL;

    if (out->is_json) {
        return ERR_OK;
    }
    table = scols_new_table();
    if (table == NULL || add_columns(table, columns, count) != 0) {
        goto out;
    }
    (void)scols_table_enable_noencoding(table, 1);
    json_array_foreach(rows, index, row)
    {
        if (add_row(table, row, columns, count) != 0) {
            goto out;
        }
    }
    if (scols_print_table(table) == 0) {
        err = ERR_OK;
    }
out:
    scols_unref_table(table);
    return err;
}
