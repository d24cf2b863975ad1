/* What the reader's two formats share; for its files only. */
#ifndef CLI_READER_INSIDE_H
#define CLI_READER_INSIDE_H

#include "cli/reader.h"

/* The next byte, or EOF: there, too, where no more is read. */
int reader_byte(struct reader *reader);

/* "Line 4: WHAT." Returns ERR_INVALID. */
MUST_USE enum err reader_refuse(const struct reader *reader,
                                struct problem *why,
                                const char *what);

/* The columns of a CSV. ERR_INVALID: no header; `why` says which there are. */
MUST_USE enum err reader_csv_header(struct reader *reader, struct problem *why);

/* As reader_next. */
MUST_USE enum err
reader_csv_next(struct reader *reader, json_t **out, struct problem *why);

#endif
