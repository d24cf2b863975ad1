#include "node/sync/held.h"

#include <string.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"

enum { LIARS_MAX = 64 };

/* As many as one batch can hold. */
enum { BATCH_RECORDS_MAX = RECORDS_BYTES_MAX / RECORD_BYTES_MIN };

void held_init(struct held *held)
{
    *held = (struct held){.is_due = true};
    fingerprint_init(&held->sums);
    recent_init(&held->liars, LIARS_MAX);
}

void held_release(struct held *held)
{
    fingerprint_release(&held->sums);
    recent_release(&held->liars);
}

/* Does the peer stream its board to us? */
static bool is_filling(const struct peer *peer)
{
    return peer != NULL && peer->state == PEER_COMPARE &&
           peer->compare != NULL && peer->compare->set == SET_BOARD;
}

/* Nobody fills it, nothing of another is left to check, so that it is known
 * who sent what, and we keep nothing of the board: this peer may. */
static bool held_is_free(const struct sync *sync)
{
    const struct held *held = &sync->held;

    return held->peer == 0 && !held->is_due && held->checking == 0 &&
           sync->prints[SET_BOARD].count == 0;
}

static enum err held_begin(const struct work *work)
{
    struct sync *sync = work->sync;
    struct held *held = &sync->held;
    const struct manifest_trust trust = {work->scene->roster, &held->liars};

    fingerprint_release(&held->sums);
    held->peer = work->peer->number;
    held->sender = held->peer;
    held->household = work->peer->household;
    held->taken_ms = work->scene->moment->mono_ms;
    return manifest_collect(work->scene->shelf, &trust, &held->listed);
}

/* Count it in; all of its week, as it was listed, is shown. */
static enum err held_count(const struct work *work,
                           const struct record *record,
                           const struct manifest_week *listed)
{
    struct held *held = &work->sync->held;
    struct wire_week week;
    enum err err = fingerprint_add(&held->sums, record->drop_day, &record->id);

    if (err != ERR_OK) {
        return err;
    }
    if (fingerprint_count(&held->sums, listed->said.week) !=
        listed->said.records) {
        return ERR_OK;
    }
    fingerprint_week(&held->sums, listed->said.week, &week);
    return memcmp(week.hash, listed->said.hash, MANIFEST_HASH_BYTES) == 0
               ? actions_show(work->scene->actions, listed->said.week)
               : ERR_OK;
}

enum err
held_take(const struct work *work, const struct record *record, bool *is_taken)
{
    struct held *held = &work->sync->held;
    const struct manifest_week *listed = NULL;
    enum err err = ERR_OK;

    *is_taken = false;
    if (work->sync->config->checks_first ||
        class_find(record->class)->set != SET_BOARD ||
        !is_filling(work->peer)) {
        return ERR_OK;
    }
    if (held_is_free(work->sync)) {
        err = held_begin(work);
    }
    if (err != ERR_OK || held->peer != work->peer->number) {
        return err;
    }
    listed =
        manifest_find(&held->listed, (uint16_t)(record->drop_day / WEEK_DAYS));
    if (listed == NULL || fingerprint_count(&held->sums, listed->said.week) >=
                              listed->said.records) {
        return ERR_OK;
    }
    held->taken_ms = work->scene->moment->mono_ms;
    held->is_due = true;
    err = actions_hold(work->scene->actions, record);
    if (err == ERR_OK) {
        err = held_count(work, record, listed);
    }
    *is_taken = err == ERR_OK;
    return err;
}

struct gathering {
    struct verify_batch *batch;
    enum err err; /* why the walk ended early */
};

static enum err gather_one(void *visitor, struct view bytes)
{
    struct gathering *gathering = visitor;
    struct verify_batch *batch = gathering->batch;
    struct record record;

    if (batch->count == batch->count_max ||
        batch->bytes.bytes + bytes.bytes > batch->bytes.bytes_max) {
        return ERR_AGAIN;
    }
    if (record_read(bytes, &record) != ERR_OK) {
        return ERR_CORRUPT; /* it was read before it was held */
    }
    verify_batch_add(batch, &record, false);
    return ERR_OK;
}

/* Have one batch checked; there is none left where it is not due any more. */
static enum err held_ask(struct held *held, const struct scene *scene)
{
    const struct shelf *shelf = scene->shelf;
    struct gathering gathering = {NULL, ERR_OK};
    const uint64_t after = held->cursor;
    enum err err = verify_batch_new(held->sender, BATCH_RECORDS_MAX,
                                    RECORDS_BYTES_MAX, &gathering.batch);

    if (err != ERR_OK) {
        return err;
    }
    err = shelf->held(shelf->self, &held->cursor, gather_one, &gathering);
    err = err == ERR_AGAIN ? ERR_OK : err;
    if (err != ERR_OK || gathering.batch->count == 0) {
        goto out;
    }
    gathering.batch->is_held = true;
    gathering.batch->turn = after;
    gathering.batch->number = held->cursor;
    err = actions_verify(scene->actions, gathering.batch);
    if (err == ERR_OK) {
        held->checking++;
        return ERR_OK;
    }
out:
    held->is_due = false;
    verify_batch_free(gathering.batch);
    return err;
}

uint64_t held_due_ms(const struct held *held, uint64_t now_ms)
{
    if (!held->is_due || held->checking >= HELD_BATCHES_MAX) {
        return UINT64_MAX;
    }
    return held->peer == 0 || now_ms >= held->taken_ms + HELD_QUIET_MS
               ? now_ms
               : held->taken_ms + HELD_QUIET_MS;
}

bool held_is_checked(const struct sync *sync)
{
    const struct held *held = &sync->held;

    return held->checking > 0 ||
           (held->is_due && !is_filling(sync_find(sync, held->peer)));
}

enum err held_go_on(struct sync *sync, const struct scene *scene)
{
    struct held *held = &sync->held;
    const uint64_t now_ms = scene->moment->mono_ms;
    enum err err = ERR_OK;

    if (held->peer != 0 && !is_filling(sync_find(sync, held->peer))) {
        held->peer = 0;
    }
    while (err == ERR_OK && held_due_ms(held, now_ms) <= now_ms) {
        err = held_ask(held, scene);
    }
    return err;
}

/* Whoever listed a forged record is not believed again; whoever sent it is
 * dealt with as ever. The id is that of the record without its signature, which
 * another may have spoilt: who listed it is told of if it sent it, too. */
static enum err held_blame(const struct work *work, const struct record *record)
{
    struct held *held = &work->sync->held;
    const struct manifest_week *listed =
        manifest_find(&held->listed, (uint16_t)(record->drop_day / WEEK_DAYS));
    enum err err = ERR_OK;

    if (listed != NULL && !recent_has(&held->liars, &listed->household)) {
        const struct tell tell = {.kind = TELL_LIAR,
                                  .subject = listed->household};

        err = recent_add(&held->liars, &listed->household);
        if (err == ERR_OK && id_equal(&held->household, &listed->household)) {
            err = actions_tell(work->scene->actions, &tell);
        }
    }
    return err;
}

enum err held_let_go(const struct work *work, const struct verify_batch *batch)
{
    struct held *held = &work->sync->held;

    held->checking -= held->checking > 0 ? 1U : 0U;
    return actions_unhold(work->scene->actions, batch->turn, batch->number);
}

enum err held_checked(const struct work *work, const struct verify_batch *batch)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < batch->count; index++) {
        if (!batch->items[index].is_valid) {
            err = held_blame(work, &batch->items[index].record);
        }
    }
    return err;
}
