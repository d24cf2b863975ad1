#include "node/sync/sets.h"

#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/sync/match.h"
#include "node/sync/push.h"

void sets_init(struct sync *sync)
{
    struct item_key key;

    item_key_make(&sync->config->neighbourhood, &key);
    for (size_t set = 0; set < SET_COUNT; set++) {
        fingerprint_init(&sync->prints[set]);
        sketch_init(&sync->sketches[set], &key);
    }
}

void sets_release(struct sync *sync)
{
    for (size_t set = 0; set < SET_COUNT; set++) {
        fingerprint_release(&sync->prints[set]);
        sketch_release(&sync->sketches[set]);
    }
}

/* What a walk fills; sums are left alone where `print` is NULL. */
struct walk {
    struct fingerprint *print;
    struct sketch *sketch;
};

static enum err walk_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    const struct walk *walk = visitor;
    struct item item;

    item_make(drop_day, id, &item);
    sketch_add(walk->sketch, &item);
    return walk->print == NULL ? ERR_OK
                               : fingerprint_add(walk->print, drop_day, id);
}

/* Read a set: as if it were a great one, then cut to what it needs. */
static enum err sets_read(struct sync *sync,
                          const struct scene *scene,
                          enum set set,
                          struct fingerprint *print)
{
    const struct shelf *shelf = scene->shelf;
    struct sketch *sketch = &sync->sketches[set];
    struct walk walk = {print, sketch};
    enum err err = sketch_clear(sketch, SKETCH_SYMBOLS_MAX);

    if (err == ERR_OK) {
        err = shelf->walk_ids(shelf->self, set, walk_id, &walk);
    }
    if (err == ERR_OK) {
        err = sketch_cut(sketch, sketch_size_for(sketch->count));
    }
    if (err == ERR_OK) {
        err = shelf->journal_last(shelf->self, &sync->sketched[set]);
    }
    match_spoil(sync, set);
    return err;
}

enum err sync_load(struct sync *sync, const struct scene *scene)
{
    const struct shelf *shelf = scene->shelf;
    enum err err = ERR_OK;

    if (sync->is_loaded) {
        return ERR_OK;
    }
    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        fingerprint_release(&sync->prints[set]);
        err = sets_read(sync, scene, (enum set)set, &sync->prints[set]);
    }
    if (err == ERR_OK) {
        err = shelf->journal_last(shelf->self, &sync->sequence);
    }
    sync->is_loaded = err == ERR_OK;
    sync->is_greet_due = err == ERR_OK;
    return err;
}

/* The hash of all sets as they are on the wire. */
static void digest_of(const struct wire_set *sets,
                      unsigned char out[static WIRE_HASH_BYTES])
{
    unsigned char bytes[SET_COUNT * WIRE_SET_BYTES];
    unsigned char *at = bytes;

    for (size_t set = 0; set < SET_COUNT; set++) {
        memcpy(at, sets[set].fingerprint, WIRE_HASH_BYTES);
        put_u32(at + WIRE_HASH_BYTES, sets[set].count);
        put_u16(at + WIRE_HASH_BYTES + 4, sets[set].from_week);
        at += WIRE_SET_BYTES;
    }
    (void)crypto_generichash(out, WIRE_HASH_BYTES, bytes, sizeof bytes, NULL,
                             0);
}

static void sets_now(struct sync *sync, struct wire_hello *out)
{
    for (size_t set = 0; set < SET_COUNT; set++) {
        fingerprint_set(&sync->prints[set], &out->sets[set]);
    }
    digest_of(out->sets, out->digest);
}

void sync_sets(struct sync *sync,
               const struct peer *peer,
               struct wire_hello *out)
{
    sets_now(sync, out);
    out->is_short =
        peer != NULL && peer->has_hello && !sync_differs(sync, peer);
}

void sync_note_sets(struct sync *sync,
                    struct peer *peer,
                    const struct wire_hello *told)
{
    struct wire_hello ours;

    if (!told->is_short) {
        memcpy(peer->hello.sets, told->sets, sizeof peer->hello.sets);
        return;
    }
    sets_now(sync, &ours);
    memcpy(peer->hello.sets, ours.sets, sizeof peer->hello.sets);
    if (memcmp(ours.digest, told->digest, sizeof ours.digest) == 0) {
        return;
    }
    for (size_t set = 0; set < SET_COUNT; set++) {
        peer->hello.sets[set].fingerprint[0] ^= 1;
    }
}

bool sync_set_differs(struct sync *sync, const struct peer *peer, enum set set)
{
    struct wire_set ours;

    fingerprint_set(&sync->prints[set], &ours);
    return memcmp(ours.fingerprint, peer->hello.sets[set].fingerprint,
                  WIRE_HASH_BYTES) != 0;
}

bool sync_differs(struct sync *sync, const struct peer *peer)
{
    for (int set = 0; set < (int)SET_COUNT; set++) {
        if (sync_set_differs(sync, peer, (enum set)set)) {
            return true;
        }
    }
    return false;
}

/* The sketch may have been read again since, and be ahead of the sums. */
static enum err sketch_follow(struct sync *sync, const struct journal_row *row)
{
    struct sketch *sketch = &sync->sketches[row->set];
    struct item item;

    if (row->sequence <= sync->sketched[row->set]) {
        return ERR_OK;
    }
    item_make(row->drop_day, &row->id, &item);
    if (row->is_added) {
        sketch_add(sketch, &item);
    } else if (sketch->count > 0) {
        sketch_remove(sketch, &item);
    } else {
        return ERR_CORRUPT;
    }
    sync->sketched[row->set] = row->sequence;
    return match_note(sync, row->set, &item);
}

static enum err sets_follow_row(struct sync *sync,
                                const struct journal_row *row)
{
    struct fingerprint *print = &sync->prints[row->set];
    enum err err = ERR_OK;

    if (sync->is_loaded) {
        err = row->is_added
                  ? fingerprint_add(print, row->drop_day, &row->id)
                  : fingerprint_remove(print, row->drop_day, &row->id);
    }
    if (err == ERR_OK && sync->is_loaded) {
        err = sketch_follow(sync, row);
    }
    if (err == ERR_OK) {
        sync->sequence = row->sequence;
        sync->is_greet_due = true;
        push_pass(sync, row);
    }
    return err;
}

/* Sketches that have become too small for their sets. */
static enum err sets_grow(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        const struct sketch *sketch = &sync->sketches[set];

        if (sync->is_loaded && sketch->size < sketch_size_for(sketch->count)) {
            err = sets_read(sync, scene, (enum set)set, NULL);
        }
    }
    return err;
}

enum err sets_follow(struct sync *sync,
                     const struct scene *scene,
                     const struct journal_row *rows,
                     size_t count)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (rows[index].sequence <= sync->sequence) {
            continue;
        }
        err = sets_follow_row(sync, &rows[index]);
        if (err == ERR_CORRUPT) {
            sync->is_loaded = false;
            err = sync_load(sync, scene);
        }
    }
    return err == ERR_OK ? sets_grow(sync, scene) : err;
}

enum err sets_restart(struct sync *sync, const struct scene *scene)
{
    if (sync->is_loaded) {
        sync->is_loaded = false;
        return sync_load(sync, scene);
    }
    return scene->shelf->journal_last(scene->shelf->self, &sync->sequence);
}
