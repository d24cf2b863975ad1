/*
 * Is a picture a plain JPEG, as kith-photo writes it?
 *
 * One frame of eight bits, tables, one scan, and nothing else: no comment,
 * no EXIF, nothing behind the end. So what a neighbour's node would say of
 * place and time is refused here, too, not only where photos are made.
 * Rules H10 to H12 of spec/photos.md.
 */
#ifndef NODE_PHOTO_JPEG_H
#define NODE_PHOTO_JPEG_H

#include "node/bytes.h"
#include "node/err.h"
#include "node/photo/head.h"

/*
 * Check the front, up to the first byte of the scan.
 *
 * file  its first PHOTO_PIECE_BYTES, or all of it
 *
 * ERR_MALFORMED
 */
MUST_USE enum err jpeg_check_front(struct view file,
                                   const struct photo_picture *wanted);

/* Check all of it. ERR_MALFORMED. */
MUST_USE enum err jpeg_check(struct view file,
                             const struct photo_picture *wanted);

#endif
