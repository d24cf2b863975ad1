/*
 * The program: which commands there are, and how one is called.
 *
 * A command is one file in cli/command/ that defines its row; main.c lists
 * the rows. A command returns an error and says in `call->why` what it means;
 * the program prints that and chooses the exit code.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <stddef.h>

#include "cli/arguments.h"
#include "cli/out.h"
#include "cli/problem.h"
#include "node/err.h"

#define KITH_VERSION "0.1.0"

/* One call of a command. */
struct call {
    const struct verb *verb;
    struct arguments arguments;
    struct out out;
    struct problem why;
};

/* The parts of the help. */
enum verb_group {
    GROUP_START,
    GROUP_POSTS,
    GROUP_DEALS,
    GROUP_PEOPLE,
    GROUP_NODE,
};

/* A command. */
struct verb {
    const char *name;
    const char *alias; /* another name for it, or NULL */
    enum verb_group group;
    const char *usage;   /* the words it takes: "TITLE"; "" where none */
    const char *summary; /* half a sentence */
    const char *example; /* one or more lines, each a whole command */
    const struct option_row *options; /* or NULL */
    size_t words_min;
    size_t words_max;
    enum err (*run)(struct call *call);
};

/*
 * Find the command that argv names, read its arguments, run it, print what
 * went wrong. Returns the exit code.
 *
 * verbs  the command table; borrowed
 */
int program_run(const struct verb *const *verbs,
                size_t count,
                int argc,
                char **argv);

/*
 * The same for a caller in this process: nothing is printed, nobody is asked.
 * One call at a time.
 *
 * argv  argv[0] is the command; reordered
 * out   a new reference: what --json prints; NULL where nothing is
 */
int program_call(const struct verb *const *verbs,
                 size_t count,
                 int argc,
                 char **argv,
                 json_t **out);

#endif
