#include "node/sync/ingest.h"

#include <string.h>

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/admit.h"
#include "node/sync/guest.h"
#include "node/sync/roster_ingest.h"

enum verdict {
    VERDICT_TAKE,
    VERDICT_WAIT,   /* its time has not come */
    VERDICT_REFUSE, /* and do not ask for it again today */
    VERDICT_KNOWN,  /* kept, or older than what is kept, or refused before,
                       or of weeks that are not kept here */
};

/* What an error of admission means; a HOST error is handed back. */
static enum err verdict_of(enum err err, enum verdict *out)
{
    *out = VERDICT_REFUSE;
    if (err == ERR_OK) {
        *out = VERDICT_TAKE;
    } else if (err == ERR_EARLY) {
        *out = VERDICT_WAIT;
    } else if (err_blame(err) == BLAME_HOST) {
        return err;
    }
    return ERR_OK;
}

/* Is the record the head of its slot, or older than the head? */
static enum err ingest_is_known(const struct work *work,
                                const struct record *record,
                                bool *answer)
{
    const struct shelf *shelf = work->scene->shelf;
    struct shelf_row row;
    enum err err = shelf->head_of(shelf->self, record, &row);

    *answer = false;
    if (err == ERR_OK) {
        *answer = !record_is_newer(record->stamp_ms, &record->id, row.stamp_ms,
                                   &row.id);
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Is it one of others, older than what is kept here? */
static bool ingest_is_past(const struct work *work, const struct record *record)
{
    const struct sync *sync = work->sync;

    return !record_is_tombstone(record) &&
           !scope_has(sync->from_weeks[class_find(record->class)->set],
                      record->drop_day) &&
           !id_equal(&record->household,
                     &sync->config->household->signing.public);
}

/* All but the signature and, for the roster, standing. */
static enum err ingest_judge(const struct work *work,
                             const struct record *record,
                             enum verdict *out)
{
    const struct scene *scene = work->scene;
    bool is_known = false;
    enum err err = ingest_is_known(work, record, &is_known);

    if (err != ERR_OK) {
        return err;
    }
    if (is_known || ingest_is_past(work, record)) {
        *out = VERDICT_KNOWN;
        return ERR_OK;
    }
    if (class_find(record->class)->set == SET_ROSTER) {
        err = admit_time(record->stamp_ms, record->drop_day, scene->moment);
    } else {
        err = admit_check(scene->roster, record, scene->moment,
                          &work->sync->config->household->signing.public);
    }
    return verdict_of(err, out);
}

/* Is there no room for another early record of this device? */
static bool early_is_full(const struct sync *sync, const struct record *record)
{
    return sync->early.count >= EARLY_MAX ||
           record->bytes.bytes > sync->early.bytes_max - sync->early.bytes ||
           waiting_count_signer(&sync->early, &record->signer) >=
               EARLY_PER_DEVICE_MAX;
}

/* Only members may make us wait, by keys that are theirs: others cost
 * nothing, whomever they name. */
static bool early_is_refused(const struct work *work,
                             const struct record *record)
{
    const struct roster *roster = work->scene->roster;

    return roster_level(roster, &record->household, STANDING_GRACE) ==
               LEVEL_NONE ||
           (!id_equal(&record->signer, &record->household) &&
            !roster_signer_counts(roster, &record->household, &record->signer,
                                  record->stamp_ms)) ||
           early_is_full(work->sync, record);
}

/* Does the signature have to be checked? */
static enum err ingest_first_look(const struct work *work,
                                  const struct record *record,
                                  enum verdict *verdict)
{
    enum err err = ERR_OK;

    *verdict = VERDICT_KNOWN;
    if (recent_has(&work->sync->refused, &record->id)) {
        return ERR_OK;
    }
    err = ingest_judge(work, record, verdict);
    if (err != ERR_OK) {
        return err;
    }
    if (*verdict == VERDICT_WAIT && early_is_refused(work, record)) {
        *verdict = VERDICT_REFUSE;
    }
    return *verdict == VERDICT_REFUSE ? sync_refuse(work, &record->id) : ERR_OK;
}

/* One record off the wire; into the batch if it has to be verified. */
static enum err ingest_one(const struct work *work,
                           enum set set,
                           struct view bytes,
                           struct verify_batch *batch)
{
    struct record record;
    enum verdict verdict = VERDICT_KNOWN;
    bool is_held = false;
    enum err err = record_read(bytes, &record);

    if (err != ERR_OK) {
        return err;
    }
    if (!neighbourhood_equal(&record.neighbourhood,
                             &work->sync->config->neighbourhood) ||
        class_find(record.class)->set != set) {
        return ERR_MALFORMED;
    }
    err = ingest_first_look(work, &record, &verdict);
    if (err != ERR_OK) {
        return err;
    }
    if (verdict == VERDICT_TAKE) {
        err = held_take(work, &record, &is_held);
    }
    if (err != ERR_OK || is_held) {
        return err;
    }
    if (verdict == VERDICT_TAKE || verdict == VERDICT_WAIT) {
        verify_batch_add(batch, &record, verdict == VERDICT_TAKE);
        return ERR_OK;
    }
    return work->peer == NULL ? ERR_OK
                              : recent_add(&work->peer->seen, &record.id);
}

static size_t count_records(struct view items)
{
    struct view bytes = {NULL, 0};
    size_t count = 0;

    while (wire_take_record(&items, &bytes)) {
        count++;
    }
    return count;
}

/*
 * Read records, and have verified those that need it.
 *
 * is_asked  false: none of them did
 */
static enum err ingest_read(const struct work *work,
                            enum set set,
                            struct view items,
                            uint32_t owed_bytes,
                            bool *is_asked)
{
    const uint32_t peer = work->peer == NULL ? 0 : work->peer->number;
    struct verify_batch *batch = NULL;
    struct view bytes = {NULL, 0};
    enum err err =
        verify_batch_new(peer, count_records(items), items.bytes, &batch);

    *is_asked = false;
    while (err == ERR_OK && wire_take_record(&items, &bytes)) {
        err = ingest_one(work, set, bytes, batch);
    }
    if (err == ERR_OK && items.bytes > 0) {
        err = ERR_MALFORMED;
    }
    if (err != ERR_OK || batch->count == 0) {
        goto out;
    }
    batch->number = owed_bytes;
    batch->turn = work->sync->roster_turn;
    err = actions_verify(work->scene->actions, batch);
    if (err == ERR_OK) {
        batch = NULL; /* it is theirs */
        *is_asked = true;
        work->sync->roster_batches += set == SET_ROSTER ? 1U : 0U;
    }
out:
    verify_batch_free(batch);
    return err;
}

enum err ingest_records(const struct work *work,
                        const struct wire_message *message)
{
    struct peer *peer = work->peer;
    bool is_asked = false;
    enum err err = ERR_OK;

    if (message->bytes > WINDOW_BYTES - peer->taken_bytes) {
        return ERR_PROTOCOL;
    }
    if (peer->state == PEER_GUEST) {
        err = guest_check(work, message);
    }
    if (err == ERR_OK) {
        err = ingest_read(work, message->set, message->items, message->bytes,
                          &is_asked);
    }
    if (err == ERR_OK) {
        peer->taken_bytes += message->bytes;
        peer->owed_bytes += is_asked ? 0 : message->bytes;
    }
    return err;
}

enum err ingest_carried(const struct work *work, const struct carried *carried)
{
    bool is_asked = false;

    if (carried->records.bytes > RECORDS_BYTES_MAX) {
        return ERR_FULL;
    }
    if (carried->records.bytes == 0 && carried->set == SET_ROSTER) {
        return roster_ingest_settle(work);
    }
    return ingest_read(work, carried->set, carried->records, 0, &is_asked);
}

/* Our own device key signed what we do not have: somebody has a copy. */
static enum err ingest_tell_clone(const struct work *work,
                                  const struct record *record)
{
    const struct node_config *config = work->sync->config;
    struct tell tell = {.kind = TELL_CLONED};

    if (work->sync->is_clone_told ||
        !id_equal(&record->signer, &config->device->signing.public)) {
        return ERR_OK;
    }
    work->sync->is_clone_told = true;
    tell.subject = record->household;
    return actions_tell(work->scene->actions, &tell);
}

static enum err ingest_take(const struct work *work,
                            const struct record *record)
{
    enum err err = ingest_tell_clone(work, record);

    if (err != ERR_OK) {
        return err;
    }
    if (work->peer != NULL) {
        work->peer->records_in++;
        err = recent_add(&work->peer->seen, &record->id);
    }
    if (err == ERR_OK && work->peer != NULL) {
        err = guest_hear(work, record);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (class_find(record->class)->set == SET_ROSTER) {
        return roster_ingest_add(work, record);
    }
    return sync_store(work, record,
                      work->peer == NULL ? 0 : work->peer->number);
}

/* Not asked for again while it waits; lost, it comes again by sync. */
static enum err ingest_wait(const struct work *work,
                            const struct record *record)
{
    enum err err = sync_refuse(work, &record->id);

    if (err != ERR_OK || early_is_refused(work, record) ||
        waiting_has(&work->sync->early, &record->id)) {
        return err;
    }
    return waiting_add(&work->sync->early,
                       work->peer == NULL ? 0 : work->peer->number, record);
}

/* A record whose signature is good, and about which something may have
 * changed since it came. */
static enum err ingest_again(const struct work *work,
                             const struct record *record)
{
    enum verdict verdict = VERDICT_KNOWN;
    enum err err = ingest_judge(work, record, &verdict);

    if (err != ERR_OK) {
        return err;
    }
    switch (verdict) {
    case VERDICT_TAKE:
        return ingest_take(work, record);
    case VERDICT_WAIT:
        return ingest_wait(work, record);
    case VERDICT_REFUSE:
        return sync_refuse(work, &record->id);
    case VERDICT_KNOWN:
        return ERR_OK;
    }
    return ERR_OK;
}

/* Who was admitted under this roster, on this day, is so still; and of one
 * slot the shelf keeps the newest by itself. A batch of a peer that is gone
 * may be of a core that is gone with its count of turns. */
static enum err ingest_good(const struct work *work,
                            const struct verify_batch *batch,
                            const struct verify_item *item)
{
    return item->is_admitted && work->peer != NULL &&
                   batch->turn == work->sync->roster_turn
               ? ingest_take(work, &item->record)
               : ingest_again(work, &item->record);
}

/* One batch less of the roster; it may be of a core that is gone. */
static void count_back(struct sync *sync, const struct verify_batch *batch)
{
    if (sync->roster_batches > 0 &&
        class_find(batch->items[0].record.class)->set == SET_ROSTER) {
        sync->roster_batches--;
    }
}

/* A disk may spoil some, and they come again with each comparison. */
static bool is_forger(const struct work *work)
{
    const uint64_t since_ms = work->scene->moment->mono_ms - work->peer->up_ms;

    return work->peer->spoilt > SPOILT_MAX + since_ms / SPOILT_MS;
}

enum err ingest_verified(const struct work *work,
                         const struct verify_batch *batch)
{
    uint64_t spoilt = 0;
    enum err err = ERR_OK;

    count_back(work->sync, batch);
    for (size_t index = 0; err == ERR_OK && index < batch->count; index++) {
        const struct verify_item *item = &batch->items[index];

        if (item->is_valid) {
            err = ingest_good(work, batch, item);
        } else {
            spoilt++;
        }
    }
    if (err != ERR_OK || work->peer == NULL) {
        return err;
    }
    if (!batch->is_held) { /* else acknowledged when it came */
        work->peer->owed_bytes += (uint32_t)batch->number;
    }
    work->peer->spoilt += spoilt;
    return spoilt > 0 && is_forger(work) ? ERR_SIGNATURE : ERR_OK;
}

enum err ingest_waited(const struct work *work)
{
    struct waiting *early = &work->sync->early;
    const struct moment *moment = work->scene->moment;
    size_t index = 0;
    enum err err = ERR_OK;

    while (err == ERR_OK && index < early->count) {
        struct record record;
        enum verdict verdict = VERDICT_KNOWN;

        if (moment->is_plausible &&
            early->items[index].stamp_ms > moment->now_ms + EARLY_MS_MAX) {
            index++;
            continue;
        }
        err = record_read(waiting_view(early, index), &record);
        if (err == ERR_OK) {
            err = ingest_judge(work, &record, &verdict);
        }
        if (err == ERR_OK && verdict == VERDICT_TAKE) {
            err = ingest_take(work, &record);
        }
        if (err == ERR_OK && verdict == VERDICT_WAIT) {
            index++;
        } else if (err == ERR_OK) {
            waiting_remove(early, index);
        }
    }
    return err;
}
