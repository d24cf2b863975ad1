/*
 * Admission: does a record belong to the kept set?
 *
 * No rule here looks at other records of the same set, so keeping does not
 * depend on the order of arrival: f(f(X) u Y) = f(X u Y). The roster's own
 * records are settled by roster.h. Rules A1 to A9 of spec/admission.md.
 */
#ifndef NODE_SYNC_ADMIT_H
#define NODE_SYNC_ADMIT_H

#include "node/err.h"
#include "node/moment.h"
#include "node/people/roster.h"
#include "node/record/record.h"

/*
 * Check a record of any set but the roster, from its header alone.
 *
 * own  the household of this node, or NULL: its records need no standing and
 *      no slot, but a key of its devices and a time that is not past
 *
 * ERR_MALFORMED  it is of another neighbourhood
 * ERR_EARLY      stamped more than EARLY_MS_MAX in the future
 * ERR_LATE       today is past the day after its drop day
 * ERR_STRANGER   its household has no standing, or its signer does not count
 * ERR_FULL       n is not below the limit of its standing
 */
MUST_USE enum err admit_check(const struct roster *roster,
                              const struct record *record,
                              const struct moment *moment,
                              const struct id *own);

/* The part that needs no roster and holds for every set: EARLY and LATE. A
 * clock that is not plausible judges nobody. */
MUST_USE enum err
admit_time(uint64_t stamp_ms, uint16_t drop_day, const struct moment *moment);

#endif
