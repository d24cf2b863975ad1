/*
 * People without a computer, and the households that speak for them: openly, so
 * that everybody sees for whom something is.
 */
#ifndef CLI_SPEAKS_H
#define CLI_SPEAKS_H

#include <jansson.h>

#include "cli/counter.h"
#include "cli/desk.h"
#include "node/err.h"
#include "node/id.h"

/* The names of the people for whom a household says that it speaks, as an
 * array. */
MUST_USE enum err speaks_people(const struct desk *desk,
                                const struct id *household,
                                json_t **out);

/* Where --for names somebody for whom our profile does not say that we speak:
 * a hint how to. */
MUST_USE enum err speaks_hint(struct counter *counter);

/* "Shopping (for Aunt Petra)": put it in place of a row's text where the row
 * has somebody under "for". */
MUST_USE enum err speaks_mark(json_t *row, const char *key);

#endif
