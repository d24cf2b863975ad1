/* Backup and restore: one file holds all, and becomes a new device. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/digest.h"
#include "store/letter.h"
#include "store/local.h"
#include "store/photos.h"
#include "store/place.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/posting.h"

struct fixture {
    struct folder folder;   /* holds the home folders and the backup */
    struct folder restored; /* another home */
    char backup[FOLDER_PATH_CHARS];
    struct home_folder made;
    struct home_folder again;
    struct store *store;
    struct keys keys;
    struct author author;
    struct bytes record;
};

static void put(struct fixture *fixture, const struct posting *posting)
{
    posting_sign(&fixture->author, posting, &fixture->record);
    check_ok(store_begin(fixture->store));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_ok(store_commit(fixture->store, ERR_OK));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    folder_make(&fixture->restored);
    folder_path(&fixture->restored, "street.kith", fixture->backup);
    keys_init(&fixture->keys);
    fixture->keys.neighbourhood.data[0] = 0xC0;
    keys_derive(&fixture->keys);
    fixture->author = author_of(1);
    bytes_init(&fixture->record, RECORD_BYTES_MAX);
    check_ok(home_create(fixture->folder.path, &fixture->keys.neighbourhood,
                         &fixture->made));
    check_ok(store_open(fixture->made.path, STORE_CREATE, &fixture->store));
    check_ok(keys_change(fixture->store, &fixture->keys));
    put(fixture, &(struct posting){.n = 0, .title = "Ladder"});
    put(fixture, &(struct posting){.n = 1, .title = "Hammer"});
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    store_close(fixture->store);
    keys_release(&fixture->keys);
    bytes_release(&fixture->record);
    folder_remove(&fixture->folder);
    folder_remove(&fixture->restored);
    free(fixture);
    return 0;
}

static struct id digest(struct store *store)
{
    struct id id;

    check_ok(store_digest(store, SET_BOARD, &id));
    return id;
}

static void backup(struct fixture *fixture)
{
    check_ok(backup_write(fixture->store, &fixture->keys, fixture->backup));
}

static enum err see_letter(void *visitor, const struct filed *letter)
{
    *(bool *)visitor = true;
    check_view_text(letter->text, "a text");
    return ERR_OK;
}

static void letters_are_in_a_backup(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    const struct filed letter = {.id = check_id_of(1),
                                 .thread = check_id_of(2),
                                 .written_ms = 3,
                                 .text = view_text("a text")};
    struct shelf shelf;
    bool is_seen = false;

    check_ok(store_begin(fixture->store));
    check_ok(letter_file(fixture->store, &letter));
    check_ok(store_commit(fixture->store, ERR_OK));
    backup(fixture);
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    check_ok(store_open(fixture->again.path, STORE_WRITE, &store));
    shelf = store_shelf(store);
    check_ok(
        shelf.mail.letters(shelf.self, &letter.thread, see_letter, &is_seen));
    assert_true(is_seen);
    store_close(store);
}

static void restored_folder_holds_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    struct keys keys;
    struct id wanted = digest(fixture->store);
    struct id found;
    struct id post = check_id_of(5);
    bool is_true = false;

    check_ok(store_begin(fixture->store));
    check_ok(local_hide(fixture->store, &post, true));
    check_ok(store_commit(fixture->store, ERR_OK));
    backup(fixture);
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    assert_string_equal(fixture->again.name, fixture->made.name);
    check_ok(store_open(fixture->again.path, STORE_WRITE, &store));
    check_ok(store_check(store));
    found = digest(store);
    check_id(&found, &wanted);
    check_ok(local_is_hidden(store, &post, &is_true));
    assert_true(is_true);
    check_ok(keys_load(fixture->again.path, &keys, &is_true));
    assert_true(is_true);
    check_id(&keys.household.signing.public,
             &fixture->keys.household.signing.public);
    keys_release(&keys);
    store_close(store);
}

static void restored_folder_counts_as_a_copy(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    bool is_copied = false;

    backup(fixture);
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    check_ok(store_open(fixture->again.path, STORE_WRITE, &store));
    check_ok(store_is_copied(store, &is_copied));
    assert_true(is_copied);
    check_ok(keys_change(store, &fixture->keys));
    check_ok(store_is_copied(store, &is_copied));
    assert_false(is_copied);
    store_close(store);
}

/* Two connections at once need the write-ahead log. */
static void restored_store_has_a_log(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    struct store *reader = NULL;
    uint64_t records = 0;

    backup(fixture);
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    check_ok(store_open(fixture->again.path, STORE_WRITE, &store));
    check_ok(store_open(fixture->again.path, STORE_READ, &reader));
    check_ok(store_begin_read(reader));
    posting_sign(&fixture->author, &(struct posting){.n = 2}, &fixture->record);
    check_ok(store_begin(store));
    check_ok(store_put(store, bytes_view(&fixture->record)));
    check_ok(store_commit(store, ERR_OK));
    check_ok(store_count(reader, SET_BOARD, &records));
    assert_int_equal(records, 2);
    check_ok(store_commit(reader, ERR_OK));
    store_close(reader);
    store_close(store);
}

static void keys_are_not_left_in_the_restored_store(void **state)
{
    struct fixture *fixture = *state;
    struct folder folder;
    struct bytes packed;

    bytes_init(&packed, KEYS_BYTES_MAX);
    memset(fixture->keys.network_key, 0x5C, NETWORK_KEY_BYTES);
    check_ok(keys_change(fixture->store, &fixture->keys));
    check_ok(keys_pack(&fixture->keys, &packed));
    backup(fixture);
    assert_int_equal(folder_count(&fixture->restored,
                                  (struct view){fixture->keys.network_key, 32}),
                     1);
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    (void)snprintf(folder.path, sizeof folder.path, "%.200s",
                   fixture->again.path);
    assert_int_equal(
        folder_count(&folder, (struct view){fixture->keys.network_key, 32}),
        2); /* keys.a and keys.b */
    bytes_wipe(&packed);
}

static void backup_is_for_its_owner_alone(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;

    backup(fixture);
    assert_int_equal(stat(fixture->backup, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void file_that_exists_is_not_overwritten(void **state)
{
    struct fixture *fixture = *state;

    folder_write(&fixture->restored, "street.kith", view_text("a letter"));
    check_err(backup_write(fixture->store, &fixture->keys, fixture->backup),
              ERR_STATE);
    assert_int_equal(folder_size(&fixture->restored, "street.kith"), 8);
    assert_int_equal(
        folder_size(&fixture->restored, "street.kith.kith-unfinished"), 0);
}

static void file_with_a_name_like_it_stays(void **state)
{
    struct fixture *fixture = *state;

    folder_write(&fixture->restored, "street.kith.new", view_text("a letter"));
    backup(fixture);
    assert_int_equal(folder_size(&fixture->restored, "street.kith.new"), 8);
}

static void folder_that_exists_is_not_overwritten(void **state)
{
    struct fixture *fixture = *state;
    struct id before;
    struct id after;

    backup(fixture);
    put(fixture, &(struct posting){.n = 2, .title = "Later"});
    before = digest(fixture->store);
    check_err(
        backup_restore(fixture->backup, fixture->folder.path, &fixture->again),
        ERR_STATE);
    after = digest(fixture->store);
    check_id(&after, &before);
}

static void place_that_cannot_be_written_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;

    check_err(backup_write(fixture->store, &fixture->keys, "/nowhere/at/all"),
              ERR_UNKNOWN);
    check_err(backup_restore("/nowhere/at/all", fixture->restored.path,
                             &fixture->again),
              ERR_UNKNOWN);
}

static void check_no_folder(struct fixture *fixture)
{
    struct home_list list;

    check_ok(home_list(fixture->restored.path, &list));
    assert_int_equal(list.count, 0);
    assert_int_not_equal(access(fixture->made.name, F_OK), 0);
}

static void damaged_backup_is_refused_and_leaves_no_folder(void **state)
{
    struct fixture *fixture = *state;
    struct bytes bytes;
    size_t page = 0;
    size_t refused = 0;
    enum err err = ERR_OK;

    backup(fixture);
    folder_read(&fixture->restored, "street.kith", &bytes);
    assert_int_equal(unlink(fixture->backup), 0);
    for (page = 0; page * 4096 < bytes.bytes; page++) {
        memset(bytes.data + page * 4096, 0x77, 16);
        folder_write(&fixture->restored, "street.kith", bytes_view(&bytes));
        err = backup_restore(fixture->backup, fixture->restored.path,
                             &fixture->again);
        refused += err == ERR_CORRUPT;
        check_err(err, ERR_CORRUPT);
        check_no_folder(fixture);
    }
    assert_true(refused > 10);
    folder_write(&fixture->restored, "street.kith", view_text("a letter"));
    check_err(backup_restore(fixture->backup, fixture->restored.path,
                             &fixture->again),
              ERR_CORRUPT);
    folder_write(&fixture->restored, "street.kith", view_text(""));
    check_err(backup_restore(fixture->backup, fixture->restored.path,
                             &fixture->again),
              ERR_CORRUPT);
    check_no_folder(fixture);
    bytes_release(&bytes);
}

static void store_without_keys_is_no_backup(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_BYTES_MAX + 16];

    check_ok(store_scrub(fixture->store));
    store_close(fixture->store);
    fixture->store = NULL;
    (void)snprintf(path, sizeof path, "%s/shelf.db", fixture->made.path);
    check_err(backup_restore(path, fixture->restored.path, &fixture->again),
              ERR_CORRUPT);
    check_no_folder(fixture);
}

/* A backup in which our photo and one of a neighbour's were here. */
static void photos_of_ours_come_back(void **state)
{
    static const unsigned char bytes[] = "a picture, as far as this goes";
    const struct photo_picture sizes[PHOTO_PARTS] = {{0, 1, 1}, {0, 2, 2}};
    const struct view parts[PHOTO_PARTS] = {{bytes, 9}, {bytes, sizeof bytes}};
    struct fixture *fixture = *state;
    struct photo_reference photos[2] = {{.bytes = sizeof bytes},
                                        {.bytes = sizeof bytes}};
    struct store *restored = NULL;
    struct bytes out;

    bytes_init(&out, PHOTO_BYTES_MAX);
    for (unsigned i = 0; i < 2; i++) {
        photos[i].width = (uint16_t)(2 + i);
        photos[i].height = 2;
        for (unsigned part = 0; part < PHOTO_PARTS; part++) {
            const struct photo_picture mine[PHOTO_PARTS] = {
                sizes[0], {0, photos[i].width, 2}};
            struct bytes head;

            bytes_init(&head, HEAD_BYTES_MAX);
            check_ok(photo_head_write(parts, mine, &head, &photos[i].id));
            check_ok(store_begin(fixture->store));
            check_ok(
                photos_put(fixture->store,
                           &(struct photo_file){
                               .id = photos[i].id,
                               .part = (enum photo_part)part,
                               .origin = i == 0 ? PHOTO_OWN : PHOTO_OF_OTHERS,
                               .head = bytes_view(&head),
                               .picture = parts[part]},
                           1));
            check_ok(store_commit(fixture->store, ERR_OK));
            bytes_release(&head);
        }
    }
    put(fixture,
        &(struct posting){.n = 3, .photos = photos, .photos_count = 2});
    check_ok(backup_write(fixture->store, &fixture->keys, fixture->backup));
    check_ok(backup_restore(fixture->backup, fixture->restored.path,
                            &fixture->again));
    check_ok(store_open(fixture->again.path, STORE_WRITE, &restored));
    check_ok(photos_take(restored, &photos[0], PHOTO_SMALL, &out));
    check_ok(photos_take(restored, &photos[0], PHOTO_LARGE, &out));
    check_view(bytes_view(&out), parts[PHOTO_LARGE]);
    assert_false(photos_has(restored, &photos[1].id, PHOTO_LARGE));
    store_close(restored);
    check_ok(photos_remove(fixture->made.path));
    check_ok(photos_remove(fixture->again.path));
    bytes_release(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(restored_folder_holds_the_same),
        TEST(letters_are_in_a_backup),
        TEST(restored_folder_counts_as_a_copy),
        TEST(restored_store_has_a_log),
        TEST(keys_are_not_left_in_the_restored_store),
        TEST(backup_is_for_its_owner_alone),
        TEST(file_that_exists_is_not_overwritten),
        TEST(file_with_a_name_like_it_stays),
        TEST(folder_that_exists_is_not_overwritten),
        TEST(place_that_cannot_be_written_leaves_nothing),
        TEST(damaged_backup_is_refused_and_leaves_no_folder),
        TEST(store_without_keys_is_no_backup),
        TEST(photos_of_ours_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
