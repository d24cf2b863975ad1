/*
 * Sets for tests of sketches: items that look random and repeat by seed, two
 * sets that differ, and what comes apart of them.
 */
#ifndef TESTS_LIB_SKETCHES_H
#define TESTS_LIB_SKETCHES_H

#include <stddef.h>
#include <stdint.h>

#include "node/sync/sketch_peel.h"

struct sketches {
    uint64_t random; /* the next item depends on it */
    struct item_key key;
    struct projection projection;
    struct sketch first;
    struct sketch second;
    struct frozen ours;   /* of the first */
    struct frozen theirs; /* of the second */
    struct peeler peeler;
};

/* Two empty sets with sketches of `size` symbols; fails the test. */
void sketches_init(struct sketches *sketches, uint64_t seed, size_t size);
void sketches_release(struct sketches *sketches);

/* An item that was never there before. */
struct item sketches_item(struct sketches *sketches);

/* Give both sets `shared` records, and so many to the one and the other. */
void sketches_fill(struct sketches *sketches,
                   size_t shared,
                   size_t only_first,
                   size_t only_second);

/* Begin to peel: freeze both as they are. */
void sketches_freeze(struct sketches *sketches);

/* Peel so many symbols more. */
void sketches_take(struct sketches *sketches, size_t count);

/* Peel in chunks until all is found or there are no more symbols; how many
 * symbols were read. */
size_t sketches_peel(struct sketches *sketches, size_t chunk);

#endif
