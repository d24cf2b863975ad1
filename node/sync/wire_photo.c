#include "node/sync/wire_photo.h"

#include <string.h>

#include "node/limits.h"
#include "node/sync/wire.h"

/* The greatest number of a piece of each part, and the greatest piece. */
static const uint8_t pieces_max[WIRE_PARTS] = {1, SMALL_PIECES_MAX,
                                               PHOTO_PIECES_MAX};

static enum err take_name(struct view *from, struct wire_photo *out)
{
    struct view id = {NULL, 0};
    uint8_t part = 0;
    enum err err = view_take(from, ID_BYTES, &id);

    if (err == ERR_OK) {
        memcpy(out->id.data, id.data, ID_BYTES);
        err = view_take_u8(from, &part);
    }
    if (err == ERR_OK && part >= WIRE_PARTS) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        out->part = (enum wire_part)part;
    }
    return err;
}

enum err wire_take_photo_want(struct view *from, struct wire_photo *out)
{
    enum err err = take_name(from, out);

    if (err == ERR_OK) {
        err = view_take_u8(from, &out->flags);
    }
    if (err == ERR_OK) {
        err = view_take_u8(from, &out->first);
    }
    if (err == ERR_OK) {
        err = view_take_u8(from, &out->count);
    }
    if (err == ERR_OK && (out->first >= pieces_max[out->part] ||
                          out->count == 0 || out->count > PHOTO_ASKED_MAX)) {
        err = ERR_MALFORMED;
    }
    return err;
}

enum err wire_take_photo_piece(struct view *from, struct wire_photo *out)
{
    uint16_t bytes = 0;
    enum err err = take_name(from, out);

    if (err == ERR_OK) {
        err = view_take_u8(from, &out->first);
    }
    if (err == ERR_OK) {
        err = view_take_u16(from, &bytes);
    }
    if (err == ERR_OK && (out->first >= pieces_max[out->part] || bytes == 0 ||
                          bytes > PHOTO_PIECE_BYTES)) {
        err = ERR_MALFORMED;
    }
    return err == ERR_OK ? view_take(from, bytes, &out->piece) : err;
}

enum err wire_take_photo_state(struct view *from, struct wire_photo *out)
{
    uint8_t plight = 0;
    enum err err = take_name(from, out);

    if (err == ERR_OK) {
        err = view_take_u8(from, &plight);
    }
    if (err == ERR_OK && plight >= PLIGHTS) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        out->plight = (enum wire_plight)plight;
    }
    return err;
}

/* Type, id and part. */
static enum err write_name(enum wire_type type,
                           const struct wire_photo *photo,
                           struct bytes *out)
{
    enum err err = bytes_append_u8(out, (uint8_t)type);

    if (err == ERR_OK) {
        err = bytes_append(out, (struct view){photo->id.data, ID_BYTES});
    }
    return err == ERR_OK ? bytes_append_u8(out, (uint8_t)photo->part) : err;
}

enum err wire_write_photo_want(const struct wire_photo *photo,
                               struct bytes *out)
{
    enum err err = write_name(WIRE_PHOTO_WANT, photo, out);

    if (err == ERR_OK) {
        err = bytes_append_u8(out, photo->flags);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, photo->first);
    }
    return err == ERR_OK ? bytes_append_u8(out, photo->count) : err;
}

enum err wire_write_photo_piece(const struct wire_photo *photo,
                                struct bytes *out)
{
    enum err err = write_name(WIRE_PHOTO_PIECE, photo, out);

    if (err == ERR_OK) {
        err = bytes_append_u8(out, photo->first);
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, (uint16_t)photo->piece.bytes);
    }
    return err == ERR_OK ? bytes_append(out, photo->piece) : err;
}

enum err wire_write_photo_state(const struct wire_photo *photo,
                                struct bytes *out)
{
    enum err err = write_name(WIRE_PHOTO_STATE, photo, out);

    return err == ERR_OK ? bytes_append_u8(out, (uint8_t)photo->plight) : err;
}
