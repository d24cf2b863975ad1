/*
 * Two syncs wired back to back, each over a shelf in memory: messages are
 * handed over one at a time, signatures are checked inline, one clock.
 *
 * Side 0 dials, so it leads. A test puts records on the shelves, connects,
 * lets both run until nothing moves, and looks at what is kept and at what
 * was said.
 */
#ifndef TESTS_LIB_PAIR_H
#define TESTS_LIB_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"
#include "node/people/roster.h"
#include "node/sync/sync.h"
#include "node/sync/wire.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/shoebox.h"
#include "tests/lib/street.h"

/* Records of POST_BYTES: 11,156 of them are a window and some bytes. */
enum { PAIR_TELLS = 64, POST_BODY_BYTES = 22, POST_BYTES = 166 + 22 };

struct side {
    struct keys_household household;
    struct keys_device device;
    struct node_config config;
    struct memory_shelf *shelf;
    struct shelf port;
    struct roster *roster;
    struct sync *sync;
    struct actions actions;
    struct bytes greeting;
    uint64_t journal_seen;
    bool is_loaded;
    uint64_t wake_ms;    /* UINT64_MAX: none asked for */
    uint32_t peer;       /* the number of the other side */
    struct bytes *inbox; /* owned; messages that have not arrived */
    size_t inbox_first;
    size_t inbox_count;
    struct verify_batch **batches; /* owned; to be checked */
    size_t batch_count;

    struct shoebox *photos; /* borrowed; NULL: it keeps none */

    bool is_slow;  /* its verify pool does nothing */
    bool is_deaf;  /* what it is sent is lost */
    bool is_plain; /* it follows, and answers all of sketches with LISTS */
    bool is_terse; /* it keeps its estimates to itself */
    bool is_away;  /* it greets and does nothing else: a test speaks for it */

    unsigned said[WIRE_TYPE_END]; /* messages sent, by type */
    unsigned told[PAIR_TELLS];    /* tells, by kind */
    unsigned stores;              /* STORE actions */
    unsigned verified;            /* records whose signature was checked */
    uint32_t unacked;             /* bytes of records sent, not acknowledged */
    uint32_t unacked_max;
    unsigned failed; /* steps that ended in a HOST error */
    enum err closed; /* why it ended the link; ERR_OK: it did not */
};

struct pair {
    struct moment moment;
    struct side sides[2];
    bool is_up;
    uint32_t links; /* made so far */
};

/* A street of `count` households, each with name and device; household 0
 * vouches for all others. */
void pair_street(struct street *street, unsigned count);

/* Two nodes of two households with empty shelves, at noon of day 1. */
void pair_init(struct pair *pair,
               const struct street *street,
               unsigned first,
               unsigned second);
void pair_release(struct pair *pair);

/* Put all records of the street on a side's shelf. */
void pair_keep_street(struct pair *pair,
                      size_t side,
                      const struct street *street);

/* Put records of a household on a side's shelf: `count` of the board, in the
 * slots from `n` on, stamped on a day before which nothing is late. */
void pair_keep_posts(struct pair *pair,
                     size_t side,
                     const struct street *street,
                     unsigned household,
                     uint32_t n,
                     size_t count);

/* Sign a record with a household's device; release `out`. */
void pair_sign(const struct street *street,
               unsigned household,
               const struct record_draft *draft,
               struct bytes *out);

/* A body of `bytes` bytes, at least 4, for a kind that nobody knows; good until
 * the next call. */
struct view pair_body(size_t bytes);

/* Side 0 dials side 1. */
void pair_connect(struct pair *pair);

/* The link ends. */
void pair_cut(struct pair *pair);

/* Let each side do one thing; false: there is nothing to do. */
bool pair_step(struct pair *pair);

/* Let both run until nothing moves any more. */
void pair_run(struct pair *pair);

/* Let time pass, and run. */
void pair_wait(struct pair *pair, uint64_t ms);

/* One message arrives at a side as if the other had sent it. */
void pair_say(struct pair *pair, size_t to, struct view message);

/* The shelf of a side changed: it looks into the journal. */
void pair_nudge(struct pair *pair, size_t side);

/* From now on the shelf of a side fails to read records, once. */
void pair_fail_once(struct pair *pair, size_t side);

/* Do both keep the same records, in all sets? */
bool pair_is_equal(struct pair *pair);

/* How many records of a set a side keeps. */
size_t pair_count(struct pair *pair, size_t side, enum set set);

/* The other side as this one sees it; fails the test where it is unknown. */
struct node_peer pair_peer(struct pair *pair, size_t side);

/* Households 1 and 2 of a street of four, both know everybody. */
struct meeting {
    struct street street;
    struct pair pair;
};

void meeting_init(struct meeting *meeting);
void meeting_release(struct meeting *meeting);

#endif
