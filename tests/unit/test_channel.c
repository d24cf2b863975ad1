#include <stdlib.h>
#include <string.h>

#include "net/codec/channel.h"
#include "tests/lib/check.h"

enum { STREAM_BYTES_MAX = 1024 * 1024 };

/* Two ends after a handshake; `wire` carries what the left one seals. */
struct ends {
    struct channel left;
    struct channel right;
    struct bytes wire;
};

static void pair_of(unsigned char number, struct noise_pair *pair)
{
    unsigned char secret[NOISE_KEY_BYTES];

    memset(secret, number, sizeof secret);
    noise_pair_derive(secret, pair);
}

static void side_init(struct noise *noise, bool is_initiator)
{
    static const unsigned char psk[NOISE_KEY_BYTES] = {7};
    struct noise_pair own;
    struct noise_pair ephemeral;
    struct noise_setup setup = {
        .pattern = &noise_xxpsk0,
        .is_initiator = is_initiator,
        .own = &own,
        .ephemeral = &ephemeral,
        .psk = psk,
    };

    pair_of(is_initiator ? 1 : 2, &own);
    pair_of(is_initiator ? 3 : 4, &ephemeral);
    noise_init(noise, &setup);
}

static void pass(struct noise *from, struct noise *to)
{
    struct bytes wire;
    struct bytes payload;

    bytes_init(&wire, 256);
    bytes_init(&payload, 256);
    check_ok(noise_write(from, (struct view){NULL, 0}, &wire));
    check_ok(noise_read(to, bytes_view(&wire), &payload));
    bytes_release(&wire);
    bytes_release(&payload);
}

static int ends_up(void **state)
{
    struct ends *ends = calloc(1, sizeof *ends);
    struct noise left;
    struct noise right;

    assert_non_null(ends);
    side_init(&left, true);
    side_init(&right, false);
    pass(&left, &right);
    pass(&right, &left);
    pass(&left, &right);
    channel_init(&ends->left, &left);
    channel_init(&ends->right, &right);
    bytes_init(&ends->wire, STREAM_BYTES_MAX);
    *state = ends;
    return 0;
}

static int ends_down(void **state)
{
    struct ends *ends = *state;

    channel_release(&ends->left);
    channel_release(&ends->right);
    channel_release(&ends->right); /* twice is allowed */
    bytes_release(&ends->wire);
    free(ends);
    return 0;
}

/* `bytes` of text that is different at every place. */
static struct view text_of(size_t bytes)
{
    static unsigned char text[CHANNEL_MESSAGE_BYTES_MAX + 1];

    for (size_t i = 0; i < bytes; i++) {
        text[i] = (unsigned char)(i * 31 + i / 251 + 1);
    }
    return (struct view){text, bytes};
}

static void seal(struct ends *ends, size_t bytes)
{
    bytes_reset(&ends->wire);
    check_ok(channel_seal(&ends->left, text_of(bytes), &ends->wire));
}

/* A frame whose plaintext we choose, however wrong it is. */
static void
seal_raw(struct ends *ends, unsigned header, size_t class, unsigned char fill)
{
    unsigned char *plain = malloc(class);
    unsigned char count[2];

    assert_non_null(plain);
    memset(plain, fill, class);
    put_u16(plain, (uint16_t)header);
    put_u16(count, (uint16_t) class);
    check_ok(bytes_append(&ends->wire, (struct view){count, 2}));
    noise_cipher_seal(&ends->left.send, (struct view){NULL, 0},
                      (struct view){plain, class - NOISE_TAG_BYTES}, plain);
    check_ok(bytes_append(&ends->wire, (struct view){plain, class}));
    free(plain);
}

static void expect_refused(struct ends *ends, enum err wanted)
{
    struct view stream = bytes_view(&ends->wire);
    struct view message = {NULL, 0};
    enum err err = ERR_OK;

    while (err == ERR_OK && stream.bytes > 0) {
        err = channel_feed(&ends->right, &stream, &message);
    }
    check_err(err, wanted);
    assert_int_equal(message.bytes, 0);
    stream = bytes_view(&ends->wire);
    check_err(channel_feed(&ends->right, &stream, &message), ERR_STATE);
}

static void expect_message(struct ends *ends, struct view wanted)
{
    struct view stream = bytes_view(&ends->wire);
    struct view message = {NULL, 0};

    check_ok(channel_feed(&ends->right, &stream, &message));
    check_view(message, wanted);
    assert_int_equal(stream.bytes, 0);
}

static const size_t sizes[] = {
    1,    45,    46,    47,    238,   239,   1006,       1007,       4078,
    4079, 16365, 16366, 16367, 32732, 32733, 100 * 1000, 256 * 1024,
};

static void messages_of_every_size_arrive_as_they_were(void **state)
{
    struct ends *ends = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        seal(ends, sizes[i]);
        assert_int_equal(ends->wire.bytes, channel_sealed_bytes(sizes[i]));
        expect_message(ends, text_of(sizes[i]));
    }
}

static void last_frame_takes_the_smallest_class(void **state)
{
    static const struct {
        size_t bytes;
        uint16_t class;
    } rows[] = {{1, 64},      {46, 64},     {47, 256},
                {238, 256},   {239, 1024},  {1006, 1024},
                {1007, 4096}, {4078, 4096}, {12235, 16384}};
    struct ends *ends = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seal(ends, rows[i].bytes);
        assert_int_equal(get_u16(ends->wire.data), rows[i].class);
        assert_int_equal(ends->wire.bytes, 2 + rows[i].class);
    }
}

/* Between those and a full one most would be padding. */
static void three_small_frames_stand_for_a_large_one(void **state)
{
    static const struct {
        size_t bytes;
        size_t wire_bytes;
    } rows[] = {{4079, 4098 + 66},     {8156, 2 * 4098},
                {8157, 2 * 4098 + 66}, {12234, 3 * 4098},
                {12235, 16386},        {16366, 16386},
                {16367, 16386 + 66},   {16366 + 7500, 16386 + 2 * 4098}};
    struct ends *ends = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seal(ends, rows[i].bytes);
        assert_int_equal(ends->wire.bytes, rows[i].wire_bytes);
        expect_message(ends, text_of(rows[i].bytes));
    }
}

/* The first message is 40,000 bytes, the second 5; `whole` counts them. */
static void feed_piece(struct ends *ends, struct view stream, size_t *whole)
{
    while (stream.bytes > 0) {
        struct view message = {NULL, 0};

        check_ok(channel_feed(&ends->right, &stream, &message));
        if (message.bytes > 0) {
            check_view(message, text_of(*whole == 0 ? 40000 : 5));
            (*whole)++;
        }
    }
}

static void stream_may_come_in_any_pieces(void **state)
{
    static const size_t steps[] = {1, 2, 3, 63, 65, 16384, 16387, 100000};
    struct ends *ends = *state;

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        size_t whole = 0;

        seal(ends, 40000);
        check_ok(channel_seal(&ends->left, text_of(5), &ends->wire));
        for (size_t at = 0; at < ends->wire.bytes; at += steps[i]) {
            size_t left = ends->wire.bytes - at;

            feed_piece(ends,
                       (struct view){ends->wire.data + at,
                                     left < steps[i] ? left : steps[i]},
                       &whole);
        }
        assert_int_equal(whole, 2);
    }
}

static void sign_of_life_is_not_handed_out(void **state)
{
    struct ends *ends = *state;

    seal(ends, 0);
    assert_int_equal(ends->wire.bytes, 66);
    expect_message(ends, (struct view){NULL, 0});
    assert_int_equal(ends->right.receive.counter, 1);
}

static void oversized_message_is_full_and_changes_nothing(void **state)
{
    struct ends *ends = *state;
    struct bytes narrow;

    check_err(channel_seal(&ends->left, text_of(CHANNEL_MESSAGE_BYTES_MAX + 1),
                           &ends->wire),
              ERR_FULL);
    bytes_init(&narrow, 65);
    check_err(channel_seal(&ends->left, text_of(1), &narrow), ERR_FULL);
    assert_int_equal(narrow.bytes, 0);
    assert_int_equal(ends->wire.bytes, 0);
    assert_int_equal(ends->left.send.counter, 0);
    bytes_release(&narrow);
}

static void longer_message_than_allowed_is_refused(void **state)
{
    struct ends *ends = *state;

    for (unsigned i = 0; i < 17; i++) {
        seal_raw(ends, 0x8000 | FRAME_DATA_BYTES_MAX, FRAME_BYTES_MAX, 1);
    }
    expect_refused(ends, ERR_PROTOCOL);
    assert_true(ends->right.message.room <= CHANNEL_MESSAGE_BYTES_MAX);
}

static void every_other_count_is_refused_before_a_byte_of_it(void **state)
{
    struct ends *ends = *state;
    unsigned refused = 0;

    for (unsigned count = 0; count <= UINT16_MAX; count++) {
        unsigned char start[2];
        struct view stream = {start, sizeof start};
        struct view message = {NULL, 0};

        put_u16(start, (uint16_t)count);
        ends->right.is_dead = false;
        bytes_reset(&ends->right.frame);
        if (channel_feed(&ends->right, &stream, &message) == ERR_MALFORMED) {
            refused++;
        }
    }
    assert_int_equal(refused, 65536 - 5);
}

static void flipped_bit_anywhere_is_refused(void **state)
{
    struct ends *ends = *state;

    for (size_t bit = 16; bit < 8 * (2 + 64); bit++) {
        struct view stream = {NULL, 0};
        struct view message = {NULL, 0};

        ends->left.send.counter = 0;
        ends->right.receive.counter = 0;
        ends->right.is_dead = false;
        seal(ends, 20);
        ends->wire.data[bit / 8] ^= (unsigned char)(1U << bit % 8);
        stream = bytes_view(&ends->wire);
        check_err(channel_feed(&ends->right, &stream, &message), ERR_SIGNATURE);
    }
}

static void repeated_frame_is_refused(void **state)
{
    struct ends *ends = *state;

    seal(ends, 20);
    expect_message(ends, text_of(20));
    expect_refused(ends, ERR_SIGNATURE);
}

static void left_out_frame_is_refused(void **state)
{
    struct ends *ends = *state;

    seal(ends, 20);
    seal(ends, 21);
    expect_refused(ends, ERR_SIGNATURE);
}

static void padding_that_is_not_zero_is_refused(void **state)
{
    struct ends *ends = *state;

    seal_raw(ends, 45, 64, 1); /* one byte of padding, which is 1 */
    expect_refused(ends, ERR_MALFORMED);
}

static void more_data_than_the_frame_holds_is_refused(void **state)
{
    struct ends *ends = *state;

    seal_raw(ends, 47, 64, 1);
    expect_refused(ends, ERR_MALFORMED);
}

static void larger_frame_than_needed_is_taken(void **state)
{
    struct ends *ends = *state;

    seal_raw(ends, 0, 16384, 0);
    expect_message(ends, (struct view){NULL, 0});
}

static void fragment_that_is_not_full_is_refused(void **state)
{
    struct ends *ends = *state;

    seal_raw(ends, 0x8000 | 46, 64, 1);
    expect_refused(ends, ERR_PROTOCOL);
}

static void sign_of_life_inside_a_message_is_refused(void **state)
{
    struct ends *ends = *state;

    seal_raw(ends, 0x8000 | FRAME_DATA_BYTES_MAX, FRAME_BYTES_MAX, 1);
    seal_raw(ends, 0, 64, 0);
    expect_refused(ends, ERR_PROTOCOL);
}

static void key_changes_after_its_frames_on_both_sides(void **state)
{
    struct ends *ends = *state;
    unsigned char before[NOISE_KEY_BYTES];

    memcpy(before, ends->left.send.key, sizeof before);
    ends->left.send.counter = REKEY_FRAMES - 1;
    ends->right.receive.counter = REKEY_FRAMES - 1;
    seal(ends, 5);
    assert_memory_equal(before, ends->left.send.key, sizeof before);
    expect_message(ends, text_of(5));
    seal(ends, 6);
    assert_memory_not_equal(before, ends->left.send.key, sizeof before);
    expect_message(ends, text_of(6));
    assert_memory_equal(ends->right.receive.key, ends->left.send.key,
                        sizeof before);
    seal(ends, 7);
    expect_message(ends, text_of(7));
}

static void long_message_leaves_no_memory_behind(void **state)
{
    struct ends *ends = *state;

    seal(ends, 200 * 1000);
    expect_message(ends, text_of(200 * 1000));
    seal(ends, 5);
    expect_message(ends, text_of(5));
    assert_int_equal(ends->right.message.room, 0);
}

static void release_wipes_the_keys(void **state)
{
    static const unsigned char zeros[NOISE_KEY_BYTES];
    struct ends *ends = *state;

    channel_release(&ends->left);
    assert_memory_equal(ends->left.send.key, zeros, sizeof zeros);
    assert_memory_equal(ends->left.receive.key, zeros, sizeof zeros);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, ends_up, ends_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(messages_of_every_size_arrive_as_they_were),
        claim(last_frame_takes_the_smallest_class),
        claim(three_small_frames_stand_for_a_large_one),
        claim(stream_may_come_in_any_pieces),
        claim(sign_of_life_is_not_handed_out),
        claim(oversized_message_is_full_and_changes_nothing),
        claim(longer_message_than_allowed_is_refused),
        claim(every_other_count_is_refused_before_a_byte_of_it),
        claim(flipped_bit_anywhere_is_refused),
        claim(repeated_frame_is_refused),
        claim(left_out_frame_is_refused),
        claim(padding_that_is_not_zero_is_refused),
        claim(more_data_than_the_frame_holds_is_refused),
        claim(larger_frame_than_needed_is_taken),
        claim(fragment_that_is_not_full_is_refused),
        claim(sign_of_life_inside_a_message_is_refused),
        claim(key_changes_after_its_frames_on_both_sides),
        claim(long_message_leaves_no_memory_behind),
        claim(release_wipes_the_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
