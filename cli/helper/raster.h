/*
 * A raster: rows of red, green and blue, a byte each, from the top left.
 */
#ifndef CLI_HELPER_RASTER_H
#define CLI_HELPER_RASTER_H

#include <stddef.h>
#include <stdint.h>

enum { RASTER_PIXEL_BYTES = 3 };

struct raster {
    unsigned char *data; /* owned */
    uint32_t width;      /* pixels */
    uint32_t height;
};

/* Take memory for a size; -1: there is none. */
int raster_make(struct raster *raster, uint32_t width, uint32_t height);

/* Give it back; may be called twice. */
void raster_release(struct raster *raster);

/*
 * The size of a picture whose longer side is at most `side_max`: the same
 * shape, never larger, at least one pixel each way.
 */
void raster_fit(uint32_t side_max, uint32_t *width, uint32_t *height);

/*
 * Shrink to the size of `to`, which is not larger in either direction: each
 * pixel is the mean of the area that it covers.
 *
 * -1  no memory
 */
int raster_shrink(const struct raster *from, struct raster *to);

/*
 * Turn a picture as EXIF's orientation says it was taken, 1 to 8, so that it
 * stands upright.
 *
 * -1  no memory; unchanged
 */
int raster_turn(struct raster *raster, unsigned orientation);

#endif
