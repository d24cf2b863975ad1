#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/record/time.h"
#include "store/file.h"
#include "store/held.h"
#include "store/inside.h"
#include "store/live.h"
#include "store/merge.h"
#include "store/photos.h"
#include "store/schema.h"
#include "store/search_follow.h"
#include "store/turn.h"

static const char database[] = "shelf.db";
static const char write_ahead[] = "shelf.db-wal";

/*
 * See that the database file is there; SQLite would make it for others to
 * read. It is opened only to be made: closing a file gives up every lock that
 * this process has on it, those of another connection too.
 */
static enum err
prepare_file(const char *folder, const char *path, enum store_mode mode)
{
    int file = -1;

    if (mode != STORE_READ && access(folder, W_OK) != 0) {
        return file_err(errno);
    }
    if (access(path, mode == STORE_READ ? R_OK : R_OK | W_OK) == 0) {
        return ERR_OK;
    }
    if (errno != ENOENT || mode != STORE_CREATE) {
        return file_err(errno);
    }
    file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return file_err(errno);
    }
    return close(file) == 0 ? file_entrust(path) : ERR_IO;
}

/* Is the version one that this program reads, after migrating if it may? */
static enum err check_version(struct store *store)
{
    uint32_t version = 0;
    enum err err = schema_version(&store->sql, &version);

    if (err != ERR_OK) {
        return err;
    }
    if (version > SCHEMA_VERSION) {
        return ERR_NEWER_STORE;
    }
    if (version == 0 && store->mode != STORE_CREATE) {
        return ERR_UNKNOWN;
    }
    if (version == SCHEMA_VERSION) {
        return ERR_OK;
    }
    return store->mode == STORE_READ ? ERR_READ_ONLY
                                     : schema_migrate(&store->sql);
}

/* What differs between readers and writers. */
static enum err set_mode(struct store *store)
{
    int code = SQLITE_OK;

    _Static_assert(STORE_WRITER_CACHE_KIB == 8192, "stands in the text below");
    if (store->mode == STORE_READ) {
        code = sqlite3_exec(store->sql.db, "PRAGMA query_only=ON", NULL, NULL,
                            NULL);
    } else {
        code = sqlite3_exec(store->sql.db, "PRAGMA cache_size=-8192", NULL,
                            NULL, NULL);
    }
    return sql_err(store->sql.db, code);
}

/* Open for writing where that is possible: a reader, too, may have to bring
 * the write-ahead log in order. */
static enum err open_database(struct store *store, const char *path)
{
    enum err err = sql_open(&store->sql, path, SQLITE_OPEN_READWRITE);

    if (err == ERR_READ_ONLY && store->mode == STORE_READ) {
        sql_close(&store->sql);
        err = sql_open(&store->sql, path, SQLITE_OPEN_READONLY);
    }
    if (err == ERR_OK && store->mode != STORE_READ &&
        sqlite3_db_readonly(store->sql.db, "main") == 1) {
        err = ERR_READ_ONLY;
    }
    if (err == ERR_OK) {
        err = check_version(store);
    }
    return err == ERR_OK ? set_mode(store) : err;
}

enum err
store_open(const char *folder, enum store_mode mode, struct store **out)
{
    struct store *store = NULL;
    char path[PATH_BYTES_MAX];
    enum err err = path_join(folder, database, path);

    *out = NULL;
    if (err == ERR_OK) {
        err = prepare_file(folder, path, mode);
    }
    if (err != ERR_OK) {
        return err;
    }
    store = calloc(1, sizeof *store);
    if (store == NULL) {
        return ERR_NOMEM;
    }
    store->mode = mode;
    store->turn = mode == STORE_READ ? -1 : turn_open(folder);
    memcpy(store->folder, folder, strlen(folder) + 1);
    bytes_init(&store->words, RECORD_BYTES_MAX);
    store->photos_bytes_max = PHOTOS_BYTES_MAX;
    listed_init(&store->listed, STORE_LISTED_MAX);
    err = open_database(store, path);
    if (err == ERR_OK) {
        *out = store;
    } else {
        store_close(store);
    }
    return err;
}

/* Write a long log back before leaving it to the next who opens it, who would
 * have to read all of it; but do not wait for others. */
static void settle_log(struct store *store)
{
    char path[PATH_BYTES_MAX];
    struct stat status;

    if (path_join(store->folder, write_ahead, path) == ERR_OK &&
        stat(path, &status) == 0 &&
        status.st_size > (off_t)STORE_WAL_CLOSE_PAGES * PAGE_BYTES) {
        store->sql.patience_ms = 0;
        (void)sqlite3_wal_checkpoint_v2(store->sql.db, NULL,
                                        SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    if (store->sql.db != NULL && store->mode != STORE_READ &&
        sqlite3_get_autocommit(store->sql.db) != 0) {
        settle_log(store);
    }
    sql_close(&store->sql);
    turn_close(store->turn);
    bytes_release(&store->words);
    weeks_release(&store->weeks);
    runs_release(&store->runs);
    tail_reset(&store->tail, 0);
    filter_release(&store->filter);
    listed_release(&store->listed);
    free(store);
}

static enum err run(struct store *store, const char *text)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    return query_run(&query);
}

static const char roll_back[] = "ROLLBACK";

/*
 * What comes before each transaction: the statement that would roll it back
 * must be there already when there is no memory for it any more.
 */
static enum err prepare_to_begin(struct store *store)
{
    struct query query;

    assert(sqlite3_get_autocommit(store->sql.db) != 0);
    query_begin(&query, &store->sql, roll_back);
    return query_end(&query);
}

static uint64_t tail_rows(const struct store *store)
{
    return store->last - store->merged;
}

static enum err merge_due_runs(struct store *store)
{
    bool is_done = true;
    enum err err = ERR_OK;

    while (err == ERR_OK && is_done) {
        err = merge_runs(store, &is_done);
    }
    return err;
}

/*
 * Who begins to write finds no long tail, however much came before. He merges
 * one thing, so that nobody waits for long: the tail, or while that grows one
 * index of runs. Who wrote more at once than a tail holds merges all of it.
 */
static enum err shorten_tail(struct store *store)
{
    bool is_done = false;
    enum err err = ERR_OK;

    if (tail_rows(store) < STORE_TAIL_ROWS_MAX) {
        return tail_rows(store) < STORE_TAIL_ROWS_BULK
                   ? ERR_OK
                   : merge_runs(store, &is_done);
    }
    err = merge_tail(store);
    while (err == ERR_OK && tail_rows(store) >= STORE_TAIL_ROWS_MAX) {
        err = merge_due_runs(store);
        if (err == ERR_OK) {
            err = merge_tail(store);
        }
    }
    return err;
}

static enum err begin_writing(struct store *store)
{
    enum err err = prepare_to_begin(store);

    if (err == ERR_OK && store->mode == STORE_READ) {
        err = ERR_READ_ONLY;
    }
    if (err == ERR_OK) {
        (void)turn_take(store->turn); /* else without */
        err = run(store, "BEGIN IMMEDIATE");
        turn_give(store->turn);
    }
    if (err != ERR_OK) {
        return err;
    }
    store->is_writing = true;
    err = known_refresh(store);
    return err == ERR_OK ? ERR_OK : store_commit(store, err);
}

enum err store_begin(struct store *store)
{
    enum err err = begin_writing(store);

    if (err == ERR_OK) {
        err = shorten_tail(store);
        if (err != ERR_OK) {
            err = store_commit(store, err);
        }
    }
    return err;
}

enum err store_begin_read(struct store *store)
{
    enum err err = prepare_to_begin(store);

    if (err == ERR_OK) {
        err = run(store, "BEGIN");
    }
    if (err == ERR_OK) { /* the state is that of the first read */
        err = known_refresh(store);
        if (err != ERR_OK) {
            err = store_commit(store, err);
        }
    }
    return err;
}

/* What is remembered may be of what was rolled back. */
static void forget(struct store *store)
{
    store->is_known = false;
    store->held.first = 0;
    store->held.upto = 0;
    households_forget(store);
}

enum err store_commit(struct store *store, enum err err)
{
    if (err == ERR_OK && store->is_writing) {
        err = held_settle(store);
    }
    if (err == ERR_OK && store->is_writing) {
        err = weeks_write(store);
    }
    if (err == ERR_OK) {
        /* SQLite rolls back by itself when the disk fails. */
        err = sqlite3_get_autocommit(store->sql.db) != 0 ? ERR_IO
                                                         : run(store, "COMMIT");
    }
    if (err != ERR_OK) {
        if (sqlite3_get_autocommit(store->sql.db) == 0) {
            enum err undone = run(store, roll_back);

            assert(undone == ERR_OK ||
                   sqlite3_get_autocommit(store->sql.db) != 0);
        }
        if (store->is_writing) {
            forget(store);
        }
    }
    store->is_writing = false;
    store->is_current = false;
    if (err == ERR_OK && store->has_doomed) {
        enum err cleaned = photos_clean(store);

        (void)cleaned; /* what is left is taken by the next */
    }
    return err;
}

/* Is there anything to do? Looks without the lock of a writer. */
static enum err is_idle_due(struct store *store, bool *is_due)
{
    enum err err = store_begin_read(store);

    if (err != ERR_OK) {
        return err;
    }
    *is_due = tail_rows(store) >= STORE_TAIL_ROWS_IDLE ||
              search_behind(store) > 0 || merge_is_due(store);
    return store_commit(store, ERR_OK);
}

/* The most useful thing that is to do. */
static enum err rest(struct store *store)
{
    bool is_done = false;

    if (tail_rows(store) >= STORE_TAIL_ROWS_IDLE) {
        return merge_tail(store);
    }
    return search_behind(store) > 0 ? search_follow(store)
                                    : merge_runs(store, &is_done);
}

bool store_is_behind(const struct store *store)
{
    return search_behind(store) > 0;
}

enum err store_follow(struct store *store)
{
    enum err err = begin_writing(store);

    return err == ERR_OK ? store_commit(store, search_follow(store)) : err;
}

enum err store_idle(struct store *store, bool *more)
{
    bool is_due = false;
    enum err err = is_idle_due(store, &is_due);

    *more = false;
    if (err != ERR_OK || !is_due) {
        return err;
    }
    err = begin_writing(store);
    if (err != ERR_OK) {
        return err;
    }
    err = rest(store);
    *more = err == ERR_OK;
    return store_commit(store, err);
}

void store_rest(struct store *store)
{
    filter_release(&store->filter);
    store->probes = 0;
    tail_reset(&store->tail, store->merged + 1);
    (void)sqlite3_db_release_memory(store->sql.db);
}

enum err store_data_version(struct store *store, uint64_t *version)
{
    struct query query;

    *version = 0;
    query_begin(&query, &store->sql, "PRAGMA data_version");
    if (query_row(&query)) {
        *version = query_get(&query, 0);
    }
    return query_end(&query);
}

enum err store_high_water(struct store *store, uint64_t *now_ms)
{
    return meta_get(&store->sql, META_HIGH_WATER, now_ms);
}

enum err store_jumped(struct store *store, uint64_t *wall_ms)
{
    return meta_get(&store->sql, META_JUMPED, wall_ms);
}

enum err store_note_clock(struct store *store, uint64_t wall_ms)
{
    uint64_t mark_ms = 0;
    uint64_t jumped_ms = 0;
    bool has_jumped = false;
    enum err err = store_high_water(store, &mark_ms);

    if (err == ERR_OK) {
        err = store_jumped(store, &jumped_ms);
    }
    has_jumped = time_has_jumped(mark_ms, wall_ms);
    if (err != ERR_OK || (!has_jumped && jumped_ms == 0) ||
        (has_jumped && jumped_ms != 0 && wall_ms >= jumped_ms &&
         !time_has_jumped(jumped_ms, wall_ms))) {
        return err;
    }
    return meta_set(&store->sql, META_JUMPED, has_jumped ? wall_ms : 0);
}

enum err store_pass_time(struct store *store, uint64_t now_ms)
{
    uint64_t before = 0;
    enum err err = store_high_water(store, &before);

    if (err != ERR_OK || (now_ms < before + STORE_TIME_STEP_MS &&
                          !time_has_jumped(before, now_ms))) {
        return err;
    }
    err = meta_set(&store->sql, META_HIGH_WATER, now_ms);
    return err == ERR_OK ? live_sweep(store, now_ms) : err;
}

enum err store_disk_bytes(struct store *store, uint64_t *bytes)
{
    static const char *const names[] = {database, write_ahead};
    enum err err = ERR_OK;
    size_t i = 0;

    *bytes = 0;
    for (i = 0; err == ERR_OK && i < sizeof names / sizeof names[0]; i++) {
        char path[PATH_BYTES_MAX];
        struct stat status;

        err = path_join(store->folder, names[i], path);
        if (err == ERR_OK && stat(path, &status) == 0) {
            *bytes += (uint64_t)status.st_size;
        }
    }
    return err;
}
