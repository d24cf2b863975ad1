#include "store/live.h"

#include <stddef.h>

#include "store/inside.h"
#include "store/placed.h"
#include "store/schema.h"
#include "store/walk.h"

enum err live_change(struct store *store,
                     uint64_t household,
                     int64_t by,
                     uint64_t newest_ms)
{
    static const char text[] =
        "UPDATE household SET live=max(0, live+?), newest=max(newest, ?)"
        " WHERE number=?";
    struct query query;

    if (by == 0) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)by);
    query_number(&query, newest_ms);
    query_number(&query, household);
    return query_run(&query);
}

enum err live_swept(struct store *store, uint64_t *swept_ms)
{
    return meta_get(&store->sql, META_SWEPT, swept_ms);
}

/* The keeper of a post, and when it was posted; 0: it is erased, or was never
 * counted. */
static enum err keeper_of(struct store *store,
                          uint64_t seq,
                          uint64_t *keeper,
                          uint64_t *posted_ms)
{
    struct kept kept;
    struct bytes bytes;
    struct record record;
    struct post post;
    struct id post_id;
    enum err err = ERR_OK;

    *keeper = 0;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = kept_at(store, seq, &kept, &bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&bytes), &record);
    }
    if (err == ERR_OK && placed_glimpse_post(&record, &post, &post_id) &&
        post.status != STATUS_CLOSED) {
        *posted_ms = post.posted_ms;
        err = household_find(store, &record.household, keeper);
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Visit from `walk` on; see live_ended. */
static enum err visit_ended(struct walk *walk,
                            uint64_t now_ms,
                            size_t max,
                            live_visit *visit,
                            void *visitor,
                            uint64_t *until_ms)
{
    const unsigned char *entry = NULL;
    uint64_t keeper = 0;
    uint64_t posted_ms = 0;
    size_t count = 0;
    enum err err = walk_next(walk, &entry);

    for (; err == ERR_OK && entry != NULL && get_u64(entry) <= now_ms;
         count++) {
        if (count >= max && get_u64(entry) > *until_ms) {
            return ERR_OK; /* the rest another time */
        }
        *until_ms = get_u64(entry);
        err = keeper_of(walk->store, run_entry_seq(INDEX_UNTIL, entry), &keeper,
                        &posted_ms);
        if (err == ERR_OK && keeper != 0) {
            err = visit(visitor, keeper, posted_ms);
        }
        if (err == ERR_OK) {
            err = walk_next(walk, &entry);
        }
    }
    *until_ms = now_ms;
    return err;
}

/* Those in runs that end after `until_ms`, up to `now_ms`; see live_ended. */
static enum err visit_between(struct store *store,
                              uint64_t now_ms,
                              size_t max,
                              live_visit *visit,
                              void *visitor,
                              uint64_t *until_ms)
{
    unsigned char bound[KEY_ENTRY_BYTES];
    struct walk walk;
    enum err err = ERR_OK;

    run_entry_put(bound, *until_ms + 1, 0);
    err = walk_begin(&walk, store, walk_of(store, INDEX_UNTIL), NULL, 0);
    if (err == ERR_OK) {
        err = walk_seek(&walk, bound);
    }
    if (err == ERR_OK) {
        err = visit_ended(&walk, now_ms, max, visit, visitor, until_ms);
    }
    walk_release(&walk);
    return err;
}

enum err live_ended(struct store *store,
                    uint64_t now_ms,
                    size_t max,
                    live_visit *visit,
                    void *visitor,
                    uint64_t *until_ms)
{
    uint64_t swept = 0;
    enum err err = live_swept(store, &swept);

    *until_ms = swept;
    return err != ERR_OK || now_ms <= swept
               ? err
               : visit_between(store, now_ms, max, visit, visitor, until_ms);
}

static enum err count_off(void *visitor, uint64_t keeper, uint64_t posted_ms)
{
    (void)posted_ms;
    return live_change(visitor, keeper, -1, 0);
}

static enum err count_again(void *visitor, uint64_t keeper, uint64_t posted_ms)
{
    return live_change(visitor, keeper, 1, posted_ms);
}

enum err live_sweep(struct store *store, uint64_t now_ms)
{
    uint64_t swept = 0;
    uint64_t until_ms = now_ms;
    enum err err = live_swept(store, &swept);

    if (err == ERR_OK && now_ms < swept) {
        err = visit_between(store, swept, SIZE_MAX, count_again, store,
                            &until_ms);
        until_ms = now_ms;
    } else if (err == ERR_OK) {
        err = live_ended(store, now_ms, STORE_SWEEP_ROWS_MAX, count_off, store,
                         &until_ms);
    }
    return err == ERR_OK && until_ms != swept
               ? meta_set(&store->sql, META_SWEPT, until_ms)
               : err;
}
