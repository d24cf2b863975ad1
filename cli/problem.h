/*
 * A problem: what went wrong, in words for a person and a name for scripts.
 *
 * Functions of this folder that can fail in a way worth explaining take a
 * `struct problem` last and fill it when they do not return ERR_OK. Where
 * nobody filled it, the words of the error itself are shown.
 */
#ifndef CLI_PROBLEM_H
#define CLI_PROBLEM_H

#include "node/err.h"

enum {
    PROBLEM_NAME_BYTES = 32,
    PROBLEM_TEXT_BYTES = 640,
    PROBLEM_TRY_BYTES = 320,
};

struct problem {
    enum err err;
    int exit;                       /* of sysexits.h; 0: by `err` */
    char name[PROBLEM_NAME_BYTES];  /* "unknown-post"; stable */
    char text[PROBLEM_TEXT_BYTES];  /* one sentence */
    char advice[PROBLEM_TRY_BYTES]; /* what to do now, or "" */
};

/* Make it empty. */
void problem_init(struct problem *why);

/*
 * Say what happened; a problem that was set before is replaced. Returns
 * `err`, so that a caller can write: err = problem_set(why, ERR_X, ...).
 * Characters that are not plain text, in what is repeated, become "?".
 *
 * name  a constant for scripts, lower case with dashes
 */
MUST_USE enum err problem_set(struct problem *why,
                              enum err err,
                              const char *name,
                              const char *format,
                              ...) __attribute__((format(printf, 4, 5)));

/* Say what to do about it: a command, or a short imperative. */
void problem_advise(struct problem *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Choose the exit code, where the one of the error does not fit. */
void problem_exit(struct problem *why, int exit_code);

/* Fill what is still empty from the error alone. */
void problem_complete(struct problem *why, enum err err);

/* The exit code of cli.md for an error; 0 for ERR_OK. */
int problem_exit_of(enum err err);

/*
 * Make it plain, in place: "?" for each character, or byte that is none, that
 * a line of text may not hold. What is repeated was typed, or stood in a file:
 * on a terminal it must not act, and in JSON it must be valid, also where it
 * was cut.
 */
void problem_plain(char *text);

#endif
