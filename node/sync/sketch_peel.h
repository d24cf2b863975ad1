/*
 * Peeler: the records in which two sets differ, out of their symbols.
 *
 * It is fed both sides' symbols, in order and in chunks. A symbol that holds
 * one item alone shows it; the item is taken out of all the symbols it is in,
 * which shows others. When symbol 0 is empty, everything was found. Items can
 * be made that never come apart, so it says when to give up. Rules X11 and
 * X17 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_PEEL_H
#define NODE_SYNC_SKETCH_PEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/sync/sketch_frozen.h"
#include "node/sync/sketch_map.h"

/* An item of the difference. */
struct found {
    struct item item;
    uint32_t projected; /* its check, as on the wire */
    struct mapping at;  /* the first of its symbols that was not read yet */
};

/* A symbol of the difference, as far as it is peeled. */
struct rest {
    struct item item;
    uint32_t projected;
};

struct peeler {
    struct item_key key;
    const struct projection *projection; /* borrowed; outlives the peeler */
    struct rest *rests;                  /* owned, and so are the next two */
    uint32_t *queue;                     /* symbols to be looked at */
    bool *is_queued;
    size_t queue_count;
    size_t count; /* symbols read */
    size_t room;
    struct found *found; /* owned */
    size_t found_count;
    size_t found_room;
    unsigned stuck; /* chunk ends in a row that looked hopeless */
};

/* Make ready and empty; takes no memory. */
void peeler_init(struct peeler *peeler,
                 const struct item_key *key,
                 const struct projection *projection);

/* Give its memory back; may be called twice. */
void peeler_release(struct peeler *peeler);

/*
 * Take the next `count` symbols of both sides and peel what can be peeled.
 *
 * ERR_FULL   past SKETCH_SYMBOLS_MAX
 * ERR_NOMEM  do not use it any more, but for releasing it
 */
MUST_USE enum err peeler_take(struct peeler *peeler,
                              const unsigned char *ours,
                              const unsigned char *theirs,
                              size_t count);

/* Is everything found? */
bool peeler_is_done(const struct peeler *peeler);

/* Have two chunks in a row brought nothing though they should have? */
bool peeler_is_stuck(const struct peeler *peeler);

#endif
