/*
 * The guard at the door: how many strangers may stand there, and who has to
 * wait because it failed before.
 *
 * A stranger is a connection before its handshake is done. From
 * STRANGERS_EARLY on, each newcomer is turned away with a chance that grows
 * to certainty at STRANGERS_MAX, so that a flood cannot lock out everybody
 * for sure. Time and chance are handed in.
 */
#ifndef NET_GUARD_H
#define NET_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include "net/address.h"
#include "net/limits.h"
#include "node/err.h"

struct guard_penalty {
    struct address_group group;
    unsigned failures;
    uint64_t failed_ms; /* the last time */
    uint64_t until_ms;  /* not heard before */
};

struct guard {
    struct address_group strangers[STRANGERS_MAX];
    size_t stranger_count;
    struct guard_penalty penalties[PENALTIES_MAX];
    size_t penalty_count;
};

/* Make ready and empty. */
void guard_init(struct guard *guard);

/*
 * Let a connection in as a stranger, or not.
 *
 * now_ms  monotonic
 * chance  random, any 32 bits
 *
 * ERR_FULL    too many strangers, of this group or at all
 * ERR_DENIED  the group is being penalised
 */
MUST_USE enum err guard_admit(struct guard *guard,
                              const struct address_group *group,
                              uint64_t now_ms,
                              uint32_t chance);

/* A stranger that was admitted is gone, or is no stranger any more. */
void guard_leave(struct guard *guard, const struct address_group *group);

/* A connection of the group misbehaved. Loopback is forgiven. */
void guard_blame(struct guard *guard,
                 const struct address_group *group,
                 uint64_t now_ms);

/* A connection of the group was authenticated: its failures are forgotten. */
void guard_forgive(struct guard *guard, const struct address_group *group);

#endif
