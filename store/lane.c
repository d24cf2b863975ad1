#include "store/lane.h"

#include "store/inside.h"

enum err lane_write(struct store *store,
                    uint64_t household,
                    enum record_class class,
                    uint32_t lane,
                    uint64_t used)
{
    static const char text[] =
        "INSERT INTO lane(household, class, lane, used)"
        " VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET used=excluded.used"
        " WHERE excluded.used > used";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, household);
    query_number(&query, (uint64_t) class);
    query_number(&query, lane);
    query_number(&query, used);
    return query_run(&query);
}

enum err lane_use(struct store *store, const struct shelf_row *row)
{
    uint64_t household = 0;
    enum err err = ERR_OK;

    if (class_find(row->class)->is_content_named) {
        return ERR_OK;
    }
    err = household_find(store, &row->household, &household);
    return err == ERR_OK ? lane_write(store, household, row->class, row->lane,
                                      (uint64_t)row->n + 1)
                         : err;
}

static bool is_of(const struct lane_hint *hint,
                  const struct id *household,
                  enum record_class class,
                  uint32_t lane)
{
    return hint->class == class && hint->lane == lane &&
           id_equal(&hint->household, household);
}

void lane_note(struct store *store, const struct record *record)
{
    struct lane_hint *hint = &store->lane;

    if (hint->is_known && record->n >= hint->used &&
        is_of(hint, &record->household, record->class, record->lane)) {
        hint->used = (uint64_t)record->n + 1;
    }
}

/* What the table says. */
static enum err read_used(struct store *store, struct lane_hint *hint)
{
    static const char text[] =
        "SELECT used FROM lane WHERE household=? AND class=? AND lane=?";
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, &hint->household, &number);

    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    query_number(&query, (uint64_t)hint->class);
    query_number(&query, hint->lane);
    if (query_row(&query)) {
        hint->used = query_get(&query, 0);
    }
    return query_end(&query);
}

enum err
lane_written(struct store *store, const struct record *record, uint64_t *used)
{
    struct lane_hint hint = {.household = record->household,
                             .class = record->class,
                             .lane = record->lane};
    enum err err = read_used(store, &hint);

    *used = hint.used;
    return err;
}

/* What is behind the runs. */
static enum err read_tail(struct store *store, struct lane_hint *hint)
{
    static const char text[] =
        "SELECT bytes FROM whole WHERE seq>? AND state=0";
    struct query query;
    struct record record;

    query_begin(&query, &store->sql, text);
    query_number(&query, store->merged);
    while (query_row(&query)) {
        if (record_read_header(query_get_view(&query, 0), &record) == ERR_OK &&
            record.n >= hint->used &&
            is_of(hint, &record.household, record.class, record.lane)) {
            hint->used = (uint64_t)record.n + 1;
        }
    }
    return query_end(&query);
}

enum err
lane_used(struct store *store, const struct shelf_range *range, uint64_t *used)
{
    struct lane_hint *hint = &store->lane;
    enum err err = ERR_OK;

    if (!hint->is_known ||
        !is_of(hint, &range->household, range->class, range->lane)) {
        *hint = (struct lane_hint){.household = range->household,
                                   .class = range->class,
                                   .lane = range->lane};
        err = read_used(store, hint);
        if (err == ERR_OK) {
            err = read_tail(store, hint);
        }
        hint->is_known = err == ERR_OK;
    }
    *used = hint->used;
    return err;
}
