/* Imports as spreadsheets save them: RFC 4180, and what they make of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/reader_inside.h"

/* What ended a cell. */
enum cell_end { CELL_MORE, CELL_LINE, CELL_FILE, CELL_BROKEN };

/* What stands between cells. Spreadsheets of half of Europe write semicolons,
 * so it is whatever stands first between two names of the header. */
static bool is_between(struct reader *reader, int next)
{
    if (reader->between == 0 && (next == ',' || next == ';' || next == '\t')) {
        reader->between = next;
    }
    return next == reader->between;
}

/* Behind the closing quote only the end of the cell may come. */
static enum cell_end cell_close(struct reader *reader, int next)
{
    if (next == '\r') {
        next = reader_byte(reader);
    }
    if (is_between(reader, next)) {
        return CELL_MORE;
    }
    if (next == '\n') {
        reader->next_line++;
        return CELL_LINE;
    }
    return next == EOF ? CELL_FILE : CELL_BROKEN;
}

/* The next character of a quoted cell; a line may end as on Windows. */
static int quoted_next(struct reader *reader)
{
    int next = reader_byte(reader);

    if (next == '\r') {
        next = reader_byte(reader);
        if (next != '\n') {
            (void)ungetc(next, reader->file); /* of EOF nothing comes back */
            reader->left_bytes += next == EOF ? 0 : 1;
            next = '\r';
        }
    }
    return next;
}

static enum cell_end cell_quoted(struct reader *reader)
{
    for (;;) {
        int next = quoted_next(reader);

        if (next == '"') {
            next = reader_byte(reader);
            if (next != '"') {
                return cell_close(reader, next);
            }
        }
        if (next == EOF) {
            return CELL_BROKEN;
        }
        if (next == '\n') {
            reader->next_line++;
        }
        if (bytes_append_u8(&reader->text, (uint8_t)next) != ERR_OK) {
            return CELL_BROKEN;
        }
    }
}

static enum cell_end cell_plain(struct reader *reader, int next)
{
    while (!is_between(reader, next) && next != '\n' && next != '\r' &&
           next != EOF) {
        if (bytes_append_u8(&reader->text, (uint8_t)next) != ERR_OK) {
            return CELL_BROKEN;
        }
        next = reader_byte(reader);
    }
    return cell_close(reader, next);
}

static enum cell_end cell_read(struct reader *reader)
{
    const int first = reader_byte(reader);

    bytes_reset(&reader->text);
    return first == '"' ? cell_quoted(reader) : cell_plain(reader, first);
}

/* After a broken cell: go on behind the next line end. */
static void line_skip(struct reader *reader)
{
    int next = 0;

    do {
        next = reader_byte(reader);
    } while (next != EOF && next != '\n');
    reader->next_line++;
}

static bool is_space(unsigned char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The cell without spaces around it; NULL: not UTF-8, or out of memory. */
static json_t *cell_text(const struct reader *reader)
{
    const unsigned char *data = reader->text.data;
    size_t bytes = reader->text.bytes;

    while (bytes > 0 && is_space(data[bytes - 1])) {
        bytes--;
    }
    while (bytes > 0 && is_space(*data)) {
        data++;
        bytes--;
    }
    return json_stringn(bytes == 0 ? "" : (const char *)data, bytes);
}

static enum err
row_read(struct reader *reader, json_t *row, struct problem *why, bool *is_end)
{
    enum cell_end end = CELL_MORE;
    bool is_utf8 = true;

    reader->line = reader->next_line;
    while (end == CELL_MORE) {
        json_t *cell = NULL;

        end = cell_read(reader);
        if (end == CELL_BROKEN || json_array_size(row) == READER_COLUMNS_MAX) {
            if (end == CELL_BROKEN || end == CELL_MORE) {
                line_skip(reader);
            }
            return reader_refuse(reader, why,
                                 "a cell is too long, its quotes do not "
                                 "match, or there are too many");
        }
        cell = cell_text(reader);
        if (cell == NULL) {
            is_utf8 = false;
            cell = json_null();
        }
        if (json_array_append_new(row, cell) != 0) {
            return ERR_NOMEM;
        }
    }
    *is_end = end == CELL_FILE && json_array_size(row) == 1 &&
              reader->text.bytes == 0;
    if (ferror(reader->file)) {
        return ERR_IO;
    }
    return is_utf8 ? ERR_OK
                   : reader_refuse(reader, why,
                                   "its letters are not UTF-8; save the "
                                   "table as \"CSV UTF-8\"");
}

/* Spreadsheets go on below the last row with rows of nothing. */
static bool row_is_blank(const json_t *row)
{
    for (size_t index = 0; index < json_array_size(row); index++) {
        if (json_string_length(json_array_get(row, index)) > 0) {
            return false;
        }
    }
    return true;
}

/* "jam, garden" or "jam garden": the words between. */
static json_t *tags_split(const char *text)
{
    json_t *tags = json_array();

    while (tags != NULL && *text != '\0') {
        const size_t bytes = strcspn(text, ",; ");

        if (bytes > 0 &&
            json_array_append_new(tags, json_stringn(text, bytes)) != 0) {
            json_decref(tags);
            return NULL;
        }
        text += bytes + (text[bytes] == '\0' ? 0 : 1);
    }
    return tags;
}

/* A cell as the JSON value its column has; text that is none stays text. */
static json_t *cell_value(const char *column, json_t *cell)
{
    const char *text = json_string_value(cell);

    if (text == NULL) {
        return json_incref(cell);
    }
    if (text[0] == '\0') {
        return json_null();
    }
    if (strcmp(column, "tags") == 0) {
        return tags_split(text);
    }
    if (strcmp(column, "quantity") == 0) {
        char *end = NULL;
        long number = 0;

        errno = 0;
        number = strtol(text, &end, 10);
        if (errno == 0 && *end == '\0') {
            return json_integer(number);
        }
    }
    return json_incref(cell);
}

static enum err
row_object(const struct reader *reader, const json_t *row, json_t **out)
{
    json_t *object = json_object();

    for (size_t index = 0; index < json_array_size(row); index++) {
        const char *column =
            json_string_value(json_array_get(reader->columns, index));

        if (column != NULL &&
            json_object_set_new(
                object, column,
                cell_value(column, json_array_get(row, index))) != 0) {
            json_decref(object);
            return ERR_NOMEM;
        }
    }
    *out = object;
    return object == NULL ? ERR_NOMEM : ERR_OK;
}

enum err
reader_csv_next(struct reader *reader, json_t **out, struct problem *why)
{
    bool is_blank = true;
    enum err err = ERR_OK;

    while (err == ERR_OK && is_blank && *out == NULL) {
        json_t *row = json_array();
        bool is_end = false;

        if (row == NULL) {
            return ERR_NOMEM;
        }
        err = row_read(reader, row, why, &is_end);
        is_blank = row_is_blank(row);
        if (err == ERR_OK && !is_blank &&
            json_array_size(row) != json_array_size(reader->columns)) {
            err = reader_refuse(reader, why,
                                "it has not as many cells as the header");
        }
        if (err == ERR_OK && !is_blank) {
            err = row_object(reader, row, out);
        }
        json_decref(row);
        if (is_end) {
            break;
        }
    }
    return err;
}

/* "Title" is title: a new string. */
static json_t *name_lower(const char *name)
{
    char small[64] = ""; /* no name that we know is longer */

    for (size_t at = 0; at + 1 < sizeof small && name[at] != '\0'; at++) {
        const bool is_capital = name[at] >= 'A' && name[at] <= 'Z';

        small[at] = (char)(name[at] + (is_capital ? 'a' - 'A' : 0));
    }
    return json_string(small);
}

static enum err names_lower(json_t *columns)
{
    for (size_t index = 0; index < json_array_size(columns); index++) {
        const char *name = json_string_value(json_array_get(columns, index));

        if (json_array_set_new(columns, index, name_lower(name)) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

enum err reader_csv_header(struct reader *reader, struct problem *why)
{
    bool is_end = false;
    enum err err = ERR_OK;

    reader->columns = json_array();
    if (reader->columns == NULL) {
        return ERR_NOMEM;
    }
    err = row_read(reader, reader->columns, why, &is_end);
    if (err == ERR_OK) {
        err = names_lower(reader->columns);
    }
    if (reader->between == 0) {
        reader->between = ','; /* of one column, not to be met in a text */
    }
    for (size_t index = 0;
         err == ERR_OK && index < json_array_size(reader->columns); index++) {
        const char *name =
            json_string_value(json_array_get(reader->columns, index));

        if (name != NULL && strcmp(name, "title") == 0) {
            return ERR_OK;
        }
    }
    if (err == ERR_OK) {
        err = problem_set(why, ERR_INVALID, "no-header",
                          "The first line names no column \"title\".");
        problem_advise(why, "Begin the file with "
                            "kind,title,text,tags,until,quantity,source.");
    }
    return err;
}
