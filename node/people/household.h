/*
 * What the roster says of a household, for everybody who asks.
 *
 * Computed by roster_settle, or thawed; borrowed from the roster until it is
 * next settled, reset or freed. Rules: spec/people.md.
 */
#ifndef NODE_PEOPLE_HOUSEHOLD_H
#define NODE_PEOPLE_HOUSEHOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/limits.h"

/* Which vouches count. Whoever has standing in one has it in all below. */
enum standing_mode {
    STANDING_LIVE,  /* those of now, which end GRACE_DAYS before their drop day
                       unless signed again: what is shown */
    STANDING_GRACE, /* and those ended less than GRACE_DAYS ago: what is kept */
    STANDING_ROSTER, /* and every one in the set: what the roster keeps */
    STANDING_MODES,
};

/* What a lane's DEVICE record says. */
struct roster_device {
    uint32_t lane;
    bool is_struck;      /* it lists no current key */
    uint64_t stamp_ms;   /* of the record */
    struct id signing;   /* Ed25519; zero where struck out */
    struct id transport; /* X25519 */
    struct id sealing;   /* X25519 */
    struct id former[FORMER_KEYS_MAX];
    uint64_t former_ended_ms[FORMER_KEYS_MAX];
    size_t former_count;
    struct id one_time; /* of the pass on which it came; zero: of none */
    unsigned char name[NAME_BYTES_MAX + 1]; /* of the machine; "" */
};

/* An effective voucher of a household, in LIVE mode. */
struct roster_voucher {
    struct id voucher;
    bool is_invite; /* an INVITE and a JOIN, not confirmed yet */
};

struct roster_household {
    struct id id;
    unsigned char name[NAME_BYTES_MAX + 1]; /* from HOUSEHOLD, else JOIN; "" */
    uint8_t level[STANDING_MODES]; /* 0..6, LEVEL_NEWCOMER, LEVEL_NONE */
    uint64_t since_ms; /* stamp of the oldest record that admits it, or 0 */
    const struct roster_device *devices;   /* by lane; the oldest first */
    size_t device_count;                   /* at most LANES_MAX */
    const struct roster_voucher *vouchers; /* by id; a steward may have none */
    size_t voucher_count;
    bool is_own;     /* a record was added as one of this household's own */
    bool is_clashed; /* joined on a key on which another joined too */
};

#endif
