/*
 * Sketch: the first symbols of a set, kept as records come and go.
 *
 * A symbol is the exclusive or of the items in it and of their checks; there
 * is no count. Two nodes that subtract their symbols are left with those of
 * the difference, and take it apart (sketch_peel.h). Rules X9 and X14 of
 * spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_H
#define NODE_SYNC_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/sync/sketch_item.h"
#include "node/sync/sketch_tally.h"

enum { SYMBOL_WORDS = ITEM_WORDS + 2 };

/* Item, then check, low half first: 20 bytes. */
struct symbol {
    uint32_t words[SYMBOL_WORDS];
};

struct sketch {
    struct item_key key;
    struct symbol *symbols; /* owned; `size` of them, or NULL */
    size_t size;
    uint32_t count; /* records in it */
    struct tally tally;
};

/* The size of the sketch of so many records: at least twice as many symbols,
 * a power of two from SKETCH_SYMBOLS_MIN to SKETCH_SYMBOLS_MAX. */
size_t sketch_size_for(uint32_t count);

/* Make ready, without symbols; takes no memory. */
void sketch_init(struct sketch *sketch, const struct item_key *key);

/* Give its memory back; may be called twice. */
void sketch_release(struct sketch *sketch);

/* Make it the sketch of the empty set. ERR_NOMEM: unchanged. */
MUST_USE enum err sketch_clear(struct sketch *sketch, size_t size);

/* Forget the symbols past `size`, which is not above its own. ERR_NOMEM:
 * unchanged. */
MUST_USE enum err sketch_cut(struct sketch *sketch, size_t size);

/* A record comes or goes. */
void sketch_add(struct sketch *sketch, const struct item *item);
void sketch_remove(struct sketch *sketch, const struct item *item);

/* Append it as it is, symbols as they lie in memory. ERR_FULL, ERR_NOMEM: a
 * part of it. */
MUST_USE enum err sketch_write(const struct sketch *sketch, struct bytes *out);

/*
 * Take what was written from the front of a view, in place of what it holds.
 *
 * ERR_MALFORMED  it was not, or on a machine that orders bytes otherwise;
 *                unchanged
 * ERR_NOMEM      unchanged
 */
MUST_USE enum err sketch_read(struct sketch *sketch, struct view *from);

#endif
