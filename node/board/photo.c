#include "node/board/photo.h"

#include <string.h>

#include "node/err.h"
#include "node/record/pack.h"

enum { KEY_PHOTOS = 32, COLUMNS = 4 };

static enum err reference_take(struct view *rest, struct photo_reference *out)
{
    struct view id = {NULL, 0};
    uint64_t numbers[COLUMNS - 1] = {0};
    uint32_t columns = 0;
    enum err err = unpack_array(rest, &columns);

    if (err == ERR_OK && columns != COLUMNS) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = unpack_bin(rest, ID_BYTES, ID_BYTES, &id);
    }
    for (unsigned i = 0; err == ERR_OK && i < COLUMNS - 1; i++) {
        err = unpack_uint(rest, 1, i == 0 ? PHOTO_BYTES_MAX : PHOTO_SIDE_MAX,
                          &numbers[i]);
    }
    if (err == ERR_OK) {
        memcpy(out->id.data, id.data, ID_BYTES);
        out->bytes = (uint32_t)numbers[0];
        out->width = (uint16_t)numbers[1];
        out->height = (uint16_t)numbers[2];
    }
    return err;
}

/* Go to what stands under the key of photos; ERR_UNKNOWN: nothing does. */
static enum err photos_find(struct view *rest)
{
    uint32_t pairs = 0;
    uint64_t key = 0;
    enum err err = unpack_map(rest, &pairs);

    for (uint32_t i = 0; err == ERR_OK && i < pairs; i++) {
        err = unpack_uint(rest, 0, UINT8_MAX, &key);
        if (err == ERR_OK && key >= KEY_PHOTOS) {
            return key == KEY_PHOTOS ? ERR_OK : ERR_UNKNOWN;
        }
        if (err == ERR_OK) {
            err = unpack_skip(rest);
        }
    }
    return err == ERR_OK ? ERR_UNKNOWN : err;
}

size_t photo_references(struct view body,
                        struct photo_reference out[static PHOTOS_MAX])
{
    struct view rest = body;
    uint32_t count = 0;
    enum err err = photos_find(&rest);

    if (err == ERR_OK) {
        err = unpack_array(&rest, &count);
    }
    if (err != ERR_OK || count > PHOTOS_MAX) {
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (reference_take(&rest, &out[i]) != ERR_OK) {
            return 0;
        }
    }
    return count;
}
