/* Sealing keys in the folder: rule B30 of spec/store.md. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "store/file.h"
#include "store/keys.h"
#include "store/place.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

enum { DAYS_90 = 90 };
static const uint64_t now_ms = UINT64_C(1795000000000); /* November 2026 */
static const uint64_t day_ms = 86400000;

static struct folder folder;
static struct store *store;
static struct keys keys;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    check_ok(store_open(folder.path, STORE_CREATE, &store));
    keys_init(&keys);
    memset(keys.device_seed, 3, KEY_SEED_BYTES);
    keys_derive(&keys);
    check_ok(keys_change(store, &keys));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(store);
    keys_release(&keys);
    folder_remove(&folder);
    return 0;
}

static void roll(struct keys *which, uint64_t at_ms, unsigned char number)
{
    const unsigned char seed[KEY_SEED_BYTES] = {number};

    check_ok(keys_roll(store, which, at_ms, seed));
}

static void months_are_made_and_kept_twice(void **state)
{
    struct keys read;
    bool is_whole = false;

    (void)state;
    roll(&keys, now_ms, 1);
    assert_int_equal(keys.sealing.count, 3);
    check_ok(keys_load(folder.path, &read, &is_whole));
    assert_true(is_whole);
    assert_int_equal(read.generation, keys.generation);
    assert_memory_equal(&read.sealing, &keys.sealing, sizeof keys.sealing);
    keys_release(&read);
}

static void one_process_makes_the_months(void **state)
{
    struct keys other = keys; /* of a process that began at the same time */

    (void)state;
    roll(&keys, now_ms, 1);
    roll(&other, now_ms, 2);
    assert_memory_equal(&other.sealing, &keys.sealing, sizeof keys.sealing);
    assert_int_equal(other.generation, keys.generation);
    keys_release(&other);
}

static void month_that_is_over_leaves_no_byte(void **state)
{
    unsigned char secret[EXCHANGE_BYTES];
    char path[PATH_BYTES_MAX];
    struct bytes bytes;

    (void)state;
    roll(&keys, now_ms, 1);
    memcpy(secret, keys.sealing.secrets[0].keys.secret, sizeof secret);
    roll(&keys, now_ms + DAYS_90 * day_ms, 2);
    roll(&keys, now_ms + (DAYS_90 + 1) * day_ms, 3);
    bytes_init(&bytes, KEYS_BYTES_MAX);
    for (unsigned which = 0; which < KEYS_FILES; which++) {
        bytes_reset(&bytes);
        check_ok(keys_path(folder.path, which, path));
        check_ok(file_read(path, &bytes));
        for (size_t at = 0; at + sizeof secret <= bytes.bytes; at++) {
            assert_memory_not_equal(bytes.data + at, secret, sizeof secret);
        }
    }
    bytes_wipe(&bytes);
}

/* Each command is a process of its own, and has read the keys anew. */
static void roll_anew(uint64_t at_ms)
{
    bool is_whole = false;

    keys_release(&keys);
    check_ok(keys_load(folder.path, &keys, &is_whole));
    assert_true(is_whole);
    roll(&keys, at_ms, 9);
}

static void clock_that_jumped_ahead_destroys_no_month(void **state)
{
    const uint64_t wrong_ms = now_ms + DAYS_90 * day_ms;
    uint16_t month = 0;

    (void)state;
    roll(&keys, now_ms, 1);
    month = keys.sealing.secrets[0].month;
    roll_anew(wrong_ms);
    roll_anew(wrong_ms + day_ms - 1);
    roll_anew(now_ms + day_ms);
    roll_anew(wrong_ms + 2 * day_ms); /* again, and not for a day */
    assert_int_equal(keys.sealing.secrets[0].month, month);
    roll_anew(wrong_ms + 3 * day_ms);
    assert_true(keys.sealing.secrets[0].month > month);
}

static void copy_is_left_alone(void **state)
{
    struct keys read;
    bool is_whole = false;
    bool is_copied = false;

    (void)state;
    check_ok(keys_save(folder.path, &keys)); /* other files now: a copy */
    check_ok(store_is_copied(store, &is_copied));
    assert_true(is_copied);
    roll(&keys, now_ms, 1);
    check_ok(store_is_copied(store, &is_copied));
    assert_true(is_copied);
    check_ok(keys_load(folder.path, &read, &is_whole));
    assert_int_equal(read.sealing.count, 0);
    keys_release(&read);
}

static enum err refuse(void *self, const struct file_change *change)
{
    unsigned *countdown = self;

    (void)change;
    return (*countdown)-- == 0 ? ERR_DISK_FULL : ERR_OK;
}

static void refused_step_loses_no_keys(void **state)
{
    const unsigned char seed[KEY_SEED_BYTES] = {1};
    struct keys read;
    bool is_whole = false;
    enum err err = ERR_DISK_FULL;

    (void)state;
    for (unsigned step = 0; step < 32 && err != ERR_OK; step++) {
        unsigned countdown = step;

        file_watch(refuse, &countdown);
        err = keys_roll(store, &keys, now_ms, seed);
        file_watch(NULL, NULL);
        check_ok(keys_load(folder.path, &read, &is_whole));
        assert_memory_equal(read.device_seed, keys.device_seed, KEY_SEED_BYTES);
        if (err != ERR_OK) {
            check_ok(keys_heal(store, &read));
        }
        keys_release(&read);
    }
    check_ok(err);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(months_are_made_and_kept_twice),
        CLAIM(one_process_makes_the_months),
        CLAIM(month_that_is_over_leaves_no_byte),
        CLAIM(clock_that_jumped_ahead_destroys_no_month),
        CLAIM(copy_is_left_alone),
        CLAIM(refused_step_loses_no_keys),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
