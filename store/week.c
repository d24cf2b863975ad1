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

/* The place of the first span that is not before this week. */
static size_t place_of(const struct weeks *weeks, const struct shelf_week *week)
{
    size_t low = 0;
    size_t high = weeks->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare(&weeks->items[middle].week, week) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
is_of(const struct weeks *weeks, size_t place, const struct shelf_week *week)
{
    return place < weeks->count &&
           compare(&weeks->items[place].week, week) == 0;
}

const struct week_span *weeks_find(const struct weeks *weeks,
                                   const struct shelf_week *week,
                                   size_t *count)
{
    const size_t place = place_of(weeks, week);

    *count = 0;
    while (is_of(weeks, place + *count, week)) {
        (*count)++;
    }
    return *count > 0 ? &weeks->items[place] : NULL;
}

/* The least sequence behind `after` where something of the set may lie. */
static bool next_first(const struct weeks *weeks,
                       enum set set,
                       uint64_t after,
                       uint64_t *first)
{
    bool is_there = false;

    for (size_t i = 0; i < weeks->count; i++) {
        const struct week_span *item = &weeks->items[i];

        if (item->week.set == set && item->count > 0 && item->last > after) {
            const uint64_t from = item->first > after ? item->first : after + 1;

            *first = is_there && *first < from ? *first : from;
            is_there = true;
        }
    }
    return is_there;
}

bool weeks_span(const struct weeks *weeks,
                enum set set,
                uint64_t after,
                uint64_t *first,
                uint64_t *last)
{
    bool has_grown = next_first(weeks, set, after, first);
    const bool is_there = has_grown;

    *last = is_there ? *first : 0;
    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < weeks->count; i++) {
            const struct week_span *item = &weeks->items[i];

            if (item->week.set == set && item->count > 0 &&
                item->first <= *last + 1 && item->last > *last) {
                *last = item->last;
                has_grown = true;
            }
        }
    }
    return is_there;
}

static enum err insert(struct weeks *weeks, size_t place, struct week_span item)
{
    if (weeks->count == weeks->room) {
        const size_t room = weeks->room == 0 ? 16 : 2 * weeks->room;
        struct week_span *items = realloc(weeks->items, room * sizeof *items);

        if (items == NULL) {
            return ERR_NOMEM;
        }
        weeks->items = items;
        weeks->room = room;
    }
    memmove(&weeks->items[place + 1], &weeks->items[place],
            (weeks->count - place) * sizeof item);
    weeks->items[place] = item;
    weeks->count++;
    return ERR_OK;
}

enum err weeks_load(struct store *store)
{
    static const char text[] =
        "SELECT set_number, week, first, last, count FROM week"
        " ORDER BY set_number, week, first";
    struct weeks *weeks = &store->weeks;
    struct query query;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    weeks->count = 0;
    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        const struct week_span item = {
            .week = {(enum set)query_get(&query, 0),
                     (uint16_t)query_get(&query, 1)},
            .first = query_get(&query, 2),
            .last = query_get(&query, 3),
            .count = query_get(&query, 4),
        };

        added = insert(weeks, weeks->count, item);
    }
    err = query_end(&query);
    return err == ERR_OK ? added : err;
}

/* Make one of the two neighbours with the least between them; the second one
 * is left empty, until that is written. */
static void join_nearest(struct week_span *items, size_t count)
{
    struct week_span *left = NULL;
    struct week_span *right = NULL;
    struct week_span *before = NULL;

    for (size_t i = 0; i < count; i++) {
        struct week_span *item = &items[i];

        if (item->count == 0) {
            continue;
        }
        if (before != NULL && (left == NULL || item->first - before->last <
                                                   right->first - left->last)) {
            left = before;
            right = item;
        }
        before = item;
    }
    if (left != NULL) {
        left->last = right->last;
        left->count += right->count;
        left->is_changed = true;
        right->count = 0;
        right->is_changed = true;
    }
}

/* Begin a span behind all others of its week, which ends before `place`. */
static enum err
begin(struct weeks *weeks, size_t place, const struct week_span *item)
{
    size_t kept = 0;
    size_t from = place;
    enum err err = insert(weeks, place, *item);

    if (err != ERR_OK) {
        return err;
    }
    weeks->at = place;
    while (from > 0 &&
           compare(&weeks->items[from - 1].week, &item->week) == 0) {
        from--;
    }
    for (size_t i = from; i <= place; i++) {
        kept += weeks->items[i].count > 0 ? 1U : 0U;
    }
    if (kept > STORE_WEEK_SPANS_MAX) {
        join_nearest(&weeks->items[from], place + 1 - from);
    }
    return ERR_OK;
}

enum err
weeks_add(struct weeks *weeks, enum set set, uint16_t drop_day, uint64_t seq)
{
    const struct week_span fresh = {
        .week = {set, (uint16_t)(drop_day / WEEK_DAYS)},
        .first = seq,
        .last = seq,
        .count = 1,
        .is_changed = true,
    };
    struct week_span *item = NULL;

    if (!is_of(weeks, weeks->at, &fresh.week) ||
        is_of(weeks, weeks->at + 1, &fresh.week)) {
        size_t place = place_of(weeks, &fresh.week);

        while (is_of(weeks, place, &fresh.week)) {
            place++;
        }
        if (place == 0 || !is_of(weeks, place - 1, &fresh.week)) {
            return begin(weeks, place, &fresh);
        }
        weeks->at = place - 1;
    }
    item = &weeks->items[weeks->at];
    if (item->count == 0 || seq > item->last + STORE_WEEK_GAP) {
        return begin(weeks, weeks->at + 1, &fresh);
    }
    item->last = seq;
    item->count++;
    item->is_changed = true;
    return ERR_OK;
}

void weeks_remove(struct weeks *weeks,
                  enum set set,
                  uint16_t drop_day,
                  uint64_t seq)
{
    const struct shelf_week week = {set, (uint16_t)(drop_day / WEEK_DAYS)};

    for (size_t place = place_of(weeks, &week); is_of(weeks, place, &week);
         place++) {
        struct week_span *item = &weeks->items[place];

        if (item->count > 0 && item->first <= seq && seq <= item->last) {
            item->count--;
            item->is_changed = true;
            return;
        }
    }
}

static enum err write_span(struct store *store, const struct week_span *item)
{
    static const char remove[] =
        "DELETE FROM week WHERE set_number=? AND week=? AND first=?";
    static const char set[] =
        "INSERT INTO week(set_number, week, first, last, count)"
        " VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " last=excluded.last, count=excluded.count";
    struct query query;

    query_begin(&query, &store->sql, item->count == 0 ? remove : set);
    query_number(&query, (uint64_t)item->week.set);
    query_number(&query, item->week.week);
    query_number(&query, item->first);
    if (item->count > 0) {
        query_number(&query, item->last);
        query_number(&query, item->count);
    }
    return query_run(&query);
}

/* Take out what nothing is kept of. */
static void close_gaps(struct weeks *weeks)
{
    size_t count = 0;

    for (size_t i = 0; i < weeks->count; i++) {
        if (weeks->items[i].count > 0) {
            weeks->items[count] = weeks->items[i];
            count++;
        }
    }
    weeks->count = count;
}

enum err weeks_write(struct store *store)
{
    struct weeks *weeks = &store->weeks;
    bool has_gaps = false;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < weeks->count; i++) {
        if (weeks->items[i].is_changed) {
            err = write_span(store, &weeks->items[i]);
            weeks->items[i].is_changed = false;
            has_gaps = has_gaps || weeks->items[i].count == 0;
        }
    }
    if (has_gaps) {
        close_gaps(weeks);
    }
    return err;
}
