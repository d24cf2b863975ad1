#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/where.h"
#include "store/file.h"
#include "tests/lib/check.h"
#include "tests/lib/house.h"

static struct where where;
static struct problem why;
static struct home_folder folder;

static int set_up(void **state)
{
    (void)state;
    problem_init(&why);
    assert_int_equal(unsetenv("KITH_HOME"), 0);
    assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
    assert_int_equal(unsetenv("XDG_RUNTIME_DIR"), 0);
    assert_int_equal(setenv("HOME", "/users/ana", 1), 0);
    return 0;
}

static void home_is_found_in_the_order_of_the_contract(void **state)
{
    (void)state;
    check_ok(where_find(&where, &why));
    assert_string_equal(where.home, "/users/ana/.local/share/kith");
    assert_int_equal(setenv("XDG_DATA_HOME", "/data", 1), 0);
    check_ok(where_find(&where, &why));
    assert_string_equal(where.home, "/data/kith");
    assert_int_equal(setenv("KITH_HOME", "/own", 1), 0);
    check_ok(where_find(&where, &why));
    assert_string_equal(where.home, "/own");
    assert_string_equal(where.socket, "/own/kith.sock");
}

static void an_empty_variable_is_not_set(void **state)
{
    (void)state;
    assert_int_equal(setenv("KITH_HOME", "", 1), 0);
    check_ok(where_find(&where, &why));
    assert_string_equal(where.home, "/users/ana/.local/share/kith");
    assert_int_equal(unsetenv("HOME"), 0);
    check_err(where_find(&where, &why), ERR_INVALID);
    assert_string_equal(why.name, "no-home");
}

static void the_socket_is_in_the_runtime_folder(void **state)
{
    struct where other;

    (void)state;
    assert_int_equal(setenv("XDG_RUNTIME_DIR", "/run/user/7", 1), 0);
    assert_int_equal(setenv("KITH_HOME", "/usr", 1), 0);
    check_ok(where_find(&where, &why));
    assert_int_equal(strncmp(where.socket, "/run/user/7/kith-", 17), 0);
    assert_int_equal(setenv("KITH_HOME", "/etc", 1), 0);
    check_ok(where_find(&other, &why));
    assert_string_not_equal(where.socket, other.socket);
}

static void a_long_home_still_has_a_socket(void **state)
{
    char home[300];

    (void)state;
    memset(home, 'x', sizeof home - 1);
    home[0] = '/';
    home[sizeof home - 1] = '\0';
    assert_int_equal(setenv("KITH_HOME", home, 1), 0);
    check_ok(where_find(&where, &why));
    assert_int_equal(strncmp(where.socket, "/tmp/kith-", 10), 0);
}

static void a_home_is_as_long_as_a_database_may_be(void **state)
{
    char home[HOME_BYTES_MAX + 2];

    (void)state;
    memset(home, 'x', sizeof home);
    home[0] = '/';
    home[HOME_BYTES_MAX] = '\0';
    assert_int_equal(setenv("KITH_HOME", home, 1), 0);
    check_ok(where_find(&where, &why));
    home[HOME_BYTES_MAX] = 'x';
    home[HOME_BYTES_MAX + 1] = '\0';
    assert_int_equal(setenv("KITH_HOME", home, 1), 0);
    check_err(where_find(&where, &why), ERR_INVALID);
    assert_string_equal(why.name, "long-home");
}

static void a_home_named_from_here_is_told_whole(void **state)
{
    char here[PATH_BYTES_MAX];
    char home[PATH_BYTES_MAX];

    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(setenv("KITH_HOME", "ana/home", 1), 0);
    check_ok(where_find(&where, &why));
    check_ok(path_join(here, "ana/home", home));
    assert_string_equal(where.home, home);
}

/* init finds it by itself; here those that only look. */
static void a_file_is_no_home(void **state)
{
    struct folder empty;
    char path[FOLDER_PATH_CHARS];
    char name[512] = "";

    (void)state;
    folder_make(&empty);
    folder_path(&empty, "file", path);
    check_ok(file_write(path, view_text("no folder")));
    assert_int_equal(setenv("KITH_HOME", path, 1), 0);
    check_ok(where_find(&where, &why));
    check_err(where_choose(&where, NULL, &folder, &why), ERR_UNKNOWN);
    assert_string_equal(why.name, "no-folder");
    folder_path(&empty, "file/in", path);
    assert_int_equal(setenv("KITH_HOME", path, 1), 0);
    check_ok(where_find(&where, &why));
    check_err(where_choose(&where, NULL, &folder, &why), ERR_UNKNOWN);
    assert_string_equal(why.name, "no-folder");
    memset(name, 'x', 300);
    name[0] = '/';
    assert_int_equal(setenv("KITH_HOME", name, 1), 0);
    check_ok(where_find(&where, &why));
    check_err(where_choose(&where, NULL, &folder, &why), ERR_UNKNOWN);
    assert_string_equal(why.name, "no-folder");
    folder_remove(&empty);
}

static void an_empty_home_says_how_to_begin(void **state)
{
    struct folder empty;

    (void)state;
    folder_make(&empty);
    assert_int_equal(setenv("KITH_HOME", empty.path, 1), 0);
    check_ok(where_find(&where, &why));
    check_err(where_choose(&where, NULL, &folder, &why), ERR_UNKNOWN);
    assert_string_equal(why.name, "no-neighbourhood");
    assert_non_null(strstr(why.advice, "kith join"));
    folder_remove(&empty);
}

static void a_neighbourhood_is_chosen_by_name_or_id(void **state)
{
    struct house ana;
    char id[NEIGHBOURHOOD_HEX_CHARS];

    (void)state;
    house_found(&ana, "Ana");
    neighbourhood_to_hex(&ana.drive.keys.neighbourhood, id);
    check_ok(where_choose(&ana.where, NULL, &folder, &why));
    assert_string_equal(folder.path, ana.drive.folder.path);
    check_ok(where_choose(&ana.where, "mill lane", &folder, &why));
    check_ok(where_choose(&ana.where, id, &folder, &why));
    id[5] = '\0';
    check_ok(where_choose(&ana.where, id, &folder, &why));
    check_err(where_choose(&ana.where, "Elm Street", &folder, &why),
              ERR_UNKNOWN);
    assert_non_null(strstr(why.text, "Mill Lane"));
    house_leave(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(home_is_found_in_the_order_of_the_contract,
                               set_up),
        cmocka_unit_test_setup(an_empty_variable_is_not_set, set_up),
        cmocka_unit_test_setup(the_socket_is_in_the_runtime_folder, set_up),
        cmocka_unit_test_setup(a_long_home_still_has_a_socket, set_up),
        cmocka_unit_test_setup(a_home_is_as_long_as_a_database_may_be, set_up),
        cmocka_unit_test_setup(a_home_named_from_here_is_told_whole, set_up),
        cmocka_unit_test_setup(a_file_is_no_home, set_up),
        cmocka_unit_test_setup(an_empty_home_says_how_to_begin, set_up),
        cmocka_unit_test_setup(a_neighbourhood_is_chosen_by_name_or_id, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
