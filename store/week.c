#include "store/week.h"

#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

void weeks_release(struct weeks *weeks)
{
    free(weeks->items);
    *weeks = (struct weeks){NULL, 0, 0, 0};
}

static int compare(const struct shelf_week *left,
                   const struct shelf_week *right)
{
    if (left->set != right->set) {
        return left->set < right->set ? -1 : 1;
    }
    return (left->week > right->week) - (left->week < right->week);
}

/* The place of a week, or where it would be. */
static size_t place_of(const struct weeks *weeks,
                       const struct shelf_week *week,
                       bool *is_there)
{
    size_t low = 0;
    size_t high = weeks->count;

    if (weeks->at < weeks->count &&
        compare(&weeks->items[weeks->at].week, week) == 0) {
        *is_there = true;
        return weeks->at;
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare(&weeks->items[middle].week, week) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *is_there =
        low < weeks->count && compare(&weeks->items[low].week, week) == 0;
    return low;
}

const struct week *weeks_find(const struct weeks *weeks,
                              const struct shelf_week *week)
{
    bool is_there = false;
    const size_t place = place_of(weeks, week, &is_there);

    return is_there && weeks->items[place].count > 0 ? &weeks->items[place]
                                                     : NULL;
}

static enum err insert(struct weeks *weeks, size_t place, struct week week)
{
    if (weeks->count == weeks->room) {
        const size_t room = weeks->room == 0 ? 16 : 2 * weeks->room;
        struct week *items = realloc(weeks->items, room * sizeof *items);

        if (items == NULL) {
            return ERR_NOMEM;
        }
        weeks->items = items;
        weeks->room = room;
    }
    memmove(&weeks->items[place + 1], &weeks->items[place],
            (weeks->count - place) * sizeof week);
    weeks->items[place] = week;
    weeks->count++;
    return ERR_OK;
}

enum err weeks_load(struct store *store)
{
    static const char text[] =
        "SELECT set_number, week, first, last, count FROM week"
        " ORDER BY set_number, week";
    struct weeks *weeks = &store->weeks;
    struct query query;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    weeks->count = 0;
    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        const struct week week = {
            .week = {(enum set)query_get(&query, 0),
                     (uint16_t)query_get(&query, 1)},
            .first = query_get(&query, 2),
            .last = query_get(&query, 3),
            .count = query_get(&query, 4),
        };

        added = insert(weeks, weeks->count, week);
    }
    err = query_end(&query);
    return err == ERR_OK ? added : err;
}

enum err
weeks_add(struct weeks *weeks, enum set set, uint16_t drop_day, uint64_t seq)
{
    const struct shelf_week key = {set, (uint16_t)(drop_day / WEEK_DAYS)};
    bool is_there = false;
    const size_t place = place_of(weeks, &key, &is_there);
    struct week *week = NULL;

    if (!is_there) {
        enum err err =
            insert(weeks, place, (struct week){.week = key, .first = seq});

        if (err != ERR_OK) {
            return err;
        }
    }
    week = &weeks->items[place];
    if (week->count == 0) {
        week->first = seq;
    }
    week->last = seq;
    week->count++;
    week->is_changed = true;
    weeks->at = place;
    return ERR_OK;
}

void weeks_remove(struct weeks *weeks, enum set set, uint16_t drop_day)
{
    const struct shelf_week key = {set, (uint16_t)(drop_day / WEEK_DAYS)};
    bool is_there = false;
    const size_t place = place_of(weeks, &key, &is_there);

    if (is_there && weeks->items[place].count > 0) {
        weeks->items[place].count--;
        weeks->items[place].is_changed = true;
    }
}

static enum err write_week(struct store *store, const struct week *week)
{
    static const char remove[] =
        "DELETE FROM week WHERE set_number=? AND week=?";
    static const char set[] =
        "INSERT INTO week(set_number, week, first, last, count)"
        " VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " first=excluded.first, last=excluded.last, count=excluded.count";
    struct query query;

    query_begin(&query, &store->sql, week->count == 0 ? remove : set);
    query_number(&query, (uint64_t)week->week.set);
    query_number(&query, week->week.week);
    if (week->count > 0) {
        query_number(&query, week->first);
        query_number(&query, week->last);
        query_number(&query, week->count);
    }
    return query_run(&query);
}

enum err weeks_write(struct store *store)
{
    struct weeks *weeks = &store->weeks;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < weeks->count; i++) {
        if (weeks->items[i].is_changed) {
            err = write_week(store, &weeks->items[i]);
            weeks->items[i].is_changed = false;
        }
    }
    return err;
}
