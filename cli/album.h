/*
 * An album: photos on their way into a post, made plain by kith-photo.
 */
#ifndef CLI_ALBUM_H
#define CLI_ALBUM_H

#include <stddef.h>
#include <stdint.h>

#include "cli/problem.h"
#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/limits.h"
#include "node/photo/head.h"
#include "store/store.h"

/* One photo that was made. */
struct print {
    struct photo_reference reference;
    struct bytes head;               /* owned */
    struct bytes parts[PHOTO_PARTS]; /* owned */
};

struct album {
    struct print prints[PHOTOS_MAX];
    size_t count;
};

/* Empty; takes no memory. */
void album_init(struct album *album);

/* Give all back; may be called twice. */
void album_release(struct album *album);

/*
 * Read a file and make a photo of it. Nothing is written.
 *
 * ERR_INVALID  a seventh, or no photo that can be read: `why` says which, and
 *              what to do
 * ERR_NOMEM
 */
MUST_USE enum err
album_add(struct album *album, const char *path, struct problem *why);

/* Keep all in the store, in a transaction of its own, as photos of ours. */
MUST_USE enum err
album_keep(const struct album *album, struct store *store, uint64_t now_ms);

/* The post was refused: what no post lists goes again. */
void album_forget(const struct album *album, struct store *store);

#endif
