#include "cli/helper/raster.h"

#include <stdlib.h>
#include <string.h>

/* Shares of a pixel are counted in parts of this. */
enum { WHOLE = 256 };

int raster_make(struct raster *raster, uint32_t width, uint32_t height)
{
    raster->data = calloc((size_t)width * height, RASTER_PIXEL_BYTES);
    raster->width = width;
    raster->height = height;
    return raster->data == NULL ? -1 : 0;
}

void raster_release(struct raster *raster)
{
    free(raster->data);
    raster->data = NULL;
}

static uint32_t part_of(uint32_t side, uint32_t longer, uint32_t side_max)
{
    const uint64_t scaled = ((uint64_t)side * side_max + longer / 2) / longer;

    return scaled == 0 ? 1 : (uint32_t)scaled;
}

void raster_fit(uint32_t side_max, uint32_t *width, uint32_t *height)
{
    const uint32_t longer = *width > *height ? *width : *height;

    if (longer > side_max) {
        *width = part_of(*width, longer, side_max);
        *height = part_of(*height, longer, side_max);
    }
}

/* Where pixel `index` of `count` begins among `from` pixels, in shares. */
static uint64_t edge(uint32_t index, uint32_t count, uint32_t from)
{
    return (uint64_t)index * from * WHOLE / count;
}

/* Which share of the pixel at `at` lies between two edges. */
static uint32_t share(uint64_t at, uint64_t begin, uint64_t end)
{
    const uint64_t low = at * WHOLE;
    const uint64_t first = low > begin ? low : begin;
    const uint64_t last = low + WHOLE < end ? low + WHOLE : end;

    return (uint32_t)(last - first);
}

/* Add a row of the source, narrowed, to the sums, `weight` times. */
static void row_add(const unsigned char *row,
                    uint32_t from,
                    uint32_t weight,
                    uint64_t *sums,
                    uint32_t width)
{
    for (uint32_t x = 0; x < width; x++) {
        const uint64_t begin = edge(x, width, from);
        const uint64_t end = edge(x + 1, width, from);
        uint32_t sum[RASTER_PIXEL_BYTES] = {0};

        for (uint64_t at = begin / WHOLE; at * WHOLE < end; at++) {
            const unsigned char *pixel = row + at * RASTER_PIXEL_BYTES;
            const uint32_t part = share(at, begin, end);

            sum[0] += pixel[0] * part;
            sum[1] += pixel[1] * part;
            sum[2] += pixel[2] * part;
        }
        for (unsigned i = 0; i < RASTER_PIXEL_BYTES; i++) {
            sums[x * RASTER_PIXEL_BYTES + i] += (uint64_t)sum[i] * weight;
        }
    }
}

/* The means of the sums: divided by the area that was summed. */
static void row_end(const uint64_t *sums,
                    uint64_t high,
                    uint32_t from,
                    unsigned char *row,
                    uint32_t width)
{
    for (uint32_t x = 0; x < width; x++) {
        const uint64_t wide = edge(x + 1, width, from) - edge(x, width, from);
        const uint64_t area = wide * high > 0 ? wide * high : 1;

        for (unsigned i = 0; i < RASTER_PIXEL_BYTES; i++) {
            const size_t at = (size_t)x * RASTER_PIXEL_BYTES + i;

            row[at] = (unsigned char)((sums[at] + area / 2) / area);
        }
    }
}

int raster_shrink(const struct raster *from, struct raster *to)
{
    const size_t row_bytes = (size_t)to->width * RASTER_PIXEL_BYTES;
    uint64_t *sums = calloc(row_bytes, sizeof *sums);

    if (sums == NULL) {
        return -1;
    }
    for (uint32_t y = 0; y < to->height; y++) {
        const uint64_t begin = edge(y, to->height, from->height);
        const uint64_t end = edge(y + 1, to->height, from->height);

        memset(sums, 0, row_bytes * sizeof *sums);
        for (uint64_t at = begin / WHOLE; at * WHOLE < end; at++) {
            row_add(from->data + at * from->width * RASTER_PIXEL_BYTES,
                    from->width, share(at, begin, end), sums, to->width);
        }
        row_end(sums, end - begin, from->width, to->data + y * row_bytes,
                to->width);
    }
    free(sums);
    return 0;
}

/*
 * Orientation n says where the first row and the first column of what was
 * stored are: 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left
 * top, 6 right top, 7 right bottom, 8 left bottom (EXIF 2.32, 4.6.4).
 */
static const struct turn {
    unsigned char is_transposed;  /* rows become columns */
    unsigned char is_right_first; /* then each row is read from its end */
    unsigned char is_bottom_first;
} turns[] = {{0, 0, 0}, {0, 0, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1},
             {1, 0, 0}, {1, 1, 0}, {1, 1, 1}, {1, 0, 1}};

int raster_turn(struct raster *raster, unsigned orientation)
{
    const struct turn *turn = NULL;
    struct raster out;

    if (orientation < 2 || orientation >= sizeof turns / sizeof turns[0]) {
        return 0;
    }
    turn = &turns[orientation];
    if (raster_make(&out, turn->is_transposed ? raster->height : raster->width,
                    turn->is_transposed ? raster->width : raster->height) !=
        0) {
        return -1;
    }
    for (uint32_t y = 0; y < out.height; y++) {
        for (uint32_t x = 0; x < out.width; x++) {
            const uint32_t right = turn->is_right_first ? out.width - 1 - x : x;
            const uint32_t down =
                turn->is_bottom_first ? out.height - 1 - y : y;
            const uint32_t row = turn->is_transposed ? right : down;
            const uint32_t column = turn->is_transposed ? down : right;

            memcpy(out.data + ((size_t)y * out.width + x) * RASTER_PIXEL_BYTES,
                   raster->data + ((size_t)row * raster->width + column) *
                                      RASTER_PIXEL_BYTES,
                   RASTER_PIXEL_BYTES);
        }
    }
    raster_release(raster);
    *raster = out;
    return 0;
}
