/*
 * Dates as people say them: "sat 10:00", "tomorrow", "in 2 weeks",
 * "2026-12-01", "31/12" (the day first), read in the time zone of the machine;
 * and as --json shows them: "2026-12-01T08:30:00.000Z", in UTC.
 */
#ifndef CLI_WHEN_H
#define CLI_WHEN_H

#include <stdint.h>

#include <jansson.h>

#include "cli/problem.h"
#include "node/err.h"

/* What a date without a time of day means. */
enum when_edge {
    WHEN_BEGIN, /* 00:00 of the day */
    WHEN_END,   /* the last second of the day, for "until" */
};

/*
 * Read a date. Weekdays mean the next one, today included while its time of
 * day lies ahead.
 *
 * now_ms  trusted time
 * out     ms since 1970
 *
 * ERR_INVALID  `why` tells which forms there are
 */
MUST_USE enum err when_read(const char *text,
                            uint64_t now_ms,
                            enum when_edge edge,
                            uint64_t *out,
                            struct problem *why);

/*
 * Read the end of what begins at `after_ms`: the same, but a weekday or a bare
 * time is the first one behind that. On a Sunday, "sat" to "mon" are the next
 * Saturday and the Monday after it.
 *
 * after_ms  ms since 1970; 0: nothing begins
 */
MUST_USE enum err when_read_after(const char *text,
                                  uint64_t now_ms,
                                  uint64_t after_ms,
                                  enum when_edge edge,
                                  uint64_t *out,
                                  struct problem *why);

enum { WHEN_CHARS = 32 };

/* A time for people, near `now_ms` in few words: "today 10:00", "Sat 28 Nov",
 * "1 Dec 2027"; midnight is its day: "today"; "" for 0. */
void when_write(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS]);

/* The same where people meet: a far time has its hour, too. */
void when_write_hour(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS]);

/* The same of an end: midnight is the end of the day before. */
void when_write_end(uint64_t ms, uint64_t now_ms, char out[static WHEN_CHARS]);

/* Each row's ISO 8601 time under `key`, as people read it; where there is none
 * the row stays. */
void when_rows(json_t *rows, const char *key, uint64_t now_ms);

#endif
