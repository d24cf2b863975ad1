/* Photos in the data folder: they follow the posts that list them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/file.h"
#include "store/inside.h"
#include "store/photo_file.h"
#include "store/photos.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { LARGE = PHOTO_PIECE_BYTES + 77, SMALL = 900, CHANGES_MAX = 64 };

/* A photo that a number makes; no JPEG, which the store does not mind. */
struct picture {
    struct photo_reference reference;
    struct bytes head;
    unsigned char parts[PHOTO_PARTS][LARGE];
};

static void paint(struct picture *picture, unsigned number)
{
    static const struct photo_picture sizes[PHOTO_PARTS] = {{0, 48, 36},
                                                            {0, 160, 120}};
    const struct view parts[PHOTO_PARTS] = {{picture->parts[0], SMALL},
                                            {picture->parts[1], LARGE}};

    for (size_t i = 0; i < LARGE; i++) {
        picture->parts[0][i] = (unsigned char)(number + i * 3);
        picture->parts[1][i] = (unsigned char)(number + i * 5);
    }
    bytes_init(&picture->head, HEAD_BYTES_MAX);
    check_ok(
        photo_head_write(parts, sizes, &picture->head, &picture->reference.id));
    picture->reference.bytes = LARGE;
    picture->reference.width = 160;
    picture->reference.height = 120;
}

static enum err put_part(struct store *store,
                         const struct picture *picture,
                         enum photo_part part,
                         enum photo_origin origin,
                         uint64_t now_ms)
{
    const struct photo_file file = {
        .id = picture->reference.id,
        .part = part,
        .origin = origin,
        .head = bytes_view(&picture->head),
        .picture = {picture->parts[part], part == PHOTO_SMALL ? SMALL : LARGE},
    };
    enum err err = store_begin(store);

    if (err == ERR_OK) {
        err = store_commit(store, photos_put(store, &file, now_ms));
    }
    return err;
}

static void
put(struct fixture *fixture, const struct picture *picture, uint64_t now_ms)
{
    check_ok(put_part(fixture->store, picture, PHOTO_SMALL, PHOTO_OF_OTHERS,
                      now_ms));
    check_ok(put_part(fixture->store, picture, PHOTO_LARGE, PHOTO_OF_OTHERS,
                      now_ms));
}

/* A post in slot `n` that lists this photo; NULL: none. */
static void post(struct fixture *fixture,
                 uint32_t n,
                 uint64_t stamp_ms,
                 const struct picture *picture)
{
    posting_sign(&fixture->authors[1],
                 &(struct posting){
                     .n = n,
                     .stamp_ms = stamp_ms,
                     .photos = picture == NULL ? NULL : &picture->reference,
                     .photos_count = picture == NULL ? 0 : 1},
                 &fixture->record);
    fixture_keep(fixture);
}

static bool is_here(struct fixture *fixture, const struct picture *picture)
{
    const bool has =
        photos_has(fixture->store, &picture->reference.id, PHOTO_LARGE);
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, PHOTO_BYTES_MAX);
    err = photo_file_read(fixture->folder.path, &picture->reference.id,
                          PHOTO_LARGE, 0, PHOTO_BYTES_MAX, &bytes);
    bytes_release(&bytes);
    assert_int_equal(err == ERR_OK, has);
    return has;
}

static int set_up(void **state)
{
    return fixture_set_up(state);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    file_watch(NULL, NULL);
    check_ok(photos_remove(fixture->folder.path));
    return fixture_tear_down(state);
}

static void photo_comes_back_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;
    struct photo_reference found;
    struct bytes out;

    bytes_init(&out, PHOTO_BYTES_MAX);
    paint(&picture, 1);
    check_err(
        photos_take(fixture->store, &picture.reference, PHOTO_SMALL, &out),
        ERR_UNKNOWN);
    put(fixture, &picture, 1);
    post(fixture, 1, 0, &picture);
    check_ok(photos_find(fixture->store, &picture.reference.id, &found));
    assert_int_equal(found.bytes, LARGE);
    assert_int_equal(found.height, 120);
    check_ok(photos_take(fixture->store, &found, PHOTO_SMALL, &out));
    check_view(bytes_view(&out), (struct view){picture.parts[0], SMALL});
    check_ok(photos_take(fixture->store, &found, PHOTO_LARGE, &out));
    check_view(bytes_view(&out), (struct view){picture.parts[1], LARGE});
    bytes_release(&picture.head);
    bytes_release(&out);
}

/* The path of the large picture. */
static void path_of(const struct fixture *fixture,
                    const struct picture *picture,
                    char out[static PATH_BYTES_MAX])
{
    char hex[ID_HEX_CHARS];

    id_to_hex(&picture->reference.id, hex);
    (void)snprintf(out, PATH_BYTES_MAX, "%s/photos/%.2s/%s.l",
                   fixture->folder.path, hex, hex + 2);
}

static void files_are_for_their_owner_alone(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;
    struct stat status;
    char path[PATH_BYTES_MAX];

    paint(&picture, 1);
    put(fixture, &picture, 1);
    path_of(fixture, &picture, path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    bytes_release(&picture.head);
}

/* A card that rots: what is read is compared before it goes anywhere. */
static void one_changed_byte_is_noticed(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;
    struct bytes out;
    char path[PATH_BYTES_MAX];
    FILE *file = NULL;

    bytes_init(&out, PHOTO_BYTES_MAX);
    paint(&picture, 1);
    put(fixture, &picture, 1);
    path_of(fixture, &picture, path);
    file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, PHOTO_PIECE_BYTES + 5, SEEK_SET), 0);
    assert_int_equal(fputc(picture.parts[1][PHOTO_PIECE_BYTES + 5] ^ 1, file),
                     picture.parts[1][PHOTO_PIECE_BYTES + 5] ^ 1);
    assert_int_equal(fclose(file), 0);
    check_err(
        photos_take(fixture->store, &picture.reference, PHOTO_LARGE, &out),
        ERR_UNKNOWN);
    check_ok(
        photos_take(fixture->store, &picture.reference, PHOTO_SMALL, &out));
    bytes_release(&picture.head);
    bytes_release(&out);
}

static void withdrawn_photo_goes_with_the_commit(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;
    struct photo_reference found;

    paint(&picture, 1);
    put(fixture, &picture, 1);
    post(fixture, 1, 0, &picture);
    assert_true(is_here(fixture, &picture));
    posting_withdraw(&fixture->authors[1], 1, POSTING_NOW_MS + 1,
                     &fixture->record);
    fixture_keep(fixture);
    assert_false(is_here(fixture, &picture));
    check_err(photos_find(fixture->store, &picture.reference.id, &found),
              ERR_UNKNOWN);
    bytes_release(&picture.head);
}

static void photo_stays_while_one_post_lists_it(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;

    paint(&picture, 1);
    put(fixture, &picture, 1);
    post(fixture, 1, 0, &picture);
    post(fixture, 2, 0, &picture);
    post(fixture, 1, POSTING_NOW_MS + 1, NULL);
    assert_true(is_here(fixture, &picture));
    post(fixture, 2, POSTING_NOW_MS + 1, &picture); /* only a new text */
    assert_true(is_here(fixture, &picture));
    post(fixture, 2, POSTING_NOW_MS + 2, NULL);
    assert_false(is_here(fixture, &picture));
    bytes_release(&picture.head);
}

static void rolled_back_withdrawal_removes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;

    paint(&picture, 1);
    put(fixture, &picture, 1);
    post(fixture, 1, 0, &picture);
    posting_withdraw(&fixture->authors[1], 1, POSTING_NOW_MS + 1,
                     &fixture->record);
    check_ok(store_begin(fixture->store));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    check_err(store_commit(fixture->store, ERR_IO), ERR_IO);
    assert_true(is_here(fixture, &picture));
    bytes_release(&picture.head);
}

static void oldest_of_others_make_room(void **state)
{
    struct fixture *fixture = *state;
    struct picture pictures[4];

    for (unsigned i = 0; i < 4; i++) {
        paint(&pictures[i], i);
    }
    fixture->store->photos_bytes_max =
        3 * (LARGE + SMALL + pictures[0].head.bytes);
    check_ok(put_part(fixture->store, &pictures[0], PHOTO_SMALL, PHOTO_OWN, 1));
    check_ok(put_part(fixture->store, &pictures[0], PHOTO_LARGE, PHOTO_OWN, 1));
    put(fixture, &pictures[1], 3);
    put(fixture, &pictures[2], 2);
    put(fixture, &pictures[3], 4);
    assert_true(is_here(fixture, &pictures[0]));
    assert_true(is_here(fixture, &pictures[1]));
    assert_false(is_here(fixture, &pictures[2]));
    assert_true(is_here(fixture, &pictures[3]));
    fixture->store->photos_bytes_max = LARGE + SMALL;
    check_err(
        put_part(fixture->store, &pictures[2], PHOTO_LARGE, PHOTO_OF_OTHERS, 5),
        ERR_FULL);
    assert_true(is_here(fixture, &pictures[0]));
    for (unsigned i = 0; i < 4; i++) {
        bytes_release(&pictures[i].head);
    }
}

static void missing_ones_are_told_newest_first(void **state)
{
    struct fixture *fixture = *state;
    struct picture pictures[3];
    struct photo_reference missing[4];
    size_t count = 0;

    for (unsigned i = 0; i < 3; i++) {
        paint(&pictures[i], i);
        post(fixture, i, 0, &pictures[i]);
    }
    check_ok(put_part(fixture->store, &pictures[1], PHOTO_SMALL,
                      PHOTO_OF_OTHERS, 1));
    check_ok(photos_missing(fixture->store, PHOTO_SMALL, missing, 4, &count));
    assert_int_equal(count, 2);
    check_id(&missing[0].id, &pictures[2].reference.id);
    check_id(&missing[1].id, &pictures[0].reference.id);
    check_ok(photos_missing(fixture->store, PHOTO_LARGE, missing, 4, &count));
    assert_int_equal(count, 3);
    check_ok(photos_missing(fixture->store, PHOTO_LARGE, missing, 1, &count));
    assert_int_equal(count, 1);
    for (unsigned i = 0; i < 3; i++) {
        bytes_release(&pictures[i].head);
    }
}

static void what_no_post_lists_goes_after_an_hour(void **state)
{
    struct fixture *fixture = *state;
    struct picture pictures[2];

    paint(&pictures[0], 1);
    paint(&pictures[1], 2);
    put(fixture, &pictures[0], POSTING_NOW_MS);
    put(fixture, &pictures[1], POSTING_NOW_MS);
    post(fixture, 1, 0, &pictures[1]);
    check_ok(photos_tidy(fixture->store, POSTING_NOW_MS + PHOTOS_LOOSE_MS));
    assert_true(is_here(fixture, &pictures[0]));
    check_ok(photos_tidy(fixture->store, POSTING_NOW_MS + PHOTOS_LOOSE_MS + 1));
    assert_false(is_here(fixture, &pictures[0]));
    assert_true(is_here(fixture, &pictures[1]));
    bytes_release(&pictures[0].head);
    bytes_release(&pictures[1].head);
}

/* What is done to files: it can be refused at any step, and is counted. */
struct watch {
    size_t steps;
    size_t refused_at; /* this one, and all that follow */
    enum file_step seen[CHANGES_MAX];
};

static enum err watch(void *self, const struct file_change *change)
{
    struct watch *watch = self;

    assert_true(watch->steps < CHANGES_MAX);
    watch->seen[watch->steps++] = change->step;
    return watch->steps > watch->refused_at ? ERR_DISK_FULL : ERR_OK;
}

/* No name counts before the bytes behind it are on disk, nor the row before
 * the name. */
static void file_is_synced_before_it_counts(void **state)
{
    static const enum file_step wanted[] = {FILE_CREATED, FILE_WRITTEN,
                                            FILE_SYNCED, FILE_RENAMED,
                                            FILE_FOLDER_SYNCED};
    struct fixture *fixture = *state;
    struct watch seen = {.refused_at = CHANGES_MAX};
    struct picture picture;

    paint(&picture, 1);
    put(fixture, &picture, 1); /* makes the folders */
    file_watch(watch, &seen);
    check_ok(put_part(fixture->store, &picture, PHOTO_LARGE, PHOTO_OWN, 1));
    assert_int_equal(seen.steps, sizeof wanted / sizeof wanted[0]);
    assert_memory_equal(seen.seen, wanted, sizeof wanted);
    bytes_release(&picture.head);
}

/* A crash after each step, and what a start makes of it. */
static void stopped_anywhere_it_is_whole_or_not_there(void **state)
{
    struct fixture *fixture = *state;
    struct picture picture;
    bool is_done = false;

    paint(&picture, 1);
    for (size_t at = 0; !is_done; at++) {
        struct watch seen = {.refused_at = at};
        struct bytes out;

        file_watch(watch, &seen);
        is_done = put_part(fixture->store, &picture, PHOTO_SMALL, PHOTO_OWN,
                           POSTING_NOW_MS) == ERR_OK;
        file_watch(NULL, NULL);
        store_close(fixture->store);
        check_ok(
            store_open(fixture->folder.path, STORE_WRITE, &fixture->store));
        bytes_init(&out, PHOTO_BYTES_MAX);
        assert_int_equal(
            photos_has(fixture->store, &picture.reference.id, PHOTO_SMALL),
            is_done);
        if (is_done) {
            check_ok(photos_take(fixture->store, &picture.reference,
                                 PHOTO_SMALL, &out));
            check_view(bytes_view(&out),
                       (struct view){picture.parts[0], SMALL});
        }
        bytes_release(&out);
        assert_true(at < CHANGES_MAX - 1);
    }
    bytes_release(&picture.head);
}

static void file_that_no_row_knows_is_tidied_away(void **state)
{
    const uint64_t much_later_ms = UINT64_C(4102444800000); /* 2100 */
    struct fixture *fixture = *state;
    struct picture picture;
    char path[PATH_BYTES_MAX];

    paint(&picture, 1);
    check_ok(photo_file_write(fixture->folder.path, &picture.reference.id,
                              PHOTO_LARGE, (struct view){NULL, 0},
                              (struct view){picture.parts[1], LARGE}));
    path_of(fixture, &picture, path);
    check_ok(photos_tidy(fixture->store, POSTING_NOW_MS));
    assert_int_equal(access(path, F_OK), 0);
    check_ok(photos_tidy(fixture->store, much_later_ms));
    assert_int_not_equal(access(path, F_OK), 0);
    bytes_release(&picture.head);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(photo_comes_back_as_it_was),
        TEST(files_are_for_their_owner_alone),
        TEST(one_changed_byte_is_noticed),
        TEST(withdrawn_photo_goes_with_the_commit),
        TEST(photo_stays_while_one_post_lists_it),
        TEST(rolled_back_withdrawal_removes_nothing),
        TEST(oldest_of_others_make_room),
        TEST(missing_ones_are_told_newest_first),
        TEST(what_no_post_lists_goes_after_an_hour),
        TEST(file_is_synced_before_it_counts),
        TEST(stopped_anywhere_it_is_whole_or_not_there),
        TEST(file_that_no_row_knows_is_tidied_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
