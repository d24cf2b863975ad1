/*
 * Notices: a program of the household's own is run for each thing that a
 * person may want to know, outside the quiet hours from 22 to 8.
 *
 * It is called as PROGRAM EVENT WORDS, without a shell, and reads the event as
 * one line of JSON on its standard input. What it has been told of is
 * remembered, so that nothing is told twice and nothing is lost while no node
 * runs. For the core thread.
 */
#ifndef CLI_NOTIFY_H
#define CLI_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cli/core.h"
#include "cli/problem.h"

enum {
    NOTIFY_RUNNING_MAX = 8, /* programs at a time; the others wait */
    NOTIFY_LOOK_MS = 1000,
    NOTIFY_QUIET_FROM_HOUR = 22,
    NOTIFY_QUIET_TO_HOUR = 8,
};

struct notify {
    const char *program; /* borrowed; NULL: nobody is told */
    pid_t running[NOTIFY_RUNNING_MAX];
    size_t running_count;
    uint64_t look_mono_ms;
};

/*
 * Can the program be run? A name without a stroke is looked for in PATH.
 *
 * ERR_UNKNOWN  it is not there, or nothing that can be run; `why` says so
 */
MUST_USE enum err notify_check(const char *program, struct problem *why);

/*
 * Take it that people were told all that happened before the first run with a
 * program. To be called before the node runs: what happens from then on is
 * news, however late the first look at it is.
 *
 * Errors of the store
 */
MUST_USE enum err notify_begin(struct store *store);

/* Tell what is new, if it is time to look. */
void notify_turn(struct notify *notify, struct core *core);

/* Is it an hour, of the local day, in which nobody is told? */
bool notify_is_quiet(int hour);

/*
 * Run a program with these two words and this line; it is not waited for.
 *
 * ERR_IO  it cannot be run
 */
MUST_USE enum err notify_spawn(const char *program,
                               const char *event,
                               const char *words,
                               const char *line,
                               pid_t *out);

#endif
