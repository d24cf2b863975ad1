#include "node/sync/sync.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/check.h"
#include "node/sync/guest.h"
#include "node/sync/ingest.h"
#include "node/sync/inside.h"
#include "node/sync/photo.h"
#include "node/sync/push.h"
#include "node/sync/roster_ingest.h"
#include "node/sync/session.h"
#include "node/sync/sets.h"
#include "node/sync/sets_keep.h"
#include "node/sync/sets_scope.h"
#include "node/sync/wire_write.h"

enum err sync_new(const struct node_config *config, struct sync **out)
{
    struct sync *sync = calloc(1, sizeof *sync);

    if (sync == NULL) {
        return ERR_NOMEM;
    }
    sync->config = config;
    sets_init(sync);
    held_init(&sync->held);
    gallery_init(&sync->gallery);
    recent_init(&sync->refused, REFUSED_MAX);
    recent_init(&sync->away, AWAY_MAX);
    waiting_init(&sync->early, EARLY_MAX, EARLY_BYTES_MAX);
    waiting_init(&sync->pending, ROSTER_PENDING_MAX, ROSTER_PENDING_BYTES_MAX);
    bytes_init(&sync->parcel.message, RECORDS_BYTES_MAX);
    bytes_init(&sync->scratch, RECORDS_BYTES_MAX);
    *out = sync;
    return ERR_OK;
}

void sync_free(struct sync *sync)
{
    if (sync == NULL) {
        return;
    }
    for (size_t index = 0; index < sync->peer_count; index++) {
        peer_free(sync->peers[index]);
    }
    free(sync->peers);
    sets_release(sync);
    held_release(&sync->held);
    given_release(&sync->given);
    gallery_release(&sync->gallery);
    recent_release(&sync->refused);
    recent_release(&sync->away);
    waiting_release(&sync->early);
    waiting_release(&sync->pending);
    roster_free(sync->trial);
    bytes_release(&sync->parcel.message);
    bytes_release(&sync->scratch);
    free(sync);
}

/* A step failed and what it said was never sent: begin afresh with all. */
static enum err sync_mend(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    bytes_reset(&sync->parcel.message);
    sync->parcel.count = 0;
    sync->is_loaded = false;
    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        err = sync_close(&work, ERR_AGAIN);
    }
    sync->is_broken = err != ERR_OK;
    return err;
}

static enum err sync_begin(struct sync *sync, const struct scene *scene)
{
    sync->step_bytes = 0;
    sets_scope(sync, scene);
    return sync->is_broken ? sync_mend(sync, scene) : ERR_OK;
}

/* Something happened, and the rows of what was stored before were read. */
static enum err sync_enter(struct sync *sync, const struct scene *scene)
{
    given_reset(&sync->given);
    return sync_begin(sync, scene);
}

/* An error of the peer ends its connection, one of ours the step. */
static enum err sync_settle(const struct work *work, enum err err)
{
    if (err == ERR_OK) {
        return ERR_OK;
    }
    switch (err_blame(err)) {
    case BLAME_NOBODY:
    case BLAME_PEER:
        return sync_close(work, err);
    case BLAME_USER:
    case BLAME_HOST:
        break;
    }
    return err;
}

/* Acknowledge what this step has stored or refused. */
static enum err sync_acknowledge(const struct work *work)
{
    struct peer *peer = work->peer;
    enum err err = ERR_OK;

    if (peer->owed_bytes == 0 || !peer_is_member(peer)) {
        return ERR_OK;
    }
    bytes_reset(&work->sync->scratch);
    err = wire_write_ack(peer->owed_bytes, &work->sync->scratch);
    if (err == ERR_OK) {
        err = sync_send(work);
    }
    if (err == ERR_OK) {
        peer->taken_bytes -= peer->owed_bytes;
        peer->owed_bytes = 0;
    }
    return err;
}

static enum err sync_greet(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    if (!sync->is_loaded || !sync->is_greet_due) {
        return ERR_OK;
    }
    bytes_reset(&sync->scratch);
    err = session_write_hello(sync, scene, NULL, &sync->scratch);
    if (err == ERR_OK) {
        err = actions_greet(scene->actions, bytes_view(&sync->scratch));
    }
    sync->is_greet_due = err != ERR_OK;
    return err;
}

static uint64_t earlier(uint64_t left, uint64_t right)
{
    return left < right ? left : right;
}

static uint64_t sync_due_ms(struct sync *sync, const struct scene *scene)
{
    uint64_t now_ms = scene->moment->mono_ms;
    uint64_t due_ms = earlier(sync->is_wake_due ? now_ms : UINT64_MAX,
                              held_due_ms(&sync->held, now_ms));

    for (size_t index = 0; index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        due_ms = earlier(due_ms, session_due_ms(&work));
    }
    due_ms = earlier(due_ms, photo_due_ms(&sync->gallery));
    if (sync->is_trial_due && sync->pending.count > 0) {
        due_ms = earlier(due_ms, sync->trial_ms);
    }
    if (sync->early.count > 0) {
        due_ms = earlier(due_ms, now_ms + CHECK_MS);
    }
    return due_ms;
}

/* Every call ends here: acknowledge, greet, ask to be woken. */
static enum err
sync_end(struct sync *sync, const struct scene *scene, enum err err)
{
    uint64_t due_ms = 0;

    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        err = sync_acknowledge(&work);
    }
    if (err == ERR_OK) {
        err = held_go_on(sync, scene);
    }
    if (err == ERR_OK) {
        err = photo_go_on(sync, scene);
    }
    if (err == ERR_OK) {
        err = sync_greet(sync, scene);
    }
    due_ms = sync_due_ms(sync, scene);
    if (err == ERR_OK && due_ms != UINT64_MAX) {
        err = actions_wake(scene->actions, due_ms);
    }
    sync->is_wake_due = false;
    sync->is_broken = sync->is_broken || err != ERR_OK;
    return err;
}

/* Send to all peers what there is room for. Whoever the step had no bytes
 * left for is the first in the next. */
static enum err sync_serve(struct sync *sync, const struct scene *scene)
{
    size_t first = sync->first;
    enum err err = ERR_OK;

    for (size_t step = 0; err == ERR_OK && step < sync->peer_count; step++) {
        size_t index = (first + step) % sync->peer_count;
        const struct work work = {sync, scene, sync->peers[index]};

        if (sync->step_bytes < STEP_BYTES_MAX) {
            sync->first = index;
        }
        err = sync_settle(&work, session_go_on(&work));
    }
    return err;
}

/* A link to meet a peer that is new. */
static enum err sync_meet(struct sync *sync,
                          const struct scene *scene,
                          uint32_t number,
                          const struct peer_up *up)
{
    struct work work = {sync, scene, NULL};
    enum err err = ERR_OK;

    if (sync->peer_count == PEERS_MAX) {
        return actions_close(scene->actions, number, ERR_AGAIN);
    }
    err = sync_load(sync, scene);
    if (err == ERR_OK) {
        err = peer_new(number, &work.peer);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = sync_add_peer(sync, work.peer);
    if (err != ERR_OK) {
        peer_free(work.peer);
        return err;
    }
    err = session_up(&work, up);
    if (err == ERR_OK) {
        err = session_go_on(&work);
    }
    return sync_settle(&work, err);
}

enum err sync_peer_up(struct sync *sync,
                      const struct scene *scene,
                      uint32_t peer,
                      const struct peer_up *up)
{
    enum err err = sync_enter(sync, scene);

    assert(sync_find(sync, peer) == NULL);
    if (err == ERR_OK) {
        err = sync_meet(sync, scene, peer, up);
    }
    return sync_end(sync, scene, err);
}

enum err
sync_peer_down(struct sync *sync, const struct scene *scene, uint32_t peer)
{
    const struct work work = {sync, scene, sync_find(sync, peer)};
    enum err err = sync_enter(sync, scene);

    if (work.peer != NULL) {
        err = err == ERR_OK ? guest_closed(&work) : err;
        roster_ingest_forget(sync, peer);
        wants_drop_peer(&sync->gallery.wants, peer);
        sync_drop_peer(sync, work.peer);
    }
    return sync_end(sync, scene, err);
}

static enum err sync_read(const struct work *work, struct view bytes)
{
    struct peer *peer = work->peer;
    struct wire_message message;
    enum err err = wire_read(bytes, &message);

    peer->bytes_in += bytes.bytes;
    if (err != ERR_OK) {
        return err;
    }
    if (!peer_allows(peer, message.type)) {
        return ERR_PROTOCOL;
    }
    if (photo_is_type(message.type)) {
        return photo_take(work, &message);
    }
    peer->heard_ms = work->scene->moment->mono_ms;
    peer->is_heard = true;
    err = session_take(work, &message);
    return err == ERR_OK ? session_go_on(work) : err;
}

/* Peers whose roster was believed must stand now. */
static enum err sync_look_again(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        if (session_must_look(work.peer)) {
            err = sync_settle(&work, session_look(&work));
        }
    }
    return err;
}

enum err sync_message(struct sync *sync,
                      const struct scene *scene,
                      uint32_t peer,
                      struct view message)
{
    const struct work work = {sync, scene, sync_find(sync, peer)};
    enum err err = sync_enter(sync, scene);

    if (err == ERR_OK) {
        err = sync_look_again(sync, scene);
    }
    if (err == ERR_OK && work.peer != NULL && work.peer->state != PEER_CLOSED) {
        err = sync_settle(&work, sync_read(&work, message));
    }
    return sync_end(sync, scene, err);
}

enum err sync_verified(struct sync *sync,
                       const struct scene *scene,
                       struct verify_batch *batch)
{
    struct work work = {sync, scene, sync_find(sync, batch->peer)};
    enum err err = sync_enter(sync, scene);

    if (work.peer != NULL && work.peer->state == PEER_CLOSED) {
        work.peer = NULL;
    }
    if (err == ERR_OK) {
        err = sync_look_again(sync, scene);
    }
    if (err == ERR_OK && batch->is_held) {
        err = held_let_go(&work, batch);
    }
    if (err == ERR_OK && batch->is_held) {
        err = held_checked(&work, batch);
    }
    if (err == ERR_OK) {
        err = ingest_verified(&work, batch);
    }
    if (err != ERR_OK && work.peer != NULL) {
        err = sync_settle(&work, err);
    }
    verify_batch_free(batch);
    if (err == ERR_OK) {
        err = roster_ingest_try(&work);
    }
    return sync_end(sync, scene, err);
}

enum err sync_carried(struct sync *sync,
                      const struct scene *scene,
                      const struct carried *carried)
{
    const struct work work = {sync, scene, NULL};
    enum err err = sync_enter(sync, scene);

    return sync_end(sync, scene,
                    err == ERR_OK ? ingest_carried(&work, carried) : err);
}

enum err sync_photo(struct sync *sync,
                    const struct scene *scene,
                    const struct photo_wanted *wanted)
{
    enum err err = sync_enter(sync, scene);

    if (err == ERR_OK) {
        err = photo_want(sync, scene, &wanted->id, wanted->part);
    }
    return sync_end(sync, scene, err);
}

enum err sync_journal(struct sync *sync,
                      const struct scene *scene,
                      const struct journal_row *rows,
                      size_t count,
                      bool is_cut)
{
    enum err err = sync_begin(sync, scene);

    if (err == ERR_OK) {
        err = is_cut ? sets_restart(sync, scene)
                     : sets_follow(sync, scene, rows, count);
    }
    if (sync->gallery.look_ms > scene->moment->mono_ms + PHOTO_LOOK_MS) {
        sync->gallery.look_ms = scene->moment->mono_ms + PHOTO_LOOK_MS;
    }
    for (size_t index = 0; index < sync->peer_count; index++) {
        check_changed(sync->peers[index], scene->moment->mono_ms);
    }
    if (err == ERR_OK) {
        err = sync_serve(sync, scene);
    }
    return sync_end(sync, scene, err);
}

enum err sync_roster_changed(struct sync *sync, const struct scene *scene)
{
    enum err err = sync_begin(sync, scene);

    recent_release(&sync->refused);
    sync->roster_turn++;
    sync->is_trial_due = true;
    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        if (work.peer->state != PEER_CLOSED) {
            err = sync_settle(&work, session_look(&work));
        }
    }
    return sync_end(sync, scene, err);
}

static enum err sync_expire(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        const struct work work = {sync, scene, sync->peers[index]};

        if (work.peer->state != PEER_CLOSED) {
            err = sync_settle(&work, session_expire(&work));
        }
    }
    return err;
}

enum err sync_tick(struct sync *sync, const struct scene *scene)
{
    const struct work work = {sync, scene, NULL};
    enum err err = sync_enter(sync, scene);

    sync->gallery.look_ms = scene->moment->mono_ms;
    if (err == ERR_OK) {
        err = sync_load(sync, scene);
    }
    if (err == ERR_OK) {
        err = sync_look_again(sync, scene);
    }
    if (err == ERR_OK) {
        err = sync_expire(sync, scene);
    }
    if (err == ERR_OK) {
        err = ingest_waited(&work);
    }
    if (err == ERR_OK) {
        err = roster_ingest_try(&work);
    }
    if (err == ERR_OK) {
        err = sets_keep(sync, scene);
    }
    if (err == ERR_OK) {
        err = sync_serve(sync, scene);
    }
    return sync_end(sync, scene, err);
}
