#include "store/held.h"

#include "store/inside.h"
#include "store/schema.h"

/* A place is never used twice while a process runs: who reads on from one
 * misses nothing. */
static enum err next_place(struct store *store, uint64_t *place)
{
    static const char text[] = "SELECT ifnull(max(place), 0) FROM aside";
    struct query query;
    enum err err = ERR_OK;

    if (store->held.last == 0) {
        query_begin(&query, &store->sql, text);
        if (query_row(&query)) {
            store->held.last = query_get(&query, 0);
        }
        err = query_end(&query);
    }
    if (err == ERR_OK) {
        *place = ++store->held.last;
    }
    return err;
}

/* One more place is held: the end of the span that is growing. */
static enum err grow_span(struct store *store, uint64_t place)
{
    static const char text[] =
        "INSERT INTO held(first, last) VALUES(?, ?)"
        " ON CONFLICT(first) DO UPDATE SET last=excluded.last";
    struct query query;

    if (store->held.first == 0) {
        store->held.first = place;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, store->held.first);
    query_number(&query, place);
    return query_run(&query);
}

enum err held_put(struct store *store, const struct record *record)
{
    static const char text[] =
        "INSERT INTO aside(place, week, bytes) VALUES(?, ?, ?)";
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
    err = query_run(&query);
    return err == ERR_OK ? grow_span(store, place) : err;
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

/* Run a statement about the places from one to another. */
static enum err
run_between(struct store *store, const char *text, uint64_t from, uint64_t to)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, from);
    query_number(&query, to);
    return query_run(&query);
}

/* Cut places out of the spans. */
static enum err cut_spans(struct store *store, uint64_t from, uint64_t to)
{
    static const char behind[] = "INSERT INTO held(first, last)"
                                 " SELECT ?2+1, last FROM held"
                                 " WHERE first<=?2 AND last>?2";
    static const char before[] = "UPDATE held SET last=?1-1"
                                 " WHERE first<?1 AND first<=?2 AND last>=?1";
    static const char within[] = "DELETE FROM held WHERE first>=? AND first<=?";
    enum err err = run_between(store, behind, from, to);

    if (err == ERR_OK) {
        err = run_between(store, before, from, to);
    }
    if (err == ERR_OK) {
        err = run_between(store, within, from, to);
    }
    store->held.first = 0;
    return err == ERR_OK ? forget_weeks(store) : err;
}

/* Erase what was held between two places and was not taken in. */
static enum err erase_between(struct store *store, uint64_t from, uint64_t to)
{
    static const char text[] =
        "DELETE FROM aside WHERE place>=? AND place<=? AND EXISTS"
        " (SELECT 1 FROM held WHERE first<=place AND last>=place)";
    enum err err = ERR_OK;

    if (from > to) {
        return ERR_OK;
    }
    err = run_between(store, text, from, to);
    /* The log still has it: a scrub is due. */
    return err == ERR_OK && sqlite3_changes(store->sql.db) > 0
               ? meta_raise(&store->sql, META_FORGOTTEN)
               : err;
}

enum err held_settle(struct store *store)
{
    const struct held_places held = store->held;
    enum err err = ERR_OK;

    store->held.upto = 0;
    if (held.upto == 0) {
        return ERR_OK;
    }
    err = erase_between(store, held.taken + 1, held.upto);
    return err == ERR_OK ? cut_spans(store, held.after + 1, held.upto) : err;
}

enum err held_forget(struct store *store, uint64_t after, uint64_t upto)
{
    enum err err = held_settle(store);

    store->held.after = after;
    store->held.taken = after;
    store->held.upto = upto;
    return err;
}

/* The first place of what is let go of that has these bytes; 0: none. */
static enum err
find_freed(struct store *store, struct view bytes, uint64_t *place)
{
    static const char text[] =
        "SELECT place, bytes FROM held CROSS JOIN aside"
        " ON place>=max(first, ?1+1) AND place<=min(last, ?2)"
        " WHERE last>?1 AND first<=?2 ORDER BY first, place";
    struct query query;

    *place = 0;
    query_begin(&query, &store->sql, text);
    query_number(&query, store->held.taken);
    query_number(&query, store->held.upto);
    while (*place == 0 && query_row(&query)) {
        if (view_equal(query_get_view(&query, 1), bytes)) {
            *place = query_get(&query, 0);
        }
    }
    return query_end(&query);
}

enum err held_claim(struct store *store, struct view bytes, uint64_t *place)
{
    const uint64_t taken = store->held.taken;
    enum err err = ERR_OK;

    *place = 0;
    if (taken < store->held.upto) {
        err = find_freed(store, bytes, place);
    }
    if (err == ERR_OK && *place != 0) {
        store->held.taken = *place;
        err = erase_between(store, taken + 1, *place - 1);
    }
    return err;
}

enum err held_walk(struct store *store,
                   uint64_t *cursor,
                   shelf_visit_bytes *visit,
                   void *visitor)
{
    static const char text[] = "SELECT place, bytes FROM held CROSS JOIN aside"
                               " ON place>=max(first, ?1+1) AND place<=last"
                               " WHERE last>?1 ORDER BY first, place";
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
    static const char text[] = "SELECT count(*) FROM held CROSS JOIN aside"
                               " ON place BETWEEN first AND last"
                               " WHERE week IN (SELECT week FROM held_week)";
    struct query query;

    *records = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *records = query_get(&query, 0);
    }
    return query_end(&query);
}
