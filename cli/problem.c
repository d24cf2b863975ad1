#include "cli/problem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sysexits.h>

#include "node/bytes.h"
#include "node/record/text.h"

void problem_init(struct problem *why)
{
    memset(why, 0, sizeof *why);
}

void problem_plain(char *text)
{
    struct view rest = view_text(text);
    size_t at = 0;

    while (rest.bytes > 0) {
        struct view piece = rest;
        uint32_t point = 0;

        if (text_take(&rest, &point) != ERR_OK) {
            rest = (struct view){rest.data + 1, rest.bytes - 1};
        }
        piece.bytes -= rest.bytes;
        switch (text_check(piece, TEXT_LINE, piece.bytes)) {
        case TEXT_RULE_OK:
        case TEXT_RULE_SPACE:
            memmove(text + at, piece.data, piece.bytes);
            at += piece.bytes;
            break;
        case TEXT_RULE_EMPTY:
        case TEXT_RULE_LONG:
        case TEXT_RULE_UTF8:
        case TEXT_RULE_CONTROL:
        case TEXT_RULE_DIRECTION:
        case TEXT_RULE_INVISIBLE:
        case TEXT_RULE_COUNT:
            text[at++] = '?';
            break;
        }
    }
    text[at] = '\0';
}

enum err problem_set(struct problem *why,
                     enum err err,
                     const char *name,
                     const char *format,
                     ...)
{
    va_list arguments;

    problem_init(why);
    why->err = err;
    (void)snprintf(why->name, sizeof why->name, "%s", name);
    va_start(arguments, format);
    (void)vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    problem_plain(why->text);
    return err;
}

void problem_advise(struct problem *why, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(why->advice, sizeof why->advice, format, arguments);
    va_end(arguments);
    problem_plain(why->advice);
}

void problem_exit(struct problem *why, int exit_code)
{
    why->exit = exit_code;
}

/* DISK_FULL is "disk-full" for scripts. */
static void name_from(enum err err, char name[static PROBLEM_NAME_BYTES])
{
    size_t index = 0;
    const char *from = err_name(err);

    for (; from[index] != '\0' && index + 1 < PROBLEM_NAME_BYTES; index++) {
        name[index] = '-';
        if (from[index] != '_') {
            name[index] = (char)tolower((unsigned char)from[index]);
        }
    }
    name[index] = '\0';
}

static const char *advice_of(enum err err)
{
    if (err == ERR_CLOCK) {
        return "Set the date of this machine, then try again";
    }
    if (err == ERR_BUSY || err == ERR_AGAIN) {
        return "Try again in a moment";
    }
    if (err == ERR_DISK_FULL) {
        return "Free some space, then try again; nothing was changed";
    }
    if (err == ERR_READ_ONLY) {
        return "Make the data folder writable, or set KITH_HOME to another";
    }
    if (err == ERR_NEWER_STORE) {
        return "Install the newest version of kith";
    }
    if (err == ERR_CORRUPT) {
        return "kith doctor";
    }
    return "";
}

void problem_complete(struct problem *why, enum err err)
{
    if (why->text[0] == '\0') {
        why->err = err;
        (void)snprintf(why->text, sizeof why->text, "%s", err_text(err));
    }
    if (why->name[0] == '\0') {
        name_from(err, why->name);
    }
    if (why->advice[0] == '\0') {
        (void)snprintf(why->advice, sizeof why->advice, "%s", advice_of(err));
    }
    if (why->exit == 0) {
        why->exit = problem_exit_of(err);
    }
}

int problem_exit_of(enum err err)
{
    switch (err) {
    case ERR_OK:
        return EX_OK;
    case ERR_AMBIGUOUS:
        return EX_USAGE;
    case ERR_MALFORMED:
    case ERR_SIGNATURE:
    case ERR_INVALID:
    case ERR_LATE:
        return EX_DATAERR;
    case ERR_UNKNOWN:
        return EX_NOINPUT;
    case ERR_VERSION:
    case ERR_CLOSED:
    case ERR_TIMEOUT:
        return EX_UNAVAILABLE;
    case ERR_NOMEM:
    case ERR_PROTOCOL:
    case ERR_CORRUPT:
    case ERR_COUNT:
        return EX_SOFTWARE;
    case ERR_IO:
    case ERR_DISK_FULL:
    case ERR_READ_ONLY:
        return EX_CANTCREAT;
    case ERR_EARLY:
    case ERR_OLDER:
    case ERR_CLOCK:
    case ERR_BUSY:
    case ERR_AGAIN:
        return EX_TEMPFAIL;
    case ERR_FULL:
    case ERR_STATE:
    case ERR_DENIED:
    case ERR_STRANGER:
        return EX_NOPERM;
    case ERR_NEWER_STORE:
        return EX_CONFIG;
    }
    return EX_SOFTWARE;
}
