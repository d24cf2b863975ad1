/*
 * Scope: how much of the board a small home keeps.
 *
 * It says so in weeks; what is compared is the drop week of a record, since
 * that is in every sketch. Records of its own household stay whatever their
 * age. Pure; rules A17 to A19 of spec/admission.md.
 */
#ifndef NODE_SCOPE_H
#define NODE_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/class.h"

enum { KEEP_ALL = 0 }; /* weeks: as many as there are */

/* The first drop week that is kept of a set: 0 of all but the board. */
uint16_t scope_from_week(enum set set, unsigned keep_weeks, uint64_t now_ms);

/* Is a record of this drop day in the scope? */
static inline bool scope_has(uint16_t from_week, uint16_t drop_day)
{
    return drop_day / WEEK_DAYS >= from_week;
}

/*
 * Read "8 weeks", "1 week", "8w", "8" or "all".
 *
 * ERR_INVALID  it is none of these, or not 1 to KEEP_WEEKS_MAX weeks; `out`
 *              is unchanged
 */
MUST_USE enum err scope_parse(const char *text, unsigned *out);

#endif
