/*
 * Mapping: the symbols that an item is in.
 *
 * Every item is in symbol 0; from there it jumps ever further, by a table of
 * ratios and a stream of bytes that its check begins. One item in eight jumps
 * by the dense table and is in many symbols, the others in few: so sketches
 * come apart from fewer symbols than with one kind. Integers only, since
 * floats differ between machines. Rules X6 to X8 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_MAP_H
#define NODE_SYNC_SKETCH_MAP_H

#include <stdint.h>

enum { MAP_RATIOS = 256 };

/* Where an item is, from symbol to symbol. */
struct mapping {
    const uint32_t *ratios; /* of the item's kind */
    uint64_t state;
    uint64_t index; /* the symbol that it stands at */
};

/* Stand at symbol 0. */
void mapping_init(struct mapping *mapping, uint64_t check);

/* Go to the next symbol. */
static inline void mapping_next(struct mapping *mapping)
{
    uint64_t ratio = 0;

    mapping->state =
        mapping->state * 6364136223846793005U + 1442695040888963407U;
    ratio = mapping->ratios[mapping->state >> 56];
    mapping->index += 1 + ((2 * mapping->index + 3) * (ratio - 65536) >> 17);
}

#endif
