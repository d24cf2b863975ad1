#include "node/sync/roster_ingest.h"

#include <assert.h>

#include "node/limits.h"

/* The peer that fills most of the room; 0: those that are gone, together. */
static uint32_t fullest_peer(const struct waiting *pending)
{
    uint32_t fullest = 0;
    size_t most = waiting_count_peer(pending, 0);

    for (size_t index = 0; index < pending->count; index++) {
        uint32_t peer = pending->items[index].peer;

        if (peer != fullest) {
            size_t count = waiting_count_peer(pending, peer);

            fullest = count > most ? peer : fullest;
            most = count > most ? count : most;
        }
    }
    return fullest;
}

enum err roster_ingest_add(const struct work *work, const struct record *record)
{
    struct waiting *pending = &work->sync->pending;
    uint32_t peer = work->peer == NULL ? 0 : work->peer->number;
    enum err err = ERR_OK;

    if (waiting_has(pending, &record->id)) {
        return ERR_OK;
    }
    err = waiting_add(pending, peer, record);
    while (err == ERR_FULL) {
        waiting_remove(pending,
                       waiting_find_peer(pending, fullest_peer(pending)));
        err = waiting_add(pending, peer, record);
    }
    work->sync->is_trial_due = true;
    return err;
}

static enum err trial_add(const struct work *work, struct view bytes)
{
    struct record record;
    enum err err = record_read(bytes, &record);

    if (err != ERR_OK) {
        return ERR_CORRUPT; /* it was read before */
    }
    return roster_add(work->sync->trial, &record,
                      id_equal(&record.household,
                               &work->sync->config->household->signing.public));
}

static enum err trial_add_kept(void *visitor, struct view bytes)
{
    return trial_add(visitor, bytes);
}

/* The kept roster and what waits, settled together. */
static enum err trial_settle(const struct work *work)
{
    const struct shelf *shelf = work->scene->shelf;
    struct sync *sync = work->sync;
    struct work own = *work;
    enum err err = ERR_OK;

    if (sync->trial == NULL) {
        err = roster_new(&sync->config->neighbourhood, &sync->trial);
    } else {
        roster_reset(sync->trial);
    }
    if (err == ERR_OK) {
        err = shelf->walk_bytes(shelf->self, SET_ROSTER, trial_add_kept, &own);
    }
    for (size_t index = 0; err == ERR_OK && index < sync->pending.count;
         index++) {
        err = trial_add(work, waiting_view(&sync->pending, index));
    }
    if (err == ERR_FULL) {
        err = ERR_OK; /* those that found room are tried */
    }
    return err == ERR_OK
               ? roster_settle(sync->trial, day_of(work->scene->moment->now_ms))
               : err;
}

static enum err roster_ingest_trial(const struct work *work)
{
    struct sync *sync = work->sync;
    struct record record;
    size_t index = 0;
    bool is_vain = true;
    enum err err = trial_settle(work);

    while (err == ERR_OK && index < sync->pending.count) {
        if (!roster_keeps(sync->trial, &sync->pending.items[index].id)) {
            index++;
            continue;
        }
        err = record_read(waiting_view(&sync->pending, index), &record);
        if (err == ERR_OK) {
            err = sync_store(work, &record, sync->pending.items[index].peer);
        }
        waiting_remove(&sync->pending, index);
        is_vain = false;
    }
    sync->is_trial_due = false;
    sync->is_trial_vain = is_vain;
    sync->trial_ms = work->scene->moment->mono_ms + ROSTER_TRIAL_MS;
    return err;
}

enum err roster_ingest_try(const struct work *work)
{
    const struct sync *sync = work->sync;
    const bool is_rest = work->scene->moment->mono_ms < sync->trial_ms &&
                         (sync->is_trial_vain || sync->roster_batches > 0);

    return !sync->is_trial_due || sync->pending.count == 0 || is_rest
               ? ERR_OK
               : roster_ingest_trial(work);
}

enum err roster_ingest_settle(const struct work *work)
{
    struct waiting *pending = &work->sync->pending;
    uint32_t peer = work->peer == NULL ? 0 : work->peer->number;
    size_t index = 0;
    enum err err = ERR_OK;

    if (work->sync->is_trial_due && pending->count > 0) {
        err = roster_ingest_trial(work);
    }
    while (err == ERR_OK && index < pending->count) {
        if (pending->items[index].peer != peer) {
            index++;
            continue;
        }
        err = sync_refuse(work, &pending->items[index].id);
        waiting_remove(pending, index);
    }
    return err;
}

void roster_ingest_forget(struct sync *sync, uint32_t peer)
{
    size_t index = waiting_find_peer(&sync->pending, peer);

    while (index < sync->pending.count) {
        waiting_remove(&sync->pending, index);
        index = waiting_find_peer(&sync->pending, peer);
    }
}
