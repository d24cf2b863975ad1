/*
 * What a process remembers of the file, so that it need not ask: which runs
 * and weeks there are, and what stands behind the runs. Others may write, so
 * it is compared with the file at the beginning of each transaction.
 */
#include <assert.h>

#include "store/inside.h"
#include "store/placed.h"
#include "store/schema.h"

static enum err read_last(struct store *store, uint64_t *last)
{
    static const char text[] = "SELECT max(seq) FROM record";
    struct query query;

    *last = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *last = query_get(&query, 0);
    }
    return query_end(&query);
}

/* The runs changed: what was merged is in the tail no longer. */
static enum err reload_runs(struct store *store, uint64_t merged)
{
    if (!store->is_known || merged >= store->tail.keys_next) {
        filter_release(&store->filter); /* it has not seen all of them */
    }
    absent_forget(&store->absent);
    store->merged = merged;
    tail_reset(&store->tail, merged + 1);
    return runs_load(store);
}

static enum err reload(struct store *store)
{
    uint64_t merged = 0;
    uint64_t merges = 0;
    uint64_t behind = 0;
    enum err err = meta_get(&store->sql, META_MERGED, &merged);

    store->lane.is_known = false;
    store->held.first = 0;
    fresh_forget(&store->fresh);
    store->tail.is_sure = false; /* another may have erased some of it */
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_MERGES, &merges);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_FLOOR, &store->floor);
    }
    if (err == ERR_OK) {
        err = read_last(store, &store->last);
    }
    if (err == ERR_OK) {
        err = weeks_load(store);
    }
    if (err == ERR_OK) {
        err = meta_get(&store->sql, META_WORDS_BEHIND, &behind);
        store->words_upto = merged - behind;
    }
    if (err == ERR_OK && (!store->is_known || merges != store->merges)) {
        store->merges = merges;
        err = reload_runs(store, merged);
    }
    return err;
}

enum err known_refresh(struct store *store)
{
    uint64_t version = 0;
    enum err err = ERR_OK;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    if (store->is_current) {
        return ERR_OK;
    }
    err = store_data_version(store, &version);
    if (err == ERR_OK && (!store->is_known || version != store->version)) {
        err = reload(store);
        store->is_known = err == ERR_OK;
    }
    store->version = version;
    store->is_current = err == ERR_OK;
    return err;
}

enum err glance_begin(struct store *store, bool *is_ours)
{
    *is_ours = sqlite3_get_autocommit(store->sql.db) != 0;
    if (*is_ours) {
        enum err err = store_begin_read(store);

        *is_ours = err == ERR_OK;
        return err;
    }
    return known_refresh(store);
}

enum err glance_end(struct store *store, bool is_ours, enum err err)
{
    if (is_ours) { /* nothing was written, so there is nothing to undo */
        enum err ended = store_commit(store, ERR_OK);

        err = err == ERR_OK ? ended : err;
    }
    return err;
}

/* Note the two keys of a record. */
static enum err note_keys(struct store *store, struct query *query)
{
    const uint64_t seq = query_get(query, 0);
    struct shelf_row row;
    struct id id;
    enum err err = ERR_OK;

    query_get_id(query, 1, &id);
    if (kept_row(query_get_view(query, 2), &id, &row) != ERR_OK) {
        return ERR_OK;
    }
    filter_add(&store->filter, id_prefix(&row.id));
    filter_add(&store->filter, id_prefix(&row.slot));
    err = tail_add(&store->tail, id_prefix(&row.id), seq);
    if (err == ERR_OK) {
        err = tail_add(&store->tail, id_prefix(&row.slot), seq);
    }
    return err;
}

typedef enum err note(struct store *store, struct query *query);

/* Note each record from `*next` on, which is the last one's successor then. */
static enum err note_from(struct store *store, note *take, uint64_t *next)
{
    static const char text[] = "SELECT seq, id, bytes FROM whole"
                               " WHERE seq>=? AND state=0 ORDER BY seq";
    struct query query;
    enum err noted = ERR_OK;
    enum err err = ERR_OK;

    if (*next > store->last) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, *next);
    while (noted == ERR_OK && query_row(&query)) {
        noted = take(store, &query);
    }
    err = query_end(&query);
    if (err == ERR_OK) {
        err = noted;
    }
    if (err == ERR_OK) {
        *next = store->last + 1;
    } else {
        store->is_known = false;
    }
    return err;
}

enum err tail_know_keys(struct store *store)
{
    return note_from(store, note_keys, &store->tail.keys_next);
}

static enum err
note_lane(struct store *store, const struct record *record, uint64_t household)
{
    uint64_t *used = NULL;
    enum err err = ERR_OK;

    if (class_find(record->class)->is_content_named) {
        return ERR_OK;
    }
    err = tally_at(&store->tail.lanes,
                   (household << TAIL_CLASS_BITS | (uint64_t)record->class)
                           << TAIL_LANE_BITS |
                       record->lane,
                   &used);
    if (err == ERR_OK && record->n >= *used) {
        *used = (uint64_t)record->n + 1;
    }
    return err;
}

enum err tail_note(struct store *store,
                   const struct record *record,
                   uint64_t household,
                   uint64_t seq)
{
    unsigned char order[ORDER_ENTRY_BYTES];
    unsigned char entry[KEY_ENTRY_BYTES];
    struct placed placed;
    struct post post;
    struct id post_id;
    enum err err = note_lane(store, record, household);

    if (err != ERR_OK || !placed_glimpse_post(record, &post, &post_id)) {
        return err;
    }
    placed = placed_of(record, &post, &post_id, household, seq);
    placed_put(order, &placed);
    run_entry_put(entry, placed.post64, seq);
    return tail_add_post(&store->tail, order, entry);
}

static enum err note_row(struct store *store, struct query *query)
{
    struct record record;
    uint64_t household = 0;
    enum err err = ERR_OK;

    if (record_read_header(query_get_view(query, 2), &record) != ERR_OK) {
        return ERR_OK;
    }
    err = household_find(store, &record.household, &household);
    if (err == ERR_OK) {
        err = tail_note(store, &record, household, query_get(query, 0));
    }
    return err == ERR_UNKNOWN ? ERR_OK : err; /* its name has rotten */
}

enum err tail_read_posts(struct store *store)
{
    return note_from(store, note_row, &store->tail.posts_next);
}

enum err tail_know_posts(struct store *store)
{
    const enum err err = tail_read_posts(store);

    if (err == ERR_OK) {
        tail_sort(&store->tail);
    }
    return err;
}
