#include <string.h>

#include "cli/helper/picture.h"
#include "tests/lib/camera.h"
#include "tests/lib/check.h"

static struct bytes file;
static struct pictures made;

static int setup(void **state)
{
    (void)state;
    bytes_init(&file, (size_t)PHOTO_FILE_BYTES_MAX * 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&file);
    pictures_release(&made);
    return 0;
}

static struct view picture(enum photo_part part)
{
    return (struct view){made.data[part], made.sizes[part].bytes};
}

/* Make pictures of what is in `file`. */
static void make(void)
{
    pictures_release(&made);
    assert_int_equal(pictures_make(bytes_view(&file), &made), VERDICT_GOOD);
    assert_in_range(made.sizes[PHOTO_SMALL].bytes, 1, SMALL_BYTES_MAX);
    assert_in_range(made.sizes[PHOTO_LARGE].bytes, 1, PHOTO_BYTES_MAX);
}

static void take(const struct camera *camera)
{
    bytes_reset(&file);
    camera_jpeg(camera, &file);
    make();
}

static void check_size(enum photo_part part, unsigned width, unsigned height)
{
    assert_int_equal(made.sizes[part].width, width);
    assert_int_equal(made.sizes[part].height, height);
}

static void check_pixel(enum photo_part part,
                        unsigned across,
                        unsigned down,
                        const unsigned char *wanted)
{
    unsigned char got[3];

    camera_pixel(picture(part), across, down, got);
    for (unsigned i = 0; i < 3; i++) {
        assert_in_range(got[i] + 24U, wanted[i], wanted[i] + 48U);
    }
}

/* Orange at the top left, `other` everywhere else, in both. */
static void check_upright(const unsigned char *other)
{
    static const unsigned char orange[] = {230, 120, 20};

    for (unsigned part = 0; part < PHOTO_PARTS; part++) {
        check_pixel((enum photo_part)part, 250, 250, orange);
        check_pixel((enum photo_part)part, 750, 250, other);
        check_pixel((enum photo_part)part, 250, 750, other);
        check_pixel((enum photo_part)part, 750, 750, other);
    }
}

static const unsigned char grey[] = {128, 128, 128};
static const unsigned char white[] = {255, 255, 255};

static void large_photo_is_shrunk_to_fit(void **state)
{
    (void)state;
    take(&(struct camera){.width = 2400, .height = 1800});
    check_size(PHOTO_LARGE, 1600, 1200);
    check_size(PHOTO_SMALL, 480, 360);
    check_upright(grey);
}

static void small_photo_is_not_made_larger(void **state)
{
    (void)state;
    take(&(struct camera){.width = 300, .height = 40});
    check_size(PHOTO_LARGE, 300, 40);
    check_size(PHOTO_SMALL, 300, 40);
    take(&(struct camera){.width = 1, .height = 1});
    check_size(PHOTO_SMALL, 1, 1);
    take(&(struct camera){.width = 5000, .height = 2});
    check_size(PHOTO_LARGE, 1600, 1);
}

static void all_eight_orientations_stand_upright(void **state)
{
    (void)state;
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        const bool is_turned = orientation >= 5;

        take(&(struct camera){
            .width = 640, .height = 400, .orientation = orientation});
        check_size(PHOTO_LARGE, is_turned ? 400 : 640, is_turned ? 640 : 400);
        check_size(PHOTO_SMALL, is_turned ? 300 : 480, is_turned ? 480 : 300);
        check_upright(grey);
    }
}

static bool has_text(struct view bytes, const char *text)
{
    const size_t count = strlen(text);

    for (size_t at = 0; at + count <= bytes.bytes; at++) {
        if (memcmp(bytes.data + at, text, count) == 0) {
            return true;
        }
    }
    return false;
}

/* A search first shows that it finds what it looks for. */
static void where_and_by_whom_it_was_taken_is_gone(void **state)
{
    static const char *const words[] = {CAMERA_PLACE, CAMERA_OWNER, "Exif"};

    (void)state;
    take(&(struct camera){.width = 640, .height = 400, .orientation = 6});
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_true(has_text(bytes_view(&file), words[i]));
        assert_false(has_text(picture(PHOTO_SMALL), words[i]));
        assert_false(has_text(picture(PHOTO_LARGE), words[i]));
    }
}

/* The same bytes go in, the same come out: a photo posted twice is one. */
static void same_file_gives_the_same_pictures(void **state)
{
    struct pictures other;

    (void)state;
    take(&(struct camera){.width = 700, .height = 400, .orientation = 3});
    assert_int_equal(pictures_make(bytes_view(&file), &other), VERDICT_GOOD);
    check_view(
        picture(PHOTO_LARGE),
        (struct view){other.data[PHOTO_LARGE], other.sizes[PHOTO_LARGE].bytes});
    pictures_release(&other);
}

static void progressive_and_ink_are_read(void **state)
{
    (void)state;
    take(&(struct camera){.width = 800, .height = 600, .is_progressive = true});
    check_upright(grey);
    take(&(struct camera){.width = 800, .height = 600, .has_inks = true});
    check_upright(grey);
}

static void png_is_put_on_white(void **state)
{
    static const struct camera camera = {.width = 2000, .height = 1000};

    (void)state;
    camera_png(&camera, 8, &file);
    make();
    check_size(PHOTO_LARGE, 1600, 800);
    check_upright(white);
}

static void png_of_sixteen_bits_is_read(void **state)
{
    static const unsigned char ochre[] = {229, 122, 0};
    static const struct camera camera = {.width = 400, .height = 300};

    (void)state;
    camera_png(&camera, 16, &file);
    make();
    check_size(PHOTO_LARGE, 400, 300);
    check_pixel(PHOTO_LARGE, 250, 250, ochre);
    check_pixel(PHOTO_LARGE, 750, 750, white);
}

/* Noise is what compresses worst: it fits all the same. */
static void noise_fits_too(void **state)
{
    (void)state;
    take(&(struct camera){.width = 1600, .height = 1600, .noise = 255});
    assert_true(made.sizes[PHOTO_LARGE].width > 600);
}

static void check_verdict(enum verdict wanted)
{
    assert_int_equal(pictures_make(bytes_view(&file), &made), wanted);
    assert_null(made.data[PHOTO_LARGE]);
    pictures_release(&made);
}

static void what_is_no_photo_is_told(void **state)
{
    (void)state;
    check_verdict(VERDICT_EMPTY);
    check_ok(bytes_append(&file, view_text("%PDF-1.7 a letter")));
    check_verdict(VERDICT_STRANGE);
    bytes_reset(&file);
    check_ok(bytes_append(&file, view_text("<svg onload=alert(1)>")));
    check_verdict(VERDICT_STRANGE);
    bytes_reset(&file);
    check_ok(bytes_append_u32(&file, 0xFFD8FFE0));
    check_verdict(VERDICT_BROKEN);
    check_ok(bytes_reserve(&file, PHOTO_FILE_BYTES_MAX));
    memset(file.data, 0, file.room);
    file.bytes = PHOTO_FILE_BYTES_MAX;
    check_verdict(VERDICT_STRANGE);
    file.bytes++;
    check_verdict(VERDICT_LONG);
}

static void cut_photo_is_told(void **state)
{
    const struct camera camera = {
        .width = 300, .height = 300, .orientation = 1};
    size_t whole = 0;

    (void)state;
    camera_jpeg(&camera, &file);
    whole = file.bytes;
    for (size_t bytes = 4; bytes < whole - 2; bytes += whole / 40) {
        file.bytes = bytes;
        check_verdict(VERDICT_BROKEN);
    }
    bytes_reset(&file);
    camera_png(&camera, 8, &file);
    file.bytes -= 100;
    check_verdict(VERDICT_BROKEN);
}

/* Few bytes that say they are many pixels are refused unread. */
static void bomb_is_refused_by_its_size(void **state)
{
    (void)state;
    camera_bomb(40000, 40000, &file);
    check_verdict(VERDICT_PIXELS);
    bytes_reset(&file);
    camera_bomb(3606, 3605, &file); /* just below, and not all there */
    check_verdict(VERDICT_BROKEN);
    bytes_reset(&file);
    camera_bomb(3606, 3606, &file);
    check_verdict(VERDICT_PIXELS);
    bytes_reset(&file);
    camera_jpeg(&(struct camera){.width = 64, .height = 64}, &file);
    for (size_t at = 0; at + 9 < file.bytes; at++) {
        if (file.data[at] == 0xFF && file.data[at + 1] == 0xC0) {
            put_u16(file.data + at + 5, 8001);
            put_u16(file.data + at + 7, 8000);
        }
    }
    check_verdict(VERDICT_PIXELS);
}

static void progressive_bomb_is_refused_by_its_size(void **state)
{
    (void)state;
    camera_jpeg(
        &(struct camera){.width = 64, .height = 64, .is_progressive = true},
        &file);
    for (size_t at = 0; at + 9 < file.bytes; at++) {
        if (file.data[at] == 0xFF && file.data[at + 1] == 0xC2) {
            put_u16(file.data + at + 5, 4000);
            put_u16(file.data + at + 7, 4000);
        }
    }
    check_verdict(VERDICT_PIXELS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(large_photo_is_shrunk_to_fit),
        TEST(small_photo_is_not_made_larger),
        TEST(all_eight_orientations_stand_upright),
        TEST(where_and_by_whom_it_was_taken_is_gone),
        TEST(same_file_gives_the_same_pictures),
        TEST(progressive_and_ink_are_read),
        TEST(png_is_put_on_white),
        TEST(png_of_sixteen_bits_is_read),
        TEST(noise_fits_too),
        TEST(what_is_no_photo_is_told),
        TEST(cut_photo_is_told),
        TEST(bomb_is_refused_by_its_size),
        TEST(progressive_bomb_is_refused_by_its_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
