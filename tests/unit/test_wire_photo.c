#include <string.h>

#include "node/sync/wire.h"
#include "node/sync/wire_photo.h"
#include "tests/lib/check.h"

static struct bytes bytes;

static int setup(void **state)
{
    (void)state;
    bytes_init(&bytes, RECORDS_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&bytes);
    return 0;
}

static struct wire_photo read_back(enum wire_type type)
{
    struct wire_message message;

    check_ok(wire_read(bytes_view(&bytes), &message));
    assert_int_equal(message.type, type);
    return message.photo;
}

static void messages_are_read_back(void **state)
{
    static const unsigned char some[] = {1, 2, 3};
    struct wire_photo photo = {.id = check_id_of(7),
                               .part = WIRE_PART_LARGE,
                               .flags = WIRE_FOR_OTHERS,
                               .first = 24,
                               .count = 8};
    struct wire_photo back;

    (void)state;
    check_ok(wire_write_photo_want(&photo, &bytes));
    assert_int_equal(bytes.bytes, 1 + 32 + 4);
    back = read_back(WIRE_PHOTO_WANT);
    check_id(&back.id, &photo.id);
    assert_int_equal(back.part, WIRE_PART_LARGE);
    assert_int_equal(back.flags, WIRE_FOR_OTHERS);
    assert_int_equal(back.first, 24);
    assert_int_equal(back.count, 8);
    bytes_reset(&bytes);
    photo.piece = (struct view){some, sizeof some};
    check_ok(wire_write_photo_piece(&photo, &bytes));
    back = read_back(WIRE_PHOTO_PIECE);
    assert_int_equal(back.first, 24);
    check_view(back.piece, photo.piece);
    bytes_reset(&bytes);
    photo.plight = PLIGHT_BUSY;
    check_ok(wire_write_photo_state(&photo, &bytes));
    back = read_back(WIRE_PHOTO_STATE);
    assert_int_equal(back.plight, PLIGHT_BUSY);
}

static void
check_want(enum wire_part part, uint8_t first, uint8_t count, enum err err)
{
    const struct wire_photo photo = {
        .part = part, .first = first, .count = count};
    struct wire_message message;

    bytes_reset(&bytes);
    check_ok(wire_write_photo_want(&photo, &bytes));
    check_err(wire_read(bytes_view(&bytes), &message), err);
}

static void pieces_past_their_limit_are_refused(void **state)
{
    static unsigned char large[PHOTO_PIECE_BYTES + 1];
    struct wire_photo photo = {.part = WIRE_PART_LARGE,
                               .piece = {large, PHOTO_PIECE_BYTES}};
    struct wire_message message;

    (void)state;
    check_want(WIRE_PART_HEAD, 0, 1, ERR_OK);
    check_want(WIRE_PART_HEAD, 1, 1, ERR_MALFORMED);
    check_want(WIRE_PART_SMALL, 2, 1, ERR_OK);
    check_want(WIRE_PART_SMALL, 3, 1, ERR_MALFORMED);
    check_want(WIRE_PART_LARGE, 31, PHOTO_ASKED_MAX, ERR_OK);
    check_want(WIRE_PART_LARGE, 32, 1, ERR_MALFORMED);
    check_want(WIRE_PART_LARGE, 0, PHOTO_ASKED_MAX + 1, ERR_MALFORMED);
    check_want(WIRE_PART_LARGE, 0, 0, ERR_MALFORMED);
    check_want(WIRE_PARTS, 0, 1, ERR_MALFORMED);
    bytes_reset(&bytes);
    check_ok(wire_write_photo_piece(&photo, &bytes));
    check_ok(wire_read(bytes_view(&bytes), &message));
    for (size_t count = 0; count < 2; count++) {
        photo.piece.bytes = count * (PHOTO_PIECE_BYTES + 1);
        bytes_reset(&bytes);
        check_ok(wire_write_photo_piece(&photo, &bytes));
        check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    }
    photo.plight = PLIGHTS;
    bytes_reset(&bytes);
    check_ok(wire_write_photo_state(&photo, &bytes));
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
}

static void every_cut_is_refused(void **state)
{
    static const unsigned char some[] = {1, 2, 3};
    const struct wire_photo photo = {.count = 1, .piece = {some, sizeof some}};
    struct wire_message message;

    (void)state;
    for (unsigned type = 0; type < 3; type++) {
        bytes_reset(&bytes);
        check_ok(type == 0   ? wire_write_photo_want(&photo, &bytes)
                 : type == 1 ? wire_write_photo_piece(&photo, &bytes)
                             : wire_write_photo_state(&photo, &bytes));
        for (size_t cut = 1; cut < bytes.bytes; cut++) {
            check_err(wire_read((struct view){bytes.data, cut}, &message),
                      ERR_MALFORMED);
        }
        check_ok(bytes_append_u8(&bytes, 0));
        check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(messages_are_read_back),
        TEST(pieces_past_their_limit_are_refused),
        TEST(every_cut_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
