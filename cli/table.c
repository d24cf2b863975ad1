/*
 * Tables for people, drawn by libsmartcols from the same models that --json
 * prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "cli/fold.h"
#include "cli/out.h"

enum {
    KEY_BYTES_MAX = 32,
    CUT_KEEPS = 16, /* characters that a cut cell keeps at least, if it has so
                       many */
    OUT_BELOW_BYTES = 2048,
};

/* The rows and what is shown of them. */
struct sheet {
    const json_t *rows;
    const struct out_column *columns;
    size_t count;
    bool is_folded;     /* what may be cut stands in a line of its own, */
    size_t beside;      /* and of the others all but so many */
    size_t cut;         /* characters that a cut cell has; 0: all */
    size_t columns_max; /* of the terminal */
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

/* Characters of the longest cell, or of the title. */
static size_t column_width(const struct sheet *sheet,
                           const struct out_column *column)
{
    char text[OUT_CELL_BYTES_MAX];
    size_t width = fold_columns(column->title);
    size_t index = 0;
    json_t *row = NULL;

    json_array_foreach(sheet->rows, index, row)
    {
        cell_text(member(row, column->key), text);
        if (fold_columns(text) > width) {
            width = fold_columns(text);
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

/* Characters of a row, of which a cell that may be cut has so many. */
static size_t row_width(const struct sheet *sheet, size_t cut)
{
    size_t width = 0;

    for (size_t index = 0; index < sheet->count; index++) {
        const size_t whole = column_width(sheet, &sheet->columns[index]);
        const bool is_cut = is_to_cut(sheet, &sheet->columns[index]);

        width += is_cut && whole > cut ? cut : whole;
        width += index > 0;
    }
    return width;
}

/* How many of the columns that stay beside one another fit; one always does. */
static size_t count_beside(const struct sheet *sheet)
{
    size_t width = 0;
    size_t count = 0;

    for (size_t index = 0; index < sheet->count; index++) {
        if (!sheet->columns[index].is_cut) {
            width += column_width(sheet, &sheet->columns[index]) + (count > 0);
            if (count > 0 && width > sheet->columns_max) {
                break;
            }
            count++;
        }
    }
    return count;
}

/* Where it is too wide: cut cells, or, with too little left of them, fold. */
static void fit(struct sheet *sheet)
{
    size_t cut = OUT_CELL_BYTES_MAX;

    while (cut > CUT_KEEPS && row_width(sheet, cut) > sheet->columns_max) {
        cut--;
    }
    sheet->is_folded = row_width(sheet, cut) > sheet->columns_max;
    sheet->cut = cut;
    sheet->beside = sheet->is_folded ? count_beside(sheet) : sheet->count;
}

/* Does the n-th column stand beside others, or in the line below? */
static bool is_beside(const struct sheet *sheet, size_t n)
{
    size_t before = 0;

    if (!sheet->is_folded) {
        return true;
    }
    for (size_t index = 0; index < n; index++) {
        before += !sheet->columns[index].is_cut;
    }
    return !sheet->columns[n].is_cut && before < sheet->beside;
}

static int add_columns(struct libscols_table *table, const struct sheet *sheet)
{
    for (size_t index = 0; index < sheet->count; index++) {
        const struct out_column *column = &sheet->columns[index];
        int flags = (column->is_right ? SCOLS_FL_RIGHT : 0) |
                    (is_beside(sheet, index) ? 0 : SCOLS_FL_HIDDEN);

        if (scols_table_new_column(table, column->title, 0, flags) == NULL) {
            return -1;
        }
    }
    return 0;
}

/* What is cut says so, and ends with a word where it can. */
static void cut_text(char text[static OUT_CELL_BYTES_MAX], size_t columns)
{
    static const char dots[] = "\u2026";
    const size_t bytes = fold_fit(text, columns - 1);

    if (fold_columns(text) > columns &&
        bytes + sizeof dots <= OUT_CELL_BYTES_MAX) {
        memcpy(text + bytes, dots, sizeof dots);
    }
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
        if (sheet->cut > 0 && is_to_cut(sheet, &sheet->columns[index])) {
            cut_text(text, sheet->cut);
        }
        if (scols_line_set_data(line, index, text) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Append to a line that is to be folded. */
static void add_below(char line[static OUT_BELOW_BYTES],
                      const char *title,
                      const char *text)
{
    static const char stays[] = "\u00a0"; /* a blank that is not folded at */
    const size_t used = strlen(line);

    (void)snprintf(line + used, OUT_BELOW_BYTES - used, "%s%s%s%s",
                   used == 2 ? "" : " | ", title, title[0] == '\0' ? "" : stays,
                   text);
}

/* The cells of the line below, whole; of no row, the titles of those that may
 * be cut. The others have theirs beside them. */
static void print_below(const struct sheet *sheet, const json_t *row)
{
    char line[OUT_BELOW_BYTES] = "  ";
    char text[OUT_CELL_BYTES_MAX];

    for (size_t index = 0; index < sheet->count; index++) {
        const struct out_column *column = &sheet->columns[index];

        if (is_beside(sheet, index) || (row == NULL && !column->is_cut)) {
            continue;
        }
        (void)snprintf(text, sizeof text, "%s", column->title);
        if (row != NULL) {
            cell_text(member(row, column->key), text);
        }
        if (text[0] != '\0') {
            add_below(line, column->is_cut ? "" : column->title, text);
        }
    }
    if (line[2] != '\0') {
        fold_print(stdout, line, sheet->columns_max);
    }
}

/* Behind each line of the others, what stands below. */
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
        print_below(sheet,
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
    struct sheet sheet = {.rows = rows, .columns = columns, .count = count};
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
    if (out->is_terminal) {
        sheet.columns_max = scols_table_get_termwidth(table);
        fit(&sheet);
    }
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
