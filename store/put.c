/* Records come and go: rows, journal, projections in one transaction. */
#include <assert.h>
#include <string.h>

#include "store/inside.h"
#include "store/schema.h"

/* The row of a kept record, as far as erasing needs it. */
struct kept {
    uint64_t seq;
    struct id id;
    uint64_t stamp_ms;
    enum set set;
    uint16_t drop_day;
    bool is_tombstone;
};

#define KEPT_COLUMNS "seq, id, stamp, set_number, drop_day, is_tombstone"

/* Read the one row of a query for an id or a slot. ERR_UNKNOWN. */
static enum err read_kept(struct store *store,
                          const char *text,
                          const struct id *key,
                          struct kept *out)
{
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(key));
    query_id(&query, key);
    is_found = query_row(&query);
    if (is_found) {
        out->seq = query_get(&query, 0);
        query_get_id(&query, 1, &out->id);
        out->stamp_ms = query_get(&query, 2);
        out->set = (enum set)query_get(&query, 3);
        out->drop_day = (uint16_t)query_get(&query, 4);
        out->is_tombstone = query_get(&query, 5) != 0;
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

static enum err
read_head(struct store *store, const struct id *slot, struct kept *out)
{
    static const char text[] =
        "SELECT " KEPT_COLUMNS " FROM record WHERE slot64=? AND slot=?";

    return read_kept(store, text, slot, out);
}

/* What was erased is still in freed bytes, the log and the index: say so. */
static enum err mark_scrub(struct store *store,
                           const struct kept *kept,
                           bool was_post,
                           uint64_t sequence)
{
    enum err err = ERR_OK;

    if (kept->is_tombstone || kept->set == SET_PRESENCE) {
        return ERR_OK;
    }
    if (was_post) {
        err = meta_set(&store->sql, META_ERASED_WORDS, sequence);
    }
    if (err == ERR_OK) {
        err = meta_set(&store->sql, META_ERASED_BYTES, sequence);
    }
    return err;
}

static enum err erase(struct store *store, const struct kept *kept)
{
    static const char text[] = "DELETE FROM record WHERE seq=?";
    const struct journal_row row = {.set = kept->set,
                                    .is_added = false,
                                    .id = kept->id,
                                    .drop_day = kept->drop_day};
    struct query query;
    bool was_post = false;
    uint64_t sequence = 0;
    enum err err = projection_remove(store, kept->seq, &was_post);

    if (err == ERR_OK) {
        query_begin(&query, &store->sql, text);
        query_number(&query, kept->seq);
        err = query_run(&query);
    }
    if (err == ERR_OK) {
        err = journal_add(store, &row, &sequence);
    }
    if (err == ERR_OK) {
        err = mark_scrub(store, kept, was_post, sequence);
    }
    return err;
}

/* Remember that a slot number was used, so that it is taken again last. */
static enum err
use_lane(struct store *store, uint64_t household, const struct record *record)
{
    static const char text[] =
        "INSERT INTO lane(household, class, lane, used)"
        " VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET used=excluded.used"
        " WHERE excluded.used > used";
    struct query query;

    if (class_find(record->class)->is_content_named) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, household);
    query_number(&query, (uint64_t)record->class);
    query_number(&query, record->lane);
    query_number(&query, (uint64_t)record->n + 1);
    return query_run(&query);
}

static enum err
insert_row(struct store *store, uint64_t household, const struct record *record)
{
    static const char text[] =
        "INSERT INTO record(id64, slot64, household, set_number, class, kind,"
        " lane, n, stamp, week, drop_day, is_tombstone, id, slot, bytes)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(&record->id));
    query_number(&query, sql_key(&record->slot));
    query_number(&query, household);
    query_number(&query, (uint64_t)class_find(record->class)->set);
    query_number(&query, (uint64_t)record->class);
    query_number(&query, record->kind);
    query_number(&query, record->lane);
    query_number(&query, record->n);
    query_number(&query, record->stamp_ms);
    query_number(&query, (uint64_t)(record->drop_day / WEEK_DAYS));
    query_number(&query, record->drop_day);
    query_number(&query, record_is_tombstone(record));
    query_id(&query, &record->id);
    query_id(&query, &record->slot);
    query_view(&query, record->bytes);
    return query_run(&query);
}

static enum err insert(struct store *store, const struct record *record)
{
    const struct journal_row row = {.set = class_find(record->class)->set,
                                    .is_added = true,
                                    .id = record->id,
                                    .drop_day = record->drop_day};
    uint64_t household = 0;
    uint64_t sequence = 0;
    uint64_t seq = 0;
    enum err err = household_number(store, &record->household, &household);

    if (err == ERR_OK) {
        err = insert_row(store, household, record);
    }
    seq = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
    if (err == ERR_OK) {
        err = journal_add(store, &row, &sequence);
    }
    if (err == ERR_OK) {
        err = use_lane(store, household, record);
    }
    if (err == ERR_OK) {
        err = projection_add(store, seq, household, record);
    }
    return err;
}

enum err store_put(struct store *store, struct view bytes)
{
    struct record record;
    enum err err = record_read(bytes, &record);

    return err == ERR_OK ? store_put_record(store, &record) : err;
}

enum err store_put_record(struct store *store, const struct record *record)
{
    struct kept head;
    enum err err = ERR_OK;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    err = read_head(store, &record->slot, &head);
    if (err == ERR_OK) {
        if (!record_is_newer(record->stamp_ms, &record->id, head.stamp_ms,
                             &head.id)) {
            return ERR_OK;
        }
        err = erase(store, &head);
    } else if (err == ERR_UNKNOWN) {
        err = ERR_OK;
    }
    return err == ERR_OK ? insert(store, record) : err;
}

enum err store_keep(struct store *store, enum snapshot place, struct view bytes)
{
    static const char text[] =
        "INSERT INTO snapshot(number, bytes) VALUES(?1, ?2)"
        " ON CONFLICT(number) DO UPDATE SET bytes=excluded.bytes";
    struct query query;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)place);
    query_view(&query, bytes);
    return query_run(&query);
}

enum err store_drop(struct store *store, const struct id *id)
{
    static const char text[] =
        "SELECT " KEPT_COLUMNS " FROM record WHERE id64=? AND id=?";
    struct kept kept;
    enum err err = read_kept(store, text, id, &kept);

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    if (err == ERR_UNKNOWN) {
        return ERR_OK;
    }
    return err == ERR_OK ? erase(store, &kept) : err;
}
