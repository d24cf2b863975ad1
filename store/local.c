#include "store/local.h"

#include <string.h>

#include "store/inside.h"
#include "store/schema.h"

_Static_assert((int)META_FACTS > (int)META_BIRTH_B,
               "facts have numbers of their own");

/* Run a statement with one id. */
static enum err
run_id(struct store *store, const char *text, const struct id *id)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    return query_run(&query);
}

/* How many rows a count finds. */
static enum err count_of(struct store *store, const char *text, uint64_t *out)
{
    struct query query;

    *out = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *out = query_get(&query, 0);
    }
    return query_end(&query);
}

/* ERR_FULL where a count has come to its ceiling. */
static enum err check_room(struct store *store, const char *text, uint64_t max)
{
    uint64_t rows = 0;
    enum err err = count_of(store, text, &rows);

    return err == ERR_OK && rows >= max ? ERR_FULL : err;
}

enum err
local_is_hidden(struct store *store, const struct id *post, bool *is_hidden)
{
    static const char text[] = "SELECT 1 FROM hidden WHERE post=?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, post);
    *is_hidden = query_row(&query);
    return query_end(&query);
}

enum err local_hide(struct store *store, const struct id *post, bool is_hidden)
{
    static const char add[] = "INSERT OR IGNORE INTO hidden(post) VALUES(?)";
    static const char remove[] = "DELETE FROM hidden WHERE post=?";
    static const char count[] = "SELECT count(*) FROM hidden";
    enum err err = ERR_OK;

    if (!is_hidden) {
        return run_id(store, remove, post);
    }
    err = check_room(store, count, LOCAL_HIDDEN_MAX);
    return err == ERR_OK ? run_id(store, add, post) : err;
}

enum err
local_block(struct store *store, const struct id *household, bool is_blocked)
{
    static const char add[] =
        "INSERT OR IGNORE INTO blocked(household) VALUES(?)";
    static const char remove[] = "DELETE FROM blocked WHERE household=?";
    static const char count[] = "SELECT count(*) FROM blocked";
    enum err err = ERR_OK;

    if (!is_blocked) {
        return run_id(store, remove, household);
    }
    err = check_room(store, count, LOCAL_BLOCKED_MAX);
    return err == ERR_OK ? run_id(store, add, household) : err;
}

enum err
local_blocked(struct store *store, struct id *out, size_t max, size_t *count)
{
    static const char text[] = "SELECT household FROM blocked"
                               " ORDER BY household";
    struct query query;

    *count = 0;
    query_begin(&query, &store->sql, text);
    while (*count < max && query_row(&query)) {
        query_get_id(&query, 0, &out[*count]);
        (*count)++;
    }
    return query_end(&query);
}

static bool is_source(struct view source)
{
    return source.bytes > 0 && source.bytes <= LOCAL_SOURCE_BYTES_MAX;
}

enum err local_source(struct store *store, struct view source, struct id *post)
{
    static const char text[] = "SELECT post FROM source WHERE source=?";
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_view(&query, source);
    is_found = query_row(&query);
    if (is_found) {
        query_get_id(&query, 0, post);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

enum err
local_set_source(struct store *store, struct view source, const struct id *post)
{
    static const char text[] = "INSERT INTO source(source, post) VALUES(?, ?)"
                               " ON CONFLICT DO UPDATE SET post=excluded.post";
    struct query query;
    struct id before;
    uint64_t sources = 0;
    enum err err = ERR_OK;

    if (!is_source(source)) {
        return ERR_INVALID;
    }
    err = local_source(store, source, &before);
    if (err == ERR_UNKNOWN) {
        err = local_fact(store, LOCAL_SOURCES, &sources);
        if (err == ERR_OK && sources >= LOCAL_SOURCES_MAX) {
            err = ERR_FULL;
        }
        if (err == ERR_OK) {
            err = local_set_fact(store, LOCAL_SOURCES, sources + 1);
        }
    }
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_view(&query, source);
    query_id(&query, post);
    return query_run(&query);
}

/* Keep the newest LOCAL_LOG_ROWS_MAX lines. */
static enum err log_trim(struct store *store)
{
    static const char text[] = "DELETE FROM log WHERE number<=?";
    uint64_t last = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
    struct query query;

    if (last <= LOCAL_LOG_ROWS_MAX) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, last - LOCAL_LOG_ROWS_MAX);
    return query_run(&query);
}

enum err local_log(struct store *store, const struct local_event *event)
{
    static const char text[] = "INSERT INTO log(at, kind, subject, other,"
                               " count) VALUES(?, ?, ?, ?, ?)";
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, event->when_ms);
    query_number(&query, event->kind);
    query_id(&query, &event->subject);
    query_id(&query, &event->other);
    query_number(&query, event->number);
    err = query_run(&query);
    return err == ERR_OK ? log_trim(store) : err;
}

static void read_event(struct query *query, struct local_event *event)
{
    event->when_ms = query_get(query, 0);
    event->kind = (uint32_t)query_get(query, 1);
    query_get_id(query, 2, &event->subject);
    query_get_id(query, 3, &event->other);
    event->number = query_get(query, 4);
}

enum err local_events(struct store *store,
                      size_t max,
                      local_visit_event *visit,
                      void *visitor)
{
    static const char text[] = "SELECT at, kind, subject, other, count"
                               " FROM log ORDER BY number DESC LIMIT ?";
    struct query query;
    struct local_event event;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, max);
    while (visited == ERR_OK && query_row(&query)) {
        read_event(&query, &event);
        visited = visit(visitor, &event);
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err local_events_after(struct store *store,
                            uint64_t *cursor,
                            size_t max,
                            local_visit_event *visit,
                            void *visitor)
{
    static const char text[] =
        "SELECT at, kind, subject, other, count, number FROM log"
        " WHERE number>? ORDER BY number LIMIT ?";
    struct query query;
    struct local_event event;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, *cursor);
    query_number(&query, max);
    while (visited == ERR_OK && query_row(&query)) {
        read_event(&query, &event);
        visited = visit(visitor, &event);
        if (visited == ERR_OK) {
            *cursor = query_get(&query, 5);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err local_events_last(struct store *store, uint64_t *cursor)
{
    static const char text[] = "SELECT max(number) FROM log";
    struct query query;

    query_begin(&query, &store->sql, text);
    *cursor = query_row(&query) ? query_get(&query, 0) : 0;
    return query_end(&query);
}

/* Forget all but the LOCAL_ADDRESSES_MAX that answered last. */
static enum err addresses_trim(struct store *store)
{
    static const char text[] =
        "DELETE FROM address WHERE text IN (SELECT text FROM address"
        " ORDER BY last_success DESC, text LIMIT -1 OFFSET ?)";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, LOCAL_ADDRESSES_MAX);
    return query_run(&query);
}

enum err local_set_address(struct store *store,
                           const struct local_address *address)
{
    static const char text[] =
        "INSERT INTO address(text, transport, last_success, origin)"
        " VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "transport=excluded.transport,"
        " last_success=max(last_success, excluded.last_success)";
    struct query query;
    enum err err = ERR_OK;

    if (memchr(address->text, '\0', sizeof address->text) == NULL) {
        return ERR_INVALID;
    }
    query_begin(&query, &store->sql, text);
    query_text(&query, view_text(address->text));
    query_id(&query, &address->transport);
    query_number(&query, address->last_success_ms);
    query_number(&query, address->origin);
    err = query_run(&query);
    return err == ERR_OK ? addresses_trim(store) : err;
}

enum err local_addresses(struct store *store,
                         struct local_address *out,
                         size_t max,
                         size_t *count)
{
    static const char sql[] = "SELECT text, transport, last_success, origin"
                              " FROM address ORDER BY last_success DESC, text";
    struct query query;

    *count = 0;
    query_begin(&query, &store->sql, sql);
    while (*count < max && query_row(&query)) {
        struct local_address *address = &out[*count];
        struct view text = query_get_view(&query, 0);

        if (text.bytes < sizeof address->text) {
            memset(address, 0, sizeof *address);
            memcpy(address->text, text.data, text.bytes);
            query_get_id(&query, 1, &address->transport);
            address->last_success_ms = query_get(&query, 2);
            address->origin = (enum origin)query_get(&query, 3);
            (*count)++;
        }
    }
    return query_end(&query);
}

enum err
local_set_fact(struct store *store, enum local_fact fact, uint64_t value)
{
    return meta_set(&store->sql, META_FACTS + (unsigned)fact, value);
}

enum err local_fact(struct store *store, enum local_fact fact, uint64_t *value)
{
    return meta_get(&store->sql, META_FACTS + (unsigned)fact, value);
}
