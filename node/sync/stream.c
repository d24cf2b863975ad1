#include "node/sync/stream.h"

#include <assert.h>

#include "node/limits.h"
#include "node/record/record.h"
#include "node/sync/wire_write.h"

/* The window of a peer, by what all of them hold. */
static size_t window_bytes(const struct sync *sync)
{
    size_t sent = 0;

    for (size_t index = 0; index < sync->peer_count; index++) {
        sent += sync->peers[index]->unacked_bytes;
    }
    return sent < SENT_BYTES_MAX ? WINDOW_BYTES : WINDOW_BYTES_MIN;
}

/* Would the record begin a message? */
static bool begins_message(const struct work *work, enum set set, size_t bytes)
{
    const struct parcel *parcel = &work->sync->parcel;

    return parcel->message.bytes == 0 || parcel->set != set ||
           parcel->message.bytes + 2 + bytes > RECORDS_BYTES_MAX;
}

/*
 * Is there room for the record, in the window and in this step? A message is
 * begun only where a full one has room, so that no small ones follow each
 * word of a peer that takes records as fast as it can.
 */
static bool stream_has_room(const struct work *work, enum set set, size_t bytes)
{
    if (begins_message(work, set, bytes) &&
        work->peer->unacked_bytes + RECORDS_BYTES_MAX >
            window_bytes(work->sync)) {
        return false;
    }
    if (work->sync->step_bytes >= STEP_BYTES_MAX) {
        work->sync->is_wake_due = true;
        return false;
    }
    return true;
}

enum err stream_flush(const struct work *work)
{
    struct parcel *parcel = &work->sync->parcel;
    enum err err = ERR_OK;

    if (parcel->message.bytes == 0) {
        return ERR_OK;
    }
    err = actions_send(work->scene->actions, work->peer->number,
                       bytes_view(&parcel->message));
    if (err == ERR_OK) {
        work->peer->bytes_out += parcel->message.bytes;
        work->peer->records_out += parcel->count;
        bytes_reset(&parcel->message);
        parcel->count = 0;
    }
    return err;
}

/* A message of this set that has room for the record. */
static enum err
parcel_prepare(const struct work *work, enum set set, size_t bytes)
{
    struct parcel *parcel = &work->sync->parcel;
    enum err err = ERR_OK;

    if (parcel->message.bytes > 0 && begins_message(work, set, bytes)) {
        err = stream_flush(work);
    }
    if (err == ERR_OK && parcel->message.bytes == 0) {
        parcel->set = set;
        err = wire_begin_records(set, &parcel->message);
    }
    return err;
}

enum err stream_add_bytes(const struct work *work,
                          enum set set,
                          struct view record,
                          bool *is_done)
{
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    *is_done = stream_has_room(work, set, record.bytes);
    if (!*is_done) {
        return ERR_OK;
    }
    err = parcel_prepare(work, set, record.bytes);
    if (err == ERR_OK) {
        err = wire_add_record(record, &work->sync->parcel.message);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (peer->unacked_bytes == 0) {
        peer->acked_ms = work->scene->moment->mono_ms; /* now its turn */
    }
    peer->unacked_bytes += (uint32_t)record.bytes;
    work->sync->step_bytes += record.bytes;
    work->sync->parcel.count++;
    return ERR_OK;
}

enum err stream_add(const struct work *work,
                    enum set set,
                    const struct id *id,
                    bool *is_done)
{
    const struct shelf *shelf = work->scene->shelf;
    struct bytes *scratch = &work->sync->scratch;
    enum err err = shelf->read(shelf->self, id, scratch);

    *is_done = true;
    if (err == ERR_UNKNOWN) {
        return ERR_OK;
    }
    if (err != ERR_OK) {
        return err;
    }
    return stream_add_bytes(work, set, bytes_view(scratch), is_done);
}

struct stream_walk {
    const struct work *work;
    enum set set;
    const struct sieve *sieve;
    size_t *kept_back;
    bool is_done;
};

/* A long stretch that the peer has is passed over in several steps. */
static bool is_kept_back(struct stream_walk *walk, struct view bytes)
{
    struct id id;

    if (walk->sieve == NULL) {
        return false;
    }
    record_id(bytes, &id);
    if (!sieve_has(walk->sieve, id_prefix(&id))) {
        return false;
    }
    ++*walk->kept_back;
    return true;
}

static enum err stream_visit(void *visitor, struct view bytes)
{
    struct stream_walk *walk = visitor;
    enum err err = ERR_OK;

    if (*walk->kept_back >= SIFT_ROWS_MAX) {
        walk->is_done = false;
        walk->work->sync->is_wake_due = true;
        return ERR_AGAIN;
    }
    if (is_kept_back(walk, bytes)) {
        return ERR_OK;
    }
    err = stream_add_bytes(walk->work, walk->set, bytes, &walk->is_done);
    if (err == ERR_OK && walk->is_done) {
        walk->work->peer->differences++;
        return ERR_OK;
    }
    return err == ERR_OK ? ERR_AGAIN : err;
}

enum err stream_week(const struct work *work,
                     const struct shelf_week *week,
                     const struct sieve *sieve,
                     size_t *kept_back,
                     uint64_t *cursor,
                     bool *is_done)
{
    const struct shelf *shelf = work->scene->shelf;
    struct stream_walk walk = {
        .work = work, .set = week->set, .sieve = sieve, .is_done = true};
    enum err err = ERR_OK;

    *is_done = stream_has_room(work, week->set, RECORD_BYTES_MIN);
    if (!*is_done) {
        return ERR_OK;
    }
    walk.kept_back = kept_back;
    err = shelf->week_bytes(shelf->self, week, cursor, stream_visit, &walk);
    *is_done = walk.is_done;
    return walk.is_done || err != ERR_AGAIN ? err : ERR_OK;
}

enum err stream_acked(const struct work *work, uint32_t bytes)
{
    struct peer *peer = work->peer;

    if (bytes > peer->unacked_bytes) {
        return ERR_PROTOCOL;
    }
    peer->unacked_bytes -= bytes;
    peer->acked_ms = work->scene->moment->mono_ms;
    return ERR_OK;
}
