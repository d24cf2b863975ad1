#include <string.h>

#include "node/photo/head.h"
#include "node/record/identity.h"
#include "tests/lib/check.h"

enum { SMALL = 2 * PHOTO_PIECE_BYTES, LARGE = 2 * PHOTO_PIECE_BYTES + 7 };

static unsigned char small[SMALL];
static unsigned char large[PHOTO_BYTES_MAX + 1];
static struct bytes head;

static const struct photo_picture sizes[PHOTO_PARTS] = {{0, 480, 360},
                                                        {0, 1600, 1200}};

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof large; i++) {
        large[i] = (unsigned char)(i * 7 + i / 251);
    }
    memcpy(small, large + 99, sizeof small);
    bytes_init(&head, HEAD_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&head);
    return 0;
}

/* The head of both pictures, in `head`. */
static struct photo_reference make(void)
{
    const struct view parts[PHOTO_PARTS] = {{small, SMALL}, {large, LARGE}};
    struct photo_reference out = {
        .bytes = LARGE, .width = 1600, .height = 1200};

    bytes_reset(&head);
    check_ok(photo_head_write(parts, sizes, &head, &out.id));
    return out;
}

static void id_names_every_byte_of_both_pictures(void **state)
{
    const struct photo_reference first = make();
    struct photo_reference other = make();

    (void)state;
    check_id(&first.id, &other.id);
    small[SMALL - 1] ^= 1;
    other = make();
    assert_false(id_equal(&first.id, &other.id));
    small[SMALL - 1] ^= 1;
    large[0] ^= 1;
    other = make();
    assert_false(id_equal(&first.id, &other.id));
}

static void sizes_past_their_limit_are_refused(void **state)
{
    const struct view good[PHOTO_PARTS] = {{small, 1}, {large, 1}};
    struct photo_picture wrong[PHOTO_PARTS];
    struct view parts[PHOTO_PARTS] = {{small, SMALL_BYTES_MAX},
                                      {large, PHOTO_BYTES_MAX}};
    struct id id;

    (void)state;
    parts[0].data = large;
    check_ok(photo_head_write(parts, sizes, &head, &id));
    assert_int_equal(head.bytes, HEAD_BYTES_MAX);
    for (unsigned part = 0; part < PHOTO_PARTS; part++) {
        bytes_reset(&head);
        memcpy(parts, good, sizeof parts);
        parts[part].bytes = 0;
        check_err(photo_head_write(parts, sizes, &head, &id), ERR_INVALID);
        parts[part] = (struct view){large, part == 0 ? SMALL_BYTES_MAX + 1
                                                     : PHOTO_BYTES_MAX + 1};
        check_err(photo_head_write(parts, sizes, &head, &id), ERR_INVALID);
        memcpy(wrong, sizes, sizeof wrong);
        wrong[part].width++;
        check_err(photo_head_write(good, wrong, &head, &id), ERR_INVALID);
        wrong[part] = (struct photo_picture){0, 1, 0};
        check_err(photo_head_write(good, wrong, &head, &id), ERR_INVALID);
        assert_int_equal(head.bytes, 0);
    }
}

static void every_cut_and_every_longer_head_is_refused(void **state)
{
    struct photo_reference wanted = make();
    struct photo_head out;

    (void)state;
    check_ok(photo_head_read(bytes_view(&head), &wanted, &out));
    check_ok(bytes_append_u8(&head, 0));
    for (size_t bytes = 0; bytes <= head.bytes; bytes++) {
        const struct view cut = {head.data, bytes};

        identity_hash(DOMAIN_PHOTO, &cut, 1, &wanted.id);
        check_err(photo_head_read(cut, &wanted, &out),
                  bytes == head.bytes - 1 ? ERR_OK : ERR_MALFORMED);
    }
    head.bytes--;
    head.data[0] = HEAD_FORMAT + 1;
    identity_hash(DOMAIN_PHOTO, &(struct view){head.data, head.bytes}, 1,
                  &wanted.id);
    check_err(photo_head_read(bytes_view(&head), &wanted, &out), ERR_MALFORMED);
}

static void reference_that_says_something_else_is_refused(void **state)
{
    const struct photo_reference good = make();
    struct photo_reference wrong[] = {good, good, good, good};
    struct photo_head out;

    (void)state;
    wrong[0].id.data[31] ^= 1;
    wrong[1].bytes++;
    wrong[2].width--;
    wrong[3].height--;
    check_ok(photo_head_read(bytes_view(&head), &good, &out));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_err(photo_head_read(bytes_view(&head), &wrong[i], &out),
                  ERR_MALFORMED);
    }
}

static void wrong_piece_is_found_at_once(void **state)
{
    const struct photo_reference good = make();
    struct photo_head out;

    (void)state;
    check_ok(photo_head_read(bytes_view(&head), &good, &out));
    for (size_t index = 0; index < 3; index++) {
        unsigned char *at = large + index * PHOTO_PIECE_BYTES;
        struct view piece = {at, index == 2 ? 7 : PHOTO_PIECE_BYTES};

        check_ok(photo_piece_check(&out, PHOTO_LARGE, index, piece));
        check_err(photo_piece_check(&out, PHOTO_LARGE, index + 1, piece),
                  ERR_MALFORMED);
        check_err(photo_piece_check(&out, PHOTO_SMALL, index, piece),
                  ERR_MALFORMED);
        at[piece.bytes - 1] ^= 1;
        check_err(photo_piece_check(&out, PHOTO_LARGE, index, piece),
                  ERR_MALFORMED);
        at[piece.bytes - 1] ^= 1;
        piece.bytes--;
        check_err(photo_piece_check(&out, PHOTO_LARGE, index, piece),
                  ERR_MALFORMED);
    }
    check_ok(photo_piece_check(
        &out, PHOTO_SMALL, 1,
        (struct view){small + PHOTO_PIECE_BYTES, PHOTO_PIECE_BYTES}));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(id_names_every_byte_of_both_pictures),
        TEST(sizes_past_their_limit_are_refused),
        TEST(every_cut_and_every_longer_head_is_refused),
        TEST(reference_that_says_something_else_is_refused),
        TEST(wrong_piece_is_found_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
