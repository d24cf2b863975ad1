#include "store/schema.h"

#include <stddef.h>

/* "kith" in ASCII; the same number stands in the first step below. */
enum { APPLICATION_ID = 0x6b697468 };

/*
 * Step n makes version n + 1. A step that was released is never changed.
 */
static const char *const steps[SCHEMA_VERSION] = {
    "PRAGMA application_id=1802073192;"

    "CREATE TABLE meta(key INTEGER PRIMARY KEY, value INTEGER NOT NULL);"

    "CREATE TABLE household(number INTEGER PRIMARY KEY,"
    " id BLOB NOT NULL UNIQUE, live INTEGER NOT NULL DEFAULT 0,"
    " newest INTEGER NOT NULL DEFAULT 0);"

    "CREATE TABLE record(seq INTEGER PRIMARY KEY,"
    " state INTEGER NOT NULL, id BLOB NOT NULL, bytes);"
    "CREATE VIEW whole AS SELECT seq, state, id,"
    " CASE typeof(bytes) WHEN 'integer'"
    " THEN (SELECT aside.bytes FROM aside WHERE place=record.bytes)"
    " ELSE bytes END AS bytes FROM record;"
    "CREATE TABLE gone(seq INTEGER PRIMARY KEY,"
    " erased INTEGER NOT NULL);"
    "CREATE TABLE week(set_number INTEGER, week INTEGER,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY(set_number, week, first))"
    " WITHOUT ROWID;"

    "CREATE TABLE run(number INTEGER PRIMARY KEY,"
    " index_number INTEGER NOT NULL, level INTEGER NOT NULL,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " entries INTEGER NOT NULL, parts INTEGER NOT NULL,"
    " newest INTEGER NOT NULL, made INTEGER NOT NULL,"
    " least BLOB NOT NULL);"
    "CREATE TABLE fence(run INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "CREATE TABLE part(place INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"

    "CREATE TABLE lane(household INTEGER, class INTEGER, lane INTEGER,"
    " used INTEGER NOT NULL, PRIMARY KEY(household, class, lane))"
    " WITHOUT ROWID;"

    "CREATE VIRTUAL TABLE search USING fts5(words, content='',"
    " columnsize=0, detail=none,"
    " tokenize='unicode61 remove_diacritics 2');"
    "INSERT INTO search(search, rank) VALUES('automerge', 16);"
    "INSERT INTO search(search, rank) VALUES('crisismerge', 64);"

    "CREATE TABLE hidden(post BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE blocked(household BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE wish(number INTEGER PRIMARY KEY,"
    " words TEXT NOT NULL UNIQUE);"
    "CREATE TABLE wished(place INTEGER PRIMARY KEY,"
    " post BLOB NOT NULL UNIQUE, wish INTEGER NOT NULL);"
    "CREATE INDEX wished_wish ON wished(wish, place);"
    "CREATE TABLE source(source BLOB PRIMARY KEY, post BLOB NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE log(number INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, subject BLOB NOT NULL, other BLOB NOT NULL,"
    " count INTEGER NOT NULL);"
    "CREATE TABLE address(text TEXT PRIMARY KEY, transport BLOB NOT NULL,"
    " last_success INTEGER NOT NULL, origin INTEGER NOT NULL)"
    " WITHOUT ROWID;"

    "CREATE TABLE aside(place INTEGER PRIMARY KEY, week INTEGER NOT NULL,"
    " bytes BLOB NOT NULL);"
    "CREATE TABLE held(first INTEGER PRIMARY KEY, last INTEGER NOT NULL);"
    "CREATE TABLE held_week(week INTEGER PRIMARY KEY);"
    "CREATE TABLE snapshot(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"

    "CREATE TABLE letter(place INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
    " thread BLOB NOT NULL, author BLOB NOT NULL, written INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, handed INTEGER NOT NULL, bytes BLOB NOT NULL);"
    "CREATE INDEX letter_thread ON letter(thread, written, id);"
    "CREATE INDEX letter_author ON letter(author);"
    "CREATE TABLE summary(place INTEGER PRIMARY KEY,"
    " thread BLOB NOT NULL UNIQUE, subject BLOB NOT NULL,"
    " number INTEGER NOT NULL, due INTEGER NOT NULL, bytes BLOB NOT NULL);"
    "CREATE INDEX summary_subject ON summary(subject, number);"
    "CREATE INDEX summary_due ON summary(due) WHERE due>0;"

    "CREATE TABLE photo(number INTEGER PRIMARY KEY, id BLOB NOT NULL,"
    " slot BLOB NOT NULL, bytes INTEGER NOT NULL, width INTEGER NOT NULL,"
    " height INTEGER NOT NULL);"
    "CREATE INDEX photo_id ON photo(id);"
    "CREATE INDEX photo_slot ON photo(slot);"
    "CREATE TABLE photo_file(id BLOB PRIMARY KEY, small INTEGER NOT NULL,"
    " large INTEGER NOT NULL, came INTEGER NOT NULL, own INTEGER NOT NULL,"
    " doomed INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX photo_file_came ON photo_file(came);"
    "CREATE INDEX photo_file_doomed ON photo_file(doomed) WHERE doomed>0;"

    "CREATE TABLE receipt(id BLOB PRIMARY KEY, giver INTEGER NOT NULL,"
    " receiver INTEGER NOT NULL, minutes INTEGER NOT NULL,"
    " giver_ms INTEGER NOT NULL, receiver_ms INTEGER NOT NULL,"
    " body BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX receipt_giver ON receipt(giver);"
    "CREATE INDEX receipt_receiver ON receipt(receiver);"

    "PRAGMA user_version=1;",
};

static enum err read_number(struct sql *sql, const char *text, uint64_t *out)
{
    struct query query;

    query_begin(&query, sql, text);
    if (query_row(&query)) {
        *out = query_get(&query, 0);
    }
    return query_end(&query);
}

enum err schema_version(struct sql *sql, uint32_t *version)
{
    uint64_t number = 0;
    uint64_t application = 0;
    uint64_t tables = 0;
    enum err err = read_number(sql, "PRAGMA user_version", &number);

    if (err == ERR_OK) {
        err = read_number(sql, "PRAGMA application_id", &application);
    }
    if (err == ERR_OK && application != APPLICATION_ID) {
        err = read_number(sql, "SELECT count(*) FROM sqlite_schema", &tables);
        if (err == ERR_OK && (number != 0 || tables != 0)) {
            err = ERR_CORRUPT;
        }
    }
    *version = (uint32_t)number;
    return err;
}

static enum err run_steps(struct sql *sql)
{
    uint32_t version = 0;
    enum err err = schema_version(sql, &version);

    if (err == ERR_OK && version > SCHEMA_VERSION) {
        err = ERR_NEWER_STORE;
    }
    for (; err == ERR_OK && version < SCHEMA_VERSION; version++) {
        const char *step = steps[version];

        while (err == ERR_OK && *step != '\0') {
            sqlite3_stmt *statement = NULL;
            int code = sqlite3_prepare_v2(sql->db, step, -1, &statement, &step);

            if (code == SQLITE_OK && statement != NULL) {
                (void)sqlite3_step(statement);
                code = sqlite3_finalize(statement);
            }
            err = sql_err(sql->db, code);
        }
    }
    return err;
}

enum err schema_migrate(struct sql *sql)
{
    uint32_t version = 0;
    enum err err = schema_version(sql, &version);

    if (err != ERR_OK || version == SCHEMA_VERSION) {
        return err;
    }
    if (version > SCHEMA_VERSION) {
        return ERR_NEWER_STORE;
    }
    err = sql_err(sql->db, sqlite3_exec(sql->db, "PRAGMA journal_mode=WAL",
                                        NULL, NULL, NULL));
    if (err == ERR_OK) {
        err = sql_err(sql->db, sqlite3_exec(sql->db, "BEGIN IMMEDIATE", NULL,
                                            NULL, NULL));
    }
    if (err == ERR_OK) {
        err = run_steps(sql);
    }
    if (err == ERR_OK) {
        err =
            sql_err(sql->db, sqlite3_exec(sql->db, "COMMIT", NULL, NULL, NULL));
    }
    if (err != ERR_OK && sqlite3_get_autocommit(sql->db) == 0) {
        (void)sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return err;
}

static const char get_text[] = "SELECT value FROM meta WHERE key=?";
static const char set_text[] =
    "INSERT INTO meta(key, value) VALUES(?1, ?2)"
    " ON CONFLICT(key) DO UPDATE SET value=excluded.value";

enum err meta_get(struct sql *sql, unsigned key, uint64_t *value)
{
    struct query query;

    *value = 0;
    query_begin(&query, sql, get_text);
    query_number(&query, key);
    if (query_row(&query)) {
        *value = query_get(&query, 0);
    }
    return query_end(&query);
}

enum err meta_set(struct sql *sql, unsigned key, uint64_t value)
{
    struct query query;

    query_begin(&query, sql, set_text);
    query_number(&query, key);
    query_number(&query, value);
    return query_run(&query);
}

enum err meta_raise(struct sql *sql, unsigned key)
{
    uint64_t value = 0;
    enum err err = meta_get(sql, key, &value);

    return err == ERR_OK ? meta_set(sql, key, value + 1) : err;
}
