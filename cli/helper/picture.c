#include "cli/helper/picture.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <turbojpeg.h>

#include "cli/helper/front.h"
#include "cli/helper/raster.h"

/* Of each picture: its ceilings, and how finely the first try is made. */
static const struct {
    uint32_t side_max;
    uint32_t bytes_max;
    int quality;
} wants[PHOTO_PARTS] = {
    [PHOTO_SMALL] = {SMALL_SIDE_MAX, SMALL_BYTES_MAX, 78},
    [PHOTO_LARGE] = {PHOTO_SIDE_MAX, PHOTO_BYTES_MAX, 85},
};

enum {
    QUALITY_STEP = 10,
    QUALITY_MIN = 45,
    CHANNEL_MAX = 255,
    INK_BYTES = 4,
};

/* The least scale that is still as large as is wanted. */
static tjscalingfactor scale_of(const struct front *front)
{
    const uint32_t longer =
        front->width > front->height ? front->width : front->height;
    tjscalingfactor best = {1, 1};
    int count = 0;
    const tjscalingfactor *all = tjGetScalingFactors(&count);

    for (int i = 0; all != NULL && i < count; i++) {
        const bool is_enough = TJSCALED((int)longer, all[i]) >= PHOTO_SIDE_MAX;
        const bool is_less = all[i].num * best.denom < best.num * all[i].denom;

        if (is_enough && is_less) {
            best = all[i];
        }
    }
    return best;
}

/* Four inks to three lights. */
static void mix(const unsigned char *ink,
                size_t pixels,
                bool is_inverted,
                unsigned char *out)
{
    for (size_t i = 0; i < pixels; i++) {
        for (size_t j = 0; j < RASTER_PIXEL_BYTES; j++) {
            const unsigned flip = is_inverted ? 0 : CHANNEL_MAX;
            const unsigned colour = ink[i * INK_BYTES + j] ^ flip;
            const unsigned black = ink[i * INK_BYTES + 3] ^ flip;

            out[i * RASTER_PIXEL_BYTES + j] =
                (unsigned char)(colour * black / CHANNEL_MAX);
        }
    }
}

static bool decode_scaled(tjhandle jpeg,
                          struct view file,
                          const struct raster *size,
                          int format,
                          unsigned char *out)
{
    return tjDecompress2(jpeg, file.data, file.bytes, out, (int)size->width, 0,
                         (int)size->height, format,
                         TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING) == 0;
}

static enum verdict decode_inks(tjhandle jpeg,
                                struct view file,
                                const struct front *front,
                                struct raster *out)
{
    const size_t pixels = (size_t)out->width * out->height;
    unsigned char *ink = malloc(pixels * INK_BYTES);
    enum verdict verdict = VERDICT_BROKEN;

    if (ink == NULL) {
        return VERDICT_MEMORY;
    }
    if (decode_scaled(jpeg, file, out, TJPF_CMYK, ink)) {
        mix(ink, pixels, front->is_inverted, out->data);
        verdict = VERDICT_GOOD;
    }
    free(ink);
    return verdict;
}

/* Shrink to what a picture may be that was `width` by `height`. */
static enum verdict fit(struct raster *raster, uint32_t width, uint32_t height)
{
    struct raster less = {NULL, 0, 0};
    enum verdict verdict = VERDICT_MEMORY;

    raster_fit(PHOTO_SIDE_MAX, &width, &height);
    if (raster->width <= width && raster->height <= height) {
        return VERDICT_GOOD;
    }
    if (raster_make(&less, width, height) == 0 &&
        raster_shrink(raster, &less) == 0) {
        verdict = VERDICT_GOOD;
    }
    raster_release(raster);
    *raster = less;
    return verdict;
}

static enum verdict decode_with(tjhandle jpeg,
                                struct view file,
                                const struct front *front,
                                struct raster *out)
{
    const tjscalingfactor scale = scale_of(front);
    int width = 0;
    int height = 0;
    int sampling = 0;
    int colours = 0;

    if (tjDecompressHeader3(jpeg, file.data, file.bytes, &width, &height,
                            &sampling, &colours) != 0 ||
        (uint32_t)width != front->width || (uint32_t)height != front->height) {
        return VERDICT_BROKEN;
    }
    if (raster_make(out, (uint32_t)TJSCALED(width, scale),
                    (uint32_t)TJSCALED(height, scale)) != 0) {
        return VERDICT_MEMORY;
    }
    if (colours == TJCS_CMYK || colours == TJCS_YCCK) {
        return decode_inks(jpeg, file, front, out);
    }
    return decode_scaled(jpeg, file, out, TJPF_RGB, out->data) ? VERDICT_GOOD
                                                               : VERDICT_BROKEN;
}

static enum verdict decode_jpeg(struct view file, struct raster *out)
{
    struct front front;
    tjhandle jpeg = NULL;
    enum verdict verdict = VERDICT_BROKEN;

    if (!front_read(file, &front)) {
        return VERDICT_BROKEN;
    }
    if ((uint64_t)front.width * front.height > PICTURE_PIXELS_MAX ||
        (front.is_progressive &&
         front.coefficient_bytes > PICTURE_WAITING_MAX)) {
        return VERDICT_PIXELS;
    }
    jpeg = tjInitDecompress();
    if (jpeg == NULL) {
        return VERDICT_MEMORY;
    }
    verdict = decode_with(jpeg, file, &front, out);
    (void)tjDestroy(jpeg);
    if (verdict == VERDICT_GOOD) {
        verdict = fit(out, front.width, front.height);
    }
    if (verdict == VERDICT_GOOD && raster_turn(out, front.orientation) != 0) {
        verdict = VERDICT_MEMORY;
    }
    return verdict;
}

/* What cannot be seen through is put on white paper. */
static enum verdict decode_png(struct view file, struct raster *out)
{
    static const png_color white = {CHANNEL_MAX, CHANNEL_MAX, CHANNEL_MAX};
    png_image image = {.version = PNG_IMAGE_VERSION};
    enum verdict verdict = VERDICT_BROKEN;

    if (png_image_begin_read_from_memory(&image, file.data, file.bytes) == 0) {
        return VERDICT_BROKEN;
    }
    image.format = PNG_FORMAT_RGB;
    if ((uint64_t)image.width * image.height > PICTURE_WHOLE_MAX) {
        verdict = VERDICT_PIXELS;
    } else if (raster_make(out, image.width, image.height) != 0) {
        verdict = VERDICT_MEMORY;
    } else if (png_image_finish_read(&image, &white, out->data, 0, NULL) != 0 &&
               !PNG_IMAGE_FAILED(image)) {
        verdict = fit(out, image.width, image.height);
    }
    png_image_free(&image);
    return verdict;
}

static enum verdict decode(struct view file, struct raster *out)
{
    static const unsigned char jpeg[] = {0xFF, 0xD8, 0xFF};
    static const unsigned char png[] = {0x89, 'P',  'N',  'G',
                                        '\r', '\n', 0x1A, '\n'};

    if (file.bytes == 0) {
        return VERDICT_EMPTY;
    }
    if (file.bytes > PHOTO_FILE_BYTES_MAX) {
        return VERDICT_LONG;
    }
    if (file.bytes > sizeof jpeg && memcmp(file.data, jpeg, sizeof jpeg) == 0) {
        return decode_jpeg(file, out);
    }
    if (file.bytes > sizeof png && memcmp(file.data, png, sizeof png) == 0) {
        return decode_png(file, out);
    }
    return VERDICT_STRANGE;
}

/* Encode into `room`; the bytes, 0 where that failed. */
static unsigned long encode(tjhandle jpeg,
                            const struct raster *from,
                            int quality,
                            unsigned char *room,
                            unsigned long room_bytes)
{
    unsigned long bytes = room_bytes;
    unsigned char *at = room;

    if (tjCompress2(jpeg, from->data, (int)from->width, 0, (int)from->height,
                    TJPF_RGB, &at, &bytes, TJSAMP_420, quality,
                    TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT) != 0) {
        return 0;
    }
    return bytes;
}

/* As fine as fits; where nothing does, it is tried again smaller. */
static enum verdict encode_to_fit(tjhandle jpeg,
                                  struct raster *from,
                                  enum photo_part part,
                                  struct pictures *out)
{
    unsigned long room_bytes =
        tjBufSize((int)from->width, (int)from->height, TJSAMP_420);
    unsigned char *room = malloc(room_bytes);
    unsigned long bytes = 0;

    if (room == NULL) {
        return VERDICT_MEMORY;
    }
    for (int quality = wants[part].quality; quality >= QUALITY_MIN;
         quality -= QUALITY_STEP) {
        bytes = encode(jpeg, from, quality, room, room_bytes);
        if (bytes == 0 || bytes <= wants[part].bytes_max) {
            break;
        }
    }
    if (bytes > wants[part].bytes_max) {
        free(room);
        return VERDICT_LONG;
    }
    out->data[part] = room;
    out->sizes[part] = (struct photo_picture){
        (uint32_t)bytes, (uint16_t)from->width, (uint16_t)from->height};
    return bytes == 0 ? VERDICT_MEMORY : VERDICT_GOOD;
}

/* One picture: `from` shrunk to fit, in pixels and then in bytes. */
static enum verdict picture_make(tjhandle jpeg,
                                 const struct raster *from,
                                 enum photo_part part,
                                 struct pictures *out)
{
    uint32_t side_max = wants[part].side_max;
    enum verdict verdict = VERDICT_LONG;

    while (verdict == VERDICT_LONG && side_max > 0) {
        struct raster less = {NULL, from->width, from->height};

        raster_fit(side_max, &less.width, &less.height);
        verdict = raster_make(&less, less.width, less.height) == 0 &&
                          raster_shrink(from, &less) == 0
                      ? encode_to_fit(jpeg, &less, part, out)
                      : VERDICT_MEMORY;
        raster_release(&less);
        side_max = side_max * 3 / 4;
    }
    return verdict;
}

enum verdict pictures_make(struct view file, struct pictures *out)
{
    struct raster raster = {NULL, 0, 0};
    tjhandle jpeg = NULL;
    enum verdict verdict = VERDICT_GOOD;

    *out = (struct pictures){.data = {NULL, NULL}};
    verdict = decode(file, &raster);
    if (verdict == VERDICT_GOOD) {
        jpeg = tjInitCompress();
        verdict = jpeg == NULL ? VERDICT_MEMORY : VERDICT_GOOD;
    }
    for (unsigned part = 0; verdict == VERDICT_GOOD && part < PHOTO_PARTS;
         part++) {
        verdict = picture_make(jpeg, &raster, (enum photo_part)part, out);
    }
    if (jpeg != NULL) {
        (void)tjDestroy(jpeg);
    }
    raster_release(&raster);
    return verdict;
}

void pictures_release(struct pictures *pictures)
{
    for (unsigned part = 0; part < PHOTO_PARTS; part++) {
        free(pictures->data[part]);
        pictures->data[part] = NULL;
    }
}
