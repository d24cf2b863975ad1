#include "cli/reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sysexits.h>

#include "cli/reader_inside.h"

enum err reader_refuse(const struct reader *reader,
                       struct problem *why,
                       const char *what)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-line", "Line %llu: %s.",
                               (unsigned long long)reader->line, what);
    return err;
}

enum err reader_format(const char *path,
                       const char *name,
                       enum reader_format *out,
                       struct problem *why)
{
    const size_t bytes = strlen(path);
    enum err err = ERR_OK;

    *out = bytes > 4 && strcasecmp(path + bytes - 4, ".csv") == 0
               ? READER_CSV
               : READER_JSONL;
    if (name == NULL) {
        return ERR_OK;
    }
    *out = strcmp(name, "csv") == 0 ? READER_CSV : READER_JSONL;
    if (strcmp(name, "csv") != 0 && strcmp(name, "jsonl") != 0) {
        err = problem_set(why, ERR_INVALID, "unknown-format",
                          "There is no format \"%.40s\".", name);
        problem_advise(why, "Formats are jsonl and csv.");
    }
    return err;
}

int reader_byte(struct reader *reader)
{
    int next = EOF;

    if (reader->left_bytes > 0) {
        next = getc(reader->file);
        reader->left_bytes -= next == EOF ? 0 : 1;
    } else if (!reader->is_cut) {
        reader->is_cut = getc(reader->file) != EOF;
    }
    return next;
}

void reader_release(struct reader *reader)
{
    bytes_release(&reader->text);
    json_decref(reader->columns);
    reader->columns = NULL;
}

/* Read to the end of the line; what is past the ceiling is passed over. */
static enum err line_read(struct reader *reader, bool *is_end)
{
    enum err err = ERR_OK;
    int next = 0;

    bytes_reset(&reader->text);
    reader->line = reader->next_line++;
    while ((next = reader_byte(reader)) != EOF && next != '\n') {
        if (err == ERR_OK) {
            err = bytes_append_u8(&reader->text, (uint8_t)next);
        }
    }
    *is_end = next == EOF && reader->text.bytes == 0 && err == ERR_OK;
    if (next == EOF && ferror(reader->file)) {
        return ERR_IO;
    }
    return err;
}

static bool line_is_blank(const struct bytes *text)
{
    for (size_t index = 0; index < text->bytes; index++) {
        if (strchr(" \t\r", text->data[index]) == NULL ||
            text->data[index] == '\0') {
            return false;
        }
    }
    return true;
}

static enum err
jsonl_next(struct reader *reader, json_t **out, struct problem *why)
{
    json_error_t wrong;
    bool is_end = false;
    enum err err = ERR_OK;

    do {
        err = line_read(reader, &is_end);
        if (err == ERR_FULL) {
            return reader_refuse(reader, why, "it is longer than 32 kB");
        }
        if (err != ERR_OK || is_end) {
            return err;
        }
    } while (line_is_blank(&reader->text));
    *out = json_loadb((const char *)reader->text.data, reader->text.bytes,
                      JSON_REJECT_DUPLICATES, &wrong);
    if (*out == NULL) {
        return reader_refuse(reader, why, wrong.text);
    }
    if (!json_is_object(*out)) {
        json_decref(*out);
        *out = NULL;
        return reader_refuse(reader, why, "it is no JSON object");
    }
    return ERR_OK;
}

/* Spreadsheets put a byte order mark before UTF-8: it is of no column. */
static void pass_mark(FILE *file)
{
    static const unsigned char mark[] = {0xEF, 0xBB, 0xBF};
    size_t count = 0;
    int next = 0;

    while (count < sizeof mark && (next = getc(file)) == mark[count]) {
        count++;
    }
    if (count == sizeof mark) {
        return;
    }
    (void)ungetc(next, file); /* of EOF nothing comes back */
    while (count > 0) {
        (void)ungetc(mark[--count], file);
    }
}

enum err reader_init(struct reader *reader,
                     FILE *file,
                     enum reader_format format,
                     struct problem *why)
{
    *reader = (struct reader){.file = file,
                              .format = format,
                              .next_line = 1,
                              .left_bytes = READER_BYTES_MAX};
    bytes_init(&reader->text, READER_LINE_BYTES_MAX);
    pass_mark(file);
    return format == READER_CSV ? reader_csv_header(reader, why) : ERR_OK;
}

static enum err refuse_rest(struct problem *why)
{
    enum err err = problem_set(why, ERR_FULL, "endless-file",
                               "The file is longer than %d MiB; what was read "
                               "of it up to there counts.",
                               READER_BYTES_MAX / (1024 * 1024));

    problem_advise(why, "Import the rest as a file of its own, or look whether "
                        "this is the right one.");
    problem_exit(why, EX_DATAERR);
    return err;
}

enum err reader_next(struct reader *reader, json_t **out, struct problem *why)
{
    enum err err = ERR_OK;

    *out = NULL;
    err = reader->format == READER_CSV ? reader_csv_next(reader, out, why)
                                       : jsonl_next(reader, out, why);
    if (!reader->is_cut) {
        return err;
    }
    json_decref(*out); /* half of it, perhaps */
    *out = NULL;
    return refuse_rest(why);
}
