/*
 * Erasure: what was withdrawn or replaced leaves every byte of the folder.
 *
 * secure_delete zeroes freed bytes of the database. The search index keeps a
 * forgotten word until it is merged as a whole, and the write-ahead log
 * keeps every page it ever carried until it is written back and cut.
 */
#include "store/inside.h"
#include "store/schema.h"
#include "store/search.h"

/* Up to which journal row erasing is done, and where it should be. */
struct scrub {
    uint64_t words; /* last erased post */
    uint64_t bytes; /* last erased record */
    uint64_t done;
    uint64_t forgotten; /* what is in no journal */
    uint64_t forgotten_done;
};

/* What another process erases meanwhile must not be taken for done: so the
 * words are read after the bytes, up to which the scrub will be done. */
static enum err scrub_read(struct store *store, struct scrub *out)
{
    enum err err = meta_get(&store->sql, META_ERASED_BYTES, &out->bytes);

    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_ERASED_WORDS, &out->words);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_SCRUBBED, &out->done);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_FORGOTTEN, &out->forgotten);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_FORGOTTEN_SCRUBBED,
                       &out->forgotten_done);
    }
    return err;
}

enum err store_is_scrub_due(struct store *store, bool *is_due)
{
    struct scrub scrub = {0};
    enum err err = scrub_read(store, &scrub);

    *is_due = err == ERR_OK && (scrub.bytes > scrub.done ||
                                scrub.forgotten > scrub.forgotten_done);
    return err;
}

/* FTS5 merges only what is in at least two parts: a row that comes in one
 * transaction and goes in the next makes sure of it. */
static const struct post passing = {.title = {(const unsigned char *)"x", 1}};
enum { PASSING_SEQ = 0 };

/* Begin to merge the search index as a whole. */
static enum err purge_begin(struct store *store)
{
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    err = store_commit(store, search_add(store, PASSING_SEQ, &passing));
    if (err == ERR_OK) {
        err = store_begin(store);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = search_remove(store, PASSING_SEQ, &passing);
    if (err == ERR_OK) {
        err = search_purge(store, true, &store->scrub.is_purging);
    }
    return store_commit(store, err);
}

/* And go on with it. */
static enum err purge_more(struct store *store)
{
    bool is_purging = true;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    err = store_commit(store, search_purge(store, false, &is_purging));
    if (err == ERR_OK) {
        store->scrub.is_purging = is_purging;
    }
    return err;
}

/* Write the log back and make it empty, unless somebody reads. */
static enum err cut_log(struct store *store)
{
    int code = SQLITE_OK;

    store->sql.patience_ms = STORE_SCRUB_MS_MAX;
    code = sqlite3_wal_checkpoint_v2(store->sql.db, NULL,
                                     SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store->sql.patience_ms = STORE_BUSY_MS_MAX;
    return sql_err(store->sql.db, code);
}

/* Begin with what is due now; what is erased meanwhile is due again. */
static enum err scrub_begin(struct store *store)
{
    struct scrub scrub = {0};
    enum err err = scrub_read(store, &scrub);

    if (err == ERR_OK && scrub.words > scrub.done) {
        err = purge_begin(store);
    }
    store->scrub.upto = scrub.bytes;
    store->scrub.upto_forgotten = scrub.forgotten;
    store->scrub.is_begun = err == ERR_OK;
    return err;
}

/* What was due when it began is done; another process may have done more. */
static enum err mark_done(struct store *store, const struct scrub *scrub)
{
    enum err err = ERR_OK;

    if (store->scrub.upto > scrub->done) {
        err = meta_set(&store->sql, META_SCRUBBED, store->scrub.upto);
    }
    if (err == ERR_OK && store->scrub.upto_forgotten > scrub->forgotten_done) {
        err = meta_set(&store->sql, META_FORGOTTEN_SCRUBBED,
                       store->scrub.upto_forgotten);
    }
    return err;
}

static enum err scrub_end(struct store *store)
{
    struct scrub scrub = {0};
    enum err err = cut_log(store);

    if (err == ERR_OK) {
        err = scrub_read(store, &scrub);
    }
    if (err == ERR_OK && (store->scrub.upto > scrub.done ||
                          store->scrub.upto_forgotten > scrub.forgotten_done)) {
        err = store_begin(store);
        if (err == ERR_OK) {
            err = store_commit(store, mark_done(store, &scrub));
        }
    }
    store->scrub.is_begun = err != ERR_OK;
    return err;
}

enum err store_scrub_some(struct store *store, bool *more)
{
    enum err err = ERR_OK;

    *more = true;
    if (!store->scrub.is_begun) {
        err = scrub_begin(store);
    } else if (store->scrub.is_purging) {
        err = purge_more(store);
    } else {
        err = scrub_end(store);
        *more = false;
    }
    *more = *more && err == ERR_OK;
    return err;
}

enum err store_scrub(struct store *store)
{
    bool more = true;
    enum err err = ERR_OK;

    while (err == ERR_OK && more) {
        err = store_scrub_some(store, &more);
    }
    return err;
}
