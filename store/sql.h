/*
 * SQL: a connection, its prepared statements, and one running query.
 *
 * Text is constant: a statement is prepared once and found again by the
 * address of its text. A query remembers its first error, so that binding
 * and reading need no check of their own; query_end tells it. Inside store/.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "store/limits.h"

struct sql_cached {
    const char *text;
    sqlite3_stmt *statement;
};

struct sql {
    sqlite3 *db;
    struct sql_cached cached[STORE_STATEMENTS_MAX];
    size_t count;
    unsigned patience_ms; /* how long to wait for another process */
    unsigned waited_ms;   /* so far, in the call that runs */
};

/*
 * Open a database file and set what holds for every connection: WAL kept at
 * close, synchronous FULL, secure_delete, no mmap, nothing spilled to /tmp.
 *
 * flags  SQLITE_OPEN_READWRITE or SQLITE_OPEN_READONLY
 *
 * Errors as sql_err; `sql` may be closed in any case.
 */
MUST_USE enum err sql_open(struct sql *sql, const char *path, int flags);

/* Finalise and close; may be called twice. */
void sql_close(struct sql *sql);

/* What a result code of SQLite means here. */
MUST_USE enum err sql_err(sqlite3 *db, int code);

/* One running statement. Not to be copied. */
struct query {
    struct sql *sql;
    sqlite3_stmt *statement;
    enum err err;   /* the first error */
    int bound;      /* parameters bound so far */
    bool is_cached; /* else it is finalised at the end */
};

/* Begin: `text` is constant. Errors show in query_end. */
void query_begin(struct query *query, struct sql *sql, const char *text);

/* Bind the next parameter. A view is borrowed until query_end. */
void query_number(struct query *query, uint64_t number);
void query_id(struct query *query, const struct id *id);
void query_view(struct query *query, struct view view);
void query_text(struct query *query, struct view text);

/* The next row: false at the end and after an error. */
bool query_row(struct query *query);

/* Columns of the row, from 0; a view is valid until the next row. */
uint64_t query_get(struct query *query, int column);
struct view query_get_view(struct query *query, int column);

/* A column that holds an id; another size is ERR_CORRUPT in query_end. */
void query_get_id(struct query *query, int column, struct id *out);

/* Let the statement go, and tell the first error. */
MUST_USE enum err query_end(struct query *query);

/* Run to the end a statement that gives no rows, and let it go. */
MUST_USE enum err query_run(struct query *query);

#endif
