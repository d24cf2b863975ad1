#include "node/sync/photo.h"

#include "node/node.h"
#include "node/sync/inside.h"
#include "node/sync/photo_serve.h"

void gallery_init(struct gallery *gallery)
{
    *gallery = (struct gallery){.look_ms = 0};
    bytes_init(&gallery->bytes, PHOTO_PIECE_BYTES);
    bytes_init(&gallery->head, HEAD_BYTES_MAX);
}

void gallery_release(struct gallery *gallery)
{
    wants_release(&gallery->wants);
    bytes_release(&gallery->bytes);
    bytes_release(&gallery->head);
}

bool photo_is_type(enum wire_type type)
{
    return type == WIRE_PHOTO_WANT || type == WIRE_PHOTO_PIECE ||
           type == WIRE_PHOTO_STATE;
}

static uint64_t now_of(const struct work *work)
{
    return work->scene->moment->mono_ms;
}

/* Not fetched ahead again for a while. */
static void rest(struct gallery *gallery, const struct id *id, uint64_t now_ms)
{
    gallery->resting[gallery->resting_next] =
        (struct resting){*id, now_ms + PHOTO_REST_MS};
    gallery->resting_next = (gallery->resting_next + 1) % PHOTO_RESTING_MAX;
}

static bool
is_resting(const struct gallery *gallery, const struct id *id, uint64_t now_ms)
{
    for (size_t index = 0; index < PHOTO_RESTING_MAX; index++) {
        if (now_ms < gallery->resting[index].until_ms &&
            id_equal(&gallery->resting[index].id, id)) {
            return true;
        }
    }
    return false;
}

/* What a want is about to ask for: the head first, then pieces. */
static struct wire_photo question_of(struct want *want)
{
    struct wire_photo out = {
        .id = want->photo.id,
        .part = WIRE_PART_HEAD,
        .flags = want->is_for_others ? WIRE_FOR_OTHERS : 0,
        .count = 1,
    };
    size_t first = 0;
    const size_t missing = want_missing(want, &first);

    if (want->head.bytes > 0) {
        out.part = photo_part_out(want->part);
        out.first = (uint8_t)first;
        out.count =
            (uint8_t)(missing < PHOTO_ASKED_MAX ? missing : PHOTO_ASKED_MAX);
    }
    return out;
}

/* Ask a peer for what comes next. */
static enum err ask(const struct work *work, struct want *want)
{
    const struct wire_photo question = question_of(want);
    struct bytes *scratch = &work->sync->scratch;
    enum err err = ERR_OK;

    bytes_reset(scratch);
    err = wire_write_photo_want(&question, scratch);
    if (err == ERR_OK) {
        err = sync_send(work);
    }
    want->asked = work->peer->number;
    want->due = question.count;
    want->until_ms = now_of(work) + PHOTO_ASK_MS;
    work->peer->photos_due += question.count;
    return err;
}

/* Tell those who wait for it, and forget it. */
static enum err
finish(const struct work *work, struct want *want, enum wire_plight plight)
{
    const struct id id = want->photo.id;
    const enum wire_part part = photo_part_out(want->part);
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < want->waiting_count;
         index++) {
        const struct work other = {work->sync, work->scene,
                                   sync_find(work->sync, want->waiting[index])};

        if (other.peer != NULL && other.peer->state != PEER_CLOSED) {
            err = photo_say(&other, &id, part, plight);
        }
    }
    rest(&work->sync->gallery, &id, now_of(work));
    work->sync->gallery.look_ms = now_of(work);
    wants_remove(&work->sync->gallery.wants, want);
    return err;
}

/* The want for which this peer was asked for this. */
static struct want *want_of(const struct work *work,
                            const struct wire_photo *photo)
{
    struct wants *wants = &work->sync->gallery.wants;

    for (size_t index = 0; index < wants->count; index++) {
        struct want *want = &wants->items[index];
        const enum wire_part part =
            want->head.bytes == 0 ? WIRE_PART_HEAD : photo_part_out(want->part);

        if (want->asked == work->peer->number && part == photo->part &&
            id_equal(&want->photo.id, &photo->id)) {
            return want;
        }
    }
    return NULL;
}

/* All of it is here. The head stands before the small picture. */
static enum err keep(const struct work *work, struct want *want)
{
    enum err err = ERR_OK;

    if (want->part == PHOTO_SMALL) {
        err = bytes_append(&want->head, bytes_view(&want->bytes));
    }
    if (err == ERR_OK) {
        err = actions_photo(
            work->scene->actions, &want->photo.id, want->part,
            bytes_view(want->part == PHOTO_SMALL ? &want->head : &want->bytes));
    }
    return err == ERR_OK ? finish(work, want, PLIGHT_HERE) : err;
}

/* Is it another piece than the next: of an answer to a question that was given
 * up, which a slow link brings before that to the last one? */
static bool is_late(const struct want *want, const struct wire_photo *photo)
{
    size_t first = 0;

    return photo->part != WIRE_PART_HEAD &&
           (want_missing(want, &first) == 0 || photo->first != first);
}

static enum err take_piece(const struct work *work,
                           const struct wire_photo *photo)
{
    struct want *want = want_of(work, photo);
    bool is_whole = false;
    enum err err = ERR_OK;

    if (work->peer->photos_due == 0) {
        return ERR_PROTOCOL;
    }
    work->peer->photos_due--;
    if (want == NULL || want->due == 0 || is_late(want, photo)) {
        return ERR_OK; /* another is asked by now, or for another */
    }
    want->due--;
    want->until_ms = now_of(work) + PHOTO_ASK_MS;
    err = photo->part == WIRE_PART_HEAD
              ? want_take_head(want, photo->piece)
              : want_take_piece(want, photo->first, photo->piece, &is_whole);
    if (err == ERR_INVALID) {
        return finish(work, want, PLIGHT_NONE);
    }
    if (err == ERR_OK && is_whole) {
        return keep(work, want);
    }
    if (err == ERR_MALFORMED) {
        want_give_up(want);
    }
    return err == ERR_OK && want->due == 0 ? ask(work, want) : err;
}

/* What a peer that let us wait says in the end. */
static void hear_later(const struct work *work, const struct wire_photo *photo)
{
    struct wants *wants = &work->sync->gallery.wants;

    for (size_t index = 0; index < wants->count; index++) {
        struct want *want = &wants->items[index];

        if (!want->is_awaited || !id_equal(&want->photo.id, &photo->id)) {
            continue;
        }
        if (photo->plight == PLIGHT_HERE) {
            want_try_again(want, work->peer->number);
        } else if (photo->plight == PLIGHT_NONE) {
            want->is_awaited = false;
        }
    }
}

static enum err take_state(const struct work *work,
                           const struct wire_photo *photo)
{
    struct want *want = want_of(work, photo);

    if (photo->plight == PLIGHT_HERE || want == NULL) {
        hear_later(work, photo);
    } else {
        work->peer->photos_due -= want->due < work->peer->photos_due
                                      ? want->due
                                      : work->peer->photos_due;
        want->is_awaited |= photo->plight == PLIGHT_WAIT;
        want_give_up(want);
    }
    return ERR_OK;
}

enum err photo_take(const struct work *work, const struct wire_message *message)
{
    if (message->type == WIRE_PHOTO_WANT) {
        return photo_serve(work, &message->photo);
    }
    return message->type == WIRE_PHOTO_PIECE
               ? take_piece(work, &message->photo)
               : take_state(work, &message->photo);
}

/* A peer that may know more: it is live, and was not asked, and does not ask
 * us for the same. */
static struct peer *pick(const struct sync *sync, const struct want *want)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        struct peer *peer = sync->peers[index];

        if (peer->is_live && peer_is_member(peer) &&
            !want_has_tried(want, peer->number) &&
            !want_is_awaited_by(want, peer->number)) {
            return peer;
        }
    }
    return NULL;
}

static enum err go_on_with(const struct work *work, struct want *want)
{
    const uint64_t now_ms = now_of(work);
    struct work other = *work;

    if (now_ms >= want->since_ms + PHOTO_WANT_MS) {
        return finish(work, want, PLIGHT_NONE);
    }
    if (want->asked != 0 && now_ms >= want->until_ms) {
        want_give_up(want);
    }
    if (want->asked != 0) {
        return ERR_OK;
    }
    other.peer = pick(work->sync, want);
    if (other.peer != NULL) {
        return ask(&other, want);
    }
    return want->is_awaited ? ERR_OK : finish(work, want, PLIGHT_NONE);
}

/* What is known of the head already need not be asked for. */
static enum err add(struct sync *sync,
                    const struct scene *scene,
                    const struct photo_reference *photo,
                    enum photo_part part)
{
    const struct shelf_photos *shelf = &scene->shelf->photos;
    struct gallery *gallery = &sync->gallery;
    struct want *want = NULL;
    enum err err =
        wants_add(&gallery->wants, photo, part, scene->moment->mono_ms, &want);

    if (err == ERR_FULL) {
        return ERR_OK; /* who wants it asks again */
    }
    if (err == ERR_OK && want->head.bytes == 0 && part == PHOTO_LARGE &&
        shelf->head(scene->shelf->self, &photo->id, &gallery->head) == ERR_OK &&
        want_take_head(want, bytes_view(&gallery->head)) != ERR_OK) {
        bytes_reset(&want->head);
    }
    if (err == ERR_OK) {
        want->is_for_others = false;
    }
    return err;
}

/* Look for pictures of kept posts that are not here. */
static enum err
look_ahead(struct sync *sync, const struct scene *scene, enum photo_part part)
{
    const uint64_t now_ms = scene->moment->mono_ms;
    struct photo_reference missing[PHOTO_RESTING_MAX / 4];
    struct gallery *gallery = &sync->gallery;
    size_t count = 0;
    enum err err = scene->shelf->photos.missing(
        scene->shelf->self, part, missing, sizeof missing / sizeof missing[0],
        &count);

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (gallery->wants.count >= PHOTO_AHEAD_MAX) {
            break;
        }
        if (!is_resting(gallery, &missing[index].id, now_ms)) {
            err = add(sync, scene, &missing[index], part);
        }
    }
    return err;
}

static enum err look(struct sync *sync, const struct scene *scene)
{
    const unsigned parts = sync->config->photos_ahead;
    enum err err = ERR_OK;

    if (scene->moment->mono_ms < sync->gallery.look_ms) {
        return ERR_OK;
    }
    sync->gallery.look_ms = UINT64_MAX; /* until something has changed */
    if (parts == 0 || scene->shelf->photos.find == NULL ||
        !sync_is_in_touch(sync)) {
        return ERR_OK;
    }
    for (unsigned part = 0; err == ERR_OK && part < parts; part++) {
        err = look_ahead(sync, scene, (enum photo_part)part);
    }
    return err;
}

enum err photo_want(struct sync *sync,
                    const struct scene *scene,
                    const struct id *id,
                    enum photo_part part)
{
    const struct work work = {sync, scene, NULL};
    const struct shelf *shelf = scene->shelf;
    struct photo_reference photo;
    enum err err = shelf->photos.find == NULL
                       ? ERR_UNKNOWN
                       : shelf->photos.find(shelf->self, id, &photo);

    if (err == ERR_UNKNOWN) {
        return ERR_OK;
    }
    for (unsigned each = 0; err == ERR_OK && each <= (unsigned)part; each++) {
        if (!photo_is_whole(&work, &photo, (enum photo_part)each)) {
            err = add(sync, scene, &photo, (enum photo_part)each);
        }
    }
    return err;
}

enum err photo_go_on(struct sync *sync, const struct scene *scene)
{
    const struct work work = {sync, scene, NULL};
    struct wants *wants = &sync->gallery.wants;
    enum err err = look(sync, scene);

    for (size_t index = wants->count; err == ERR_OK && index > 0; index--) {
        err = go_on_with(&work, &wants->items[index - 1]);
    }
    return err;
}

uint64_t photo_due_ms(const struct gallery *gallery)
{
    uint64_t due_ms = gallery->look_ms;

    for (size_t index = 0; index < gallery->wants.count; index++) {
        const struct want *want = &gallery->wants.items[index];
        const uint64_t end_ms = want->since_ms + PHOTO_WANT_MS;
        const uint64_t own_ms = want->asked != 0 && want->until_ms < end_ms
                                    ? want->until_ms
                                    : end_ms;

        due_ms = own_ms < due_ms ? own_ms : due_ms;
    }
    return due_ms;
}
