#include "store/held.h"

#include "store/inside.h"

/* A place is never used twice while a process runs: who reads on from one
 * misses nothing. */
static enum err next_place(struct store *store, uint64_t *place)
{
    static const char text[] = "SELECT ifnull(max(place), 0) FROM held";
    struct query query;
    enum err err = ERR_OK;

    if (store->held_last == 0) {
        query_begin(&query, &store->sql, text);
        if (query_row(&query)) {
            store->held_last = query_get(&query, 0);
        }
        err = query_end(&query);
    }
    if (err == ERR_OK) {
        *place = ++store->held_last;
    }
    return err;
}

enum err held_put(struct store *store, const struct record *record)
{
    static const char text[] =
        "INSERT INTO held(place, week, bytes) VALUES(?, ?, ?)";
    struct query query;
    uint64_t place = 0;
    enum err err = next_place(store, &place);

    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, place);
    query_number(&query, (uint64_t)(record->drop_day / WEEK_DAYS));
    query_view(&query, record->bytes);
    return query_run(&query);
}

enum err held_show(struct store *store, uint16_t week)
{
    static const char text[] =
        "INSERT INTO held_week(week) VALUES(?) ON CONFLICT DO NOTHING";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, week);
    return query_run(&query);
}

/* With the last record what may be shown is forgotten too. */
static enum err forget_weeks(struct store *store)
{
    static const char text[] =
        "DELETE FROM held_week WHERE NOT EXISTS (SELECT 1 FROM held)";
    struct query query;

    query_begin(&query, &store->sql, text);
    return query_run(&query);
}

enum err held_forget(struct store *store, uint64_t after, uint64_t upto)
{
    static const char text[] = "DELETE FROM held WHERE place>? AND place<=?";
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, after);
    query_number(&query, upto);
    err = query_run(&query);
    return err == ERR_OK ? forget_weeks(store) : err;
}

enum err held_walk(struct store *store,
                   uint64_t *cursor,
                   shelf_visit_bytes *visit,
                   void *visitor)
{
    static const char text[] =
        "SELECT place, bytes FROM held WHERE place>? ORDER BY place";
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, *cursor);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit(visitor, query_get_view(&query, 1));
        *cursor = visited == ERR_OK ? query_get(&query, 0) : *cursor;
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err held_count(struct store *store, uint64_t *records)
{
    static const char text[] =
        "SELECT count(*) FROM held WHERE week IN (SELECT week FROM held_week)";
    struct query query;

    *records = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *records = query_get(&query, 0);
    }
    return query_end(&query);
}
