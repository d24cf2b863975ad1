/* A folder that is a copy, seen by several processes: rule B14. */
#include <stdlib.h>
#include <string.h>

#include "store/keys.h"
#include "store/place.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

static void check_copied(struct store *store, bool wanted)
{
    bool is_copied = !wanted;

    check_ok(store_is_copied(store, &is_copied));
    assert_int_equal(is_copied, wanted);
}

static void copy_becomes_one_machine(void **state)
{
    struct folder folder;
    struct store *store = NULL;
    struct store *other = NULL; /* of a process that noticed, too */
    struct keys keys;
    struct keys others;
    bool is_whole = false;

    (void)state;
    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    check_ok(store_open(folder.path, STORE_WRITE, &other));
    keys_init(&keys);
    keys_init(&others);
    check_ok(keys_save(folder.path, &keys));
    check_copied(store, true);
    check_copied(other, true);
    memset(keys.device_seed, 1, KEY_SEED_BYTES);
    memset(others.device_seed, 2, KEY_SEED_BYTES);
    check_ok(keys_part(store, &keys));
    check_ok(keys_part(other, &others));
    assert_memory_equal(others.device_seed, keys.device_seed, KEY_SEED_BYTES);
    check_copied(other, false);
    keys_release(&others);
    check_ok(keys_load(folder.path, &others, &is_whole));
    assert_true(is_whole);
    assert_memory_equal(others.device_seed, keys.device_seed, KEY_SEED_BYTES);
    store_close(other);
    store_close(store);
    keys_release(&others);
    keys_release(&keys);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copy_becomes_one_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
