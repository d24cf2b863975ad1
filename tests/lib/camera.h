/*
 * A camera for tests: files as people hand them in, good and bad.
 *
 * A scene is grey, with a quarter in colour at the top left, so that any
 * turn shows.
 */
#ifndef TESTS_LIB_CAMERA_H
#define TESTS_LIB_CAMERA_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"

struct camera {
    uint32_t width;
    uint32_t height;
    unsigned orientation; /* as EXIF says it; 0: no EXIF */
    bool is_progressive;
    bool has_inks;  /* CMYK, by Adobe's rule */
    unsigned noise; /* how far a pixel strays, of 255; compresses badly */
};

/* Words in the EXIF of each file that has one, in a comment and elsewhere:
 * where it was taken, and by whom. */
#define CAMERA_PLACE "51 deg 27' N, 0 deg 6' W"
#define CAMERA_OWNER "Ana of Mill Lane"

/* Append a JPEG. The stored raster is turned, so that the scene is upright
 * for those who mind the orientation. */
void camera_jpeg(const struct camera *camera, struct bytes *out);

/* Append a PNG; `depth` 8 or 16, transparent but for the coloured quarter. */
void camera_png(const struct camera *camera, unsigned depth, struct bytes *out);

/* Append the front of a PNG that says it has this size, and a little more. */
void camera_bomb(uint32_t width, uint32_t height, struct bytes *out);

/* The pixel of a JPEG at a place in thousandths of its sides. */
void camera_pixel(struct view file,
                  unsigned across,
                  unsigned down,
                  unsigned char out[static 3]);

#endif
