/*
 * Checkup: the rows that doctor prints, and those of them that are about
 * people: this machine in its household, and the household in its street.
 */
#ifndef CLI_CHECKUP_H
#define CLI_CHECKUP_H

#include <stdint.h>

#include <jansson.h>

#include "cli/counter.h"
#include "node/err.h"

enum { CHECKUP_DETAIL_BYTES = 160 };

/*
 * One row: what was looked at, how it is, and the fix where it is bad.
 *
 * fix  NULL: it is good
 */
MUST_USE enum err checkup_add(json_t *rows,
                              const char *what,
                              const char *detail,
                              const char *fix);

/* The same; programs read the time that its detail tells people beside it. 0:
 * it tells none. */
MUST_USE enum err checkup_add_dated(json_t *rows,
                                    const char *what,
                                    const char *detail,
                                    const char *fix,
                                    uint64_t ms);

/* Machine, standing, neighbours and what they gave out. */
MUST_USE enum err checkup_people(const struct counter *counter, json_t *rows);

#endif
