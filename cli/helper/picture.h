/*
 * From a file that anybody made to two plain pictures: decode, shrink, turn
 * upright, encode. Nothing of the file is left but what can be seen.
 */
#ifndef CLI_HELPER_PICTURE_H
#define CLI_HELPER_PICTURE_H

#include <stdint.h>

#include "cli/helper/verdict.h"
#include "node/bytes.h"
#include "node/photo/head.h"

enum {
    PICTURE_PIXELS_MAX = 64 * 1000 * 1000,  /* of a JPEG: decoded at a scale */
    PICTURE_WHOLE_MAX = 13 * 1000 * 1000,   /* of a PNG: decoded as a whole */
    PICTURE_WAITING_MAX = 40 * 1024 * 1024, /* bytes of a progressive JPEG */
};

struct pictures {
    unsigned char *data[PHOTO_PARTS]; /* owned; JPEG files */
    struct photo_picture sizes[PHOTO_PARTS];
};

/*
 * Make both pictures of a file.
 *
 * out  to be released in any case
 */
enum verdict pictures_make(struct view file, struct pictures *out);

/* Give them back; may be called twice. */
void pictures_release(struct pictures *pictures);

#endif
