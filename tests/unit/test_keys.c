/* Keys: kept twice, replaced whole, and the place they lie in. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/inside.h"
#include "store/keys.h"
#include "store/place.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);

    assert_non_null(folder);
    folder_make(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    folder_remove(*state);
    free(*state);
    return 0;
}

static void make_keys(struct keys *keys, unsigned char number)
{
    keys_init(keys);
    keys->created_ms = 1234567;
    memset(keys->neighbourhood.data, number, NEIGHBOURHOOD_BYTES);
    memset(keys->household_seed, number + 1, KEY_SEED_BYTES);
    memset(keys->device_seed, number + 2, KEY_SEED_BYTES);
    memset(keys->network_key, number + 3, NETWORK_KEY_BYTES);
    memcpy(keys->name, "Blue door", 10);
    keys->has_pass = true;
    keys->pass.until_ms = 99;
    memset(keys->pass.one_time.data, number + 5, ID_BYTES);
    memset(keys->pass.signature, number + 6, SIGNATURE_BYTES);
    memset(keys->one_time_seed, number + 7, KEY_SEED_BYTES);
    sealing_roll(&keys->sealing, 1, keys->one_time_seed);
    sealing_part(&keys->sealing);
    sealing_roll(&keys->sealing, 1, keys->device_seed);
    keys_derive(keys);
}

static void check_same(const struct keys *left, const struct keys *right)
{
    assert_int_equal(left->generation, right->generation);
    assert_int_equal(left->created_ms, right->created_ms);
    assert_memory_equal(&left->neighbourhood, &right->neighbourhood,
                        sizeof left->neighbourhood);
    assert_string_equal(left->name, right->name);
    assert_memory_equal(&left->sealing, &right->sealing, sizeof left->sealing);
    assert_memory_equal(left->household_seed, right->household_seed,
                        KEY_SEED_BYTES);
    assert_memory_equal(left->device_seed, right->device_seed, KEY_SEED_BYTES);
    assert_memory_equal(left->network_key, right->network_key,
                        NETWORK_KEY_BYTES);
    assert_int_equal(left->has_pass, right->has_pass);
    assert_memory_equal(&left->pass, &right->pass, sizeof left->pass);
    assert_memory_equal(left->one_time_seed, right->one_time_seed,
                        KEY_SEED_BYTES);
    check_id(&left->household.signing.public, &right->household.signing.public);
    check_id(&left->device.transport.public, &right->device.transport.public);
}

/* Load, expect a generation and whether both were good. */
static void expect(const struct folder *folder, uint64_t generation, bool whole)
{
    struct keys keys;
    bool is_whole = !whole;

    check_ok(keys_load(folder->path, &keys, &is_whole));
    assert_int_equal(keys.generation, generation);
    assert_int_equal(is_whole, whole);
    keys_release(&keys);
}

static void saved_keys_come_back(void **state)
{
    const struct folder *folder = *state;
    struct keys keys;
    struct keys read;
    bool is_whole = false;

    make_keys(&keys, 40);
    check_ok(keys_save(folder->path, &keys));
    assert_int_equal(keys.generation, 1);
    check_ok(keys_load(folder->path, &read, &is_whole));
    assert_true(is_whole);
    check_same(&keys, &read);
    memset(keys.name, 'x', NAME_BYTES_MAX);
    check_ok(keys_save(folder->path, &keys));
    check_ok(keys_load(folder->path, &read, &is_whole));
    check_same(&keys, &read);
    keys_release(&keys);
    keys_release(&read);
}

static void keys_are_for_their_owner_alone(void **state)
{
    const struct folder *folder = *state;
    char path[FOLDER_PATH_CHARS];
    struct keys keys;
    struct stat status;

    make_keys(&keys, 1);
    check_ok(keys_save(folder->path, &keys));
    folder_path(folder, "keys.a", path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    folder_path(folder, "keys.b", path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    keys_release(&keys);
}

static void release_wipes_every_secret(void **state)
{
    static const struct keys none;
    struct keys keys;

    (void)state;
    make_keys(&keys, 1);
    keys_release(&keys);
    assert_memory_equal(&keys, &none, sizeof keys);
    keys_release(&keys);
}

static void missing_keys_are_told_from_damaged_ones(void **state)
{
    const struct folder *folder = *state;
    struct keys keys;
    bool is_whole = true;

    check_err(keys_load(folder->path, &keys, &is_whole), ERR_UNKNOWN);
    folder_write(folder, "keys.b", view_text("rubbish"));
    check_err(keys_load(folder->path, &keys, &is_whole), ERR_CORRUPT);
    folder_write(folder, "keys.a", view_text(""));
    check_err(keys_load(folder->path, &keys, &is_whole), ERR_CORRUPT);
    assert_false(is_whole);
}

/* Whatever bit or byte is lost of one file, the other one serves; a file
 * that is damaged is never taken for keys. */
static void either_copy_is_enough(void **state)
{
    const struct folder *folder = *state;
    static const char *const names[] = {"keys.a", "keys.b"};
    struct keys keys;
    struct bytes good;
    size_t which = 0;
    size_t i = 0;

    make_keys(&keys, 9);
    check_ok(keys_save(folder->path, &keys));
    folder_read(folder, "keys.a", &good);
    for (which = 0; which < 2; which++) {
        for (i = 0; i < good.bytes; i++) {
            good.data[i] ^= 0x10;
            folder_write(folder, names[which], bytes_view(&good));
            expect(folder, 1, false);
            good.data[i] ^= 0x10;
            folder_write(folder, names[which], (struct view){good.data, i});
            expect(folder, 1, false);
        }
        check_ok(bytes_append_u8(&good, 0));
        folder_write(folder, names[which], bytes_view(&good));
        expect(folder, 1, false);
        good.bytes--;
        folder_write(folder, names[which], bytes_view(&good));
        expect(folder, 1, true);
    }
    bytes_release(&good);
    keys_release(&keys);
}

static void newer_copy_wins(void **state)
{
    const struct folder *folder = *state;
    struct keys keys;
    unsigned which = 0;

    make_keys(&keys, 9);
    check_ok(keys_save(folder->path, &keys));
    for (which = 0; which < KEYS_FILES; which++) {
        keys.generation++;
        check_ok(keys_write(folder->path, which, &keys));
        expect(folder, keys.generation, false);
    }
    keys_release(&keys);
}

static void machine_without_the_key_knows_its_household(void **state)
{
    const struct folder *folder = *state;
    struct keys keys;
    struct keys read;
    bool is_whole = false;

    make_keys(&keys, 1);
    assert_true(keys_hold_household(&keys));
    memset(keys.household_seed, 0, sizeof keys.household_seed);
    keys_derive(&keys);
    assert_false(keys_hold_household(&keys));
    check_ok(keys_save(folder->path, &keys));
    check_ok(keys_load(folder->path, &read, &is_whole));
    check_same(&keys, &read);
    assert_false(keys_hold_household(&read));
    check_id(&read.household.signing.public, &keys.household_id);
    keys_release(&read);
    keys_release(&keys);
}

static void cut_keys_are_damage(void **state)
{
    struct keys keys;
    struct bytes packed;
    struct keys read;

    (void)state;
    make_keys(&keys, 1);
    bytes_init(&packed, KEYS_BYTES_MAX);
    check_ok(keys_pack(&keys, &packed));
    check_ok(keys_unpack(bytes_view(&packed), &read));
    keys_release(&read);
    check_err(keys_unpack((struct view){packed.data, 20}, &read), ERR_CORRUPT);
    check_err(keys_unpack((struct view){NULL, 0}, &read), ERR_CORRUPT);
    bytes_wipe(&packed);
    keys_release(&keys);
    keys_release(&read);
}

/* Refuse the n-th step on the files. */
struct refusal {
    unsigned countdown;
    unsigned steps;
};

static enum err refuse(void *self, const struct file_change *change)
{
    struct refusal *refusal = self;

    (void)change;
    refusal->steps++;
    return --refusal->countdown == 0 ? ERR_DISK_FULL : ERR_OK;
}

static void refused_save_leaves_good_keys(void **state)
{
    const struct folder *folder = *state;
    struct refusal refusal = {0, 1};
    struct keys keys;
    struct keys read;
    uint64_t least = 1;
    bool is_whole = false;
    unsigned n = 0;

    make_keys(&keys, 9);
    check_ok(keys_save(folder->path, &keys));
    for (n = 1; refusal.steps >= 1 && n < 100; n++) {
        enum err err = ERR_OK;

        refusal = (struct refusal){n, 0};
        file_watch(refuse, &refusal);
        err = keys_save(folder->path, &keys);
        file_watch(NULL, NULL);
        check_ok(keys_load(folder->path, &read, &is_whole));
        if (err == ERR_OK) {
            break; /* there is no n-th step */
        }
        check_err(err, ERR_DISK_FULL);
        assert_true(read.generation >= least);
        assert_true(read.generation <= keys.generation);
        least = read.generation;
        keys_release(&read);
    }
    assert_int_equal(n, 11); /* twice create, write, sync, rename, sync */
    keys_release(&read);
    keys_release(&keys);
}

static void check_copied(struct store *store, bool wanted)
{
    bool is_copied = !wanted;

    check_ok(store_is_copied(store, &is_copied));
    assert_int_equal(is_copied, wanted);
}

static void copied_folder_is_noticed(void **state)
{
    const struct folder *folder = *state;
    struct folder copy;
    struct store *store = NULL;
    struct keys keys;

    folder_make(&copy);
    make_keys(&keys, 9);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    check_copied(store, true); /* nothing is settled yet */
    check_ok(keys_change(store, &keys));
    check_copied(store, false);
    store_close(store);
    folder_copy(folder, &copy);
    check_ok(store_open(copy.path, STORE_WRITE, &store));
    check_copied(store, true);
    keys.device_seed[0]++;
    check_ok(keys_change(store, &keys));
    check_copied(store, false);
    store_close(store);
    check_ok(store_open(folder->path, STORE_WRITE, &store));
    check_copied(store, false);
    store_close(store);
    expect(folder, 1, true);
    expect(&copy, 2, true);
    folder_remove(&copy);
    keys_release(&keys);
}

static void healed_keys_are_no_copy(void **state)
{
    static const char *const names[] = {"keys.a", "keys.b"};
    const struct folder *folder = *state;
    struct store *store = NULL;
    struct keys keys;
    char path[FOLDER_PATH_CHARS];
    size_t i = 0;

    make_keys(&keys, 9);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    check_ok(keys_change(store, &keys));
    for (i = 0; i < 4; i++) {
        if (i < 2) {
            folder_write(folder, names[i % 2], view_text("damaged"));
        } else {
            folder_path(folder, names[i % 2], path);
            assert_int_equal(unlink(path), 0);
        }
        expect(folder, 1, false);
        check_copied(store, false);
        check_ok(keys_heal(store, &keys));
        expect(folder, 1, true);
        check_copied(store, false);
    }
    store_close(store);
    keys_release(&keys);
}

static void healing_does_not_hide_a_copy(void **state)
{
    const struct folder *folder = *state;
    struct folder copy;
    struct store *store = NULL;
    struct keys keys;

    folder_make(&copy);
    make_keys(&keys, 9);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    check_ok(keys_change(store, &keys));
    store_close(store);
    folder_copy(folder, &copy);
    folder_write(&copy, "keys.b", view_text("damaged"));
    check_ok(store_open(copy.path, STORE_WRITE, &store));
    check_ok(keys_heal(store, &keys));
    expect(&copy, 1, true);
    check_copied(store, true);
    store_close(store);
    folder_remove(&copy);
    keys_release(&keys);
}

/* At every step of a change that is cut short, the folder is no copy. */
static void interrupted_change_is_no_copy(void **state)
{
    const struct folder *folder = *state;
    struct refusal refusal = {0, 0};
    struct store *store = NULL;
    struct keys keys;
    enum err err = ERR_DISK_FULL;
    unsigned n = 0;

    make_keys(&keys, 9);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    check_ok(keys_change(store, &keys));
    for (n = 1; err != ERR_OK && n < 100; n++) {
        refusal = (struct refusal){n, 0};
        file_watch(refuse, &refusal);
        err = keys_change(store, &keys);
        file_watch(NULL, NULL);
        check_copied(store, false);
    }
    assert_int_equal(n, 12);
    store_close(store);
    keys_release(&keys);
}

/* A process that opens the folder while another one writes keys.b. */
struct comer {
    const struct folder *folder;
    struct store *store;
    unsigned synced;
    bool has_come;
    enum err err; /* of healing */
};

static enum err come(void *self, const struct file_change *change)
{
    struct comer *comer = self;
    struct keys keys;
    bool is_whole = true;

    comer->synced += change->step == FILE_SYNCED;
    if (comer->synced == 2 && !comer->has_come) {
        comer->has_come = true;
        check_ok(keys_load(comer->folder->path, &keys, &is_whole));
        assert_false(is_whole);
        comer->err = keys_heal(comer->store, &keys);
        keys_release(&keys);
    }
    return ERR_OK;
}

static void who_writes_keys_is_alone(void **state)
{
    const struct folder *folder = *state;
    struct comer comer = {.folder = folder};
    struct store *store = NULL;
    struct keys keys;

    make_keys(&keys, 9);
    check_ok(store_open(folder->path, STORE_CREATE, &store));
    check_ok(keys_change(store, &keys));
    check_ok(store_open(folder->path, STORE_WRITE, &comer.store));
    comer.store->sql.patience_ms = 0;
    file_watch(come, &comer);
    check_ok(keys_change(store, &keys));
    file_watch(NULL, NULL);
    assert_true(comer.has_come);
    check_err(comer.err, ERR_BUSY); /* which waits, else */
    expect(folder, 2, true);
    check_copied(store, false);
    store_close(comer.store);
    store_close(store);
    keys_release(&keys);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(saved_keys_come_back),
        TEST(keys_are_for_their_owner_alone),
        TEST(release_wipes_every_secret),
        TEST(missing_keys_are_told_from_damaged_ones),
        TEST(either_copy_is_enough),
        TEST(newer_copy_wins),
        TEST(machine_without_the_key_knows_its_household),
        TEST(cut_keys_are_damage),
        TEST(refused_save_leaves_good_keys),
        TEST(copied_folder_is_noticed),
        TEST(healed_keys_are_no_copy),
        TEST(healing_does_not_hide_a_copy),
        TEST(interrupted_change_is_no_copy),
        TEST(who_writes_keys_is_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
