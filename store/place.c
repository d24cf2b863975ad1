#include "store/place.h"

#include <errno.h>
#include <fcntl.h>

#include <linux/stat.h>

#include "store/file.h"
#include "store/inside.h"
#include "store/schema.h"

/* The birth of a file is not in POSIX; the C library has the call but
 * declares it to GNU programs only. */
extern int statx(int folder,
                 const char *restrict path,
                 int flags,
                 unsigned mask,
                 struct statx *restrict out);

enum err place_read(const char *path, struct place *out)
{
    struct statx status;

    if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) {
        return file_err(errno);
    }
    out->file = status.stx_ino;
    out->birth_ns = 0;
    if ((status.stx_mask & STATX_BTIME) != 0) {
        out->birth_ns =
            (uint64_t)status.stx_btime.tv_sec * UINT64_C(1000000000) +
            status.stx_btime.tv_nsec;
    }
    return ERR_OK;
}

/* The rows of the table meta for each of the two files. */
static const struct {
    unsigned file;
    unsigned birth;
} rows[KEYS_FILES] = {
    {META_FILE_A, META_BIRTH_A},
    {META_FILE_B, META_BIRTH_B},
};

/* Where one of the two lies; zero where it is missing. */
static enum err place_of(struct store *store, unsigned which, struct place *out)
{
    char path[PATH_BYTES_MAX];
    enum err err = keys_path(store->folder, which, path);

    *out = (struct place){0, 0};
    if (err == ERR_OK) {
        err = place_read(path, out);
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Does one of the two lie where it was written? */
static enum err is_in_place(struct store *store, unsigned which, bool *is_so)
{
    struct place now;
    struct place then = {0, 0};
    enum err err = place_of(store, which, &now);

    if (err == ERR_OK) {
        err = meta_get(&store->sql, rows[which].file, &then.file);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, rows[which].birth, &then.birth_ns);
    }
    *is_so = err == ERR_OK && now.file != 0 && now.file == then.file &&
             now.birth_ns == then.birth_ns;
    return err;
}

enum err store_is_copied(struct store *store, bool *is_copied)
{
    bool is_so = false;
    unsigned which = 0;
    enum err err = ERR_OK;

    *is_copied = true;
    for (which = 0; err == ERR_OK && which < KEYS_FILES; which++) {
        err = is_in_place(store, which, &is_so);
        if (is_so) {
            *is_copied = false;
        }
    }
    return err;
}

static enum err
set_place(struct store *store, unsigned which, const struct place *place)
{
    enum err err = meta_set(&store->sql, rows[which].file, place->file);

    return err == ERR_OK
               ? meta_set(&store->sql, rows[which].birth, place->birth_ns)
               : err;
}

enum err store_settle_place(struct store *store)
{
    struct place place = {0, 0};
    unsigned which = 0;
    enum err err = ERR_OK;

    for (which = 0; err == ERR_OK && which < KEYS_FILES; which++) {
        err = place_of(store, which, &place);
        if (err == ERR_OK) {
            err = set_place(store, which, &place);
        }
    }
    return err;
}

/* Write one of the two and remember where it lies now. The other one keeps
 * the place until then. Inside store_begin: of several processes one writes. */
static enum err
write_one(struct store *store, unsigned which, const struct keys *keys)
{
    enum err err = keys_write(store->folder, which, keys);

    return err == ERR_OK ? store_settle_place(store) : err;
}

static enum err
change_one(struct store *store, unsigned which, const struct keys *keys)
{
    enum err err = store_begin(store);

    return err == ERR_OK ? store_commit(store, write_one(store, which, keys))
                         : err;
}

/* Months that another process made since `keys` were read are kept. */
static enum err
take_newer(const struct store *store, struct keys *keys, bool *is_first)
{
    struct keys found;
    bool is_whole = false;
    enum err err = keys_load(store->folder, &found, &is_whole);

    *is_first = err == ERR_UNKNOWN;
    if (err == ERR_OK && found.generation > keys->generation) {
        keys->sealing = found.sealing;
        keys->generation = found.generation;
    }
    keys_release(&found);
    return err == ERR_UNKNOWN || err == ERR_CORRUPT ? ERR_OK : err;
}

/* The first keys of a folder: none keeps the place, so where they will lie is
 * recorded before they have a name. */
static enum err write_first(struct store *store, const struct keys *keys)
{
    char path[PATH_BYTES_MAX];
    struct place place = {0, 0};
    enum err err = keys_stage(store->folder, keys);

    if (err == ERR_OK) {
        err = keys_staged(store->folder, path);
    }
    if (err == ERR_OK) {
        err = place_read(path, &place);
    }
    return err == ERR_OK ? set_place(store, 0, &place) : err;
}

static enum err
change_first(struct store *store, struct keys *keys, bool *is_first)
{
    enum err err = take_newer(store, keys, is_first);

    if (err != ERR_OK) {
        return err;
    }
    keys->generation++;
    return *is_first ? write_first(store, keys) : write_one(store, 0, keys);
}

enum err keys_change(struct store *store, struct keys *keys)
{
    bool is_first = false;
    enum err err = store_begin(store);

    if (err == ERR_OK) {
        err = store_commit(store, change_first(store, keys, &is_first));
    }
    if (err == ERR_OK && is_first) {
        err = keys_publish(store->folder, 0);
    }
    return err == ERR_OK ? change_one(store, 1, keys) : err;
}

/* Take what another process wrote. */
static enum err take_theirs(const struct store *store, struct keys *keys)
{
    bool is_whole = false;

    keys_release(keys);
    return keys_load(store->folder, keys, &is_whole);
}

static enum err part(struct store *store, struct keys *keys)
{
    bool is_copied = false;
    enum err err = store_is_copied(store, &is_copied);

    if (err != ERR_OK || !is_copied) {
        return err == ERR_OK ? take_theirs(store, keys) : err;
    }
    keys->generation++;
    for (unsigned which = 0; err == ERR_OK && which < KEYS_FILES; which++) {
        err = write_one(store, which, keys);
    }
    return err;
}

enum err keys_part(struct store *store, struct keys *keys)
{
    enum err err = store_begin(store);

    return err == ERR_OK ? store_commit(store, part(store, keys)) : err;
}

static enum err keys_over(struct store *store, struct keys *keys)
{
    return meta_get(&store->sql, META_KEYS_OVER, &keys->sealing.over_ms);
}

/* Inside a transaction, so that of several processes one makes the months.
 * `fresh` is what the files say, then what they say from now on. */
static enum err roll_first(struct store *store,
                           uint64_t now_ms,
                           const unsigned char seed[static KEY_SEED_BYTES],
                           struct keys *fresh,
                           bool *is_rolled)
{
    bool is_whole = false;
    enum err err = keys_load(store->folder, fresh, &is_whole);

    if (err == ERR_OK) {
        err = keys_over(store, fresh);
    }
    *is_rolled = err == ERR_OK && sealing_is_due(&fresh->sealing, now_ms);
    if (!*is_rolled) {
        return err;
    }
    sealing_roll(&fresh->sealing, now_ms, seed);
    fresh->generation++;
    err = meta_set(&store->sql, META_KEYS_OVER, fresh->sealing.over_ms);
    return err == ERR_OK ? write_one(store, 0, fresh) : err;
}

enum err keys_roll(struct store *store,
                   struct keys *keys,
                   uint64_t now_ms,
                   const unsigned char seed[static KEY_SEED_BYTES])
{
    struct keys fresh;
    bool is_copied = false;
    bool is_rolled = false;
    enum err err = keys_over(store, keys);

    if (err != ERR_OK || !sealing_is_due(&keys->sealing, now_ms)) {
        return err;
    }
    err = store_is_copied(store, &is_copied);
    if (err != ERR_OK || is_copied) {
        return err;
    }
    keys_init(&fresh);
    err = store_begin(store);
    if (err == ERR_OK) {
        err = store_commit(store,
                           roll_first(store, now_ms, seed, &fresh, &is_rolled));
    }
    if (err == ERR_OK) {
        keys->sealing = fresh.sealing;
        keys->generation = fresh.generation;
        err = is_rolled ? change_one(store, 1, &fresh) : ERR_OK;
    }
    keys_release(&fresh);
    return err;
}

/* Is this one of the two not what keys_load gave? */
static enum err is_damaged(struct store *store,
                           unsigned which,
                           const struct keys *keys,
                           bool *is_so)
{
    struct keys found;
    enum err err = keys_read(store->folder, which, &found);

    *is_so = err != ERR_OK || found.generation != keys->generation;
    keys_release(&found);
    return err == ERR_UNKNOWN || err == ERR_CORRUPT ? ERR_OK : err;
}

static enum err heal(struct store *store, const struct keys *keys)
{
    bool is_copied = false;
    bool is_so = false;
    unsigned which = 0;
    enum err err = store_is_copied(store, &is_copied);

    for (which = 0; err == ERR_OK && which < KEYS_FILES; which++) {
        err = is_damaged(store, which, keys, &is_so);
        if (err == ERR_OK && is_so) {
            err = is_copied ? keys_write(store->folder, which, keys)
                            : write_one(store, which, keys);
        }
    }
    return err;
}

enum err keys_heal(struct store *store, const struct keys *keys)
{
    enum err err = store_begin(store);

    return err == ERR_OK ? store_commit(store, heal(store, keys)) : err;
}
