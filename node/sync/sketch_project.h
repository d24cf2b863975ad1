/*
 * Projection: a check of eight bytes in the four that travel.
 *
 * A matrix of bits, drawn from the handshake, so that nobody can prepare
 * items whose checks agree in it. It is linear: the projection of checks
 * xored is their projections xored. Rule X10 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_PROJECT_H
#define NODE_SYNC_SKETCH_PROJECT_H

#include <stdint.h>

#include "node/bytes.h"

enum { PROJECTION_TABLES = 8, PROJECTION_VALUES = 256 };

/* What each value of each byte of a check adds; 8 KiB. */
struct projection {
    uint32_t tables[PROJECTION_TABLES][PROJECTION_VALUES];
};

/* Draw the matrix of a session; `binding` is its handshake hash. */
void projection_init(struct projection *projection, struct view binding);

/* Four bytes of a check, as a number. */
static inline uint32_t projection_of(const struct projection *projection,
                                     uint64_t check)
{
    uint32_t sum = 0;

    for (unsigned table = 0; table < PROJECTION_TABLES; table++) {
        sum ^= projection->tables[table][check >> 8 * table & 0xff];
    }
    return sum;
}

#endif
