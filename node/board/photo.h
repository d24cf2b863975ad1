/*
 * The reference to a photo: what a post says of a picture that travels apart.
 *
 * The id names the photo to its last byte; sizes are told beforehand, so
 * that a reader knows what is coming and a page can leave room for it.
 * Normative: spec/photos.md.
 */
#ifndef NODE_BOARD_PHOTO_H
#define NODE_BOARD_PHOTO_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"
#include "node/limits.h"

/* Of a post; the numbers are those of its large picture. */
struct photo_reference {
    struct id id;    /* of the photo's head: node/photo/head.h */
    uint32_t bytes;  /* 1 to PHOTO_BYTES_MAX */
    uint16_t width;  /* pixels, 1 to PHOTO_SIDE_MAX */
    uint16_t height; /* the same */
};

/* The references in the body of a post of a known kind; none where it is not
 * one. Quick where there are none: most posts are looked at for nothing. */
size_t photo_references(struct view body,
                        struct photo_reference out[static PHOTOS_MAX]);

#endif
