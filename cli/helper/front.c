#include "cli/helper/front.h"

#include <stddef.h>
#include <string.h>

#include "node/err.h"

enum {
    MARK = 0xFF,
    MARK_BASELINE = 0xC0,
    MARK_PROGRESSIVE = 0xC2,
    MARK_LAST_FRAME = 0xCF,
    MARK_HUFFMAN = 0xC4,
    MARK_EXTENSION = 0xC8,
    MARK_ARITHMETIC = 0xCC,
    MARK_BEGIN = 0xD8,
    MARK_SCAN = 0xDA,
    MARK_EXIF = 0xE1,
    MARK_ADOBE = 0xEE,
    BLOCK_PIXELS = 8,
    COMPONENTS_MAX = 4,
    TAG_ORIENTATION = 0x0112,
    TAG_ROW_BYTES = 12,
    ORIENTATION_MAX = 8,
};

/* Of EXIF, in the order of bytes that its first two say. */
struct exif {
    struct view bytes;
    bool is_little;
};

static unsigned short_at(const struct exif *exif, size_t at)
{
    const unsigned char *from = exif->bytes.data + at;

    return exif->is_little ? from[0] | (unsigned)from[1] << 8U
                           : (unsigned)from[0] << 8U | from[1];
}

static size_t long_at(const struct exif *exif, size_t at)
{
    const size_t first = short_at(exif, at);
    const size_t second = short_at(exif, at + 2);

    return exif->is_little ? first | second << 16U : first << 16U | second;
}

/* The orientation in the first directory of EXIF, 1 if there is none. */
static unsigned orientation_read(struct view segment)
{
    static const unsigned char mark[] = {'E', 'x', 'i', 'f', 0, 0};
    struct exif exif = {{NULL, 0}, false};
    size_t at = 0;

    if (segment.bytes < sizeof mark + 8 ||
        memcmp(segment.data, mark, sizeof mark) != 0) {
        return 1;
    }
    exif.bytes =
        (struct view){segment.data + sizeof mark, segment.bytes - sizeof mark};
    exif.is_little = exif.bytes.data[0] == 'I';
    at = long_at(&exif, 4);
    if (at > exif.bytes.bytes - 2) {
        return 1;
    }
    for (unsigned rows = short_at(&exif, at); rows > 0; rows--) {
        size_t row = at + 2;

        if (exif.bytes.bytes - row < TAG_ROW_BYTES) {
            return 1;
        }
        if (short_at(&exif, row) == TAG_ORIENTATION) {
            const unsigned value = short_at(&exif, row + 8);

            return value >= 1 && value <= ORIENTATION_MAX ? value : 1;
        }
        at += TAG_ROW_BYTES;
    }
    return 1;
}

/* Precision, height, width, and of each component its shares of them. */
static bool frame_read(struct view segment, struct front *out)
{
    uint64_t blocks = 0;
    unsigned across = 1;
    unsigned down = 1;
    unsigned components = 0;

    if (segment.bytes < 6) {
        return false;
    }
    out->height = get_u16(segment.data + 1);
    out->width = get_u16(segment.data + 3);
    components = segment.data[5];
    if (components == 0 || components > COMPONENTS_MAX ||
        segment.bytes < 6 + 3 * (size_t)components) {
        return false;
    }
    for (unsigned i = 0; i < components; i++) {
        const unsigned char shares = segment.data[7 + 3 * i];

        across = shares >> 4U > across ? shares >> 4U : across;
        down = (shares & 0x0FU) > down ? shares & 0x0FU : down;
        blocks += (uint64_t)(shares >> 4U) * (shares & 0x0FU);
    }
    out->coefficient_bytes =
        2 * blocks * (out->width / (BLOCK_PIXELS * across) + 1) *
        (out->height / (BLOCK_PIXELS * down) + 1) * BLOCK_PIXELS * BLOCK_PIXELS;
    return out->width > 0 && out->height > 0;
}

static bool is_frame(unsigned char mark)
{
    return mark >= MARK_BASELINE && mark <= MARK_LAST_FRAME &&
           mark != MARK_HUFFMAN && mark != MARK_EXTENSION &&
           mark != MARK_ARITHMETIC;
}

/* Take a marker and what belongs to it off the front. */
static bool
segment_take(struct view *rest, unsigned char *mark, struct view *segment)
{
    uint16_t bytes = 0;
    uint8_t first = 0;

    if (view_take_u8(rest, &first) != ERR_OK || first != MARK) {
        return false;
    }
    do { /* any number of them may stand before a marker */
        if (view_take_u8(rest, mark) != ERR_OK) {
            return false;
        }
    } while (*mark == MARK);
    return view_take_u16(rest, &bytes) == ERR_OK && bytes >= 2 &&
           view_take(rest, bytes - 2U, segment) == ERR_OK;
}

bool front_read(struct view file, struct front *out)
{
    struct view rest = file;
    struct view segment = {NULL, 0};
    unsigned char mark = 0;
    bool has_frame = false;

    *out = (struct front){.orientation = 1};
    if (file.bytes < 2 || file.data[0] != MARK || file.data[1] != MARK_BEGIN) {
        return false;
    }
    rest = (struct view){file.data + 2, file.bytes - 2};
    while (segment_take(&rest, &mark, &segment)) {
        if (mark == MARK_SCAN) {
            return has_frame;
        }
        if (is_frame(mark)) {
            has_frame = frame_read(segment, out);
            out->is_progressive = mark == MARK_PROGRESSIVE;
            if (!has_frame) {
                return false;
            }
        } else if (mark == MARK_EXIF && out->orientation == 1) {
            out->orientation = orientation_read(segment);
        } else if (mark == MARK_ADOBE) {
            out->is_inverted =
                segment.bytes >= 5 && memcmp(segment.data, "Adobe", 5) == 0;
        }
    }
    return false;
}
