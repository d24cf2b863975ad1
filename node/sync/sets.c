#include "node/sync/sets.h"

#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/sync/match.h"
#include "node/sync/push.h"
#include "node/sync/sets_keep.h"
#include "node/sync/sets_scope.h"

/* Of these the sketch has 2,048 symbols, and not yet 16,384. */
enum { WALK_FIRST = 1024 };

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
    for (size_t index = 0; index < SCOPED_MAX; index++) {
        sketch_release(&sync->scoped[index].sketch);
    }
}

/* What a walk fills; sums are left alone where `print` is NULL. Items wait in
 * `first` until it is known whether the set is a great one. */
struct walk {
    struct fingerprint *print;
    struct sketch *sketch;
    struct item first[WALK_FIRST];
    size_t first_count;
};

/* Make the sketch, with the items that waited for it. */
static enum err walk_begin(struct walk *walk, size_t size)
{
    enum err err = sketch_clear(walk->sketch, size);

    for (size_t index = 0; err == ERR_OK && index < walk->first_count;
         index++) {
        sketch_add(walk->sketch, &walk->first[index]);
    }
    return err;
}

static enum err walk_item(struct walk *walk, const struct item *item)
{
    enum err err = ERR_OK;

    if (walk->first_count < WALK_FIRST) {
        walk->first[walk->first_count++] = *item;
        return ERR_OK;
    }
    if (walk->sketch->symbols == NULL) {
        err = walk_begin(walk, SKETCH_SYMBOLS_MAX);
    }
    if (err == ERR_OK) {
        sketch_add(walk->sketch, item);
    }
    return err;
}

static enum err walk_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct walk *walk = visitor;
    struct item item;
    enum err err = ERR_OK;

    item_make(drop_day, id, &item);
    err = walk_item(walk, &item);
    return err != ERR_OK || walk->print == NULL
               ? err
               : fingerprint_add(walk->print, drop_day, id);
}

/* A great set is cut in the end to what it needs. */
static enum err walk_end(struct walk *walk)
{
    struct sketch *sketch = walk->sketch;

    return sketch->symbols == NULL
               ? walk_begin(walk, sketch_size_for((uint32_t)walk->first_count))
               : sketch_cut(sketch, sketch_size_for(sketch->count));
}

static enum err sets_read(struct sync *sync,
                          const struct scene *scene,
                          enum set set,
                          struct fingerprint *print)
{
    const struct shelf *shelf = scene->shelf;
    struct sketch *sketch = &sync->sketches[set];
    struct walk walk;
    enum err err = ERR_OK;

    walk.print = print;
    walk.sketch = sketch;
    walk.first_count = 0;
    sketch_release(sketch);
    err = shelf->walk_ids(shelf->self, set, walk_id, &walk);
    if (err == ERR_OK) {
        err = walk_end(&walk);
    }
    if (err == ERR_OK) {
        err = shelf->journal_last(shelf->self, &sync->sketched[set]);
    }
    sync->unkept[set] = sketch->count; /* so that the next start is quick */
    match_spoil(sync, sketch);
    return err;
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
    return match_note(sync, sketch, &item);
}

/* Count a row in sums and sketch of its set. ERR_CORRUPT: they cannot be those
 * of the set. */
static enum err sets_count(struct sync *sync, const struct journal_row *row)
{
    struct fingerprint *print = &sync->prints[row->set];
    enum err err = row->is_added
                       ? fingerprint_add(print, row->drop_day, &row->id)
                       : fingerprint_remove(print, row->drop_day, &row->id);

    sync->unkept[row->set]++;
    if (err == ERR_OK) {
        err = sketch_follow(sync, row);
    }
    return err == ERR_OK ? sets_scope_follow(sync, row) : err;
}

/* Sketches that have become too small for their sets. */
static enum err sets_grow(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        const struct sketch *sketch = &sync->sketches[set];

        if (sketch->size < sketch_size_for(sketch->count)) {
            err = sets_read(sync, scene, (enum set)set, NULL);
        }
    }
    return err;
}

/* Rows behind the snapshots, all sets together: each counts those that its
 * own does not hold. ERR_UNKNOWN: some are cut off. */
static enum err
sets_replay(struct sync *sync, const struct scene *scene, const uint64_t *kept)
{
    const struct shelf *shelf = scene->shelf;
    struct journal_row rows[PUSH_ROWS_MAX];
    uint64_t from = UINT64_MAX;
    size_t count = PUSH_ROWS_MAX;
    enum err err = ERR_OK;

    for (size_t set = 0; set < SET_COUNT; set++) {
        from = kept[set] < from ? kept[set] : from;
    }
    while (err == ERR_OK && count == PUSH_ROWS_MAX) {
        err = shelf->journal(shelf->self, from, rows, PUSH_ROWS_MAX, &count);
        for (size_t index = 0; err == ERR_OK && index < count; index++) {
            from = rows[index].sequence;
            if (rows[index].sequence > kept[rows[index].set]) {
                err = sets_count(sync, &rows[index]);
            }
        }
    }
    return err;
}

/* From snapshots where there are any, and the rows behind them. */
static enum err sets_recall(struct sync *sync, const struct scene *scene)
{
    uint64_t kept[SET_COUNT];
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        err = sets_thaw(sync, scene, (enum set)set, &kept[set]);
        if (err == ERR_UNKNOWN) {
            err = sets_read(sync, scene, (enum set)set, &sync->prints[set]);
            kept[set] = sync->sketched[set];
        }
    }
    return err == ERR_OK ? sets_replay(sync, scene, kept) : err;
}

static enum err sets_read_all(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        fingerprint_release(&sync->prints[set]);
        err = sets_read(sync, scene, (enum set)set, &sync->prints[set]);
    }
    return err;
}

enum err sync_load(struct sync *sync, const struct scene *scene)
{
    const struct shelf *shelf = scene->shelf;
    enum err err = ERR_OK;

    if (sync->is_loaded) {
        return ERR_OK;
    }
    sets_scope_forget(sync);
    err = sync->is_doubtful ? ERR_CORRUPT : sets_recall(sync, scene);
    if (err == ERR_CORRUPT || err == ERR_UNKNOWN) {
        err = sets_read_all(sync, scene);
    }
    if (err == ERR_OK) {
        err = shelf->journal_last(shelf->self, &sync->sequence);
    }
    if (err == ERR_OK) {
        err = sets_grow(sync, scene);
    }
    sync->is_loaded = err == ERR_OK;
    sync->is_greet_due = err == ERR_OK;
    sync->is_doubtful = sync->is_doubtful && err != ERR_OK;
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

/* As far as the peer, NULL for nobody, keeps them too. */
static void
sets_now(struct sync *sync, const struct peer *peer, struct wire_hello *out)
{
    for (int set = 0; set < (int)SET_COUNT; set++) {
        fingerprint_set(&sync->prints[set],
                        sync_agreed_week(sync, peer, (enum set)set),
                        &out->sets[set]);
    }
    digest_of(out->sets, out->digest);
}

void sync_sets(struct sync *sync,
               const struct peer *peer,
               struct wire_hello *out)
{
    sets_now(sync, peer, out);
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
    sets_now(sync, peer, &ours);
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
    const struct wire_set *theirs = &peer->hello.sets[set];
    struct wire_set ours;

    if (theirs->from_week < sync->from_weeks[set]) {
        return true; /* nobody knows: we do not keep what it spoke of */
    }
    fingerprint_set(&sync->prints[set], theirs->from_week, &ours);
    return memcmp(ours.fingerprint, theirs->fingerprint, WIRE_HASH_BYTES) != 0;
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

static enum err sets_follow_row(struct sync *sync,
                                const struct journal_row *row)
{
    enum err err = sync->is_loaded ? sets_count(sync, row) : ERR_OK;

    if (err == ERR_OK) {
        sync->sequence = row->sequence;
        sync->is_greet_due = true;
        push_pass(sync, row);
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
            err = sets_doubt(sync, scene);
        }
    }
    return err == ERR_OK && sync->is_loaded ? sets_grow(sync, scene) : err;
}

enum err sets_doubt(struct sync *sync, const struct scene *scene)
{
    sync->is_loaded = false;
    sync->is_doubtful = true;
    return sync_load(sync, scene);
}

enum err sets_restart(struct sync *sync, const struct scene *scene)
{
    if (sync->is_loaded) {
        sync->is_loaded = false;
        return sync_load(sync, scene);
    }
    return scene->shelf->journal_last(scene->shelf->self, &sync->sequence);
}
