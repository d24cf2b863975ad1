#include "store/rot.h"

#include "store/inside.h"

enum err rot_find(struct store *store, struct rotten *out)
{
    static const char text[] = "SELECT id, bytes FROM whole WHERE state=0";
    struct query query;
    struct id id;

    out->count = 0;
    out->all = 0;
    query_begin(&query, &store->sql, text);
    while (query_row(&query)) {
        query_get_id(&query, 0, &id);
        if (kept_is_sound(query_get_view(&query, 1), &id)) {
            continue;
        }
        out->all++;
        if (out->count < STORE_ROTTEN_MAX) {
            out->ids[out->count++] = id;
        }
    }
    return query_end(&query);
}

enum err rot_drop(struct store *store, const struct rotten *rotten)
{
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; err == ERR_OK && i < rotten->count; i++) {
        err = store_drop(store, &rotten->ids[i]);
    }
    return store_commit(store, err);
}
