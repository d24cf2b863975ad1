/*
 * Cells: squares of a hundredth of a degree, about a kilometre, so that a post
 * says roughly where it is and nobody's door. A cell is named by its middle,
 * as "51.46,-0.10". Rules P4 and P5 of spec/records.md.
 */
#ifndef NODE_BOARD_CELL_H
#define NODE_BOARD_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"

enum { CELL_CHARS = 16 }; /* "-90.00,-180.00" with the end mark */

/* The middle of a cell, in hundredths of a degree. */
struct cell {
    int32_t north; /* -9000 to 9000 */
    int32_t east;  /* -18000 to 17999 */
};

/*
 * Read coordinates and snap them to their cell: north, a comma, perhaps
 * spaces, east; degrees with at most 9 decimals.
 *
 * false: these are none; `out` is undefined
 */
bool cell_read(struct view text, struct cell *out);

/* Write a cell as it is named. */
void cell_write(const struct cell *cell, char out[static CELL_CHARS]);

/* A cell as a number above 0, and back. false: the number is of none. */
uint64_t cell_number(const struct cell *cell);
bool cell_of_number(uint64_t number, struct cell *out);

/*
 * Are the middles of two cells at most so many metres apart? Wrong by a
 * two-hundredth at most, up to 100 km.
 */
bool cell_is_within(const struct cell *from,
                    const struct cell *to,
                    uint32_t metres);

#endif
