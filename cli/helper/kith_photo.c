/*
 * kith-photo: a picture comes in on standard input, two plain ones go out on
 * standard output. See verdict.h for what it says.
 *
 * A program of its own, since what decodes pictures of anybody must not live
 * where keys are: see confine.h.
 */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/helper/confine.h"
#include "cli/helper/picture.h"
#include "cli/helper/verdict.h"
#include "node/limits.h"

/* All that comes; a byte more than is allowed is enough to know. */
static enum verdict take(unsigned char **data, size_t *bytes)
{
    const size_t room = PHOTO_FILE_BYTES_MAX + 1;
    unsigned char *file = malloc(room);
    ssize_t got = 1;

    *bytes = 0;
    *data = file;
    if (file == NULL) {
        return VERDICT_MEMORY;
    }
    while (got > 0 && *bytes < room) {
        got = read(STDIN_FILENO, file + *bytes, room - *bytes);
        *bytes += got > 0 ? (size_t)got : 0;
    }
    return got < 0 ? VERDICT_PIPE : VERDICT_GOOD;
}

static enum verdict give(const unsigned char *data, size_t bytes)
{
    while (bytes > 0) {
        const ssize_t done = write(STDOUT_FILENO, data, bytes);

        if (done <= 0) {
            return VERDICT_PIPE;
        }
        data += done;
        bytes -= (size_t)done;
    }
    return VERDICT_GOOD;
}

static enum verdict give_pictures(const struct pictures *pictures)
{
    unsigned char frame[VERDICT_FRAME_BYTES];
    enum verdict verdict = VERDICT_GOOD;

    for (size_t part = 0; part < PHOTO_PARTS; part++) {
        unsigned char *at = frame + part * (VERDICT_FRAME_BYTES / PHOTO_PARTS);

        put_u32(at, pictures->sizes[part].bytes);
        put_u16(at + 4, pictures->sizes[part].width);
        put_u16(at + 6, pictures->sizes[part].height);
    }
    verdict = give(frame, sizeof frame);
    for (size_t part = 0; part < PHOTO_PARTS && verdict == VERDICT_GOOD;
         part++) {
        verdict = give(pictures->data[part], pictures->sizes[part].bytes);
    }
    return verdict;
}

int main(void)
{
    struct pictures pictures = {.data = {NULL, NULL}};
    unsigned char *data = NULL;
    size_t bytes = 0;
    enum verdict verdict = VERDICT_ALONE;

    if (confine() != 0) {
        return VERDICT_ALONE;
    }
    verdict = take(&data, &bytes);
    if (verdict == VERDICT_GOOD) {
        verdict = pictures_make((struct view){data, bytes}, &pictures);
    }
    if (verdict == VERDICT_GOOD) {
        verdict = give_pictures(&pictures);
    }
    pictures_release(&pictures);
    free(data);
    return (int)verdict;
}
