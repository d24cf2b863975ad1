#include "store/digest.h"

#include <stdlib.h>

#include <sodium.h>

#include "store/inside.h"

enum err store_count(struct store *store, enum set set, uint64_t *records)
{
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *records = 0;
    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; i < store->weeks.count; i++) {
        if (store->weeks.items[i].week.set == set) {
            *records += store->weeks.items[i].count;
        }
    }
    return glance_end(store, is_ours, err);
}

struct ids {
    struct id *items; /* owned */
    size_t count;
    size_t room;
};

static enum err ids_add(struct ids *ids, const struct id *id)
{
    if (ids->count == ids->room) {
        size_t room = ids->room == 0 ? 1024 : 2 * ids->room;
        struct id *items = realloc(ids->items, room * sizeof *items);

        if (items == NULL) {
            return ERR_NOMEM;
        }
        ids->items = items;
        ids->room = room;
    }
    ids->items[ids->count++] = *id;
    return ERR_OK;
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static enum err ids_hash(struct ids *ids, struct id *digest)
{
    if (ids->count > 0) {
        qsort(ids->items, ids->count, sizeof *ids->items, compare_ids);
    }
    return crypto_generichash(digest->data, ID_BYTES,
                              (const unsigned char *)ids->items,
                              ids->count * sizeof *ids->items, NULL, 0) == 0
               ? ERR_OK
               : ERR_IO;
}

/* All ids that are kept, by set. */
static enum err collect(struct store *store, struct ids *ids)
{
    static const char text[] = "SELECT id, bytes FROM whole WHERE state=0";
    struct query query;
    struct record record;
    struct id id;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        if (record_read_header(query_get_view(&query, 1), &record) == ERR_OK) {
            query_get_id(&query, 0, &id);
            added = ids_add(&ids[class_find(record.class)->set], &id);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? added : err;
}

enum err store_digests(struct store *store, struct id digests[static SET_COUNT])
{
    struct ids ids[SET_COUNT] = {{NULL, 0, 0}};
    enum err err = collect(store, ids);

    for (size_t set = 0; set < SET_COUNT; set++) {
        if (err == ERR_OK) {
            err = ids_hash(&ids[set], &digests[set]);
        }
        free(ids[set].items);
    }
    return err;
}

enum err store_digest(struct store *store, enum set set, struct id *digest)
{
    struct id digests[SET_COUNT];
    enum err err = store_digests(store, digests);

    if (err == ERR_OK) {
        *digest = digests[set];
    }
    return err;
}
