/*
 * Photos on the wire: asking for pieces, handing them over, saying how things
 * stand. Rules W20 to W22 of spec/wire.md.
 */
#ifndef NODE_SYNC_WIRE_PHOTO_H
#define NODE_SYNC_WIRE_PHOTO_H

#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"

/* What is asked for; numbers are on the wire. */
enum wire_part { WIRE_PART_HEAD, WIRE_PART_SMALL, WIRE_PART_LARGE, WIRE_PARTS };

enum wire_plight {
    PLIGHT_NONE, /* it is not here, and will not come */
    PLIGHT_WAIT, /* it is not here yet; you will hear of it */
    PLIGHT_HERE, /* now it is: ask again */
    PLIGHT_BUSY, /* you asked for much; not now */
    PLIGHTS,
};

enum { WIRE_FOR_OTHERS = 1 }; /* flag: do not ask on for it */

struct wire_photo {
    struct id id;
    enum wire_part part;
    uint8_t flags;           /* PHOTO_WANT */
    enum wire_plight plight; /* PHOTO_STATE */
    uint8_t first;           /* PHOTO_WANT, PHOTO_PIECE: number of a piece */
    uint8_t count;           /* PHOTO_WANT: pieces, 1 to PHOTO_ASKED_MAX */
    struct view piece;       /* PHOTO_PIECE; borrowed */
};

/* Take the fields that follow the type. ERR_MALFORMED. */
MUST_USE enum err wire_take_photo_want(struct view *from,
                                       struct wire_photo *out);
MUST_USE enum err wire_take_photo_piece(struct view *from,
                                        struct wire_photo *out);
MUST_USE enum err wire_take_photo_state(struct view *from,
                                        struct wire_photo *out);

/* Append the whole message. ERR_FULL, ERR_NOMEM. */
MUST_USE enum err wire_write_photo_want(const struct wire_photo *photo,
                                        struct bytes *out);
MUST_USE enum err wire_write_photo_piece(const struct wire_photo *photo,
                                         struct bytes *out);
MUST_USE enum err wire_write_photo_state(const struct wire_photo *photo,
                                         struct bytes *out);

#endif
