/*
 * The reference to a photo: what a post says of a picture that travels apart.
 *
 * The id names the photo to its last byte; sizes are told beforehand, so
 * that a reader knows what is coming and a page can leave room for it.
 * Normative: spec/photos.md.
 */
#ifndef NODE_BOARD_PHOTO_H
#define NODE_BOARD_PHOTO_H

#include <stdint.h>

#include "node/id.h"

/* Of a post; the numbers are those of its large picture. */
struct photo_reference {
    struct id id;    /* of the photo's head: node/photo/head.h */
    uint32_t bytes;  /* 1 to PHOTO_BYTES_MAX */
    uint16_t width;  /* pixels, 1 to PHOTO_SIDE_MAX */
    uint16_t height; /* the same */
};

#endif
