/*
 * Away: neighbours whose nodes do not count us as a member, as the log of this
 * home has it. Nobody says so to who was cut off, and it need not hear it from
 * the records: it is told nothing. G7 of spec/sync.md.
 */
#ifndef CLI_AWAY_H
#define CLI_AWAY_H

#include <stdbool.h>
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
    bool has_own; /* a machine of our household did: it struck this one out */
    size_t count; /* other households */
    struct id by[AWAY_SHOWN_MAX]; /* the first of them, sent away last first */
};

/* Whose node sent us, the household `own`, away within AWAY_DAYS of now, and
 * was not in step with ours since. */
MUST_USE enum err away_find(struct store *store,
                            const struct id *own,
                            uint64_t now_ms,
                            struct away *out);

#endif
