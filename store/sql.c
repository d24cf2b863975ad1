#include "store/sql.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

/*
 * What the system said. SQLite keeps its number, but not when a commit
 * fails: then errno still has it, which query_row cleared before.
 */
static enum err system_err(sqlite3 *db, enum err other)
{
    int error = errno;

    if (error == 0 && db != NULL) {
        error = sqlite3_system_errno(db);
    }
    switch (error) {
    case ENOSPC:
    case EFBIG:
    case EDQUOT:
        return ERR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_READ_ONLY;
    case ENOMEM:
        return ERR_NOMEM;
    default:
        return other;
    }
}

enum err sql_err(sqlite3 *db, int code)
{
    if (code == SQLITE_IOERR_NOMEM) {
        return ERR_NOMEM;
    }
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_NOMEM:
        return ERR_NOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return ERR_BUSY;
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return ERR_CORRUPT;
    case SQLITE_TOOBIG:
        return ERR_FULL;
    default: /* IOERR, CANTOPEN, and what should not happen */
        return system_err(db, ERR_IO);
    }
}

static void pause_ms(unsigned ms)
{
    struct timespec time = {.tv_nsec = (long)ms * 1000 * 1000};

    (void)nanosleep(&time, NULL);
}

/* Called while another process writes: a short pause of random length, so
 * that two who wait do not wake together. */
static int wait_for_writer(void *argument, int tries)
{
    struct sql *sql = argument;
    unsigned ms = 1 + randombytes_uniform(STORE_BUSY_PAUSE_MS_MAX);

    if (tries == 0) {
        sql->waited_ms = 0;
    }
    if (sql->waited_ms >= sql->patience_ms) {
        return 0;
    }
    pause_ms(ms);
    sql->waited_ms += ms;
    return 1;
}

static int set_pragmas(sqlite3 *db)
{
    _Static_assert(STORE_CACHE_KIB == 4096, "stands in the text below");
    _Static_assert(STORE_WAL_PAGES == 1000, "stands in the text below");
    _Static_assert(PAGE_BYTES == 8192, "stands in the text below");
    return sqlite3_exec(db,
                        "PRAGMA page_size=8192;" /* of one not yet begun */
                        "PRAGMA synchronous=FULL;"
                        "PRAGMA secure_delete=ON;"
                        "PRAGMA temp_store=MEMORY;"
                        "PRAGMA mmap_size=0;"
                        "PRAGMA cache_size=-4096;"
                        "PRAGMA wal_autocheckpoint=1000;"
                        "PRAGMA journal_size_limit=16777216;"
                        "PRAGMA trusted_schema=OFF;",
                        NULL, NULL, NULL);
}

enum err sql_open(struct sql *sql, const char *path, int flags)
{
    int code = SQLITE_OK;

    /* Counting what it allocates takes a lock each time; once it is running
     * this is refused, and counted as before. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    memset(sql, 0, sizeof *sql);
    errno = 0;
    sql->patience_ms = STORE_BUSY_MS_MAX;
    code = sqlite3_open_v2(path, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_extended_result_codes(sql->db, 1);
        code = sqlite3_busy_handler(sql->db, wait_for_writer, sql);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                                 NULL);
    }
    if (code == SQLITE_OK) {
        code = set_pragmas(sql->db);
    }
    return sql->db == NULL ? ERR_NOMEM : sql_err(sql->db, code);
}

void sql_close(struct sql *sql)
{
    size_t i = 0;

    for (i = 0; i < STORE_STATEMENTS_MAX; i++) {
        (void)sqlite3_finalize(sql->cached[i].statement);
        sql->cached[i] = (struct sql_cached){NULL, NULL};
    }
    sql->count = 0;
    (void)sqlite3_close(sql->db);
    sql->db = NULL;
}

/* The place of a text in the table: its own, or the first free one. */
static struct sql_cached *cached_find(struct sql *sql, const char *text)
{
    size_t place = ((uintptr_t)text >> 4) % STORE_STATEMENTS_MAX;

    while (sql->cached[place].text != NULL && sql->cached[place].text != text) {
        place = (place + 1) % STORE_STATEMENTS_MAX;
    }
    return &sql->cached[place];
}

static int
prepare(struct sql *sql, const char *text, unsigned flags, sqlite3_stmt **out)
{
    return sqlite3_prepare_v3(sql->db, text, -1, flags, out, NULL);
}

void query_begin(struct query *query, struct sql *sql, const char *text)
{
    struct sql_cached *cached = cached_find(sql, text);
    int code = SQLITE_OK;

    *query = (struct query){.sql = sql, .is_cached = true};
    if (cached->text == NULL) {
        assert(sql->count + 1 < STORE_STATEMENTS_MAX);
        code =
            prepare(sql, text, SQLITE_PREPARE_PERSISTENT, &cached->statement);
        if (code == SQLITE_OK) {
            cached->text = text;
            sql->count++;
        }
    }
    query->statement = cached->statement;
    if (code == SQLITE_OK && sqlite3_stmt_busy(cached->statement)) {
        query->is_cached = false; /* a visitor runs it again inside a walk */
        query->statement = NULL;
        code = prepare(sql, text, 0, &query->statement);
    }
    query->err = sql_err(sql->db, code);
}

/* Remember what a call on the statement answered. */
static void note(struct query *query, int code)
{
    if (query->err == ERR_OK) {
        query->err = sql_err(query->sql->db, code);
    }
}

void query_number(struct query *query, uint64_t number)
{
    query->bound++;
    if (query->err == ERR_OK) {
        note(query, sqlite3_bind_int64(query->statement, query->bound,
                                       (sqlite3_int64)number));
    }
}

void query_view(struct query *query, struct view view)
{
    static const unsigned char empty[1];

    query->bound++;
    if (query->err == ERR_OK) {
        note(query, sqlite3_bind_blob64(query->statement, query->bound,
                                        view.bytes == 0 ? empty : view.data,
                                        view.bytes, SQLITE_STATIC));
    }
}

void query_id(struct query *query, const struct id *id)
{
    query_view(query, (struct view){id->data, ID_BYTES});
}

void query_text(struct query *query, struct view text)
{
    query->bound++;
    if (query->err == ERR_OK) {
        note(query,
             sqlite3_bind_text64(query->statement, query->bound,
                                 text.bytes == 0 ? "" : (const char *)text.data,
                                 text.bytes, SQLITE_STATIC, SQLITE_UTF8));
    }
}

bool query_row(struct query *query)
{
    int code = SQLITE_OK;

    if (query->err != ERR_OK) {
        return false;
    }
    errno = 0;
    code = sqlite3_step(query->statement);
    note(query, code);
    return code == SQLITE_ROW;
}

uint64_t query_get(struct query *query, int column)
{
    return (uint64_t)sqlite3_column_int64(query->statement, column);
}

struct view query_get_view(struct query *query, int column)
{
    const unsigned char *data = sqlite3_column_blob(query->statement, column);

    return (struct view){
        data, (size_t)sqlite3_column_bytes(query->statement, column)};
}

void query_get_id(struct query *query, int column, struct id *out)
{
    struct view view = query_get_view(query, column);

    if (view.data == NULL || view.bytes != ID_BYTES) {
        memset(out, 0, sizeof *out);
        note(query, view.data == NULL ? SQLITE_NOMEM : SQLITE_CORRUPT);
        return;
    }
    memcpy(out->data, view.data, ID_BYTES);
}

enum err query_end(struct query *query)
{
    if (!query->is_cached) {
        (void)sqlite3_finalize(query->statement);
    } else if (query->statement != NULL) {
        (void)sqlite3_reset(query->statement);
        (void)sqlite3_clear_bindings(query->statement);
    }
    query->statement = NULL;
    return query->err;
}

enum err query_run(struct query *query)
{
    if (query_row(query)) {
        assert(sqlite3_column_count(query->statement) == 0);
    }
    return query_end(query);
}
