/*
 * What kith-photo does with a file: whatever comes in, two plain JPEG files
 * within their limits come out, or a verdict.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/helper/picture.h"
#include "node/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_made(const struct pictures *made)
{
    static const uint32_t bytes_max[] = {SMALL_BYTES_MAX, PHOTO_BYTES_MAX};
    static const uint16_t side_max[] = {SMALL_SIDE_MAX, PHOTO_SIDE_MAX};

    for (unsigned part = 0; part < PHOTO_PARTS; part++) {
        const struct photo_picture *size = &made->sizes[part];

        assert(size->bytes > 4 && size->bytes <= bytes_max[part]);
        assert(size->width >= 1 && size->width <= side_max[part]);
        assert(size->height >= 1 && size->height <= side_max[part]);
        assert(made->data[part][0] == 0xFF && made->data[part][1] == 0xD8);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct pictures made;

    if (pictures_make((struct view){data, bytes}, &made) == VERDICT_GOOD) {
        check_made(&made);
    }
    pictures_release(&made);
    return 0;
}
