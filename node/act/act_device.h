/*
 * The machines of our household: announcing this one, letting another in,
 * striking one out. Rules: D1 to D8 of spec/people.md, spec/pass.md.
 */
#ifndef NODE_ACT_ACT_DEVICE_H
#define NODE_ACT_ACT_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/inside.h"
#include "node/people/pass.h"

/* What the roster lists with our signing key; NULL: it does not. */
const struct roster_device *own_device(const struct node *node);

/* Is our signing key one that a machine of our household only had before? */
bool own_is_struck_out(const struct node *node);

/*
 * Announce this device: in the lane that lists it, else in one of its own.
 *
 * ERR_DENIED  it was struck out
 * ERR_FULL    the household has no lane left
 */
MUST_USE enum err act_device(const struct node *node, const struct step *step);

/*
 * Strike a machine of ours out: what it signs from now on does not count.
 *
 * ERR_UNKNOWN  no machine of ours has this key
 * ERR_INVALID  it is this one
 * ERR_DENIED   the household's key is not here
 */
MUST_USE enum err act_strike(const struct node *node, const struct step *step);

/* Announce a machine that has shown a pass, where the pass is not over or used
 * and the household has room; otherwise nothing happens. */
MUST_USE enum err act_enrol(const struct node *node,
                            const struct step *step,
                            const struct enrolment *enrolment);

/* The same as act_device unasked, so that nobody is answered; `lane` is the one
 * it has. */
MUST_USE enum err
act_announce(const struct node *node, const struct step *step, uint32_t *lane);

/* The lane of this device, which is announced first where it is not listed;
 * errors as act_device. */
MUST_USE enum err
act_lane(const struct node *node, const struct step *step, uint32_t *lane);

#endif
