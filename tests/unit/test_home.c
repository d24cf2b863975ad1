/* The home folder: neighbourhoods, and the lock of the running node. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/file.h"
#include "store/home.h"
#include "store/keys.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

struct fixture {
    struct folder folder;
    char home[PATH_BYTES_MAX]; /* does not exist at first */
    struct home_list list;
    struct home_folder made;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    (void)snprintf(fixture->home, sizeof fixture->home, "%s/kith",
                   fixture->folder.path);
    *state = fixture;
    return 0;
}

static struct neighbourhood neighbourhood_of(unsigned char number)
{
    struct neighbourhood neighbourhood;

    memset(neighbourhood.data, number, sizeof neighbourhood.data);
    return neighbourhood;
}

static enum err create(struct fixture *fixture,
                       const struct neighbourhood *neighbourhood)
{
    int turn = -1;
    enum err err = home_open(fixture->home, &turn);

    if (err == ERR_OK) {
        err = home_create(fixture->home, neighbourhood, &fixture->made);
    }
    home_close(fixture->home, turn);
    return err;
}

static void save_keys(const char *folder)
{
    struct keys keys;

    keys_init(&keys);
    check_ok(keys_save(folder, &keys));
    keys_release(&keys);
}

/* A folder with keys and a store, as `init` makes it. */
static void make(struct fixture *fixture, unsigned char number)
{
    struct neighbourhood neighbourhood = neighbourhood_of(number);
    struct store *store = NULL;

    check_ok(create(fixture, &neighbourhood));
    check_ok(store_open(fixture->made.path, STORE_CREATE, &store));
    store_close(store);
    save_keys(fixture->made.path);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    size_t i = 0;

    if (home_list(fixture->home, &fixture->list) != ERR_COUNT) {
        for (i = 0; i < fixture->list.count; i++) {
            check_ok(home_remove(&fixture->list.folders[i]));
        }
    }
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

static void home_that_does_not_exist_is_empty(void **state)
{
    struct fixture *fixture = *state;

    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 0);
}

static void neighbourhoods_are_listed_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;

    make(fixture, 0xAB);
    make(fixture, 0x12);
    assert_string_equal(fixture->made.name, "12121212");
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 2);
    assert_string_equal(fixture->list.folders[0].name, "12121212");
    assert_string_equal(fixture->list.folders[1].name, "abababab");
    assert_string_equal(fixture->list.folders[0].path, fixture->made.path);
    assert_int_equal(stat(fixture->made.path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(stat(fixture->home, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void neighbourhood_is_made_once(void **state)
{
    struct fixture *fixture = *state;
    struct neighbourhood neighbourhood = neighbourhood_of(1);

    make(fixture, 1);
    check_err(create(fixture, &neighbourhood), ERR_STATE);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 1);
}

static void half_made_folder_does_not_count(void **state)
{
    struct fixture *fixture = *state;
    struct neighbourhood neighbourhood = neighbourhood_of(1);
    struct store *store = NULL;

    check_ok(create(fixture, &neighbourhood));
    check_ok(store_open(fixture->made.path, STORE_CREATE, &store));
    store_close(store);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 0);
    make(fixture, 1);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 1);
}

static void ninth_neighbourhood_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct neighbourhood neighbourhood = neighbourhood_of(0x77);
    char path[PATH_BYTES_MAX];
    unsigned i = 0;

    for (i = 0; i < HOME_FOLDERS_MAX; i++) {
        make(fixture, (unsigned char)i);
    }
    check_err(create(fixture, &neighbourhood), ERR_FULL);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, HOME_FOLDERS_MAX);
    (void)snprintf(path, sizeof path, "%.4000s/77777777", fixture->home);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void other_names_are_left_out(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_BYTES_MAX + 16];

    make(fixture, 1);
    (void)snprintf(path, sizeof path, "%s/notes", fixture->home);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/ABCDEF01", fixture->home);
    assert_int_equal(mkdir(path, 0700), 0);
    save_keys(path);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 1);
    (void)snprintf(fixture->made.path, sizeof fixture->made.path,
                   "%.4000s/ABCDEF01", fixture->home);
    check_ok(home_remove(&fixture->made));
}

static void folder_with_other_files_is_not_removed(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_BYTES_MAX + 16];
    FILE *file = NULL;

    make(fixture, 1);
    (void)snprintf(path, sizeof path, "%s/letter", fixture->made.path);
    file = fopen(path, "w");
    assert_non_null(file);
    (void)fclose(file);
    check_ok(home_remove(&fixture->made));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(unlink(path), 0);
    check_ok(home_remove(&fixture->made));
    assert_int_not_equal(access(fixture->made.path, F_OK), 0);
}

/* The store's file cannot be removed: as if the power went then. */
static void half_removed_folder_does_not_count(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_BYTES_MAX + 16];

    make(fixture, 1);
    (void)snprintf(path, sizeof path, "%s/shelf.db", fixture->made.path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_not_equal(home_remove(&fixture->made), ERR_OK);
    check_ok(home_list(fixture->home, &fixture->list));
    assert_int_equal(fixture->list.count, 0);
    assert_int_equal(rmdir(path), 0);
    check_ok(home_remove(&fixture->made));
}

enum { CROWD = 6, ROUNDS = 20 };

/* Alone in it, and it is there: a file that nobody else makes meanwhile. */
static bool comes_and_goes(const char *home)
{
    char path[PATH_BYTES_MAX + 16];
    FILE *file = NULL;
    int turn = -1;
    bool is_alone = home_open(home, &turn) == ERR_OK;

    (void)snprintf(path, sizeof path, "%s/mark", home);
    if (is_alone) {
        file = fopen(path, "wx");
        is_alone = file != NULL && fclose(file) == 0 && unlink(path) == 0;
    }
    home_close(home, turn);
    return is_alone;
}

static void who_opens_a_home_is_alone_in_it(void **state)
{
    struct fixture *fixture = *state;
    pid_t children[CROWD];
    int status = 0;

    for (size_t i = 0; i < CROWD; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            size_t round = 0;

            while (round < ROUNDS && comes_and_goes(fixture->home)) {
                round++;
            }
            _exit(round == ROUNDS ? 0 : 1);
        }
    }
    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_not_equal(access(fixture->home, F_OK), 0); /* empty, it goes */
}

static void who_does_not_end_keeps_others_out(void **state)
{
    struct fixture *fixture = *state;
    int turn = -1;
    int other = -1;

    check_ok(home_open(fixture->home, &turn));
    check_err(home_open(fixture->home, &other), ERR_BUSY);
    home_close(fixture->home, other);
    home_close(fixture->home, turn);
    check_ok(home_open(fixture->home, &turn));
    home_close(fixture->home, turn);
}

static void too_long_path_is_refused(void **state)
{
    static char home[PATH_BYTES_MAX + 10];
    struct fixture *fixture = *state;
    struct neighbourhood neighbourhood = neighbourhood_of(1);

    memset(home, 'x', sizeof home - 1);
    home[0] = '/';
    check_err(home_create(home, &neighbourhood, &fixture->made), ERR_INVALID);
}

static void second_run_is_refused_with_the_holder(void **state)
{
    struct fixture *fixture = *state;
    struct run_lock lock;
    struct run_lock second;
    uint64_t holder = 1;

    check_ok(run_lock_holder(fixture->home, &holder));
    assert_int_equal(holder, 0);
    check_ok(run_lock_take(fixture->home, &lock, &holder));
    check_ok(run_lock_holder(fixture->home, &holder));
    assert_int_equal(holder, getpid());
    check_ok(run_lock_holder(fixture->home, &holder)); /* asking is harmless */
    assert_int_equal(holder, getpid());
    holder = 0;
    check_err(run_lock_take(fixture->home, &second, &holder), ERR_BUSY);
    assert_int_equal(holder, getpid());
    assert_int_equal(second.file, -1);
    run_lock_release(&lock);
    run_lock_release(&lock);
    check_ok(run_lock_holder(fixture->home, &holder));
    assert_int_equal(holder, 0);
    check_ok(run_lock_take(fixture->home, &lock, &holder));
    run_lock_release(&lock);
}

static void lock_goes_with_its_process(void **state)
{
    struct fixture *fixture = *state;
    struct run_lock lock;
    uint64_t holder = 0;
    int status = 0;
    int ready[2];
    char byte = 0;
    pid_t child = 0;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        byte = (char)(run_lock_take(fixture->home, &lock, &holder) == ERR_OK);
        _exit(write(ready[1], &byte, 1) == 1 && pause() != 0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    check_err(run_lock_take(fixture->home, &lock, &holder), ERR_BUSY);
    assert_int_equal(holder, child);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    check_ok(run_lock_take(fixture->home, &lock, &holder));
    run_lock_release(&lock);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

enum { SOMEBODY = 65534 };

static uid_t owner_of(const char *folder, const char *name)
{
    char path[PATH_BYTES_MAX];
    struct stat about;

    check_ok(path_join(folder, name, path));
    assert_int_equal(stat(path, &about), 0);
    return about.st_uid;
}

/* Root helps somebody, in the home of that one. */
static void what_root_makes_belongs_to_the_folders_owner(void **state)
{
    struct fixture *fixture = *state;
    const struct neighbourhood here = neighbourhood_of(7);
    struct run_lock lock;
    uint64_t holder = 0;

    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(mkdir(fixture->home, 0700), 0);
    assert_int_equal(chown(fixture->home, SOMEBODY, SOMEBODY), 0);
    check_ok(create(fixture, &here));
    save_keys(fixture->made.path);
    check_ok(run_lock_take(fixture->home, &lock, &holder));
    run_lock_release(&lock);
    assert_int_equal(owner_of(fixture->home, fixture->made.name), SOMEBODY);
    assert_int_equal(owner_of(fixture->home, "run.lock"), SOMEBODY);
    assert_int_equal(owner_of(fixture->made.path, "keys.a"), SOMEBODY);
    assert_int_equal(owner_of(fixture->made.path, "keys.b"), SOMEBODY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(home_that_does_not_exist_is_empty),
        TEST(neighbourhoods_are_listed_by_name),
        TEST(neighbourhood_is_made_once),
        TEST(half_made_folder_does_not_count),
        TEST(ninth_neighbourhood_is_refused),
        TEST(other_names_are_left_out),
        TEST(folder_with_other_files_is_not_removed),
        TEST(half_removed_folder_does_not_count),
        TEST(who_opens_a_home_is_alone_in_it),
        TEST(who_does_not_end_keeps_others_out),
        TEST(too_long_path_is_refused),
        TEST(second_run_is_refused_with_the_holder),
        TEST(lock_goes_with_its_process),
        TEST(what_root_makes_belongs_to_the_folders_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
