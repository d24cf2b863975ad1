/*
 * How many live posts each keeper has: a number beside the household for the
 * posts that are in runs, counted on the way for the others. Inside store/.
 */
#ifndef STORE_LIVE_H
#define STORE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"

struct placed;
struct store;

/* Change the number of a household. `newest_ms`: when the newest of those that
 * are added was posted; 0 where some go. It is remembered as a bound that no
 * post of the household passes, so it never falls. */
MUST_USE enum err live_change(struct store *store,
                              uint64_t household,
                              int64_t by,
                              uint64_t newest_ms);

/* Up to when ended posts were counted off: the number counts a post that is in
 * a run and had not ended by then. */
MUST_USE enum err live_swept(struct store *store, uint64_t *swept_ms);

/* What a visit of ended posts calls with the keeper of each, and when it was
 * posted. */
typedef enum err live_visit(void *visitor, uint64_t keeper, uint64_t posted_ms);

/* Visit the posts in runs that count and have ended by `now_ms`; at most
 * about `max`. `until_ms` is up to when all were visited. */
MUST_USE enum err live_ended(struct store *store,
                             uint64_t now_ms,
                             size_t max,
                             live_visit *visit,
                             void *visitor,
                             uint64_t *until_ms);

/* Count off at most about STORE_SWEEP_ROWS_MAX posts that have ended; where the
 * clock had jumped ahead and was set right, count again those that have not. */
MUST_USE enum err live_sweep(struct store *store, uint64_t now_ms);

#endif
