/*
 * Arguments of one command: options from a table, and the words beside them.
 *
 * The parser is getopt_long; this gives it the table and asks by name.
 * Options may be abbreviated and may stand behind the words.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/problem.h"
#include "node/err.h"

enum {
    OPTIONS_MAX = 48,    /* rows of a table, with the common ones */
    ARGUMENTS_MAX = 256, /* options given on one command line */
};

/* One option a command knows. A table ends with a row without a name. */
struct option_row {
    const char *name;
    const char *value; /* what it takes, as shown in help: "DAYS"; NULL: none */
    const char *help;  /* NULL: not shown */
};

struct argument {
    const char *name;  /* of its row */
    const char *value; /* borrowed from argv; NULL for a flag */
};

struct arguments {
    struct argument given[ARGUMENTS_MAX];
    size_t count;
    char **words; /* borrowed from argv */
    size_t word_count;
};

/* Options that every command has: --json, --in, --help. */
extern const struct option_row arguments_common[];

/*
 * Parse what follows the command's name; argv[0] is that name. Reorders argv.
 *
 * ERR_INVALID  `why` names the option and the nearest known one
 * ERR_FULL     more than ARGUMENTS_MAX options
 */
MUST_USE enum err arguments_read(struct arguments *arguments,
                                 const struct option_row *rows,
                                 int argc,
                                 char **argv,
                                 struct problem *why);

/* Was the option given? */
bool arguments_has(const struct arguments *arguments, const char *name);

/* The value given last, or NULL. */
const char *arguments_value(const struct arguments *arguments,
                            const char *name);

/* The value given as the n-th of this name, from 0; NULL past the last. */
const char *
arguments_nth(const struct arguments *arguments, const char *name, size_t n);

/*
 * A whole number between the two limits; `out` stays as it was when the
 * option was not given.
 *
 * ERR_INVALID  not such a number; `why` says which are
 */
MUST_USE enum err arguments_number(const struct arguments *arguments,
                                   const char *name,
                                   const uint64_t limits[static 2],
                                   uint64_t *out,
                                   struct problem *why);

#endif
