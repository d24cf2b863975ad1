/*
 * How many weeks of the board this home keeps: remembered in its folder, and
 * as a person says it. Rule A17 of spec/admission.md.
 */
#ifndef CLI_KEEP_H
#define CLI_KEEP_H

#include "cli/arguments.h"
#include "cli/drive.h"
#include "cli/problem.h"
#include "node/err.h"

enum { KEEP_CHARS = 32 }; /* "the last 17 weeks" with its end mark */

/*
 * What --keep says, before anything is opened.
 *
 * is_said  false: it was not given, and `weeks` is unchanged
 *
 * ERR_INVALID  it is no number of weeks; `why` says which are
 */
MUST_USE enum err keep_read(const struct arguments *arguments,
                            unsigned *weeks,
                            bool *is_said,
                            struct problem *why);

/* What a folder keeps; KEEP_ALL where nothing was said. */
MUST_USE enum err keep_recall(struct store *store, unsigned *weeks);

/* Remember it, and begin the core anew with it. */
MUST_USE enum err
keep_remember(struct drive *drive, unsigned weeks, struct problem *why);

/* "everything", "the last week", "the last 8 weeks". */
void keep_words(unsigned weeks, char out[static KEEP_CHARS]);

#endif
