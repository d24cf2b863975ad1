#include "store/rot.h"

#include "store/inside.h"

/* How many records are kept, for who watches. */
static uint64_t count_all(const struct store *store)
{
    uint64_t all = 0;

    for (size_t i = 0; i < store->weeks.count; i++) {
        all += store->weeks.items[i].count;
    }
    return all;
}

static void look_at(struct query *query, struct rotten *out)
{
    const struct view bytes = query_get_view(query, 2);
    struct rotten_row row = {.seq = query_get(query, 0)};

    query_get_id(query, 1, &row.id);
    row.has_id = kept_is_sound(bytes, &row.id);
    if (row.has_id && record_verify(bytes) == ERR_OK) {
        return;
    }
    out->all++;
    if (out->count < STORE_ROTTEN_MAX) {
        out->rows[out->count++] = row;
    }
}

enum err
rot_find(struct store *store, rot_watch *watch, void *self, struct rotten *out)
{
    static const char text[] = "SELECT seq, id, bytes FROM whole WHERE state=0";
    struct query query;
    uint64_t done = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    out->count = 0;
    out->all = 0;
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    while (query_row(&query)) {
        look_at(&query, out);
        done++;
        if (watch != NULL && done % STORE_ROT_WATCHED == 0) {
            watch(self, done, count_all(store));
        }
    }
    return glance_end(store, is_ours, query_end(&query));
}

/* What was in no week that its bytes could tell is counted in one still. */
static enum err count_weeks_again(struct store *store)
{
    static const char text[] =
        "SELECT seq, bytes FROM whole WHERE state=0 ORDER BY seq";
    struct query query;
    struct record record;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, "DELETE FROM week");
    err = query_run(&query);
    if (err != ERR_OK) {
        return err;
    }
    weeks_release(&store->weeks);
    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        if (record_read_header(query_get_view(&query, 1), &record) == ERR_OK) {
            added = weeks_add(&store->weeks, class_find(record.class)->set,
                              record.drop_day, query_get(&query, 0));
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? added : err;
}

enum err rot_drop(struct store *store, const struct rotten *rotten)
{
    bool is_counted = true;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; err == ERR_OK && i < rotten->count; i++) {
        err = store_drop_rotten(store, &rotten->rows[i]);
        is_counted = is_counted && rotten->rows[i].has_id;
    }
    if (err == ERR_OK && !is_counted) {
        err = count_weeks_again(store);
    }
    return store_commit(store, err);
}
