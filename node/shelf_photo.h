/*
 * The part of the shelf that holds photos. Answered like the rest of
 * node/shelf.h; `self` is that of the shelf. Where `find` is NULL, this node
 * keeps none.
 */
#ifndef NODE_SHELF_PHOTO_H
#define NODE_SHELF_PHOTO_H

#include <stdbool.h>
#include <stddef.h>

#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/photo/head.h"

struct shelf_photos {
    /* What a kept post says of a photo; ERR_UNKNOWN where none lists it. */
    enum err (*find)(void *self,
                     const struct id *id,
                     struct photo_reference *out);

    /* Is this picture here? That of the head is PHOTO_SMALL. */
    bool (*has)(void *self, const struct id *id, enum photo_part part);

    /* Replace `out` by the head, or by a piece of a picture, unchecked;
     * ERR_UNKNOWN. */
    enum err (*head)(void *self, const struct id *id, struct bytes *out);
    enum err (*piece)(void *self,
                      const struct id *id,
                      enum photo_part part,
                      size_t index,
                      struct bytes *out);

    /* Photos of kept posts that are not here, those of the newest posts
     * first, at most `max`. */
    enum err (*missing)(void *self,
                        enum photo_part part,
                        struct photo_reference *out,
                        size_t max,
                        size_t *count);
};

#endif
