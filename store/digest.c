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

static enum err collect(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct ids *ids = visitor;

    (void)drop_day;
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

enum err store_digest(struct store *store, enum set set, struct id *digest)
{
    struct shelf shelf = store_shelf(store);
    struct ids ids = {NULL, 0, 0};
    enum err err = shelf.walk_ids(shelf.self, set, collect, &ids);

    if (err == ERR_OK) {
        if (ids.count > 0) {
            qsort(ids.items, ids.count, sizeof *ids.items, compare_ids);
        }
        if (crypto_generichash(digest->data, ID_BYTES,
                               (const unsigned char *)ids.items,
                               ids.count * sizeof *ids.items, NULL, 0) != 0) {
            err = ERR_IO;
        }
    }
    free(ids.items);
    return err;
}
