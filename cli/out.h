/*
 * Output: what a command prints, for a person or for a program.
 *
 * With --json one document goes to standard output and nothing else; without
 * it, results go to standard output, hints and errors to standard error.
 * Colour only on a terminal, and never with NO_COLOR or TERM=dumb.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/problem.h"
#include "node/err.h"

struct out {
    bool is_json;
    bool is_terminal;       /* standard output is one */
    bool is_error_terminal; /* standard error is one */
    bool is_interactive;    /* somebody can answer a question */
    bool has_colour;
    size_t columns;       /* of standard output; 0: no terminal, or unknown */
    size_t error_columns; /* of standard error; likewise */
    json_t *beside; /* owned: what an error's document has beside "error" */
    json_t **sink;  /* the document goes there, a new reference; NULL: it is
                       printed */
};

enum {
    OUT_TIME_CHARS = 25,     /* 2026-12-01T08:30:00.000Z and the end mark */
    OUT_CELL_BYTES_MAX = 512 /* one cell of a table */
};

/* Make ready: find out what is a terminal and what may have colour. */
void out_init(struct out *out, bool is_json);

/* A line for a person on standard output; nothing with --json. On a terminal it
 * is folded between words. */
void out_say(const struct out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same on standard error. */
void out_hint(const struct out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The document of --json; nothing without it. Borrowed. */
void out_json(const struct out *out, json_t *document);

/* What a command did before it failed, for the document of its error; takes
 * the reference. */
void out_beside(struct out *out, json_t *document);

/* An error: a sentence and its advice, or {"error":{...}} with --json. */
void out_problem(const struct out *out, const struct problem *why);

/* Ask yes or no on the terminal; false where nobody can answer. */
bool out_ask(const struct out *out, const char *question);

/* ISO 8601 in UTC with milliseconds, as JSON shows times. */
void out_time(uint64_t ms, char text[static OUT_TIME_CHARS]);

/* The same as a JSON string, null for 0; NULL when memory runs out. */
json_t *out_time_json(uint64_t ms);

/* The name of a file as a JSON string, "?" for each byte that is no text: names
 * of files are any bytes. NULL when memory runs out. */
json_t *out_file_json(const char *path);

/* Strings, or the names of {"name"} objects, with commas between them, as many
 * as there is room for; then "...". */
void out_names(const json_t *rows, char text[static OUT_CELL_BYTES_MAX]);

/* A column of a table. */
struct out_column {
    const char *key;   /* in each row's object; "keeper.name" goes deeper */
    const char *title; /* in capitals */
    bool is_right;     /* numbers */
    bool is_cut;       /* may be cut where the terminal is narrow */
};

/*
 * A table of an array of objects, on standard output; nothing with --json.
 * Strings and numbers are shown as they are, true as "yes", all else as "".
 * Where the terminal is too narrow for what may be cut, that stands whole in a
 * line below its row.
 *
 * ERR_NOMEM
 */
MUST_USE enum err out_table(const struct out *out,
                            const json_t *rows,
                            const struct out_column *columns,
                            size_t count);

#endif
