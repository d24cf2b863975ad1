#include <string.h>

#include "node/photo/jpeg.h"
#include "tests/lib/camera.h"
#include "tests/lib/check.h"

enum { WIDTH = 200, HEIGHT = 120 };

static const struct photo_picture size = {0, WIDTH, HEIGHT};
static struct bytes file;

static int setup(void **state)
{
    (void)state;
    bytes_init(&file, PHOTO_BYTES_MAX);
    camera_jpeg(&(struct camera){.width = WIDTH, .height = HEIGHT, .noise = 99},
                &file);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&file);
    return 0;
}

static void what_kith_photo_writes_is_plain(void **state)
{
    (void)state;
    check_ok(jpeg_check(bytes_view(&file), &size));
    check_ok(jpeg_check_front((struct view){file.data, 1000}, &size));
}

static void another_size_is_refused(void **state)
{
    const struct photo_picture wider = {0, WIDTH + 1, HEIGHT};
    const struct photo_picture higher = {0, WIDTH, HEIGHT + 1};

    (void)state;
    check_err(jpeg_check(bytes_view(&file), &wider), ERR_MALFORMED);
    check_err(jpeg_check_front(bytes_view(&file), &higher), ERR_MALFORMED);
}

/* Where it was taken must not travel, whoever made the photo. */
static void metadata_is_refused(void **state)
{
    (void)state;
    bytes_reset(&file);
    camera_jpeg(
        &(struct camera){.width = WIDTH, .height = HEIGHT, .orientation = 1},
        &file);
    check_err(jpeg_check_front(bytes_view(&file), &size), ERR_MALFORMED);
    check_err(jpeg_check(bytes_view(&file), &size), ERR_MALFORMED);
}

static void progressive_is_refused(void **state)
{
    (void)state;
    bytes_reset(&file);
    camera_jpeg(&(struct camera){.width = WIDTH,
                                 .height = HEIGHT,
                                 .is_progressive = true},
                &file);
    check_err(jpeg_check_front(bytes_view(&file), &size), ERR_MALFORMED);
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < file.bytes; bytes++) {
        check_err(jpeg_check((struct view){file.data, bytes}, &size),
                  ERR_MALFORMED);
    }
}

/* A file behind the picture, or a marker inside it. */
static void what_hides_behind_or_inside_is_refused(void **state)
{
    (void)state;
    check_ok(bytes_append_u8(&file, 0));
    check_err(jpeg_check(bytes_view(&file), &size), ERR_MALFORMED);
    file.bytes--;
    file.data[file.bytes - 9] = 0xFF;
    file.data[file.bytes - 8] = 0xE1;
    check_err(jpeg_check(bytes_view(&file), &size), ERR_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_kith_photo_writes_is_plain),
        TEST(another_size_is_refused),
        TEST(metadata_is_refused),
        TEST(progressive_is_refused),
        TEST(every_cut_is_refused),
        TEST(what_hides_behind_or_inside_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
