/* A folder that is a copy, seen by several processes: rule B14. */
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/keys.h"
#include "store/place.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

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

/* The disk says no once a name was given; after a crash it is the same. */
static enum err fail_after_name(void *self, const struct file_change *change)
{
    unsigned *left = self;

    if (change->step == FILE_FOLDER_SYNCED && --*left == 0) {
        return ERR_IO;
    }
    return ERR_OK;
}

static void crash_amid_the_first_keys_makes_no_copy(void **state)
{
    (void)state;
    for (unsigned moment = 1; moment <= KEYS_FILES; moment++) {
        unsigned left = moment;
        struct folder folder;
        struct store *store = NULL;
        struct keys keys;
        bool is_whole = true;

        folder_make(&folder);
        check_ok(store_open(folder.path, STORE_CREATE, &store));
        keys_init(&keys);
        file_watch(fail_after_name, &left);
        check_err(keys_change(store, &keys), ERR_IO);
        file_watch(NULL, NULL);
        store_close(store);
        check_ok(store_open(folder.path, STORE_WRITE, &store));
        check_ok(keys_load(folder.path, &keys, &is_whole)); /* it counts */
        assert_int_equal(is_whole, moment == KEYS_FILES);
        check_copied(store, false);
        check_ok(keys_heal(store, &keys));
        check_copied(store, false);
        store_close(store);
        keys_release(&keys);
        folder_remove(&folder);
    }
}

/* One process makes the months, another changes its pass. */
static void changed_keys_keep_the_months_of_another(void **state)
{
    static const unsigned char seed[KEY_SEED_BYTES] = {7};
    const uint64_t now_ms = POSTING_NOW_MS;
    struct folder folder;
    struct store *store = NULL;
    struct keys keys;
    struct keys others;
    bool is_whole = false;

    (void)state;
    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    keys_init(&keys);
    keys.has_pass = true;
    check_ok(keys_change(store, &keys));
    check_ok(keys_load(folder.path, &others, &is_whole));
    check_ok(keys_roll(store, &others, now_ms, seed));
    assert_true(others.sealing.count > 0);
    keys.has_pass = false;
    check_ok(keys_change(store, &keys));
    check_ok(keys_load(folder.path, &others, &is_whole));
    assert_true(is_whole);
    assert_false(others.has_pass);
    assert_false(sealing_is_due(&others.sealing, now_ms));
    assert_memory_equal(&keys.sealing, &others.sealing, sizeof keys.sealing);
    store_close(store);
    keys_release(&others);
    keys_release(&keys);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crash_amid_the_first_keys_makes_no_copy),
        cmocka_unit_test(changed_keys_keep_the_months_of_another),
        cmocka_unit_test(copy_becomes_one_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
