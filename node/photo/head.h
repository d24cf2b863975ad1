/*
 * The head of a photo: what names it, and tells each of its bytes from wrong.
 *
 * A photo is two pictures, a small one for boards and a large one. The head
 * lists their sizes and the hash of each piece of them; the hash of the head
 * is the photo's id. Rules H1 to H4 of spec/photos.md.
 */
#ifndef NODE_PHOTO_HEAD_H
#define NODE_PHOTO_HEAD_H

#include <stddef.h>
#include <stdint.h>

#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"

enum photo_part { PHOTO_SMALL, PHOTO_LARGE, PHOTO_PARTS };

enum {
    HEAD_FORMAT = 1,
    HEAD_PART_BYTES = 4 + 2 + 2,
    HEAD_PIECES = 1 + PHOTO_PARTS * HEAD_PART_BYTES, /* where hashes begin */
    HEAD_BYTES_MAX =
        HEAD_PIECES + (SMALL_PIECES_MAX + PHOTO_PIECES_MAX) * ID_BYTES,
};

struct photo_picture {
    uint32_t bytes;
    uint16_t width; /* pixels */
    uint16_t height;
};

struct photo_head {
    struct photo_picture parts[PHOTO_PARTS];
    const unsigned char *pieces; /* their hashes; borrowed from the head */
};

/* How many pieces so many bytes make. */
size_t photo_piece_count(uint32_t bytes);

/* How many bytes the head has that begins so; 0: none does. Nothing else is
 * checked. */
size_t photo_head_bytes(struct view front);

/* How many bytes piece `index` of a picture has. */
size_t photo_piece_bytes(const struct photo_picture *part, size_t index);

/*
 * Append the head of two pictures and tell its id.
 *
 * sizes  of each; `bytes` in them is not looked at
 *
 * ERR_INVALID  a size that H2 refuses; `out` unchanged
 * ERR_FULL, ERR_NOMEM  as bytes_append
 */
MUST_USE enum err photo_head_write(const struct view parts[static PHOTO_PARTS],
                                   const struct photo_picture *sizes,
                                   struct bytes *out,
                                   struct id *id);

/*
 * Read a head that should be that of a reference.
 *
 * wanted  what a post says; its id, bytes, width and height must fit
 * out     borrows from `head`
 *
 * ERR_MALFORMED  it is another one, or none; `out` is undefined
 */
MUST_USE enum err photo_head_read(struct view head,
                                  const struct photo_reference *wanted,
                                  struct photo_head *out);

/* Is this piece `index` of a part? ERR_MALFORMED: it is not. */
MUST_USE enum err photo_piece_check(const struct photo_head *head,
                                    enum photo_part part,
                                    size_t index,
                                    struct view piece);

#endif
