#include "node/photo/head.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "node/record/identity.h"

size_t photo_piece_count(uint32_t bytes)
{
    return (bytes + PHOTO_PIECE_BYTES - 1U) / PHOTO_PIECE_BYTES;
}

size_t photo_piece_bytes(const struct photo_picture *part, size_t index)
{
    const size_t begin = index * PHOTO_PIECE_BYTES;

    assert(begin < part->bytes);
    return part->bytes - begin < PHOTO_PIECE_BYTES ? part->bytes - begin
                                                   : PHOTO_PIECE_BYTES;
}

size_t photo_head_bytes(struct view front)
{
    uint32_t small = 0;
    uint32_t large = 0;

    if (front.bytes < HEAD_PIECES) {
        return 0;
    }
    small = get_u32(front.data + 1);
    large = get_u32(front.data + 1 + HEAD_PART_BYTES);
    if (small > SMALL_BYTES_MAX || large > PHOTO_BYTES_MAX) {
        return 0;
    }
    return HEAD_PIECES +
           (photo_piece_count(small) + photo_piece_count(large)) * ID_BYTES;
}

static void hash_piece(struct view piece, struct id *out)
{
    identity_hash(DOMAIN_PIECE, &piece, 1, out);
}

static bool is_picture_good(enum photo_part part,
                            const struct photo_picture *picture)
{
    const uint32_t bytes_max =
        part == PHOTO_SMALL ? SMALL_BYTES_MAX : PHOTO_BYTES_MAX;
    const uint16_t side_max =
        part == PHOTO_SMALL ? SMALL_SIDE_MAX : PHOTO_SIDE_MAX;

    return picture->bytes >= 1 && picture->bytes <= bytes_max &&
           picture->width >= 1 && picture->width <= side_max &&
           picture->height >= 1 && picture->height <= side_max;
}

/* Append the hash of each piece of a picture. */
static enum err pieces_write(struct view picture, struct bytes *out)
{
    enum err err = ERR_OK;

    while (err == ERR_OK && picture.bytes > 0) {
        struct view piece = {picture.data, picture.bytes < PHOTO_PIECE_BYTES
                                               ? picture.bytes
                                               : PHOTO_PIECE_BYTES};
        struct id hash;

        hash_piece(piece, &hash);
        err = bytes_append(out, (struct view){hash.data, ID_BYTES});
        picture.data += piece.bytes;
        picture.bytes -= piece.bytes;
    }
    return err;
}

enum err photo_head_write(const struct view parts[static PHOTO_PARTS],
                          const struct photo_picture *sizes,
                          struct bytes *out,
                          struct id *id)
{
    const size_t before = out->bytes;
    enum err err = bytes_append_u8(out, HEAD_FORMAT);

    for (unsigned part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        struct photo_picture picture = sizes[part];
        unsigned char row[HEAD_PART_BYTES];

        picture.bytes =
            parts[part].bytes > UINT32_MAX ? 0 : (uint32_t)parts[part].bytes;
        put_u32(row, picture.bytes);
        put_u16(row + 4, picture.width);
        put_u16(row + 6, picture.height);
        err = is_picture_good((enum photo_part)part, &picture)
                  ? bytes_append(out, (struct view){row, sizeof row})
                  : ERR_INVALID;
    }
    for (unsigned part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        err = pieces_write(parts[part], out);
    }
    if (err != ERR_OK) {
        out->bytes = before;
        return err;
    }
    identity_hash(DOMAIN_PHOTO,
                  &(struct view){out->data + before, out->bytes - before}, 1,
                  id);
    return ERR_OK;
}

/* Take the sizes off the front, and see that as many hashes follow. */
static enum err sizes_read(struct view *rest, struct photo_head *out)
{
    size_t pieces = 0;
    enum err err = ERR_OK;

    for (unsigned part = 0; err == ERR_OK && part < PHOTO_PARTS; part++) {
        struct photo_picture *picture = &out->parts[part];

        err = view_take_u32(rest, &picture->bytes);
        if (err == ERR_OK) {
            err = view_take_u16(rest, &picture->width);
        }
        if (err == ERR_OK) {
            err = view_take_u16(rest, &picture->height);
        }
        if (err == ERR_OK && !is_picture_good((enum photo_part)part, picture)) {
            err = ERR_MALFORMED;
        }
        if (err == ERR_OK) {
            pieces += photo_piece_count(picture->bytes);
        }
    }
    return err == ERR_OK && rest->bytes != pieces * ID_BYTES ? ERR_MALFORMED
                                                             : err;
}

enum err photo_head_read(struct view head,
                         const struct photo_reference *wanted,
                         struct photo_head *out)
{
    const struct photo_picture *large = &out->parts[PHOTO_LARGE];
    uint8_t format = 0;
    struct id id;
    enum err err = ERR_OK;

    identity_hash(DOMAIN_PHOTO, &head, 1, &id);
    if (!id_equal(&id, &wanted->id)) {
        return ERR_MALFORMED;
    }
    *out = (struct photo_head){.pieces = NULL};
    err = view_take_u8(&head, &format);
    if (err == ERR_OK) {
        err = format == HEAD_FORMAT ? sizes_read(&head, out) : ERR_MALFORMED;
    }
    if (err != ERR_OK || large->bytes != wanted->bytes ||
        large->width != wanted->width || large->height != wanted->height) {
        return ERR_MALFORMED;
    }
    out->pieces = head.data;
    return ERR_OK;
}

enum err photo_piece_check(const struct photo_head *head,
                           enum photo_part part,
                           size_t index,
                           struct view piece)
{
    const struct photo_picture *picture = &head->parts[part];
    size_t place = index;
    struct id hash;

    if (index >= photo_piece_count(picture->bytes) ||
        piece.bytes != photo_piece_bytes(picture, index)) {
        return ERR_MALFORMED;
    }
    if (part == PHOTO_LARGE) {
        place += photo_piece_count(head->parts[PHOTO_SMALL].bytes);
    }
    hash_piece(piece, &hash);
    return memcmp(hash.data, head->pieces + place * ID_BYTES, ID_BYTES) == 0
               ? ERR_OK
               : ERR_MALFORMED;
}
