/* Numbers of households, the journal: small rows that others point to. */
#include <assert.h>
#include <string.h>

#include "store/inside.h"

static struct numbered *cached(struct store *store, const struct id *household)
{
    return &store->households[id_prefix(household) % STORE_HOUSEHOLDS_CACHED];
}

void households_forget(struct store *store)
{
    memset(store->households, 0, sizeof store->households);
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

static enum err journal_trim(struct store *store, uint64_t last)
{
    static const char text[] = "DELETE FROM journal WHERE sequence<=?";
    struct query query;

    if (last <= STORE_JOURNAL_ROWS_MAX || last % STORE_JOURNAL_TRIM_ROWS != 0) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, last - STORE_JOURNAL_ROWS_MAX);
    return query_run(&query);
}

/* What was derived from the roster is wrong now, and may repeat words of a
 * record that went: it goes in the same transaction. */
static enum err forget_settled(struct store *store)
{
    static const char text[] = "DELETE FROM snapshot WHERE number=?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, SNAPSHOT_SETTLED);
    return query_run(&query);
}

enum err journal_add(struct store *store,
                     const struct journal_row *row,
                     uint64_t *sequence)
{
    static const char text[] = "INSERT INTO journal"
                               "(set_number, is_added, drop_day, id)"
                               " VALUES(?, ?, ?, ?)";
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)row->set);
    query_number(&query, row->is_added);
    query_number(&query, row->drop_day);
    query_id(&query, &row->id);
    err = query_run(&query);
    if (err != ERR_OK) {
        return err;
    }
    *sequence = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
    if (row->set == SET_ROSTER) {
        err = forget_settled(store);
    }
    return err == ERR_OK ? journal_trim(store, *sequence) : err;
}
