/*
 * Away: neighbours whose nodes do not count us as a member, as the log of this
 * home has it. Nobody says so to who was cut off, and it need not hear it from
 * the records: it is told nothing. G7 of spec/sync.md.
 */
#ifndef CLI_AWAY_H
#define CLI_AWAY_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "store/store.h"

enum {
    AWAY_DAYS = 30,     /* what is older says nothing about today */
    AWAY_MET_MAX = 256, /* households that are looked at, met last */
    AWAY_SHOWN_MAX = 8, /* of them, kept by their ids; the rest are counted */
};

struct away {
    size_t count;
    struct id by[AWAY_SHOWN_MAX]; /* the first of them, sent away last first */
};

/* Whose node sent us away within AWAY_DAYS of now, and was not in step with
 * ours since. */
MUST_USE enum err
away_find(struct store *store, uint64_t now_ms, struct away *out);

#endif
