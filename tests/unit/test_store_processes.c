/* Several processes in one store, and disks that are full. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/digest.h"
#include "store/limits.h"
#include "store/local.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

enum { WRITERS = 2, COMMITS = 60, POSTS = 3 };
enum { GREEDY_COMMITS = 60, GREEDY_MS = 25, TURNS = 6 };

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    struct store *store = NULL;

    assert_non_null(folder);
    folder_make(folder);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    store_close(store);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    folder_remove(*state);
    free(*state);
    return 0;
}

/* A process of its own: its exit code is an enum err. */
static pid_t spawn(int (*call)(const char *path, unsigned number),
                   const char *path,
                   unsigned number)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        _exit(call(path, number));
    }
    return child;
}

static int wait_for(pid_t child)
{
    int status = 0;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static enum err put_posts(struct store *store,
                          const struct author *author,
                          uint32_t from,
                          uint32_t count)
{
    struct bytes record;
    uint32_t n = 0;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    bytes_init(&record, RECORD_BYTES_MAX);
    for (n = from; err == ERR_OK && n < from + count; n++) {
        posting_sign(author, &(struct posting){.n = n}, &record);
        err = store_put(store, bytes_view(&record));
    }
    bytes_release(&record);
    return store_commit(store, err);
}

static int write_many(const char *path, unsigned number)
{
    const struct author author = author_of(number);
    struct store *store = NULL;
    uint32_t i = 0;
    enum err err = store_open(path, STORE_WRITE, &store);

    for (i = 0; err == ERR_OK && i < COMMITS; i++) {
        err = put_posts(store, &author, i * POSTS, POSTS);
    }
    store_close(store);
    return (int)err;
}

/* Reads while others write: every state it sees is whole commits. */
static int read_many(const char *path, unsigned number)
{
    struct store *store = NULL;
    struct id digest;
    uint64_t records = 0;
    uint64_t before = 0;
    enum err err = store_open(path, STORE_READ, &store);

    (void)number;
    while (err == ERR_OK && records < WRITERS * COMMITS * POSTS) {
        err = store_begin_read(store);
        if (err == ERR_OK) {
            err = store_count(store, SET_BOARD, &records);
        }
        if (err == ERR_OK) {
            err = store_digest(store, SET_BOARD, &digest);
        }
        if (err == ERR_OK && (records % POSTS != 0 || records < before)) {
            err = ERR_CORRUPT;
        }
        before = records;
        err = store_commit(store, err);
    }
    store_close(store);
    return (int)err;
}

static void two_writers_and_a_reader_get_along(void **state)
{
    const struct folder *folder = *state;
    struct store *store = NULL;
    struct shelf shelf;
    pid_t writers[WRITERS];
    pid_t reader = spawn(read_many, folder->path, 0);
    uint64_t records = 0;
    uint64_t last = 0;
    unsigned i = 0;

    for (i = 0; i < WRITERS; i++) {
        writers[i] = spawn(write_many, folder->path, i);
    }
    for (i = 0; i < WRITERS; i++) {
        assert_int_equal(wait_for(writers[i]), ERR_OK);
    }
    assert_int_equal(wait_for(reader), ERR_OK);
    check_ok(store_open(folder->path, STORE_READ, &store));
    check_ok(store_check(store));
    check_ok(store_count(store, SET_BOARD, &records));
    assert_int_equal(records, WRITERS * COMMITS * POSTS);
    shelf = store_shelf(store);
    check_ok(shelf.journal_last(shelf.self, &last));
    assert_int_equal(last, records); /* one row each, none used twice */
    store_close(store);
}

/* Holds the store until it is told to go. */
static int hold(const char *path, unsigned number)
{
    struct store *store = NULL;
    char byte = 0;

    (void)number;
    if (store_open(path, STORE_WRITE, &store) != ERR_OK ||
        store_begin(store) != ERR_OK) {
        return 1;
    }
    return write(STDOUT_FILENO, &byte, 1) == 1 &&
                   read(STDIN_FILENO, &byte, 1) >= 0
               ? 0
               : 1;
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000 * 1000};

    (void)nanosleep(&pause, NULL);
}

/* Holds the store all the time but for an instant between two posts. */
static int write_without_pause(const char *path, unsigned number)
{
    const struct author author = author_of(number);
    struct store *store = NULL;
    struct bytes record;
    enum err err = store_open(path, STORE_WRITE, &store);

    bytes_init(&record, RECORD_BYTES_MAX);
    for (uint32_t n = 0; err == ERR_OK && n < GREEDY_COMMITS; n++) {
        posting_sign(&author, &(struct posting){.n = n}, &record);
        err = store_begin(store);
        if (err == ERR_OK) {
            pause_ms(GREEDY_MS);
            err = store_commit(store, store_put(store, bytes_view(&record)));
        }
    }
    bytes_release(&record);
    store_close(store);
    return (int)err;
}

static void who_waits_to_write_is_the_next(void **state)
{
    const struct folder *folder = *state;
    struct store *store = NULL;
    uint64_t before = 0;
    uint64_t after = 0;
    uint64_t overtook = 0;
    pid_t greedy = spawn(write_without_pause, folder->path, 0);

    check_ok(store_open(folder->path, STORE_WRITE, &store));
    for (int turn = 0; turn < TURNS; turn++) {
        while (after < before + 2) {
            check_ok(store_count(store, SET_BOARD, &after));
            pause_ms(1);
        }
        before = after;
        check_ok(store_begin(store));
        check_ok(store_count(store, SET_BOARD, &after));
        check_ok(store_commit(store, ERR_OK));
        overtook += after - before;
        before = after;
    }
    /* One ends, one may have begun; a busy machine may add one. */
    assert_true(overtook <= 3 * (uint64_t)TURNS);
    assert_int_equal(wait_for(greedy), ERR_OK);
    store_close(store);
}

static void writer_that_does_not_let_go_is_told(void **state)
{
    const struct folder *folder = *state;
    struct store *store = NULL;
    uint64_t records = 0;
    int ready[2];
    int go[2];
    char byte = 0;
    pid_t child = 0;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ready[1], STDOUT_FILENO);
        (void)dup2(go[0], STDIN_FILENO);
        (void)close(go[1]);
        _exit(hold(folder->path, 0));
    }
    (void)close(go[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    check_ok(store_open(folder->path, STORE_WRITE, &store));
    check_err(store_begin(store), ERR_BUSY);
    check_ok(store_count(store, SET_BOARD, &records)); /* reading goes on */
    (void)close(go[1]);
    assert_int_equal(wait_for(child), 0);
    check_ok(store_begin(store));
    check_ok(store_commit(store, ERR_OK));
    store_close(store);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static int die_in_the_middle(const char *path, unsigned number)
{
    const struct author author = author_of(number);
    struct store *store = NULL;

    if (store_open(path, STORE_WRITE, &store) != ERR_OK ||
        put_posts(store, &author, 0, POSTS) != ERR_OK ||
        store_begin(store) != ERR_OK) {
        return 1;
    }
    {
        struct bytes record;

        bytes_init(&record, RECORD_BYTES_MAX);
        posting_sign(&author, &(struct posting){.n = 50}, &record);
        if (store_put(store, bytes_view(&record)) != ERR_OK) {
            return 1;
        }
    }
    (void)kill(getpid(), SIGKILL);
    return 1;
}

static void killed_writer_leaves_what_it_committed(void **state)
{
    const struct folder *folder = *state;
    struct store *store = NULL;
    uint64_t records = 0;

    assert_int_equal(wait_for(spawn(die_in_the_middle, folder->path, 5)),
                     1000 + SIGKILL);
    check_ok(store_open(folder->path, STORE_WRITE, &store));
    check_ok(store_begin(store)); /* its lock went with it */
    check_ok(store_commit(store, ERR_OK));
    check_ok(store_count(store, SET_BOARD, &records));
    assert_int_equal(records, POSTS);
    store_close(store);
}

/* Let files grow to `bytes` at most, write until that is refused, then show
 * that nothing of it stays and that everything works again. */
static int fill_the_disk(const char *path, unsigned number)
{
    const struct author author = author_of(number);
    struct rlimit before;
    struct rlimit limit;
    struct store *store = NULL;
    struct id digest;
    struct id after;
    uint32_t i = 0;
    enum err err = store_open(path, STORE_WRITE, &store);

    (void)signal(SIGXFSZ, SIG_IGN);
    if (err != ERR_OK || getrlimit(RLIMIT_FSIZE, &before) != 0) {
        return 100;
    }
    limit = before;
    limit.rlim_cur = 300 * 1000;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        return 101;
    }
    for (i = 0; err == ERR_OK && i < 1000; i++) {
        if (store_digest(store, SET_BOARD, &digest) != ERR_OK) {
            return 102;
        }
        err = put_posts(store, &author, i * 10, 10);
    }
    if (err != ERR_DISK_FULL) {
        return (int)err;
    }
    if (store_digest(store, SET_BOARD, &after) != ERR_OK ||
        !id_equal(&digest, &after) || store_check(store) != ERR_OK) {
        return 103;
    }
    if (setrlimit(RLIMIT_FSIZE, &before) != 0 ||
        put_posts(store, &author, i * 10, 10) != ERR_OK) {
        return 104;
    }
    store_close(store);
    return 0;
}

static void full_disk_is_told_and_changes_nothing(void **state)
{
    const struct folder *folder = *state;

    assert_int_equal(wait_for(spawn(fill_the_disk, folder->path, 1)), 0);
}

/* A scrub clears what another process erased, and leaves due what it erases
 * meanwhile. */
static void scrub_is_shared_by_processes(void **state)
{
    const struct folder *folder = *state;
    const struct author author = author_of(1);
    struct store *first = NULL;
    struct store *second = NULL;
    struct bytes record;
    bool is_due = false;

    bytes_init(&record, RECORD_BYTES_MAX);
    check_ok(store_open(folder->path, STORE_WRITE, &first));
    check_ok(store_open(folder->path, STORE_WRITE, &second));
    check_ok(put_posts(first, &author, 0, 2));
    posting_withdraw(&author, 0, POSTING_NOW_MS + 1, &record);
    check_ok(store_begin(first));
    check_ok(store_put(first, bytes_view(&record)));
    check_ok(store_commit(first, ERR_OK));
    check_ok(store_is_scrub_due(second, &is_due));
    assert_true(is_due);
    check_ok(store_scrub(second));
    check_ok(store_is_scrub_due(first, &is_due));
    assert_false(is_due);
    store_close(first);
    store_close(second);
    bytes_release(&record);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_writers_and_a_reader_get_along),
        TEST(who_waits_to_write_is_the_next),
        TEST(writer_that_does_not_let_go_is_told),
        TEST(killed_writer_leaves_what_it_committed),
        TEST(full_disk_is_told_and_changes_nothing),
        TEST(scrub_is_shared_by_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
