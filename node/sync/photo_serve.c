#include "node/sync/photo_serve.h"

#include "node/limits.h"

enum { SECOND_MS = 1000 };

enum wire_part photo_part_out(enum photo_part part)
{
    return part == PHOTO_SMALL ? WIRE_PART_SMALL : WIRE_PART_LARGE;
}

enum photo_part photo_part_in(enum wire_part part)
{
    return part == WIRE_PART_LARGE ? PHOTO_LARGE : PHOTO_SMALL;
}

enum err photo_say(const struct work *work,
                   const struct id *id,
                   enum wire_part part,
                   enum wire_plight plight)
{
    const struct wire_photo photo = {.id = *id, .part = part, .plight = plight};
    struct bytes *scratch = &work->sync->scratch;
    enum err err = ERR_OK;

    bytes_reset(scratch);
    err = wire_write_photo_state(&photo, scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* How many pieces the peer may have now: so many in a second. */
static unsigned count_left(const struct work *work)
{
    const uint64_t now_ms = work->scene->moment->mono_ms;
    struct peer *peer = work->peer;
    const uint64_t more =
        (now_ms - peer->photos_ms) * PHOTO_SERVED_MAX / SECOND_MS;

    if (peer->photos_ms == 0 || peer->photos_left + more > PHOTO_SERVED_MAX) {
        peer->photos_left = PHOTO_SERVED_MAX;
        peer->photos_ms = now_ms;
    } else if (more > 0) {
        peer->photos_left += (unsigned)more;
        peer->photos_ms = now_ms;
    }
    return peer->photos_left;
}

static enum err hand_over(const struct work *work,
                          const struct wire_photo *wanted,
                          uint8_t number,
                          struct view bytes)
{
    const struct wire_photo photo = {.id = wanted->id,
                                     .part = wanted->part,
                                     .first = number,
                                     .piece = bytes};
    struct bytes *scratch = &work->sync->scratch;
    enum err err = ERR_OK;

    work->peer->photos_left--;
    bytes_reset(scratch);
    err = wire_write_photo_piece(&photo, scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* The head of a photo, into the gallery. ERR_UNKNOWN: it is not here, or is not
 * what it should be. */
static enum err read_head(const struct work *work,
                          const struct photo_reference *photo,
                          struct photo_head *out)
{
    const struct shelf *shelf = work->scene->shelf;
    struct bytes *bytes = &work->sync->gallery.head;
    enum err err = shelf->photos.head(shelf->self, &photo->id, bytes);

    if (err == ERR_OK &&
        photo_head_read(bytes_view(bytes), photo, out) != ERR_OK) {
        err = ERR_UNKNOWN;
    }
    return err;
}

/* A piece, likewise. */
static enum err read_piece(const struct work *work,
                           const struct photo_head *head,
                           const struct id *id,
                           enum photo_part part,
                           size_t index)
{
    const struct shelf *shelf = work->scene->shelf;
    struct bytes *bytes = &work->sync->gallery.bytes;
    enum err err = shelf->photos.piece(shelf->self, id, part, index, bytes);

    if (err == ERR_OK &&
        photo_piece_check(head, part, index, bytes_view(bytes)) != ERR_OK) {
        err = ERR_UNKNOWN;
    }
    return err;
}

bool photo_is_whole(const struct work *work,
                    const struct photo_reference *photo,
                    enum photo_part part)
{
    const struct shelf *shelf = work->scene->shelf;
    struct photo_head head;
    size_t index = 0;

    if (!shelf->photos.has(shelf->self, &photo->id, part) ||
        read_head(work, photo, &head) != ERR_OK) {
        return false;
    }
    while (index < photo_piece_count(head.parts[part].bytes) &&
           read_piece(work, &head, &photo->id, part, index) == ERR_OK) {
        index++;
    }
    return index == photo_piece_count(head.parts[part].bytes);
}

static enum err hand_over_pieces(const struct work *work,
                                 const struct wire_photo *wanted,
                                 const struct photo_head *head)
{
    const enum photo_part part = photo_part_in(wanted->part);
    const size_t count = photo_piece_count(head->parts[part].bytes);
    const size_t end = (size_t)wanted->first + wanted->count;
    enum err err = ERR_OK;

    for (size_t index = wanted->first;
         err == ERR_OK && index < end && index < count; index++) {
        err = read_piece(work, head, &wanted->id, part, index);
        if (err == ERR_OK) {
            err = hand_over(work, wanted, (uint8_t)index,
                            bytes_view(&work->sync->gallery.bytes));
        }
    }
    return err;
}

/* It is not here, or rotten: ask others, once, unless that is what the peer
 * does. */
static enum err ask_on(const struct work *work,
                       const struct wire_photo *wanted,
                       const struct photo_reference *photo)
{
    const enum photo_part part = photo_part_in(wanted->part);
    struct wants *wants = &work->sync->gallery.wants;
    struct want *want = wants_find(wants, &wanted->id, part);
    enum wire_plight plight = PLIGHT_WAIT;
    enum err err = ERR_OK;

    if (want == NULL && (wanted->flags & WIRE_FOR_OTHERS) != 0) {
        plight = PLIGHT_NONE;
    } else if (want == NULL) {
        err =
            wants_add(wants, photo, part, work->scene->moment->mono_ms, &want);
        if (err == ERR_OK) {
            want->is_for_others = true;
        }
    }
    if (err == ERR_FULL) {
        plight = PLIGHT_BUSY;
        err = ERR_OK;
    }
    if (want != NULL) {
        want_add_waiting(want, work->peer->number);
    }
    return err == ERR_OK ? photo_say(work, &wanted->id, wanted->part, plight)
                         : err;
}

static enum err give(const struct work *work,
                     const struct wire_photo *wanted,
                     const struct photo_reference *photo)
{
    struct photo_head head;
    enum err err = read_head(work, photo, &head);

    if (err == ERR_OK && wanted->part == WIRE_PART_HEAD) {
        err = hand_over(work, wanted, 0, bytes_view(&work->sync->gallery.head));
    } else if (err == ERR_OK) {
        err = hand_over_pieces(work, wanted, &head);
    }
    return err == ERR_UNKNOWN ? ask_on(work, wanted, photo) : err;
}

enum err photo_serve(const struct work *work, const struct wire_photo *wanted)
{
    const struct shelf *shelf = work->scene->shelf;
    struct photo_reference photo;
    enum err err = shelf->photos.find == NULL
                       ? ERR_UNKNOWN
                       : shelf->photos.find(shelf->self, &wanted->id, &photo);

    if (err == ERR_UNKNOWN) {
        return photo_say(work, &wanted->id, wanted->part, PLIGHT_NONE);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!shelf->photos.has(shelf->self, &wanted->id,
                           photo_part_in(wanted->part))) {
        return ask_on(work, wanted, &photo);
    }
    if (count_left(work) < wanted->count) {
        return photo_say(work, &wanted->id, wanted->part, PLIGHT_BUSY);
    }
    return give(work, wanted, &photo);
}
