/* Is the whole file as it was written? */
#include "store/inside.h"

/* SQLite knows no page whose bytes have changed on the disk alone. */
static enum err check_records(struct store *store)
{
    struct query query;
    struct id id;
    bool is_sound = true;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql,
                "SELECT id, bytes FROM whole WHERE state=0");
    while (is_sound && query_row(&query)) {
        query_get_id(&query, 0, &id);
        is_sound = kept_is_sound(query_get_view(&query, 1), &id);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_sound ? ERR_CORRUPT : err;
}

enum err store_check(struct store *store)
{
    struct query query;
    bool is_sound = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, "PRAGMA integrity_check(1)");
    if (query_row(&query)) {
        struct view answer = query_get_view(&query, 0);

        is_sound = view_equal(answer, view_text("ok"));
    }
    err = query_end(&query);
    if (err == ERR_OK && !is_sound) {
        return ERR_CORRUPT;
    }
    return err == ERR_OK ? check_records(store) : err;
}
