/*
 * Drop weeks: for each week of each set how many records are kept, and in
 * which range of sequences they lie. What lists, counts, drops and streams
 * by week looks only there. Inside store/.
 */
#ifndef STORE_WEEK_H
#define STORE_WEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/shelf.h"

struct store;

struct week {
    struct shelf_week week;
    uint64_t first; /* sequence; nothing kept of this week is outside */
    uint64_t last;
    uint64_t count;
    bool is_changed; /* since it was written */
};

struct weeks {
    struct week *items; /* owned; by set and week */
    size_t count;
    size_t room;
    size_t at; /* the one that was used last */
};

/* Read them; may be called again. */
MUST_USE enum err weeks_load(struct store *store);

/* May be called twice. */
void weeks_release(struct weeks *weeks);

/* NULL: nothing is kept of it. */
const struct week *weeks_find(const struct weeks *weeks,
                              const struct shelf_week *week);

/* A record was stored, or erased. ERR_NOMEM. */
MUST_USE enum err
weeks_add(struct weeks *weeks, enum set set, uint16_t drop_day, uint64_t seq);
void weeks_remove(struct weeks *weeks, enum set set, uint16_t drop_day);

/* Write what has changed. */
MUST_USE enum err weeks_write(struct store *store);

#endif
