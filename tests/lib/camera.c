#include "tests/lib/camera.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

#include "tests/lib/check.h"

static const unsigned char grey[] = {128, 128, 128};
static const unsigned char orange[] = {230, 120, 20};

/* The colour of the scene at a place of `count` by `rows`. */
static const unsigned char *
scene_at(uint32_t x, uint32_t y, uint32_t count, uint32_t rows)
{
    return x < count / 2 && y < rows / 2 ? orange : grey;
}

/* Where the stored pixel stands in the upright scene: written out for each
 * orientation, unlike the code. */
static const unsigned char *
stored_at(const struct camera *camera, uint32_t x, uint32_t y)
{
    const uint32_t w = camera->width;
    const uint32_t h = camera->height;

    switch (camera->orientation) {
    case 2:
        return scene_at(w - 1 - x, y, w, h);
    case 3:
        return scene_at(w - 1 - x, h - 1 - y, w, h);
    case 4:
        return scene_at(x, h - 1 - y, w, h);
    case 5:
        return scene_at(y, x, h, w);
    case 6: /* its top is our right */
        return scene_at(h - 1 - y, x, h, w);
    case 7:
        return scene_at(h - 1 - y, w - 1 - x, h, w);
    case 8:
        return scene_at(y, w - 1 - x, h, w);
    default:
        return scene_at(x, y, w, h);
    }
}

static unsigned char *raster_of(const struct camera *camera, size_t channels)
{
    unsigned char *raster =
        calloc((size_t)camera->width * camera->height, channels);
    unsigned char *at = raster;
    uint32_t noise = 1;

    assert_non_null(raster);
    for (uint32_t y = 0; y < camera->height; y++) {
        for (uint32_t x = 0; x < camera->width; x++, at += channels) {
            memcpy(at, stored_at(camera, x, y), 3);
            if (channels == 4) {
                at[3] = 255; /* all of the light; Adobe's white */
            }
            for (unsigned i = 0; camera->noise > 0 && i < 3; i++) {
                noise = noise * 1103515245 + 12345;
                at[i] =
                    (unsigned char)((at[i] * (255 - camera->noise) +
                                     (noise >> 16U & 0xFFU) * camera->noise) /
                                    255);
            }
        }
    }
    return raster;
}

/* Segments that a phone writes: EXIF with a place, and a comment. */
static void add_exif(const struct camera *camera, struct bytes *out)
{
    static const unsigned char front[] = {
        'E', 'x', 'i', 'f', 0, 0,    'M', 'M', 0, 42, 0, 0,
        0,   8,   0,   2,   1, 0x0F, 0,   2,   0, 0,  0, 4,
        'k', 'i', 't', 0,   1, 0x12, 0,   3,   0, 0,  0, 1};
    const size_t bytes =
        2 + sizeof front + 4 + 4 + sizeof CAMERA_PLACE + sizeof CAMERA_OWNER;

    check_ok(bytes_append_u16(out, 0xFFE1));
    check_ok(bytes_append_u16(out, (uint16_t)bytes));
    check_ok(bytes_append(out, (struct view){front, sizeof front}));
    check_ok(bytes_append_u16(out, (uint16_t)camera->orientation));
    check_ok(bytes_append_u16(out, 0));
    check_ok(bytes_append_u32(out, 0));
    check_ok(
        bytes_append(out, (struct view){(const unsigned char *)CAMERA_PLACE,
                                        sizeof CAMERA_PLACE}));
    check_ok(
        bytes_append(out, (struct view){(const unsigned char *)CAMERA_OWNER,
                                        sizeof CAMERA_OWNER}));
    check_ok(bytes_append_u16(out, 0xFFFE));
    check_ok(bytes_append_u16(out, 2 + sizeof CAMERA_OWNER));
    check_ok(
        bytes_append(out, (struct view){(const unsigned char *)CAMERA_OWNER,
                                        sizeof CAMERA_OWNER}));
}

void camera_jpeg(const struct camera *camera, struct bytes *out)
{
    unsigned char *raster = raster_of(camera, camera->has_inks ? 4 : 3);
    unsigned char *file = NULL;
    unsigned long bytes = 0;
    tjhandle jpeg = tjInitCompress();

    assert_non_null(jpeg);
    assert_int_equal(
        tjCompress2(jpeg, raster, (int)camera->width, 0, (int)camera->height,
                    camera->has_inks ? TJPF_CMYK : TJPF_RGB, &file, &bytes,
                    camera->has_inks ? TJSAMP_444 : TJSAMP_420, 92,
                    camera->is_progressive ? TJFLAG_PROGRESSIVE : 0),
        0);
    check_ok(bytes_append(out, (struct view){file, 2}));
    if (camera->orientation != 0) {
        add_exif(camera, out);
    }
    check_ok(bytes_append(out, (struct view){file + 2, bytes - 2}));
    tjFree(file);
    (void)tjDestroy(jpeg);
    free(raster);
}

void camera_png(const struct camera *camera, unsigned depth, struct bytes *out)
{
    const size_t pixels = (size_t)camera->width * camera->height;
    unsigned char *rgb = raster_of(camera, 3);
    uint16_t *linear = calloc(pixels, 4 * sizeof *linear);
    unsigned char *alpha = calloc(pixels, 4);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = camera->width,
                       .height = camera->height};
    const void *from = depth == 16 ? (const void *)linear : (const void *)alpha;
    png_alloc_size_t bytes = pixels * 8 + 65536;
    unsigned char *file = malloc(bytes);

    assert_true(linear != NULL && alpha != NULL && file != NULL);
    for (size_t i = 0; i < pixels; i++) {
        const bool is_seen = memcmp(rgb + i * 3, orange, 3) == 0;

        memcpy(alpha + i * 4, rgb + i * 3, 3);
        alpha[i * 4 + 3] = is_seen ? 255 : 0;
        linear[i * 4] = is_seen ? 52000 : 0; /* of light: about orange */
        linear[i * 4 + 1] = is_seen ? 12700 : 0;
        linear[i * 4 + 3] = is_seen ? 65535 : 0;
    }
    image.format = depth == 16 ? PNG_FORMAT_LINEAR_RGB_ALPHA : PNG_FORMAT_RGBA;
    assert_true(
        png_image_write_to_memory(&image, file, &bytes, 0, from, 0, NULL) != 0);
    check_ok(bytes_append(out, (struct view){file, bytes}));
    free(file);
    free(alpha);
    free(linear);
    free(rgb);
}

static void add_chunk(const char *name, struct view data, struct bytes *out)
{
    const size_t begin = out->bytes + 4;

    check_ok(bytes_append_u32(out, (uint32_t)data.bytes));
    check_ok(bytes_append(out, view_text(name)));
    check_ok(bytes_append(out, data));
    check_ok(
        bytes_append_u32(out, (uint32_t)crc32(0, out->data + begin,
                                              (unsigned)(out->bytes - begin))));
}

void camera_bomb(uint32_t width, uint32_t height, struct bytes *out)
{
    static const unsigned char mark[] = {0x89, 'P',  'N',  'G',
                                         '\r', '\n', 0x1A, '\n'};
    static unsigned char zeros[65536];
    unsigned char size[13] = {0, 0, 0, 0, 0, 0, 0, 0, 8, 2};
    unsigned char packed[256];
    unsigned long bytes = sizeof packed;

    put_u32(size, width);
    put_u32(size + 4, height);
    assert_int_equal(compress2(packed, &bytes, zeros, sizeof zeros, 9), Z_OK);
    check_ok(bytes_append(out, (struct view){mark, sizeof mark}));
    add_chunk("IHDR", (struct view){size, sizeof size}, out);
    add_chunk("IDAT", (struct view){packed, bytes}, out);
    add_chunk("IEND", (struct view){NULL, 0}, out);
}

void camera_pixel(struct view file,
                  unsigned across,
                  unsigned down,
                  unsigned char out[static 3])
{
    tjhandle jpeg = tjInitDecompress();
    unsigned char *raster = NULL;
    size_t at = 0;
    int width = 0;
    int height = 0;
    int sampling = 0;
    int colours = 0;

    assert_non_null(jpeg);
    assert_int_equal(tjDecompressHeader3(jpeg, file.data, file.bytes, &width,
                                         &height, &sampling, &colours),
                     0);
    raster = malloc((size_t)width * (size_t)height * 3);
    assert_non_null(raster);
    assert_int_equal(tjDecompress2(jpeg, file.data, file.bytes, raster, width,
                                   0, height, TJPF_RGB, 0),
                     0);
    at = (size_t)height * down / 1000 * (size_t)width +
         (size_t)width * across / 1000;
    memcpy(out, raster + at * 3, 3);
    free(raster);
    (void)tjDestroy(jpeg);
}
