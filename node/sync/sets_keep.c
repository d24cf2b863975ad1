#include "node/sync/sets_keep.h"

#include <string.h>

#include <sodium.h>

#include "node/limits.h"

enum {
    KEPT_FORMAT = 1,
    KEPT_SHARE = 16, /* of a set: so many changes more to a snapshot */
    KEPT_HASH_BYTES = 16,
};

static void kept_hash(struct view bytes,
                      unsigned char out[static KEPT_HASH_BYTES])
{
    (void)crypto_generichash(out, KEPT_HASH_BYTES, bytes.data, bytes.bytes,
                             NULL, 0);
}

static enum err
kept_write(const struct sync *sync, enum set set, struct bytes *out)
{
    const struct neighbourhood *of = &sync->config->neighbourhood;
    unsigned char hash[KEPT_HASH_BYTES];
    enum err err = bytes_append_u8(out, KEPT_FORMAT);

    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)set);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, (struct view){of->data, NEIGHBOURHOOD_BYTES});
    }
    if (err == ERR_OK) {
        err = bytes_append_u64(out, sync->sequence);
    }
    if (err == ERR_OK) {
        err = fingerprint_write(&sync->prints[set], out);
    }
    if (err == ERR_OK) {
        err = sketch_write(&sync->sketches[set], out);
    }
    if (err == ERR_OK) {
        kept_hash(bytes_view(out), hash);
        err = bytes_append(out, (struct view){hash, sizeof hash});
    }
    return err;
}

/* Take the hash off the end. ERR_MALFORMED: it is another one. */
static enum err kept_check(struct view *bytes)
{
    unsigned char hash[KEPT_HASH_BYTES];
    struct view rest = *bytes;
    struct view body = {NULL, 0};
    enum err err = ERR_MALFORMED;

    if (rest.bytes > KEPT_HASH_BYTES) {
        err = view_take(&rest, rest.bytes - KEPT_HASH_BYTES, &body);
    }
    if (err == ERR_OK) {
        kept_hash(body, hash);
        err =
            memcmp(hash, rest.data, sizeof hash) == 0 ? ERR_OK : ERR_MALFORMED;
    }
    *bytes = body;
    return err;
}

/* Is it of this neighbourhood and set, and no younger than the journal? */
static enum err kept_read_head(const struct sync *sync,
                               enum set set,
                               struct view *from,
                               uint64_t *sequence)
{
    const struct neighbourhood *of = &sync->config->neighbourhood;
    struct view bytes = {NULL, 0};
    enum err err = view_take(from, 2 + NEIGHBOURHOOD_BYTES, &bytes);

    if (err == ERR_OK &&
        (bytes.data[0] != KEPT_FORMAT || bytes.data[1] != (uint8_t)set ||
         memcmp(bytes.data + 2, of->data, NEIGHBOURHOOD_BYTES) != 0)) {
        err = ERR_MALFORMED;
    }
    return err == ERR_OK ? view_take_u64(from, sequence) : err;
}

static enum err kept_read(struct sync *sync,
                          const struct scene *scene,
                          enum set set,
                          struct view from,
                          uint64_t *sequence)
{
    uint64_t last = 0;
    enum err err = kept_check(&from);

    if (err == ERR_OK) {
        err = kept_read_head(sync, set, &from, sequence);
    }
    if (err == ERR_OK) {
        err = scene->shelf->journal_last(scene->shelf->self, &last);
    }
    if (err == ERR_OK && *sequence > last) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = fingerprint_read(&sync->prints[set], &from);
    }
    if (err == ERR_OK) {
        err = sketch_read(&sync->sketches[set], &from);
    }
    if (err == ERR_OK && sync->prints[set].count != sync->sketches[set].count) {
        err = ERR_MALFORMED;
    }
    sync->sketched[set] = *sequence;
    return err;
}

enum err sets_thaw(struct sync *sync,
                   const struct scene *scene,
                   enum set set,
                   uint64_t *kept)
{
    const enum snapshot place = (enum snapshot)((int)SNAPSHOT_SETS + (int)set);
    struct bytes bytes;
    enum err err = ERR_OK;

    *kept = 0;
    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    err = scene->shelf->recall(scene->shelf->self, place, &bytes);
    if (err == ERR_OK) {
        err = kept_read(sync, scene, set, bytes_view(&bytes), kept);
    }
    bytes_release(&bytes);
    if (err != ERR_OK) {
        fingerprint_release(&sync->prints[set]);
        sketch_release(&sync->sketches[set]);
    }
    return err == ERR_MALFORMED ? ERR_UNKNOWN : err;
}

static enum err
set_keep(struct sync *sync, const struct scene *scene, enum set set)
{
    const enum snapshot place = (enum snapshot)((int)SNAPSHOT_SETS + (int)set);
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    err = kept_write(sync, set, &bytes);
    if (err == ERR_OK) {
        err = actions_keep(scene->actions, place, bytes_view(&bytes));
    }
    bytes_release(&bytes);
    if (err == ERR_OK || err == ERR_FULL) {
        sync->unkept[set] = 0;
    }
    return err == ERR_FULL ? ERR_OK : err; /* too many weeks: by reading */
}

enum err sets_keep(struct sync *sync, const struct scene *scene)
{
    enum err err = ERR_OK;

    for (int set = 0; err == ERR_OK && set < (int)SET_COUNT; set++) {
        uint32_t enough = SETS_KEPT_ROWS + sync->prints[set].count / KEPT_SHARE;

        if (sync->is_loaded && sync->unkept[set] >= enough &&
            sync->sketched[set] <= sync->sequence) {
            err = set_keep(sync, scene, (enum set)set);
        }
    }
    return err;
}
