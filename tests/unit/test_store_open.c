/* Opening a store: what is none, what is too new, what cannot be written. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/digest.h"
#include "store/inside.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static void folder_without_a_store_is_told(void **state)
{
    struct folder empty;
    struct store *store = NULL;

    (void)state;
    folder_make(&empty);
    check_err(store_open(empty.path, STORE_READ, &store), ERR_UNKNOWN);
    check_err(store_open(empty.path, STORE_WRITE, &store), ERR_UNKNOWN);
    assert_null(store);
    assert_int_equal(folder_size(&empty, "shelf.db"), 0);
    folder_write(&empty, "shelf.db", view_text("")); /* begun, not finished */
    check_err(store_open(empty.path, STORE_WRITE, &store), ERR_UNKNOWN);
    check_ok(store_open(empty.path, STORE_CREATE, &store));
    store_close(store);
    folder_remove(&empty);
    check_err(store_open(empty.path, STORE_CREATE, &store), ERR_UNKNOWN);
}

static void files_are_for_their_owner_alone(void **state)
{
    static const char *const names[] = {"shelf.db", "shelf.db-wal",
                                        "shelf.db-shm"};
    struct fixture *fixture = *state;
    char path[FOLDER_PATH_CHARS];
    struct stat status;
    size_t i = 0;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        folder_path(&fixture->folder, names[i], path);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

static void other_files_are_no_store(void **state)
{
    struct folder folder;
    struct store *store = NULL;
    uint64_t hash = 0;

    (void)state;
    folder_make(&folder);
    folder_write(&folder, "shelf.db",
                 view_text("a letter that somebody saved under this name, "
                           "long enough to be read as the head of a page"));
    hash = folder_hash(&folder);
    check_err(store_open(folder.path, STORE_READ, &store), ERR_CORRUPT);
    check_err(store_open(folder.path, STORE_CREATE, &store), ERR_CORRUPT);
    assert_true(folder_hash(&folder) == hash);
    folder_remove(&folder);
}

static void database_of_another_program_is_left_alone(void **state)
{
    struct folder folder;
    struct store *store = NULL;
    char path[FOLDER_PATH_CHARS];
    sqlite3 *other = NULL;
    uint64_t hash = 0;

    (void)state;
    folder_make(&folder);
    folder_path(&folder, "shelf.db", path);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(other, "CREATE TABLE books(title)", NULL, NULL, NULL),
        SQLITE_OK);
    (void)sqlite3_close(other);
    hash = folder_hash(&folder);
    check_err(store_open(folder.path, STORE_CREATE, &store), ERR_CORRUPT);
    assert_true(folder_hash(&folder) == hash);
    folder_remove(&folder);
}

static void store_of_a_newer_version_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    uint64_t hash = 0;

    assert_int_equal(sqlite3_exec(fixture->store->sql.db,
                                  "PRAGMA user_version=2", NULL, NULL, NULL),
                     SQLITE_OK);
    store_close(fixture->store);
    fixture->store = NULL;
    hash = folder_hash(&fixture->folder);
    check_err(store_open(fixture->folder.path, STORE_READ, &store),
              ERR_NEWER_STORE);
    check_err(store_open(fixture->folder.path, STORE_CREATE, &store),
              ERR_NEWER_STORE);
    assert_true(folder_hash(&fixture->folder) == hash);
}

/* Run `call` in a child that is nobody, so that permissions hold even where
 * tests run as root; its answer is an enum err. */
static enum err as_nobody(enum err (*call)(const char *path), const char *path)
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0) {
            _exit(ERR_COUNT);
        }
        _exit((int)call(path));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return (enum err)WEXITSTATUS(status);
}

static enum err open_to_write(const char *path)
{
    struct store *store = NULL;
    enum err err = store_open(path, STORE_WRITE, &store);

    store_close(store);
    return err;
}

static enum err open_to_read(const char *path)
{
    struct store *store = NULL;
    uint64_t records = 0;
    enum err err = store_open(path, STORE_READ, &store);

    if (err == ERR_OK) {
        err = store_count(store, SET_BOARD, &records);
    }
    store_close(store);
    return err == ERR_OK && records != 1 ? ERR_COUNT : err;
}

static void folder_that_cannot_be_written_is_read(void **state)
{
    static const char *const names[] = {"shelf.db", "shelf.db-wal",
                                        "shelf.db-shm"};
    struct fixture *fixture = *state;
    char path[FOLDER_PATH_CHARS];
    size_t i = 0;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 1, 0);
    check_ok(store_commit(fixture->store, ERR_OK));
    store_close(fixture->store);
    fixture->store = NULL;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        folder_path(&fixture->folder, names[i], path);
        assert_int_equal(chmod(path, 0444), 0);
    }
    assert_int_equal(chmod(fixture->folder.path, 0555), 0);
    check_err(as_nobody(open_to_write, fixture->folder.path), ERR_READ_ONLY);
    check_err(as_nobody(open_to_read, fixture->folder.path), ERR_OK);
    assert_int_equal(chmod(fixture->folder.path, 0700), 0);
}

static void reader_may_not_write(void **state)
{
    struct fixture *fixture = *state;

    fixture_reopen(fixture, STORE_READ);
    check_err(store_begin(fixture->store), ERR_READ_ONLY);
    check_ok(store_begin_read(fixture->store));
    check_ok(store_commit(fixture->store, ERR_OK));
}

static uint64_t pages_of(struct store *store)
{
    struct query query;
    uint64_t bytes = 0;

    query_begin(&query, &store->sql, "PRAGMA page_size");
    assert_true(query_row(&query));
    bytes = query_get(&query, 0);
    check_ok(query_end(&query));
    return bytes;
}

/* A store of an earlier version, and one that is restored from it. */
static void store_with_other_pages_goes_on_with_them(void **state)
{
    struct fixture *fixture = *state;
    sqlite3 *former = NULL;
    char path[FOLDER_PATH_CHARS];

    assert_int_equal(pages_of(fixture->store), PAGE_BYTES);
    store_close(fixture->store);
    fixture->store = NULL;
    folder_remove(&fixture->folder);
    folder_make(&fixture->folder);
    folder_path(&fixture->folder, "shelf.db", path);
    assert_int_equal(sqlite3_open(path, &former), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(former,
                     "PRAGMA page_size=4096; PRAGMA journal_mode=WAL;"
                     "CREATE TABLE any(one); DROP TABLE any",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_close(former), SQLITE_OK);
    fixture_reopen(fixture, STORE_CREATE);
    check_ok(store_begin(fixture->store));
    for (uint32_t n = 0; n < 3000; n++) {
        (void)fixture_put(fixture, 1, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    fixture_merge(fixture->store);
    fixture_reopen(fixture, STORE_WRITE);
    assert_int_equal(pages_of(fixture->store), 4096);
    check_ok(store_check(fixture->store));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(folder_without_a_store_is_told),
        TEST(files_are_for_their_owner_alone),
        TEST(other_files_are_no_store),
        TEST(database_of_another_program_is_left_alone),
        TEST(store_of_a_newer_version_is_left_alone),
        TEST(folder_that_cannot_be_written_is_read),
        TEST(reader_may_not_write),
        TEST(store_with_other_pages_goes_on_with_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
