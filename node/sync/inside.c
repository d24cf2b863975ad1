#include "node/sync/inside.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/roster_ingest.h"
#include "node/sync/wire_write.h"

enum { PEERS_FIRST_ROOM = 8 };

struct peer *sync_find(const struct sync *sync, uint32_t number)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        if (sync->peers[index]->number == number) {
            return sync->peers[index];
        }
    }
    return NULL;
}

enum err sync_add_peer(struct sync *sync, struct peer *peer)
{
    size_t room = sync->peer_room == 0 ? PEERS_FIRST_ROOM : 2 * sync->peer_room;
    struct peer **peers = NULL;

    if (sync->peer_count == sync->peer_room) {
        peers = realloc(sync->peers, room * sizeof(*peers));
        if (peers == NULL) {
            return ERR_NOMEM;
        }
        sync->peers = peers;
        sync->peer_room = room;
    }
    sync->peers[sync->peer_count] = peer;
    sync->peer_count++;
    return ERR_OK;
}

void sync_drop_peer(struct sync *sync, struct peer *peer)
{
    size_t index = 0;

    while (sync->peers[index] != peer) {
        index++;
    }
    peer_free(peer);
    sync->peer_count--;
    memmove(&sync->peers[index], &sync->peers[index + 1],
            (sync->peer_count - index) * sizeof(*sync->peers));
    sync->first -= index < sync->first ? 1U : 0U; /* the same peer */
}

bool sync_is_drained(const struct sync *sync, const struct peer *peer)
{
    return peer->cursor >= sync->sequence && peer->unacked_bytes == 0 &&
           peer->taken_bytes == 0 && peer->compare == NULL &&
           !held_is_checked(sync);
}

enum err sync_send(const struct work *work)
{
    work->peer->bytes_out += work->sync->scratch.bytes;
    return actions_send(work->scene->actions, work->peer->number,
                        bytes_view(&work->sync->scratch));
}

enum err
sync_store(const struct work *work, const struct record *record, uint32_t peer)
{
    enum err err = ERR_OK;

    if (peer != 0) {
        err = given_add(&work->sync->given, &record->id, peer);
    }
    work->sync->is_wake_due = true;
    return err == ERR_OK ? actions_store(work->scene->actions, record) : err;
}

/* What a peer is told; a guest is told nothing. */
static enum wire_reason reason_of(enum err err)
{
    if (err == ERR_STRANGER) {
        return REASON_STRANGER;
    }
    if (err == ERR_TIMEOUT) {
        return REASON_TIMEOUT;
    }
    if (err == ERR_AGAIN) {
        return REASON_DUPLICATE;
    }
    return err_blame(err) == BLAME_PEER ? REASON_FAULT : REASON_NONE;
}

static enum err close_with_bye(const struct work *work, enum err err)
{
    enum err sent = ERR_OK;

    bytes_reset(&work->sync->scratch);
    sent = wire_write_bye(reason_of(err), err_text(err), &work->sync->scratch);
    return sent == ERR_OK ? sync_send(work) : sent;
}

enum err sync_close(const struct work *work, enum err err)
{
    struct peer *peer = work->peer;
    const struct tell tell = {
        .kind = TELL_PEER_REFUSED, .subject = peer->household, .err = err};
    enum err done = ERR_OK;

    if (peer->state == PEER_CLOSED) {
        return ERR_OK;
    }
    if (peer_is_member(peer) && err != ERR_CLOSED) {
        done = close_with_bye(work, err);
    }
    if (done == ERR_OK && err_blame(err) == BLAME_PEER) {
        done = actions_tell(work->scene->actions, &tell);
    }
    if (done == ERR_OK) {
        done = actions_close(work->scene->actions, peer->number, err);
    }
    bytes_reset(&work->sync->parcel.message);
    work->sync->parcel.count = 0;
    peer->state = PEER_CLOSED;
    peer->is_live = false;
    compare_free(peer->compare);
    peer->compare = NULL;
    roster_ingest_forget(work->sync, peer->number);
    return done;
}

enum err sync_refuse(const struct work *work, const struct id *id)
{
    struct sync *sync = work->sync;
    uint32_t day = day_of(work->scene->moment->now_ms);

    if (sync->refused_day != day) {
        recent_release(&sync->refused);
        sync->refused_day = day;
    }
    return recent_add(&sync->refused, id);
}
