/*
 * Fingerprint: a set in 16 bytes, and each of its drop weeks.
 *
 * LtHash16: the sum, lane by lane, of what the ids expand to, so a record is
 * added or removed without looking at the others. The hash of the sum is
 * collision resistant, unlike an xor. Sums are kept by drop week and a set's
 * is the sum of its weeks, so weeks are compared without reading the set.
 * Rules F1 to F4 and F7 of spec/sync.md.
 */
#ifndef NODE_SYNC_FINGERPRINT_H
#define NODE_SYNC_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/sync/wire.h"

struct fingerprint_week; /* opaque */

struct fingerprint {
    struct fingerprint_week **weeks; /* owned, ascending, none empty */
    size_t week_count;
    size_t room;
    uint32_t count;       /* records in the set */
    bool is_hashed;       /* `hash` is that of the sums */
    uint16_t hashed_from; /* ... of this week and later ones */
    unsigned char hash[WIRE_HASH_BYTES];
};

/* Make ready and empty; takes no memory. */
void fingerprint_init(struct fingerprint *fingerprint);

/* Give its memory back; may be called twice. */
void fingerprint_release(struct fingerprint *fingerprint);

/* Count a record in. ERR_NOMEM: unchanged. */
MUST_USE enum err fingerprint_add(struct fingerprint *fingerprint,
                                  uint16_t drop_day,
                                  const struct id *id);

/*
 * Count a record out, which must have been counted in.
 *
 * ERR_CORRUPT  nothing of its week was: the sums are not those of the set;
 *              unchanged
 */
MUST_USE enum err fingerprint_remove(struct fingerprint *fingerprint,
                                     uint16_t drop_day,
                                     const struct id *id);

/* Append all weeks as they are. ERR_FULL, ERR_NOMEM: a part of them. */
MUST_USE enum err fingerprint_write(const struct fingerprint *fingerprint,
                                    struct bytes *out);

/*
 * Take what was written from the front of a view, in place of what it holds.
 *
 * ERR_MALFORMED  it was not; the fingerprint is empty
 * ERR_NOMEM      the same
 */
MUST_USE enum err fingerprint_read(struct fingerprint *fingerprint,
                                   struct view *from);

/* What the set has of a week and later ones; 0: the whole set. */
void fingerprint_set(struct fingerprint *fingerprint,
                     uint16_t from_week,
                     struct wire_set *out);

/* How many records of a week and later ones were counted in. */
uint32_t fingerprint_count_from(const struct fingerprint *fingerprint,
                                uint16_t from_week);

/* How many records of a week were counted in. */
uint32_t fingerprint_count(const struct fingerprint *fingerprint,
                           uint16_t week);

/* A week of which records were counted in. */
void fingerprint_week(const struct fingerprint *fingerprint,
                      uint16_t week,
                      struct wire_week *out);

/* The newest weeks, none before `from_week`, at most WEEKS_MAX of them,
 * ascending; how many. */
size_t fingerprint_weeks(const struct fingerprint *fingerprint,
                         uint16_t from_week,
                         struct wire_week out[static WEEKS_MAX]);

#endif
