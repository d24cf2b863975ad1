#include "node/photo/wants.h"

#include <string.h>

#include "node/limits.h"
#include "node/photo/jpeg.h"

static void want_release(struct want *want)
{
    bytes_release(&want->head);
    bytes_release(&want->bytes);
}

void wants_release(struct wants *wants)
{
    for (size_t index = 0; index < wants->count; index++) {
        want_release(&wants->items[index]);
    }
    wants->count = 0;
}

struct want *
wants_find(struct wants *wants, const struct id *photo, enum photo_part part)
{
    for (size_t index = 0; index < wants->count; index++) {
        struct want *want = &wants->items[index];

        if (want->part == part && id_equal(&want->photo.id, photo)) {
            return want;
        }
    }
    return NULL;
}

enum err wants_add(struct wants *wants,
                   const struct photo_reference *photo,
                   enum photo_part part,
                   uint64_t now_ms,
                   struct want **out)
{
    struct want *want = wants_find(wants, &photo->id, part);

    if (want == NULL && wants->count == PHOTO_WANTS_MAX) {
        return ERR_FULL;
    }
    if (want == NULL) {
        want = &wants->items[wants->count++];
        *want =
            (struct want){.photo = *photo, .part = part, .since_ms = now_ms};
        bytes_init(&want->head, HEAD_BYTES_MAX + SMALL_BYTES_MAX);
        bytes_init(&want->bytes,
                   part == PHOTO_SMALL ? SMALL_BYTES_MAX : PHOTO_BYTES_MAX);
    }
    *out = want;
    return ERR_OK;
}

void wants_remove(struct wants *wants, struct want *want)
{
    want_release(want);
    wants->count--;
    if (want != &wants->items[wants->count]) {
        *want = wants->items[wants->count];
    }
}

static bool has(const uint32_t *peers, size_t count, uint32_t peer)
{
    for (size_t index = 0; index < count; index++) {
        if (peers[index] == peer) {
            return true;
        }
    }
    return false;
}

bool want_has_tried(const struct want *want, uint32_t peer)
{
    return has(want->tried, want->tried_count, peer);
}

void want_give_up(struct want *want)
{
    if (want->asked != 0 && !want_has_tried(want, want->asked) &&
        want->tried_count < PHOTO_TRIED_MAX) {
        want->tried[want->tried_count++] = want->asked;
    }
    want->asked = 0;
    want->due = 0;
}

void want_try_again(struct want *want, uint32_t peer)
{
    for (size_t index = 0; index < want->tried_count; index++) {
        if (want->tried[index] == peer) {
            want->tried[index] = want->tried[--want->tried_count];
            return;
        }
    }
}

bool want_is_awaited_by(const struct want *want, uint32_t peer)
{
    return has(want->waiting, want->waiting_count, peer);
}

void want_add_waiting(struct want *want, uint32_t peer)
{
    if (!has(want->waiting, want->waiting_count, peer) &&
        want->waiting_count < PHOTO_WAITING_MAX) {
        want->waiting[want->waiting_count++] = peer;
    }
}

void wants_drop_peer(struct wants *wants, uint32_t peer)
{
    for (size_t index = 0; index < wants->count; index++) {
        struct want *want = &wants->items[index];

        if (want->asked == peer) {
            want->asked = 0;
            want->due = 0;
        }
        for (size_t at = want->waiting_count; at > 0; at--) {
            if (want->waiting[at - 1] == peer) {
                want->waiting[at - 1] = want->waiting[--want->waiting_count];
            }
        }
    }
}

enum err want_take_head(struct want *want, struct view head)
{
    struct photo_head read;
    enum err err = photo_head_read(head, &want->photo, &read);

    if (err == ERR_OK) {
        bytes_reset(&want->head);
        err = bytes_append(&want->head, head);
    }
    return err;
}

/* Is what has come so far a plain picture, as far as that can be told? */
static enum err look_at(const struct want *want,
                        const struct photo_picture *picture)
{
    const struct view bytes = bytes_view(&want->bytes);
    enum err err = ERR_OK;

    if (bytes.bytes == picture->bytes) {
        err = jpeg_check(bytes, picture);
    } else if (bytes.bytes == PHOTO_PIECE_BYTES) {
        err = jpeg_check_front(bytes, picture);
    }
    return err == ERR_OK ? ERR_OK : ERR_INVALID;
}

enum err want_take_piece(struct want *want,
                         size_t index,
                         struct view piece,
                         bool *is_whole)
{
    struct photo_head head;
    size_t first = 0;
    enum err err = ERR_OK;

    *is_whole = false;
    if (want_missing(want, &first) == 0 || index != first) {
        return ERR_MALFORMED;
    }
    err = photo_head_read(bytes_view(&want->head), &want->photo, &head);
    if (err == ERR_OK) {
        err = photo_piece_check(&head, want->part, index, piece);
    }
    if (err == ERR_OK) {
        err = bytes_append(&want->bytes, piece);
    }
    if (err == ERR_OK) {
        *is_whole = want->bytes.bytes == head.parts[want->part].bytes;
        err = look_at(want, &head.parts[want->part]);
    }
    return err;
}

size_t want_missing(const struct want *want, size_t *first)
{
    struct photo_head head;

    *first = want->bytes.bytes / PHOTO_PIECE_BYTES;
    if (photo_head_read(bytes_view(&want->head), &want->photo, &head) !=
        ERR_OK) {
        return 0;
    }
    return photo_piece_count(head.parts[want->part].bytes) - *first;
}
