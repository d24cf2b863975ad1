/*
 * The reader of an import: one JSON object after another, from lines of JSON
 * or from CSV (RFC 4180) with a header, as spreadsheets save it: between cells
 * may stand commas, semicolons or tabs. Whatever the file holds, memory and
 * time are bounded by its size and by READER_BYTES_MAX, and each complaint
 * names its line.
 */
#ifndef CLI_READER_H
#define CLI_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "cli/problem.h"
#include "node/bytes.h"
#include "node/err.h"

enum {
    READER_LINE_BYTES_MAX = 32 * 1024, /* one post, many times over */
    READER_COLUMNS_MAX = 32,
    READER_BYTES_MAX = 64 * 1024 * 1024, /* as many posts as a household may
                                            have, and an end to any stream */
};

enum reader_format { READER_JSONL, READER_CSV };

struct reader {
    FILE *file; /* borrowed */
    enum reader_format format;
    uint64_t line;      /* of the object last read, from 1 */
    uint64_t next_line; /* of what comes next */
    size_t left_bytes;  /* that are read, at most */
    bool is_cut;        /* there were more */
    struct bytes text;  /* owned: the line or the cell */
    json_t *columns;    /* owned: names in the header of a CSV */
    int between;        /* what stands between its cells; 0: not known yet */
};

/* By its name (NULL: not said), else by the end of the path, else lines of
 * JSON. ERR_INVALID: there is no such. */
MUST_USE enum err reader_format(const char *path,
                                const char *name,
                                enum reader_format *out,
                                struct problem *why);

/*
 * Make ready; reads the header of a CSV.
 *
 * ERR_INVALID  the header is no header; `why` says which keys there are
 */
MUST_USE enum err reader_init(struct reader *reader,
                              FILE *file,
                              enum reader_format format,
                              struct problem *why);

/* Give back what it owns; may be called twice. */
void reader_release(struct reader *reader);

/*
 * Read the next object; empty lines are passed over.
 *
 * out  a new reference, or NULL at the end of the file
 *
 * ERR_INVALID  this line is no object; the next call reads on behind it
 * ERR_FULL     the file is longer than READER_BYTES_MAX; `why` says so
 * ERR_IO       the file cannot be read
 */
MUST_USE enum err
reader_next(struct reader *reader, json_t **out, struct problem *why);

#endif
