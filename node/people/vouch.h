/*
 * The records behind who vouches for whom, as the roster sees it.
 *
 * Asked of a roster that was settled, not of one that was thawed, which has
 * no records; nothing here changes it.
 */
#ifndef NODE_PEOPLE_VOUCH_H
#define NODE_PEOPLE_VOUCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"

struct roster; /* opaque: roster.h */

/* A vouch slot that is taken: what its head says. */
struct roster_vouch {
    struct id voucher;
    uint32_t n;
    struct id record;
    struct id subject; /* household, or the one-time key of an INVITE; zero
                          for a kind that this version does not know */
    bool is_invite;
    bool is_withdrawn;
    uint64_t until_ms; /* INVITE */
    uint64_t stamp_ms;
    uint16_t drop_day;
    size_t joins; /* INVITE: households that joined on it, at most 2 */
    struct id joined[JOINS_PER_KEY_MAX]; /* ascending */
    uint64_t joined_ms;                  /* greatest stamp of their JOINs */
};

/* The taken vouch slots of a household, by n; the number written, at most
 * `max`. A slot whose head has an empty body is free and left out. */
size_t roster_vouches_of(const struct roster *roster,
                         const struct id *voucher,
                         struct roster_vouch *out,
                         size_t max);

/* What roster_credentials calls; any error but ERR_OK ends the walk. */
typedef enum err roster_visit(void *visitor, struct view bytes);

/*
 * The records that show a stranger why `household` has standing: its own
 * HOUSEHOLD, DEVICE and JOIN, the INVITE and the vouches that name it, then,
 * breadth first, those that name the vouchers, then councils, newest first.
 *
 * bytes_max  together at most this; the walk skips what would pass it
 * visit      called with the bytes of each, borrowed for its call
 *
 * ERR_NOMEM, or what `visit` returned
 */
MUST_USE enum err roster_credentials(const struct roster *roster,
                                     const struct id *household,
                                     size_t bytes_max,
                                     roster_visit *visit,
                                     void *visitor);

/* The DEVICE records of a household in the lanes that count, the oldest lane
 * first. Errors are those of `visit`. */
MUST_USE enum err roster_lanes(const struct roster *roster,
                               const struct id *household,
                               roster_visit *visit,
                               void *visitor);

#endif
