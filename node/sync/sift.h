/*
 * Sift: how two sets come together that differ in more than sketches hold,
 * such as that of a joiner who has posted already, or half a bulk stream.
 *
 *   who has fewer records                       who has more
 *              <------------------------------ SIFT, if it is the first to know
 *   SIEVE (some of it) ----------------------->
 *              <------------------------------ SIFT, for one more part
 *   SIEVE (the last part) -------------------->
 *              <------------------------------ RECORDS that fall through
 *   DONE       <-----------------------------> DONE
 *
 * The bulk stream without what the other has, week by week, newest first; the
 * cost follows what is missing, and 12 bits for each record that is not. Then
 * the set is compared again, for the few that were kept back by mistake and
 * for the other direction. Rules V1 to V8 of spec/sync.md.
 */
#ifndef NODE_SYNC_SIFT_H
#define NODE_SYNC_SIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/row.h"
#include "node/sync/sieve.h"
#include "node/sync/wire.h"

struct work; /* inside.h */

struct sift {
    bool tells;       /* we tell what we have; else we send */
    bool is_told;     /* the whole sieve was said, or heard */
    bool is_declined; /* no memory for it: its parts are passed over */
    struct sieve sieve;
    size_t moved;           /* bytes of it that were said, or heard */
    size_t parts;           /* who sends: that it has; 0: not known yet */
    bool is_built;          /* who tells: all records are in it */
    struct shelf_scan scan; /* who tells: records up to here are in it */
    size_t granted;         /* who tells: parts that may be said */
    unsigned signs;         /* of life while it was being built, or used */
    uint64_t sign_ms;       /* of whose turn it is: when the next is due */
};

/* NULL is nothing. */
void sift_free(struct sift *sift);

/* Is it worth it where so many symbols would do as well? `records`: of the
 * smaller set. */
bool sift_is_cheaper(size_t records, size_t symbols);

/* The difference is great: begin, as who sends where we have more. */
MUST_USE enum err sift_open(const struct work *work, bool has_more);

/* What the other side says. It may be what begins: `peer->compare` is set. */
MUST_USE enum err sift_take_ask(const struct work *work,
                                const struct wire_message *message);
MUST_USE enum err sift_take_sieve(const struct work *work,
                                  const struct wire_message *message);

/* Who sends has passed over a long stretch, and goes on in the next step: a
 * sign of life, if one is due. */
MUST_USE enum err sift_sign(const struct work *work);

/* Build and say what may be said: who tells. */
MUST_USE enum err sift_go_on(const struct work *work);

#endif
