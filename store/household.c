/* Numbers of households. */
#include <string.h>

#include "store/inside.h"

/* Places that a household may have, one behind the other. */
enum { PLACES = 4 };

/* The place of a household; else a free one, else the first of its places. */
static struct numbered *cached(struct store *store, const struct id *household)
{
    const size_t first =
        (size_t)(id_prefix(household) % (STORE_HOUSEHOLDS_CACHED - PLACES));
    struct numbered *place = &store->households[first];

    for (size_t i = 0; i < PLACES; i++) {
        struct numbered *other = &store->households[first + i];

        if (other->number != 0 && id_equal(&other->id, household)) {
            return other;
        }
        if (other->number == 0 && place->number != 0) {
            place = other;
        }
    }
    return place;
}

void households_forget(struct store *store)
{
    memset(store->households, 0, sizeof store->households);
}

void household_note(struct store *store,
                    const struct id *household,
                    uint64_t number)
{
    *cached(store, household) = (struct numbered){*household, number};
}

enum err household_find(struct store *store,
                        const struct id *household,
                        uint64_t *number)
{
    static const char text[] = "SELECT number FROM household WHERE id=?";
    struct numbered *place = cached(store, household);
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    if (place->number != 0 && id_equal(&place->id, household)) {
        *number = place->number;
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_id(&query, household);
    is_found = query_row(&query);
    if (is_found) {
        *number = query_get(&query, 0);
        *place = (struct numbered){*household, *number};
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

enum err household_number(struct store *store,
                          const struct id *household,
                          uint64_t *number)
{
    static const char text[] = "INSERT INTO household(id) VALUES(?)";
    struct query query;
    enum err err = household_find(store, household, number);

    if (err != ERR_UNKNOWN) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_id(&query, household);
    err = query_run(&query);
    if (err == ERR_OK) {
        *number = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
    }
    return err;
}
