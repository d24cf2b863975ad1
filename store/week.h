/*
 * Drop weeks: for each week of each set in which spans of sequences its
 * records lie, and how many are kept of each. What lists, counts, drops and
 * streams by week looks only there, so that a few records among many others
 * are not looked for among all of them. Inside store/.
 */
#ifndef STORE_WEEK_H
#define STORE_WEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/shelf.h"

struct store;

/* Spans of one week do not overlap, and nothing of it is outside. */
struct week_span {
    struct shelf_week week;
    uint64_t first; /* sequence */
    uint64_t last;
    uint64_t count;  /* 0: nothing is kept of it any more */
    bool is_changed; /* since it was written */
};

struct weeks {
    struct week_span *items; /* owned; by set, week and first sequence */
    size_t count;
    size_t room;
    size_t at; /* the last one of the week that was added to last */
};

/* Read them; may be called again. */
MUST_USE enum err weeks_load(struct store *store);

/* May be called twice. */
void weeks_release(struct weeks *weeks);

/* The first span of a week, and how many there are in `*count`. Borrowed
 * until something is added. */
const struct week_span *weeks_find(const struct weeks *weeks,
                                   const struct shelf_week *week,
                                   size_t *count);

/*
 * Where a walk over a set goes on: the least span of sequences behind `after`
 * in which something of the set may lie, `*first` to `*last`. False: there is
 * none. Spans that overlap, of several weeks, are one.
 */
bool weeks_span(const struct weeks *weeks,
                enum set set,
                uint64_t after,
                uint64_t *first,
                uint64_t *last);

/*
 * A record was stored, behind all others, or erased.
 *
 * A span is begun where the last one ended long ago; of more than
 * STORE_WEEK_SPANS_MAX in a week the two that are nearest become one.
 * ERR_NOMEM.
 */
MUST_USE enum err
weeks_add(struct weeks *weeks, enum set set, uint16_t drop_day, uint64_t seq);
void weeks_remove(struct weeks *weeks,
                  enum set set,
                  uint16_t drop_day,
                  uint64_t seq);

/* Write what has changed. */
MUST_USE enum err weeks_write(struct store *store);

#endif
