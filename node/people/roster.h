/*
 * The roster: who the people are, computed from the roster records alone.
 *
 * Records are added in any order; settling computes councils, standing in
 * its three modes, and which of the records belong to the kept set. The same
 * records give the same roster, whatever the order. Rules: spec/people.md,
 * spec/admission.md.
 */
#ifndef NODE_PEOPLE_ROSTER_H
#define NODE_PEOPLE_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/council.h"
#include "node/people/household.h"
#include "node/people/ruled.h"
#include "node/people/vouch.h"
#include "node/record/record.h"

struct roster; /* opaque */

/* ERR_NOMEM. `neighbourhood` is the root: council 0 must hash to it. */
MUST_USE enum err roster_new(const struct neighbourhood *neighbourhood,
                             struct roster **out);

/* NULL is nothing. */
void roster_free(struct roster *roster);

/* The neighbourhood it was made for. */
const struct neighbourhood *roster_neighbourhood(const struct roster *roster);

/* Forget everything. */
void roster_reset(struct roster *roster);

/*
 * Add a record of the set roster: record_verify accepted it and its stamp is
 * not early. Copies the bytes. Questions answer as before until it settles.
 *
 * is_own  true for a record of this household: kept whatever its standing;
 *         so is the INVITE that an own JOIN names, its inviter still unknown
 *
 * ERR_MALFORMED  of another neighbourhood, or of another set; unchanged
 * ERR_FULL       past ROSTER_RECORDS_MAX since the last settling or reset,
 *                heads included; unchanged
 * ERR_NOMEM      unchanged
 */
MUST_USE enum err
roster_add(struct roster *roster, const struct record *record, bool is_own);

/*
 * Compute standing and the kept set of all added records, for a UTC day.
 * What was not the head of its slot is forgotten. Whatever was borrowed from
 * the roster is gone.
 *
 * ERR_NOMEM  the roster must be reset and filled again
 */
MUST_USE enum err roster_settle(struct roster *roster, uint32_t day);

/* After settling: does the record with this id belong to the kept set? */
bool roster_keeps(const struct roster *roster, const struct id *record);

/* The ids of heads that do not belong to the kept set, ascending: what a node
 * drops from disk. The number written, at most `max`. */
size_t roster_dropped(const struct roster *roster, struct id *out, size_t max);

/* Was it thawed? Then it has no records: nothing is dropped, and what
 * node/people/vouch.h says of records cannot be asked. */
bool roster_is_thawed(const struct roster *roster);

/* Households with standing in any mode, with a kept JOIN, or with an own
 * record; ordered by (LIVE level, id). */
size_t roster_count(const struct roster *roster);
const struct roster_household *roster_at(const struct roster *roster,
                                         size_t index);

/* NULL where it is not known. */
const struct roster_household *roster_find(const struct roster *roster,
                                           const struct id *household);

/* Effective vouchers of a household in LIVE mode, by id; the number written,
 * at most `max`. A steward of the council in force may have none. */
size_t roster_vouchers(const struct roster *roster,
                       const struct id *household,
                       struct roster_voucher *out,
                       size_t max);

/* LEVEL_NONE where it is not known. */
uint8_t roster_level(const struct roster *roster,
                     const struct id *household,
                     enum standing_mode mode);

/* Slots of a class for a household: by level, as the rules in force say;
 * those of the roster's own classes are fixed. */
uint32_t roster_slots(const struct roster *roster,
                      const struct id *household,
                      enum record_class class,
                      enum standing_mode mode);

/* The same by the level in that mode. */
uint32_t roster_level_slots(const struct roster *roster,
                            uint8_t level,
                            enum record_class class);

/* Is `signer` a key that counts for this household and stamp: the signing key
 * of one of its devices, or one it had before, until it ended? */
bool roster_signer_counts(const struct roster *roster,
                          const struct id *household,
                          const struct id *signer,
                          uint64_t stamp_ms);

/* Does the household have this lane, of a machine it has or had? */
bool roster_has_lane(const struct roster *roster,
                     const struct id *household,
                     uint32_t lane);

/* The same of a household that was found. */
bool household_has_lane(const struct roster_household *household,
                        uint32_t lane);

/* Its machines that were not struck out; none of nobody (NULL). */
size_t household_running(const struct roster_household *household);

/* Is a lane past the eight that count, so that no machine stands in it? */
bool household_is_past_lanes(const struct roster_household *household,
                             uint32_t lane);

/* Who has this transport key among the devices of households with LIVE
 * standing, not struck out? Of several who claim it, the first of roster_at's
 * order. NULL for a guest. */
const struct roster_household *roster_by_transport(const struct roster *roster,
                                                   const struct id *transport);

/* Does this household, with LIVE standing, claim the transport key? Anybody
 * can write another's key into a DEVICE record; so whoever greets in the name
 * of one who claims the key it proved is believed before any other. */
bool roster_claims(const struct roster *roster,
                   const struct id *household,
                   const struct id *transport);

#endif
