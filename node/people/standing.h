/*
 * Standing: how near to the stewards somebody's vouchers are.
 *
 *   steward 0 -> vouched for by a steward 1
 *             -> by two full members: 1 + the second-lowest level, at most 6
 *             -> by one full member, or taken on an invite: newcomer 7
 *
 * A least fixpoint, found level by level: whoever is reached first is reached
 * best. Newcomers have no vouch slots. Inside node/people only. Rules S1 to
 * S7 of spec/people.md.
 */
#ifndef NODE_PEOPLE_STANDING_H
#define NODE_PEOPLE_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/people/chain.h"
#include "node/people/graph.h"
#include "node/people/household.h"

/*
 * Set the levels of all modes for a UTC day. Of more than HOUSEHOLDS_MAX with
 * standing the last are cut, and nobody counts their vouches.
 *
 * ERR_NOMEM  the levels are undefined
 */
MUST_USE enum err
standing_settle(struct graph *graph, const struct chain *chain, uint32_t day);

/* Is the tie one that counts in this mode: not over, in a slot that its
 * voucher has, of a voucher who is full? */
bool standing_counts(const struct graph *graph,
                     const struct tie *tie,
                     enum standing_mode mode,
                     uint32_t day);

/* The effective vouchers of somebody in LIVE mode, by id; the number written.
 * `out` has room for all ties about the subject. */
size_t standing_vouchers(const struct graph *graph,
                         size_t subject,
                         uint32_t day,
                         struct roster_voucher *out);

#endif
