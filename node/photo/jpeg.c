#include "node/photo/jpeg.h"

#include <stdbool.h>
#include <string.h>

enum {
    MARK = 0xFF,
    MARK_FRAME = 0xC0, /* baseline */
    MARK_HUFFMAN = 0xC4,
    MARK_BEGIN = 0xD8,
    MARK_END = 0xD9,
    MARK_SCAN = 0xDA,
    MARK_QUANTISATION = 0xDB,
    MARK_JFIF = 0xE0,
    FRAME_BYTES = 15, /* of three components */
    TABLES_MAX = 8,
};

/* JFIF 1.1, one dot as wide as high, no thumbnail. */
static const unsigned char jfif[] = {'J', 'F', 'I', 'F', 0, 1, 1,
                                     0,   0,   1,   0,   1, 0, 0};

static bool is_frame(struct view segment, const struct photo_picture *wanted)
{
    return segment.bytes == FRAME_BYTES && segment.data[0] == 8 &&
           get_u16(segment.data + 1) == wanted->height &&
           get_u16(segment.data + 3) == wanted->width;
}

static enum err
segment_take(struct view *rest, unsigned char *mark, struct view *segment)
{
    uint8_t first = 0;
    uint16_t bytes = 0;
    enum err err = view_take_u8(rest, &first);

    if (err == ERR_OK) {
        err = view_take_u8(rest, mark);
    }
    if (err == ERR_OK) {
        err = view_take_u16(rest, &bytes);
    }
    if (err != ERR_OK || first != MARK || bytes < 2) {
        return ERR_MALFORMED;
    }
    return view_take(rest, bytes - 2U, segment);
}

/* Take all up to the scan off the front. */
static enum err front_take(struct view *rest,
                           const struct photo_picture *wanted)
{
    struct view segment = {NULL, 0};
    unsigned char mark = 0;
    bool has_frame = false;
    uint16_t begin = 0;
    enum err err = view_take_u16(rest, &begin);

    if (err == ERR_OK && begin != (MARK << 8 | MARK_BEGIN)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = segment_take(rest, &mark, &segment);
    }
    if (err != ERR_OK || mark != MARK_JFIF || segment.bytes != sizeof jfif ||
        memcmp(segment.data, jfif, sizeof jfif) != 0) {
        return ERR_MALFORMED;
    }
    for (unsigned count = 0; count < TABLES_MAX; count++) {
        err = segment_take(rest, &mark, &segment);
        if (err != ERR_OK || mark == MARK_SCAN) {
            return err == ERR_OK && has_frame ? ERR_OK : ERR_MALFORMED;
        }
        if (mark == MARK_FRAME && !has_frame && is_frame(segment, wanted)) {
            has_frame = true;
        } else if (mark != MARK_HUFFMAN && mark != MARK_QUANTISATION) {
            return ERR_MALFORMED;
        }
    }
    return ERR_MALFORMED;
}

enum err jpeg_check_front(struct view file, const struct photo_picture *wanted)
{
    return front_take(&file, wanted);
}

enum err jpeg_check(struct view file, const struct photo_picture *wanted)
{
    struct view rest = file;
    enum err err = front_take(&rest, wanted);

    while (err == ERR_OK) {
        const unsigned char *at =
            rest.bytes < 2 ? NULL : memchr(rest.data, MARK, rest.bytes - 1);

        if (at == NULL) {
            return ERR_MALFORMED; /* it does not end */
        }
        rest.bytes -= (size_t)(at - rest.data) + 2;
        rest.data = at + 2;
        if (at[1] == MARK_END) {
            return rest.bytes == 0 ? ERR_OK : ERR_MALFORMED;
        }
        err = at[1] == 0 ? ERR_OK : ERR_MALFORMED;
    }
    return err;
}
