/* Statements, and what SQLite's answers mean. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/sql.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

struct fixture {
    struct folder folder;
    struct sql sql;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    char path[FOLDER_PATH_CHARS];

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    folder_path(&fixture->folder, "test.db", path);
    check_ok(sql_open(&fixture->sql, path,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    assert_int_equal(
        sqlite3_exec(fixture->sql.db,
                     "CREATE TABLE thing(number INTEGER, name BLOB)", NULL,
                     NULL, NULL),
        SQLITE_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    sql_close(&fixture->sql);
    sql_close(&fixture->sql);
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

static void codes_of_sqlite_become_ours(void **state)
{
    static const struct {
        int code;
        enum err err;
    } rows[] = {
        {SQLITE_OK, ERR_OK},
        {SQLITE_ROW, ERR_OK},
        {SQLITE_DONE, ERR_OK},
        {SQLITE_NOMEM, ERR_NOMEM},
        {SQLITE_IOERR_NOMEM, ERR_NOMEM},
        {SQLITE_BUSY, ERR_BUSY},
        {SQLITE_BUSY_SNAPSHOT, ERR_BUSY},
        {SQLITE_LOCKED, ERR_BUSY},
        {SQLITE_FULL, ERR_DISK_FULL},
        {SQLITE_READONLY, ERR_READ_ONLY},
        {SQLITE_READONLY_DIRECTORY, ERR_READ_ONLY},
        {SQLITE_CORRUPT, ERR_CORRUPT},
        {SQLITE_CORRUPT_VTAB, ERR_CORRUPT},
        {SQLITE_NOTADB, ERR_CORRUPT},
        {SQLITE_TOOBIG, ERR_FULL},
        {SQLITE_IOERR_READ, ERR_IO},
        {SQLITE_ERROR, ERR_IO},
    };
    size_t i = 0;

    (void)state;
    errno = 0;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_err(sql_err(NULL, rows[i].code), rows[i].err);
    }
}

static void system_error_behind_a_failed_write_is_told(void **state)
{
    (void)state;
    errno = ENOSPC;
    check_err(sql_err(NULL, SQLITE_IOERR_WRITE), ERR_DISK_FULL);
    errno = EROFS;
    check_err(sql_err(NULL, SQLITE_CANTOPEN), ERR_READ_ONLY);
    errno = 0;
    check_err(sql_err(NULL, SQLITE_IOERR_WRITE), ERR_IO);
}

static void insert(struct sql *sql, uint64_t number, struct view name)
{
    static const char text[] = "INSERT INTO thing(number, name) VALUES(?, ?)";
    struct query query;

    query_begin(&query, sql, text);
    query_number(&query, number);
    query_view(&query, name);
    check_ok(query_run(&query));
}

static void values_go_in_and_come_back(void **state)
{
    struct sql *sql = &((struct fixture *)*state)->sql;
    struct id id = check_id_of(7);
    struct id read;
    struct query query;

    insert(sql, UINT64_MAX, (struct view){id.data, ID_BYTES});
    insert(sql, 3, (struct view){NULL, 0});
    query_begin(&query, sql, "SELECT number, name FROM thing ORDER BY rowid");
    assert_true(query_row(&query));
    assert_true(query_get(&query, 0) == UINT64_MAX);
    query_get_id(&query, 1, &read);
    check_id(&read, &id);
    assert_true(query_row(&query));
    assert_int_equal(query_get_view(&query, 1).bytes, 0);
    assert_false(query_row(&query));
    check_ok(query_end(&query));
}

static void id_of_another_size_is_damage(void **state)
{
    struct sql *sql = &((struct fixture *)*state)->sql;
    struct id read = check_id_of(1);
    struct query query;

    insert(sql, 1, view_text("short"));
    query_begin(&query, sql, "SELECT name FROM thing");
    assert_true(query_row(&query));
    query_get_id(&query, 0, &read);
    assert_true(id_is_zero(&read));
    assert_false(query_row(&query));
    check_err(query_end(&query), ERR_CORRUPT);
}

static void first_error_is_kept(void **state)
{
    struct sql *sql = &((struct fixture *)*state)->sql;
    struct query query;

    query_begin(&query, sql, "SELECT nothing FROM nowhere");
    query_number(&query, 1);
    query_view(&query, view_text("x"));
    assert_false(query_row(&query));
    check_err(query_end(&query), ERR_IO);
}

static void statement_is_prepared_once(void **state)
{
    struct sql *sql = &((struct fixture *)*state)->sql;
    size_t before = sql->count;

    insert(sql, 1, view_text("a"));
    insert(sql, 2, view_text("b"));
    assert_int_equal(sql->count, before + 1);
}

static uint64_t count_inside(struct sql *sql, unsigned depth)
{
    static const char text[] = "SELECT number FROM thing";
    struct query query;
    uint64_t rows = 0;

    query_begin(&query, sql, text);
    while (query_row(&query)) {
        rows += depth == 0 ? 1 : count_inside(sql, depth - 1);
    }
    check_ok(query_end(&query));
    return rows;
}

static void query_may_run_inside_itself(void **state)
{
    struct sql *sql = &((struct fixture *)*state)->sql;
    uint64_t i = 0;

    for (i = 0; i < 3; i++) {
        insert(sql, i, view_text("a"));
    }
    assert_int_equal(count_inside(sql, 2), 27);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_sqlite_become_ours),
        cmocka_unit_test(system_error_behind_a_failed_write_is_told),
        TEST(values_go_in_and_come_back),
        TEST(id_of_another_size_is_damage),
        TEST(first_error_is_kept),
        TEST(statement_is_prepared_once),
        TEST(query_may_run_inside_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
