/* The port of node/shelf.h over SQLite. */
#include <assert.h>

#include "store/inside.h"

#define ROW_COLUMNS                                                            \
    "r.id, r.slot, h.id, r.class, r.kind, r.lane, r.n, r.stamp, r.drop_day,"   \
    " r.is_tombstone, r.seq"                                                   \
    " FROM record r JOIN household h ON h.number=r.household"

static void get_row(struct query *query, struct shelf_row *out)
{
    query_get_id(query, 0, &out->id);
    query_get_id(query, 1, &out->slot);
    query_get_id(query, 2, &out->household);
    out->class = (enum record_class)query_get(query, 3);
    out->kind = (uint16_t)query_get(query, 4);
    out->lane = (uint32_t)query_get(query, 5);
    out->n = (uint32_t)query_get(query, 6);
    out->stamp_ms = query_get(query, 7);
    out->drop_day = (uint16_t)query_get(query, 8);
    out->is_tombstone = query_get(query, 9) != 0;
}

/* The row of a query for one id or slot. ERR_UNKNOWN. */
static enum err one_row(struct store *store,
                        const char *text,
                        const struct id *key,
                        struct shelf_row *out)
{
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(key));
    query_id(&query, key);
    is_found = query_row(&query);
    if (is_found) {
        get_row(&query, out);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

static enum err
port_head(void *self, const struct id *slot, struct shelf_row *out)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS " WHERE r.slot64=? AND r.slot=?";

    return one_row(self, text, slot, out);
}

static enum err
port_find(void *self, const struct id *id, struct shelf_row *out)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS " WHERE r.id64=? AND r.id=?";

    return one_row(self, text, id, out);
}

static enum err
port_prefixed(void *self, uint64_t prefix, struct shelf_row *out)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS " WHERE r.id64=? ORDER BY r.id LIMIT 1";
    struct store *store = self;
    struct query query;
    struct id key = {{0}};
    bool is_found = false;
    enum err err = ERR_OK;

    put_u64(key.data, prefix);
    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(&key));
    is_found = query_row(&query);
    if (is_found) {
        get_row(&query, out);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

/* Replace `out` by the one column of the one row of a query. ERR_UNKNOWN. */
static enum err take_bytes(struct query *query, struct bytes *out)
{
    bool is_found = query_row(query);
    enum err copied = ERR_OK;
    enum err err = ERR_OK;

    if (is_found) {
        bytes_reset(out);
        copied = bytes_append(out, query_get_view(query, 0));
    }
    err = query_end(query);
    if (err == ERR_OK && !is_found) {
        err = ERR_UNKNOWN;
    }
    return err == ERR_OK ? copied : err;
}

static enum err port_read(void *self, const struct id *id, struct bytes *out)
{
    static const char text[] = "SELECT bytes FROM record WHERE id64=? AND id=?";
    struct store *store = self;
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(id));
    query_id(&query, id);
    return take_bytes(&query, out);
}

static enum err
port_walk_ids(void *self, enum set set, shelf_visit_id *visit, void *visitor)
{
    static const char text[] = "SELECT id, drop_day FROM record"
                               " WHERE set_number=? ORDER BY week, id";
    struct store *store = self;
    struct query query;
    struct id id;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)set);
    while (visited == ERR_OK && query_row(&query)) {
        query_get_id(&query, 0, &id);
        visited = visit(visitor, &id, (uint16_t)query_get(&query, 1));
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

static enum err port_walk_bytes(void *self,
                                enum set set,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    static const char text[] = "SELECT bytes FROM record WHERE set_number=?";
    struct store *store = self;
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)set);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit(visitor, query_get_view(&query, 0));
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

static enum err port_week_ids(void *self,
                              const struct shelf_week *week,
                              const struct id *after,
                              struct id *ids,
                              size_t max,
                              size_t *count)
{
    static const char text[] =
        "SELECT id FROM record"
        " WHERE set_number=? AND week=? AND id>? ORDER BY id LIMIT ?";
    struct store *store = self;
    struct query query;
    size_t found = 0;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)week->set);
    query_number(&query, week->week);
    query_view(&query, after == NULL ? (struct view){NULL, 0}
                                     : (struct view){after->data, ID_BYTES});
    query_number(&query, max);
    while (found < max && query_row(&query)) {
        query_get_id(&query, 0, &ids[found]);
        found++;
    }
    err = query_end(&query);
    *count = err == ERR_OK ? found : 0;
    return err;
}

static enum err port_week_bytes(void *self,
                                const struct shelf_week *week,
                                uint64_t *cursor,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    static const char text[] =
        "SELECT seq, bytes FROM record"
        " WHERE seq>? AND +set_number=? AND +week=? ORDER BY seq";
    struct store *store = self;
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, *cursor);
    query_number(&query, (uint64_t)week->set);
    query_number(&query, week->week);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit(visitor, query_get_view(&query, 1));
        *cursor = visited == ERR_OK ? query_get(&query, 0) : *cursor;
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

/* Read at most `max` rows of a query whose parameters are bound. */
static enum err
many_rows(struct query *query, struct shelf_row *rows, size_t max, size_t *out)
{
    size_t found = 0;
    enum err err = ERR_OK;

    while (found < max && query_row(query)) {
        get_row(query, &rows[found]);
        found++;
    }
    err = query_end(query);
    *out = err == ERR_OK ? found : 0;
    return err;
}

static enum err port_household_rows(void *self,
                                    const struct id *household,
                                    const struct id *after,
                                    struct shelf_row *rows,
                                    size_t max,
                                    size_t *count)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS " WHERE r.household=? AND r.id64>=? AND r.id>?"
        " ORDER BY r.id64, r.id LIMIT ?";
    static const struct id none;
    struct store *store = self;
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, household, &number);

    *count = 0;
    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    query_number(&query, sql_key(after == NULL ? &none : after));
    query_view(&query, after == NULL ? (struct view){NULL, 0}
                                     : (struct view){after->data, ID_BYTES});
    query_number(&query, max);
    return many_rows(&query, rows, max, count);
}

static enum err port_scan(void *self,
                          uint64_t *cursor,
                          struct shelf_row *rows,
                          size_t max,
                          size_t *count)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS " WHERE r.seq>? ORDER BY r.seq LIMIT ?";
    struct store *store = self;
    struct query query;
    uint64_t last = *cursor;
    size_t found = 0;
    enum err err = ERR_OK;

    *count = 0;
    query_begin(&query, &store->sql, text);
    query_number(&query, *cursor);
    query_number(&query, max);
    while (found < max && query_row(&query)) {
        get_row(&query, &rows[found]);
        last = query_get(&query, 10);
        found++;
    }
    err = query_end(&query);
    if (err == ERR_OK) {
        *cursor = last;
        *count = found;
    }
    return err;
}

static enum err port_expired(void *self,
                             uint16_t day,
                             struct shelf_row *rows,
                             size_t max,
                             size_t *count)
{
    static const char text[] =
        "SELECT " ROW_COLUMNS
        " WHERE r.drop_day<? ORDER BY r.drop_day, r.seq LIMIT ?";
    struct store *store = self;
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, day);
    query_number(&query, max);
    return many_rows(&query, rows, max, count);
}

/* How many numbers of the lane were ever used, as far as this file knows. */
static enum err
lane_used(struct store *store, const struct shelf_range *range, uint64_t *used)
{
    static const char text[] =
        "SELECT used FROM lane WHERE household=? AND class=? AND lane=?";
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, &range->household, &number);

    *used = 0;
    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    query_number(&query, (uint64_t)range->class);
    query_number(&query, range->lane);
    if (query_row(&query)) {
        *used = query_get(&query, 0);
    }
    return query_end(&query);
}

/* Is the slot empty, or does it hold a tombstone? */
static enum err is_free(struct store *store,
                        const struct shelf_range *range,
                        uint32_t n,
                        bool *is_empty,
                        bool *is_tombstone)
{
    struct shelf_row row;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(range->class, &range->household, range->lane, n, &slot);
    err = port_head(store, &slot, &row);
    *is_empty = err == ERR_UNKNOWN;
    *is_tombstone = err == ERR_OK && row.is_tombstone;
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err
port_free_slot(void *self, const struct shelf_range *range, uint32_t *n)
{
    struct store *store = self;
    bool is_empty = false;
    bool is_tombstone = false;
    uint32_t withdrawn = range->limit;
    uint64_t used = 0;
    uint32_t i = 0;
    enum err err = lane_used(store, range, &used);

    assert(!class_find(range->class)->is_content_named);
    if (err == ERR_OK && used < range->limit) {
        *n = (uint32_t)used;
        return ERR_OK;
    }
    for (i = 0; err == ERR_OK && !is_empty && i < range->limit; i++) {
        err = is_free(store, range, i, &is_empty, &is_tombstone);
        if (is_empty) {
            *n = i;
        } else if (is_tombstone && withdrawn == range->limit) {
            withdrawn = i;
        }
    }
    if (err == ERR_OK && !is_empty) {
        *n = withdrawn;
        err = withdrawn < range->limit ? ERR_OK : ERR_FULL;
    }
    return err;
}

/* The least sequence number that is still there; 0 for none. */
static enum err journal_first(struct store *store, uint64_t *first)
{
    static const char text[] = "SELECT min(sequence) FROM journal";
    struct query query;

    *first = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *first = query_get(&query, 0);
    }
    return query_end(&query);
}

static enum err port_journal(void *self,
                             uint64_t after,
                             struct journal_row *rows,
                             size_t max,
                             size_t *count)
{
    static const char text[] =
        "SELECT sequence, set_number, is_added, id, drop_day FROM journal"
        " WHERE sequence>? ORDER BY sequence LIMIT ?";
    struct store *store = self;
    struct query query;
    uint64_t first = 0;
    size_t found = 0;
    enum err err = journal_first(store, &first);

    *count = 0;
    if (err == ERR_OK && first > after + 1) {
        return ERR_UNKNOWN;
    }
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, after);
    query_number(&query, max);
    while (found < max && query_row(&query)) {
        rows[found].sequence = query_get(&query, 0);
        rows[found].set = (enum set)query_get(&query, 1);
        rows[found].is_added = query_get(&query, 2) != 0;
        query_get_id(&query, 3, &rows[found].id);
        rows[found].drop_day = (uint16_t)query_get(&query, 4);
        found++;
    }
    err = query_end(&query);
    *count = err == ERR_OK ? found : 0;
    return err;
}

static enum err port_journal_last(void *self, uint64_t *sequence)
{
    static const char text[] = "SELECT max(sequence) FROM journal";
    struct store *store = self;
    struct query query;

    *sequence = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *sequence = query_get(&query, 0);
    }
    return query_end(&query);
}

static enum err port_recall(void *self, enum snapshot place, struct bytes *out)
{
    static const char text[] = "SELECT bytes FROM snapshot WHERE number=?";
    struct store *store = self;
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)place);
    return take_bytes(&query, out);
}

struct shelf store_shelf(struct store *store)
{
    return (struct shelf){
        .self = store,
        .head = port_head,
        .find = port_find,
        .prefixed = port_prefixed,
        .read = port_read,
        .walk_ids = port_walk_ids,
        .walk_bytes = port_walk_bytes,
        .week_ids = port_week_ids,
        .week_bytes = port_week_bytes,
        .household_rows = port_household_rows,
        .scan = port_scan,
        .expired = port_expired,
        .free_slot = port_free_slot,
        .journal = port_journal,
        .journal_last = port_journal_last,
        .recall = port_recall,
    };
}
