/*
 * A settled roster as bytes, for the next process of this household: it need
 * not read and settle the records of a whole village to answer who is there.
 *
 * Derived, and never trusted over records: whoever keeps frozen bytes forgets
 * them when a roster record comes or goes, and bytes of another household or
 * day, or damaged ones, are refused. Rules H1 to H3 of spec/people.md.
 */
#ifndef NODE_PEOPLE_FREEZE_H
#define NODE_PEOPLE_FREEZE_H

#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/roster.h"

/*
 * Append what a settled roster answers from, records apart.
 *
 * own  the household that settled it: whose records were added as its own
 *
 * ERR_FULL, ERR_NOMEM  as bytes_append; what was appended is of no use
 */
MUST_USE enum err roster_freeze(const struct roster *roster,
                                const struct id *own,
                                struct bytes *out);

/*
 * Answer as the roster did that was frozen. Whatever was borrowed is gone.
 *
 * roster  of the same neighbourhood; holds no records afterwards
 *
 * ERR_UNKNOWN  of another neighbourhood, household or day; the roster is reset
 * ERR_CORRUPT  not what roster_freeze wrote; the roster is reset
 * ERR_NOMEM    the roster is reset
 */
MUST_USE enum err roster_thaw(struct roster *roster,
                              const struct id *own,
                              uint32_t day,
                              struct view frozen);

#endif
