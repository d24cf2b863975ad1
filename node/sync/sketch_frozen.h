/*
 * Frozen: a sketch as it was when a comparison began.
 *
 * The sketch itself goes on following its set; what came or went since is a
 * short list, and is xored out as symbols are read. So a hub holds one sketch
 * for all its peers. Rule X14 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_FROZEN_H
#define NODE_SYNC_SKETCH_FROZEN_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/sync/sketch.h"
#include "node/sync/sketch_project.h"

enum { SYMBOL_BYTES = ITEM_BYTES + 4 }; /* on the wire: item, projected check */

struct frozen {
    const struct sketch *sketch; /* borrowed; outlives this */
    size_t size;                 /* symbols that it had */
    struct item *changes;        /* owned; came or went since */
    size_t count;
    size_t room;
};

/* Freeze it as it is; takes no memory. */
void frozen_init(struct frozen *frozen, const struct sketch *sketch);

/* Give its memory back; may be called twice. */
void frozen_release(struct frozen *frozen);

/*
 * A record came to the set, or went.
 *
 * ERR_FULL  SKETCH_CHANGES_MAX are noted: it cannot be read any more
 * ERR_NOMEM
 */
MUST_USE enum err frozen_note(struct frozen *frozen, const struct item *item);

/* Write `count` symbols from number `first` on, all below its size, of
 * SYMBOL_BYTES each. */
void frozen_write(const struct frozen *frozen,
                  const struct projection *projection,
                  size_t first,
                  size_t count,
                  unsigned char *out);

#endif
