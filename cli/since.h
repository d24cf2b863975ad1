/*
 * Since when: times that are past, as people say them: "2 weeks", "3 days",
 * "yesterday", "monday", "2026-11-01".
 */
#ifndef CLI_SINCE_H
#define CLI_SINCE_H

#include <stdint.h>

#include "cli/problem.h"
#include "node/err.h"

/*
 * Read a time that is past. A weekday means the last one.
 *
 * now_ms  trusted time
 * out     ms since 1970, not after it
 *
 * ERR_INVALID  `why` tells which forms there are
 */
MUST_USE enum err since_read(const char *text,
                             uint64_t now_ms,
                             uint64_t *out,
                             struct problem *why);

#endif
