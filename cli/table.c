/*
 * Tables for people, drawn by libsmartcols from the same models that --json
 * prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "cli/out.h"

enum {
    KEY_BYTES_MAX = 32,
    CUT_KEEPS = 16, /* characters that a cut cell keeps at least, if it has so
                       many */
};

/* The rows and what is shown of them. */
struct sheet {
    const json_t *rows;
    const struct out_column *columns;
    size_t count;
    bool is_folded; /* what may be cut stands in a line of its own */
};

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

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* Characters of the longest cell, or of the title. */
static size_t column_width(const struct sheet *sheet,
                           const struct out_column *column)
{
    char text[OUT_CELL_BYTES_MAX];
    size_t width = characters(column->title);
    size_t index = 0;
    json_t *row = NULL;

    json_array_foreach(sheet->rows, index, row)
    {
        cell_text(member(row, column->key), text);
        if (characters(text) > width) {
            width = characters(text);
        }
    }
    return width;
}

/* Are there cells to cut? Short ones stay whole. */
static bool is_to_cut(const struct sheet *sheet,
                      const struct out_column *column)
{
    return column->is_cut && column_width(sheet, column) > CUT_KEEPS;
}

/* Would cells be cut to less than they have to keep? */
static bool is_too_wide(const struct sheet *sheet, size_t terminal)
{
    size_t width = 0;
    bool has_cut = false;

    for (size_t index = 0; index < sheet->count; index++) {
        const struct out_column *column = &sheet->columns[index];

        width +=
            is_to_cut(sheet, column) ? CUT_KEEPS : column_width(sheet, column);
        width += index > 0;
        has_cut |= column->is_cut;
    }
    return has_cut && width > terminal;
}

static int add_columns(struct libscols_table *table, const struct sheet *sheet)
{
    for (size_t index = 0; index < sheet->count; index++) {
        const struct out_column *column = &sheet->columns[index];
        int flags = (column->is_right ? SCOLS_FL_RIGHT : 0) |
                    (is_to_cut(sheet, column) ? SCOLS_FL_TRUNC : 0) |
                    (column->is_cut && sheet->is_folded ? SCOLS_FL_HIDDEN : 0);

        if (scols_table_new_column(table, column->title, 0, flags) == NULL) {
            return -1;
        }
    }
    return 0;
}

static int add_row(struct libscols_table *table,
                   const json_t *row,
                   const struct sheet *sheet)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    char text[OUT_CELL_BYTES_MAX];

    if (line == NULL) {
        return -1;
    }
    for (size_t index = 0; index < sheet->count; index++) {
        cell_text(member(row, sheet->columns[index].key), text);
        if (scols_line_set_data(line, index, text) != 0) {
            return -1;
        }
    }
    return 0;
}

/* The cells that may be cut, whole; of no row, their titles. */
static void print_cut(const struct sheet *sheet, const json_t *row)
{
    const char *between = "  ";
    char text[OUT_CELL_BYTES_MAX];

    for (size_t index = 0; index < sheet->count; index++) {
        const struct out_column *column = &sheet->columns[index];

        if (!column->is_cut) {
            continue;
        }
        (void)snprintf(text, sizeof text, "%s", column->title);
        if (row != NULL) {
            cell_text(member(row, column->key), text);
        }
        if (text[0] != '\0') {
            (void)printf("%s%s", between, text);
            between = " | ";
        }
    }
    (void)printf("\n");
}

/* Behind each line of the others, those that may be cut. */
static int print_folded(struct libscols_table *table, const struct sheet *sheet)
{
    char *text = NULL;
    size_t next = 0;

    (void)scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    if (scols_print_table_to_string(table, &text) != 0) {
        return -1;
    }
    for (char *line = text, *end = NULL; line != NULL && *line != '\0';
         line = end == NULL ? NULL : end + 1, next++) {
        end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        (void)printf("%s\n", line);
        print_cut(sheet,
                  next == 0 ? NULL : json_array_get(sheet->rows, next - 1));
    }
    free(text);
    return 0;
}

enum err out_table(const struct out *out,
                   const json_t *rows,
                   const struct out_column *columns,
                   size_t count)
{
    struct sheet sheet = {rows, columns, count, false};
    struct libscols_table *table = NULL;
    enum err err = ERR_NOMEM;
    size_t index = 0;
    json_t *row = NULL;

    if (out->is_json) {
        return ERR_OK;
    }
    table = scols_new_table();
    if (table == NULL) {
        return ERR_NOMEM;
    }
    (void)scols_table_set_termforce(table, out->is_terminal
                                               ? SCOLS_TERMFORCE_ALWAYS
                                               : SCOLS_TERMFORCE_NEVER);
    sheet.is_folded = out->is_terminal &&
                      is_too_wide(&sheet, scols_table_get_termwidth(table));
    if (add_columns(table, &sheet) != 0) {
        goto out;
    }
    (void)scols_table_enable_noencoding(table, 1);
    json_array_foreach(rows, index, row)
    {
        if (add_row(table, row, &sheet) != 0) {
            goto out;
        }
    }
    if ((sheet.is_folded ? print_folded(table, &sheet)
                         : scols_print_table(table)) == 0) {
        err = ERR_OK;
    }
out:
    scols_unref_table(table);
    return err;
}
