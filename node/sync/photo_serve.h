/*
 * Handing pieces of photos to a peer. Inside sync.
 */
#ifndef NODE_SYNC_PHOTO_SERVE_H
#define NODE_SYNC_PHOTO_SERVE_H

#include "node/err.h"
#include "node/id.h"
#include "node/photo/head.h"
#include "node/sync/inside.h"
#include "node/sync/wire_photo.h"

/* The part of a picture on the wire, and the picture that a part belongs to. */
enum wire_part photo_part_out(enum photo_part part);
enum photo_part photo_part_in(enum wire_part part);

/* Tell how things stand with a photo. */
MUST_USE enum err photo_say(const struct work *work,
                            const struct id *id,
                            enum wire_part part,
                            enum wire_plight plight);

/* Is this picture here, as its reference says it, to the last byte? */
bool photo_is_whole(const struct work *work,
                    const struct photo_reference *photo,
                    enum photo_part part);

/* A peer asks for pieces: hand over what is here, ask on for what is not. */
MUST_USE enum err photo_serve(const struct work *work,
                              const struct wire_photo *wanted);

#endif
