/*
 * The front of a JPEG: how large it is and which way up, told from its
 * markers before anything is decoded.
 */
#ifndef CLI_HELPER_FRONT_H
#define CLI_HELPER_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"

struct front {
    uint32_t width; /* pixels */
    uint32_t height;
    bool is_progressive;
    bool is_inverted;           /* of four inks, and written by Adobe's rule */
    uint64_t coefficient_bytes; /* that a progressive one is kept in */
    unsigned orientation;       /* 1 to 8; 1 where nothing is said */
};

/* Walk over the markers up to the first scan; false: it is no JPEG. */
bool front_read(struct view file, struct front *out);

#endif
