/*
 * Photos between peers: handing over pieces, asking for them, asking on.
 *
 * Beside the session and never in its way: it waits for nothing here, and a
 * link that is silent but for photos is silent. Rules H13 to H20 of
 * spec/photos.md.
 */
#ifndef NODE_SYNC_PHOTO_H
#define NODE_SYNC_PHOTO_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/photo/head.h"
#include "node/photo/wants.h"
#include "node/sync/wire.h"

struct work;  /* node/sync/inside.h */
struct sync;  /* the same */
struct scene; /* node/sync/sync.h */

/* A photo that did not come, and when it is worth another try. */
struct resting {
    struct id id;
    uint64_t until_ms;
};

struct gallery {
    struct wants wants;
    struct resting resting[PHOTO_RESTING_MAX];
    size_t resting_next;
    uint64_t look_ms;   /* when to look for what is missing */
    struct bytes bytes; /* owned: what was read of the shelf */
    struct bytes head;  /* owned */
};

/* Empty; takes no memory. */
void gallery_init(struct gallery *gallery);

/* May be called twice. */
void gallery_release(struct gallery *gallery);

/* Is the type one of these? */
bool photo_is_type(enum wire_type type);

/*
 * One message about photos.
 *
 * ERR_MALFORMED  a piece that is not what it should be: its sender lies
 * ERR_PROTOCOL   a piece that nobody asked for
 */
MUST_USE enum err photo_take(const struct work *work,
                             const struct wire_message *message);

/* Somebody here wants to see a photo: fetch what is not here of it. What no
 * kept post lists is ERR_OK, and nothing happens. */
MUST_USE enum err photo_want(struct sync *sync,
                             const struct scene *scene,
                             const struct id *id,
                             enum photo_part part);

/* Ask whom there is to ask, give up what takes too long, look ahead. */
MUST_USE enum err photo_go_on(struct sync *sync, const struct scene *scene);

/* When photo_go_on has something to do; UINT64_MAX: never. */
uint64_t photo_due_ms(const struct gallery *gallery);

#endif
