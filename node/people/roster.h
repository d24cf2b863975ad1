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
#include "node/limits.h"
#include "node/record/record.h"

/* Which vouches count. */
enum standing_mode {
    STANDING_LIVE,  /* those of now, which end GRACE_DAYS before their drop day
                       unless signed again: what is shown */
    STANDING_GRACE, /* and those ended less than GRACE_DAYS ago: what is kept */
    STANDING_ROSTER, /* and every one ever seen: what the roster keeps */
    STANDING_MODES,
};

struct roster_device {
    bool is_listed;      /* this lane has a DEVICE record */
    bool is_struck;      /* it lists no current key */
    struct id signing;   /* Ed25519 */
    struct id transport; /* X25519 */
    struct id sealing;   /* X25519 */
    struct id former[FORMER_KEYS_MAX];
    uint64_t former_ended_ms[FORMER_KEYS_MAX];
    size_t former_count;
};

struct roster_household {
    struct id id;
    unsigned char name[NAME_BYTES_MAX + 1]; /* from HOUSEHOLD, else JOIN; "" */
    uint8_t level[STANDING_MODES]; /* 0..6, LEVEL_NEWCOMER, LEVEL_NONE */
    uint64_t since_ms; /* stamp of the oldest record that admits it */
    struct roster_device devices[DEVICES_MAX];
    bool is_clashed; /* joined on a key on which another joined too */
};

/* An effective voucher of a household, for members and their pages. */
struct roster_voucher {
    struct id voucher;
    bool is_invite; /* an INVITE and a JOIN, not confirmed yet */
};

struct roster; /* opaque */

/* ERR_NOMEM. `neighbourhood` is the root: council 0 must hash to it. */
MUST_USE enum err roster_new(const struct neighbourhood *neighbourhood,
                             struct roster **out);

/* NULL is nothing. */
void roster_free(struct roster *roster);

/* Forget all records. */
void roster_reset(struct roster *roster);

/*
 * Add a record of the set roster; its signature is already checked. What is
 * not a head of its slot among those added is forgotten. Copies the bytes.
 *
 * own  true for a record of this household: kept whatever its standing; so
 *      is the INVITE that an own JOIN names, before its inviter is known
 *
 * ERR_FULL   past ROSTER_RECORDS_MAX; unchanged
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err
roster_add(struct roster *roster, const struct record *record, bool is_own);

/*
 * Compute standing and the kept set of all added records, for a UTC day.
 *
 * ERR_NOMEM  the roster must be reset and filled again
 */
MUST_USE enum err roster_settle(struct roster *roster, uint32_t day);

/* After settling: does the record with this id belong to the kept set? */
bool roster_keeps(const struct roster *roster, const struct id *record);

/* Visit the ids of added records that do not belong to the kept set: what a
 * node drops from disk. */
size_t roster_dropped(const struct roster *roster, struct id *out, size_t max);

/* Households with standing in any mode, or with an own record; ordered by
 * (LIVE level, id). */
size_t roster_count(const struct roster *roster);
const struct roster_household *roster_at(const struct roster *roster,
                                         size_t index);

/* NULL where it is not known. */
const struct roster_household *roster_find(const struct roster *roster,
                                           const struct id *household);

/* LEVEL_NONE where it is not known. */
uint8_t roster_level(const struct roster *roster,
                     const struct id *household,
                     enum standing_mode mode);

/* Slots of a class for a household: by level, as the rules in force say. */
uint32_t roster_slots(const struct roster *roster,
                      const struct id *household,
                      enum record_class class,
                      enum standing_mode mode);

/* Is `signer` a key that counts for this household and stamp? */
bool roster_signer_counts(const struct roster *roster,
                          const struct id *household,
                          const struct id *signer,
                          uint64_t stamp_ms);

/* Who has this transport key among devices of households with LIVE standing,
 * not struck out? NULL: a guest. `lane` may be NULL. */
const struct roster_household *roster_by_transport(const struct roster *roster,
                                                   const struct id *transport,
                                                   uint8_t *lane);

/* Effective vouchers of a household in LIVE mode; the number written. */
size_t roster_vouchers(const struct roster *roster,
                       const struct id *household,
                       struct roster_voucher *out,
                       size_t max);

/* An own or foreign vouch slot, for acts: what the head of slot n says. */
struct roster_vouch {
    struct id voucher;
    uint32_t n;
    struct id record;
    struct id subject; /* household, or the one-time key of an INVITE */
    bool is_invite;
    bool is_withdrawn;
    uint64_t until_ms; /* INVITE */
    uint64_t stamp_ms;
    uint16_t drop_day;
    size_t joins; /* INVITE: households that joined on it, of those kept */
    struct id joined[JOINS_PER_KEY_MAX]; /* ascending */
    uint64_t joined_ms;                  /* greatest stamp of their JOINs */
};
size_t roster_vouches_of(const struct roster *roster,
                         const struct id *voucher,
                         struct roster_vouch *out,
                         size_t max);

/* The council in force: stewards, height, content hash, name of the place. */
struct roster_council {
    uint32_t height;
    struct id hash;
    struct id stewards[STEWARDS_MAX];
    size_t steward_count;
    struct id voters[VOTERS_MAX];
    size_t voter_count;
};
/* ERR_UNKNOWN before council 0 was added. */
MUST_USE enum err roster_council(const struct roster *roster,
                                 struct roster_council *out);

/* The name of the neighbourhood from council 0, or "". */
const char *roster_place(const struct roster *roster);

/*
 * The records that show a stranger why `household` has standing: council,
 * its own HOUSEHOLD, DEVICE, JOIN and INVITE, vouches that name it, then,
 * breadth first, those that name the vouchers. Calls `visit` with each until
 * `bytes_max` would be passed.
 */
typedef enum err roster_visit(void *visitor, struct view bytes);
MUST_USE enum err roster_credentials(const struct roster *roster,
                                     const struct id *household,
                                     size_t bytes_max,
                                     roster_visit *visit,
                                     void *visitor);

#endif
