#include "store/journal.h"

#include "store/gone.h"
#include "store/held.h"
#include "store/inside.h"
#include "store/schema.h"

/* Of a row without bytes: enum row_state, set, drop day. */
enum { STATE_BITS = 2, SET_BITS = 3, STATE_MASK = 3, SET_MASK = 7 };

static uint64_t state_of(enum row_state state, const struct journal_row *row)
{
    return (uint64_t)state | (uint64_t)row->set << STATE_BITS |
           (uint64_t)row->drop_day << (STATE_BITS + SET_BITS);
}

/* The bytes of a record, or where they stand aside, or NULL where it left. */
static enum err append(struct store *store,
                       uint64_t state,
                       const struct journal_row *row,
                       const struct view *bytes,
                       uint64_t aside)
{
    static const char with[] =
        "INSERT INTO record(seq, state, id, bytes) VALUES(?, ?, ?, ?)";
    static const char without[] =
        "INSERT INTO record(seq, state, id) VALUES(?, ?, ?)";
    struct journal_row fresh = *row;
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, bytes != NULL ? with : without);
    query_number(&query, store->last + 1);
    query_number(&query, state);
    query_id(&query, &row->id);
    if (bytes != NULL && aside == 0) {
        query_view(&query, *bytes);
    } else if (bytes != NULL) {
        query_number(&query, aside);
    }
    err = query_run(&query);
    if (err != ERR_OK) {
        return err;
    }
    store->last++;
    fresh.sequence = store->last;
    fresh.is_added = bytes != NULL;
    fresh_note(&store->fresh, &fresh);
    if (store->last > STORE_JOURNAL_ROWS_MAX &&
        store->last % STORE_JOURNAL_TRIM_ROWS == 0) {
        err = journal_cut(store, STORE_JOURNAL_ROWS_MAX);
    }
    return err;
}

enum err journal_come(struct store *store,
                      const struct record *record,
                      uint64_t *sequence)
{
    const struct journal_row row = {.set = class_find(record->class)->set,
                                    .is_added = true,
                                    .id = record->id,
                                    .drop_day = record->drop_day};
    uint64_t aside = 0;
    enum err err = held_claim(store, record->bytes, &aside);

    if (err == ERR_OK) {
        err = append(store, ROW_KEPT, &row, &record->bytes, aside);
    }
    *sequence = store->last;
    return err;
}

/* The bytes of one that was held before it was verified. */
static enum err erase_aside(struct store *store, uint64_t seq)
{
    static const char text[] =
        "DELETE FROM aside WHERE place=(SELECT bytes FROM record"
        " WHERE seq=? AND typeof(bytes)='integer')";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    return query_run(&query);
}

/* Nobody reads what the journal was cut of, so nothing of it need stay. */
static enum err
erase_bytes(struct store *store, uint64_t seq, const struct journal_row *row)
{
    static const char empty[] =
        "UPDATE record SET state=?, bytes=NULL WHERE seq=?";
    static const char remove[] = "DELETE FROM record WHERE seq=?";
    struct query query;

    query_begin(&query, &store->sql, seq <= store->floor ? remove : empty);
    if (seq > store->floor) {
        query_number(&query, state_of(ROW_ERASED, row));
    }
    query_number(&query, seq);
    return query_run(&query);
}

enum err journal_leave(struct store *store,
                       uint64_t came,
                       const struct journal_row *row,
                       uint64_t *sequence)
{
    enum err err = erase_aside(store, came);

    if (err == ERR_OK) {
        err = erase_bytes(store, came, row);
    }
    if (err == ERR_OK) {
        err = gone_note(store, came, store->last + 1);
    }
    if (err == ERR_OK) {
        err = append(store, state_of(ROW_LEFT, row), row, NULL, 0);
    }
    *sequence = store->last;
    return err == ERR_OK ? gone_note(store, store->last, store->last) : err;
}

enum err journal_cut(struct store *store, uint64_t rows)
{
    static const char text[] =
        "DELETE FROM record WHERE seq IN"
        " (SELECT seq FROM gone WHERE seq>? AND seq<=?) AND state<>0";
    const uint64_t floor = store->floor;
    struct query query;
    enum err err = ERR_OK;

    if (store->last <= rows || store->last - rows <= store->floor) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, store->floor);
    query_number(&query, store->last - rows);
    err = query_run(&query);
    if (err == ERR_OK) {
        store->floor = store->last - rows;
        err = meta_set(&store->sql, META_FLOOR, store->floor);
    }
    return err == ERR_OK ? gone_collect(store, floor + 1, store->floor) : err;
}

/* is_told: false for one that has rotten so that nobody can say what came. */
static enum err
get_row(struct query *query, struct journal_row *out, bool *is_told)
{
    const uint64_t state = query_get(query, 1);
    struct record record;

    *is_told = true;
    out->sequence = query_get(query, 0);
    query_get_id(query, 2, &out->id);
    out->is_added = (state & STATE_MASK) != ROW_LEFT;
    out->set = (enum set)(state >> STATE_BITS & SET_MASK);
    out->drop_day = (uint16_t)(state >> (STATE_BITS + SET_BITS));
    if (state != ROW_KEPT) {
        return out->set < SET_COUNT ? ERR_OK : ERR_CORRUPT;
    }
    if (record_read_header(query_get_view(query, 3), &record) != ERR_OK) {
        *is_told = false;
        return ERR_OK;
    }
    out->set = class_find(record.class)->set;
    out->drop_day = record.drop_day;
    return ERR_OK;
}

enum err journal_read(struct store *store,
                      uint64_t after,
                      struct journal_row *rows,
                      size_t max,
                      size_t *count)
{
    static const char text[] = "SELECT seq, state, id, bytes FROM whole"
                               " WHERE seq>? ORDER BY seq";
    struct query query;
    size_t found = 0;
    bool is_told = false;
    enum err read = ERR_OK;
    enum err err = ERR_OK;

    *count = 0;
    if (after < store->floor) {
        return ERR_UNKNOWN;
    }
    if (fresh_read(&store->fresh, after, store->last, rows, max, count)) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, after);
    while (read == ERR_OK && found < max && query_row(&query)) {
        read = get_row(&query, &rows[found], &is_told);
        found += is_told ? 1U : 0U;
    }
    err = query_end(&query);
    if (err == ERR_OK) {
        err = read;
    }
    *count = err == ERR_OK ? found : 0;
    return err;
}
