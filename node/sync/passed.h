/*
 * Passed: rows of the journal that a peer need not be told, though rows before
 * them still wait for it; as stretches of sequences.
 *
 * A hint with a ceiling: what is not remembered is told once more.
 */
#ifndef NODE_SYNC_PASSED_H
#define NODE_SYNC_PASSED_H

#include <stddef.h>
#include <stdint.h>

#include "node/limits.h"

struct stretch {
    uint64_t first;
    uint64_t last;
};

struct passed {
    struct stretch items[PASSED_MAX]; /* ascending, with gaps between */
    size_t count;
};

/*
 * A row need not be told. Rows are added in ascending order.
 *
 * cursor  all rows up to it were handed over; moved where nothing is between
 */
void passed_add(struct passed *passed, uint64_t *cursor, uint64_t sequence);

/* The cursor was moved: move it on over what may be passed. */
void passed_follow(struct passed *passed, uint64_t *cursor);

#endif
