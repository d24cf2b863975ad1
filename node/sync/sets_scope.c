#include "node/sync/sets_scope.h"

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/match.h"

void sets_scope(struct sync *sync, const struct scene *scene)
{
    for (int set = 0; set < (int)SET_COUNT; set++) {
        uint16_t from_week = scope_from_week(
            (enum set)set, sync->config->keep_weeks, scene->moment->now_ms);

        if (sync->from_weeks[set] != from_week) {
            sync->from_weeks[set] = from_week;
            sync->is_greet_due = true;
        }
    }
}

uint16_t
sync_agreed_week(const struct sync *sync, const struct peer *peer, enum set set)
{
    const uint16_t ours = sync->from_weeks[set];
    const uint16_t theirs = peer == NULL ? 0 : peer->hello.sets[set].from_week;

    return ours > theirs ? ours : theirs;
}

static bool is_free(const struct scoped *scoped)
{
    return scoped->sketch.symbols == NULL;
}

static void forget(struct sync *sync, struct scoped *scoped)
{
    match_spoil(sync, &scoped->sketch);
    sketch_release(&scoped->sketch);
}

void sets_scope_forget(struct sync *sync)
{
    for (size_t index = 0; index < SCOPED_MAX; index++) {
        forget(sync, &sync->scoped[index]);
    }
}

static enum err walk_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct scoped *scoped = visitor;
    struct item item;

    if (scope_has(scoped->from_week, drop_day)) {
        item_make(drop_day, id, &item);
        sketch_add(&scoped->sketch, &item);
    }
    return ERR_OK;
}

/* Twice as large as it must be, so that a set that grows needs no new one at
 * once. */
static size_t size_for(const struct sketch *sketch)
{
    const size_t size = sketch_size_for(sketch->count);

    return size < SKETCH_SYMBOLS_MAX ? 2 * size : size;
}

static enum err make(struct sync *sync,
                     const struct scene *scene,
                     const struct shelf_week *from,
                     struct scoped *scoped)
{
    const struct shelf *shelf = scene->shelf;
    enum err err = ERR_OK;

    forget(sync, scoped);
    scoped->set = from->set;
    scoped->from_week = from->week;
    scoped->made_ms = scene->moment->mono_ms;
    sketch_init(&scoped->sketch, &sync->sketches[from->set].key);
    err = sketch_clear(&scoped->sketch, SKETCH_SYMBOLS_MAX);
    if (err == ERR_OK) {
        err = shelf->walk_ids(shelf->self, from->set, walk_id, scoped);
    }
    if (err == ERR_OK) {
        err = sketch_cut(&scoped->sketch, size_for(&scoped->sketch));
    }
    if (err == ERR_OK) {
        err = shelf->journal_last(shelf->self, &scoped->sequence);
    }
    if (err != ERR_OK) {
        sketch_release(&scoped->sketch);
    }
    return err;
}

/* A free place, or the one that was used least lately if it was not made just
 * now: who names one week after another makes us walk only so often. */
static struct scoped *place_for(struct sync *sync, uint64_t mono_ms)
{
    struct scoped *oldest = NULL;

    for (size_t index = 0; index < SCOPED_MAX; index++) {
        struct scoped *scoped = &sync->scoped[index];

        if (scoped->made_ms > 0 && mono_ms < scoped->made_ms + SCOPED_MS) {
            continue;
        }
        if (oldest == NULL || is_free(scoped) ||
            (!is_free(oldest) && scoped->used_ms < oldest->used_ms)) {
            oldest = scoped;
        }
    }
    return oldest;
}

static struct scoped *find(struct sync *sync, const struct shelf_week *from)
{
    for (size_t index = 0; index < SCOPED_MAX; index++) {
        struct scoped *scoped = &sync->scoped[index];

        if (!is_free(scoped) && scoped->set == from->set &&
            scoped->from_week == from->week) {
            return scoped;
        }
    }
    return NULL;
}

enum err sets_sketch(struct sync *sync,
                     const struct scene *scene,
                     const struct shelf_week *from,
                     const struct sketch **out)
{
    const struct fingerprint *print = &sync->prints[from->set];
    struct scoped *scoped = find(sync, from);
    enum err err = ERR_OK;

    *out = NULL;
    if (fingerprint_count_from(print, from->week) == print->count) {
        *out = &sync->sketches[from->set]; /* there is nothing older */
        return ERR_OK;
    }
    if (scoped == NULL) {
        scoped = place_for(sync, scene->moment->mono_ms);
        err = scoped == NULL ? ERR_OK : make(sync, scene, from, scoped);
    }
    if (err == ERR_OK && scoped != NULL) {
        scoped->used_ms = scene->moment->mono_ms;
        *out = &scoped->sketch;
    }
    return err;
}

/* ERR_CORRUPT: it cannot be the sketch of this set. */
static enum err
follow(struct sync *sync, struct scoped *scoped, const struct journal_row *row)
{
    struct item item;

    item_make(row->drop_day, &row->id, &item);
    if (row->is_added) {
        sketch_add(&scoped->sketch, &item);
    } else if (scoped->sketch.count > 0) {
        sketch_remove(&scoped->sketch, &item);
    } else {
        return ERR_CORRUPT;
    }
    scoped->sequence = row->sequence;
    return match_note(sync, &scoped->sketch, &item);
}

enum err sets_scope_follow(struct sync *sync, const struct journal_row *row)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < SCOPED_MAX; index++) {
        struct scoped *scoped = &sync->scoped[index];

        if (is_free(scoped) || scoped->set != row->set ||
            row->sequence <= scoped->sequence ||
            !scope_has(scoped->from_week, row->drop_day)) {
            continue;
        }
        err = follow(sync, scoped, row);
        if (scoped->sketch.size < sketch_size_for(scoped->sketch.count)) {
            forget(sync, scoped);
        }
    }
    return err;
}
