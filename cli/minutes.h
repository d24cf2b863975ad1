/*
 * Lengths of time as people say them: "1h30", "45m", "2 h", "90 min".
 */
#ifndef CLI_MINUTES_H
#define CLI_MINUTES_H

#include <stddef.h>
#include <stdint.h>

#include "cli/problem.h"
#include "node/err.h"

/*
 * Read what one receipt may say: 5 minutes to 24 hours, in fives.
 *
 * ERR_INVALID  `why` says what is wrong, and what would be right
 */
MUST_USE enum err
minutes_read(const char *text, uint16_t *out, struct problem *why);

enum { MINUTES_CHARS = 48 };

/* For people: "1 h 30", "45 min", "-2 h", "0 h". */
void minutes_write(int64_t minutes, char out[static MINUTES_CHARS]);

/* The share of one of `count` people: equal, in fives, five at least. */
uint16_t minutes_share(uint16_t minutes, size_t count);

#endif
