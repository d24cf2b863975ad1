#include <stdlib.h>
#include <string.h>

#include "net/codec/handshake.h"
#include "tests/lib/check.h"

enum { NOW_MS = 1700000000, WIRE_BYTES_MAX = 4096 };

static const uint64_t now_ms = (uint64_t)NOW_MS * 1000;

/* A dialler, a listener with four doors, and what passed between them. */
struct meeting {
    struct handshake dialler;
    struct handshake listener;
    struct handshake_door door; /* the dialler's */
    struct handshake_door doors[4];
    struct replay replay;
    struct bytes first;
    struct bytes second;
    struct bytes third;
    struct bytes greeting;
};

static void
door_of(unsigned char number, unsigned char owner, struct handshake_door *door)
{
    unsigned char secret[NOISE_KEY_BYTES];

    memset(door->neighbourhood.data, number / 2, NEIGHBOURHOOD_BYTES);
    memset(door->psk, 100 + number, NOISE_KEY_BYTES);
    memset(secret, owner, sizeof secret);
    noise_pair_derive(secret, &door->own);
}

static int meeting_up(void **state)
{
    struct meeting *meeting = calloc(1, sizeof *meeting);

    assert_non_null(meeting);
    handshake_init(&meeting->dialler);
    handshake_init(&meeting->listener);
    replay_init(&meeting->replay);
    for (unsigned char i = 0; i < 4; i++) {
        door_of(i, 50, &meeting->doors[i]);
    }
    door_of(2, 60, &meeting->door);
    bytes_init(&meeting->first, WIRE_BYTES_MAX);
    bytes_init(&meeting->second, WIRE_BYTES_MAX);
    bytes_init(&meeting->third, WIRE_BYTES_MAX);
    bytes_init(&meeting->greeting, GREETING_BYTES_MAX);
    *state = meeting;
    return 0;
}

static int meeting_down(void **state)
{
    struct meeting *meeting = *state;

    handshake_release(&meeting->dialler);
    handshake_release(&meeting->listener);
    replay_release(&meeting->replay);
    replay_release(&meeting->replay);
    bytes_release(&meeting->first);
    bytes_release(&meeting->second);
    bytes_release(&meeting->third);
    bytes_release(&meeting->greeting);
    free(meeting);
    return 0;
}

/* Begin again from the start with the same doors. */
static void again(struct meeting *meeting)
{
    handshake_release(&meeting->dialler);
    handshake_release(&meeting->listener);
    handshake_init(&meeting->dialler);
    handshake_init(&meeting->listener);
    replay_release(&meeting->replay);
    bytes_reset(&meeting->first);
    bytes_reset(&meeting->second);
    bytes_reset(&meeting->third);
    bytes_reset(&meeting->greeting);
}

static void dial(struct meeting *meeting, uint64_t time_ms)
{
    static const unsigned char seed[NOISE_KEY_BYTES] = {1, 2, 3};

    check_ok(handshake_dial(&meeting->dialler, &meeting->door, seed, time_ms,
                            &meeting->first));
}

static enum err answer(struct meeting *meeting, size_t *door_index)
{
    static const unsigned char seed[NOISE_KEY_BYTES] = {4, 5, 6};
    struct handshake_porch porch = {meeting->doors, 4, &meeting->replay};
    struct handshake_answer answer = {.seed = seed, .now_ms = now_ms};
    struct view stream = bytes_view(&meeting->first);
    struct view message = {NULL, 0};
    enum err err = ERR_OK;

    err = handshake_feed(&meeting->listener, &stream, &message);
    if (err == ERR_OK) {
        err = handshake_answer(&meeting->listener, &porch, message, &answer,
                               &meeting->second);
    }
    if (door_index != NULL) {
        *door_index = answer.door_index;
    }
    return err;
}

static enum err reply(struct meeting *meeting,
                      const unsigned char *expected,
                      struct view greeting)
{
    struct view stream = bytes_view(&meeting->second);
    struct view message = {NULL, 0};
    enum err err = handshake_feed(&meeting->dialler, &stream, &message);

    if (err == ERR_OK) {
        err = handshake_reply(&meeting->dialler, message, expected, greeting,
                              &meeting->third);
    }
    return err;
}

static enum err accept(struct meeting *meeting)
{
    struct view stream = bytes_view(&meeting->third);
    struct view message = {NULL, 0};
    enum err err = handshake_feed(&meeting->listener, &stream, &message);

    if (err == ERR_OK) {
        err = handshake_accept(&meeting->listener, message, &meeting->greeting);
    }
    return err;
}

static void meet(struct meeting *meeting, struct view greeting)
{
    dial(meeting, now_ms);
    check_ok(answer(meeting, NULL));
    check_ok(reply(meeting, NULL, greeting));
    check_ok(accept(meeting));
}

static void both_end_with_the_same_keys(void **state)
{
    struct meeting *meeting = *state;
    struct noise_cipher mine[2];
    struct noise_cipher theirs[2];

    meet(meeting, view_text("good evening"));
    assert_true(noise_is_done(&meeting->dialler.noise));
    assert_true(noise_is_done(&meeting->listener.noise));
    noise_split(&meeting->dialler.noise, &mine[0], &mine[1]);
    noise_split(&meeting->listener.noise, &theirs[0], &theirs[1]);
    assert_memory_equal(mine[0].key, theirs[1].key, NOISE_KEY_BYTES);
    assert_memory_equal(mine[1].key, theirs[0].key, NOISE_KEY_BYTES);
    assert_memory_not_equal(mine[0].key, mine[1].key, NOISE_KEY_BYTES);
    assert_memory_equal(meeting->dialler.noise.remote,
                        meeting->doors[2].own.public, NOISE_KEY_BYTES);
    assert_memory_equal(meeting->listener.noise.remote,
                        meeting->door.own.public, NOISE_KEY_BYTES);
    assert_memory_equal(meeting->dialler.noise.hash,
                        meeting->listener.noise.hash, NOISE_HASH_BYTES);
    check_view_text(bytes_view(&meeting->greeting), "good evening");
}

static void every_door_is_found(void **state)
{
    struct meeting *meeting = *state;

    for (unsigned char i = 0; i < 4; i++) {
        size_t door_index = 99;

        again(meeting);
        door_of(i, 60, &meeting->door);
        dial(meeting, now_ms);
        check_ok(answer(meeting, &door_index));
        assert_int_equal(door_index, i);
    }
}

static void messages_have_one_size_each(void **state)
{
    static const size_t greetings[] = {0, 1, 500, GREETING_BYTES_MAX};
    static const unsigned char text[GREETING_BYTES_MAX] = {9, 9, 9};
    struct meeting *meeting = *state;

    for (size_t i = 0; i < sizeof greetings / sizeof greetings[0]; i++) {
        again(meeting);
        meet(meeting, (struct view){text, greetings[i]});
        assert_int_equal(meeting->first.bytes, 2 + 56);
        assert_int_equal(meeting->second.bytes, 2 + 96);
        assert_int_equal(meeting->third.bytes, 2 + 1090);
        check_view(bytes_view(&meeting->greeting),
                   (struct view){text, greetings[i]});
    }
}

static void stranger_gets_no_byte(void **state)
{
    struct meeting *meeting = *state;

    meeting->door.psk[31] ^= 1;
    dial(meeting, now_ms);
    check_err(answer(meeting, NULL), ERR_STRANGER);
    assert_int_equal(meeting->second.bytes, 0);
}

static void other_neighbourhood_under_the_same_key_is_a_stranger(void **state)
{
    struct meeting *meeting = *state;

    meeting->door.neighbourhood.data[0] ^= 1;
    dial(meeting, now_ms);
    check_err(answer(meeting, NULL), ERR_STRANGER);
    assert_int_equal(meeting->second.bytes, 0);
}

static void replayed_first_message_gets_no_byte(void **state)
{
    struct meeting *meeting = *state;

    dial(meeting, now_ms);
    check_ok(answer(meeting, NULL));
    handshake_release(&meeting->listener);
    handshake_init(&meeting->listener);
    bytes_reset(&meeting->second);
    check_err(answer(meeting, NULL), ERR_PROTOCOL);
    assert_int_equal(meeting->second.bytes, 0);
}

static void first_message_out_of_its_time_gets_no_byte(void **state)
{
    static const struct {
        int64_t off_ms;
        enum err err;
    } rows[] = {
        {-REPLAY_WINDOW_MS, ERR_OK},         {-REPLAY_WINDOW_MS - 1, ERR_LATE},
        {REPLAY_WINDOW_MS, ERR_OK},          {REPLAY_WINDOW_MS + 1, ERR_EARLY},
        {-(int64_t)NOW_MS * 1000, ERR_LATE}, /* a clock that is not set */
    };
    struct meeting *meeting = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        again(meeting);
        dial(meeting, (uint64_t)((int64_t)now_ms + rows[i].off_ms));
        check_err(answer(meeting, NULL), rows[i].err);
        assert_int_equal(meeting->second.bytes, rows[i].err == ERR_OK ? 98 : 0);
    }
}

static void other_static_key_than_expected_is_not_greeted(void **state)
{
    struct meeting *meeting = *state;
    unsigned char expected[NOISE_KEY_BYTES];

    memcpy(expected, meeting->doors[2].own.public, sizeof expected);
    dial(meeting, now_ms);
    check_ok(answer(meeting, NULL));
    expected[0] ^= 1;
    check_err(reply(meeting, expected, view_text("hello")), ERR_STRANGER);
    assert_int_equal(meeting->third.bytes, 0);
    again(meeting);
    dial(meeting, now_ms);
    check_ok(answer(meeting, NULL));
    expected[0] ^= 1;
    check_ok(reply(meeting, expected, view_text("hello")));
}

static enum err step(struct meeting *meeting, unsigned index)
{
    switch (index) {
    case 0:
        return answer(meeting, NULL);
    case 1:
        return reply(meeting, NULL, view_text("hello"));
    default:
        return accept(meeting);
    }
}

static struct bytes *wire(struct meeting *meeting, unsigned index)
{
    struct bytes *all[] = {&meeting->first, &meeting->second, &meeting->third};

    return all[index];
}

/* Everything up to message `index`, of which one bit is then wrong. */
static void flip(struct meeting *meeting, unsigned index, size_t bit)
{
    size_t before = 0;

    again(meeting);
    dial(meeting, now_ms);
    for (unsigned i = 0; i < index; i++) {
        check_ok(step(meeting, i));
    }
    wire(meeting, index)->data[bit / 8] ^= (unsigned char)(1U << bit % 8);
    before = index < 2 ? wire(meeting, index + 1)->bytes : 0;
    assert_int_not_equal(step(meeting, index), ERR_OK);
    if (index < 2) {
        assert_int_equal(wire(meeting, index + 1)->bytes, before);
    }
    assert_int_equal(meeting->greeting.bytes, 0);
}

static void every_bit_flipped_in_a_handshake_is_refused(void **state)
{
    static const size_t bytes[] = {58, 98, 1092};
    struct meeting *meeting = *state;

    for (unsigned index = 0; index < 3; index++) {
        /* Of the padding of the third, a bit in 13 is enough. */
        size_t stride = index == 2 ? 13 : 1;

        for (size_t bit = 0; bit < 8 * bytes[index]; bit += stride) {
            flip(meeting, index, bit);
        }
    }
}

static void handshake_comes_byte_by_byte(void **state)
{
    struct meeting *meeting = *state;
    struct view message = {NULL, 0};

    dial(meeting, now_ms);
    for (size_t i = 0; i < meeting->first.bytes; i++) {
        struct view stream = {meeting->first.data + i, 1};

        assert_int_equal(message.bytes, 0);
        check_ok(handshake_feed(&meeting->listener, &stream, &message));
        assert_int_equal(stream.bytes, 0);
    }
    check_view(message, (struct view){meeting->first.data + 2, 56});
}

static void what_follows_a_message_stays_in_the_stream(void **state)
{
    struct meeting *meeting = *state;
    struct view stream = {NULL, 0};
    struct view message = {NULL, 0};

    dial(meeting, now_ms);
    check_ok(bytes_append(&meeting->first, view_text("next")));
    stream = bytes_view(&meeting->first);
    check_ok(handshake_feed(&meeting->listener, &stream, &message));
    assert_int_equal(message.bytes, 56);
    check_view_text(stream, "next");
}

static void listener_buffers_no_more_than_a_first_message(void **state)
{
    static const unsigned char flood[4000] = {0, 56};
    struct meeting *meeting = *state;
    struct view stream = {flood, sizeof flood};
    struct view message = {NULL, 0};

    check_ok(handshake_feed(&meeting->listener, &stream, &message));
    assert_true(meeting->listener.read.room <= 512);
    assert_true(sizeof meeting->listener <= 1024);
}

static void other_count_is_refused_at_once(void **state)
{
    struct meeting *meeting = *state;
    unsigned char count[2] = {0, 57};
    struct view stream = {count, 2};
    struct view message = {NULL, 0};

    check_err(handshake_feed(&meeting->listener, &stream, &message),
              ERR_MALFORMED);
}

static void messages_out_of_turn_are_refused(void **state)
{
    struct meeting *meeting = *state;
    struct view stream = view_text("more");
    struct view message = {NULL, 0};
    struct bytes out;

    bytes_init(&out, 256);
    dial(meeting, now_ms);
    check_err(noise_write(&meeting->dialler.noise, stream, &out), ERR_STATE);
    check_ok(answer(meeting, NULL));
    check_err(noise_write(&meeting->listener.noise, stream, &out), ERR_STATE);
    check_err(noise_read(&meeting->listener.noise, stream, &out),
              ERR_MALFORMED);
    check_err(noise_read(&meeting->listener.noise, stream, &out), ERR_STATE);
    bytes_release(&out);
    again(meeting);
    meet(meeting, view_text("hi"));
    check_err(handshake_feed(&meeting->listener, &stream, &message), ERR_STATE);
}

static void release_wipes_every_secret(void **state)
{
    struct meeting *meeting = *state;
    struct noise clean;

    meet(meeting, view_text("hi"));
    handshake_release(&meeting->dialler);
    memset(&clean, 0, sizeof clean);
    clean.is_dead = true;
    assert_memory_equal(&meeting->dialler.noise, &clean, sizeof clean);
}

static void key_of_small_order_is_refused(void **state)
{
    struct meeting *meeting = *state;
    struct bytes out;
    unsigned char zeros[8 + NOISE_KEY_BYTES] = {0};
    struct noise_pair zero = {{0}, {0}};
    struct noise_setup setup = {
        .pattern = &noise_xxpsk0,
        .is_initiator = true,
        .own = &meeting->door.own,
        .ephemeral = &zero,
        .psk = meeting->door.psk,
    };
    unsigned char prologue[21] = {'k', 'i', 't', 'h', HANDSHAKE_MAJOR};

    memcpy(prologue + 5, meeting->door.neighbourhood.data, 16);
    setup.prologue = (struct view){prologue, sizeof prologue};
    put_u64(zeros, now_ms);
    bytes_init(&out, 256);
    noise_init(&meeting->dialler.noise, &setup);
    check_ok(bytes_append_u16(&meeting->first, HANDSHAKE_FIRST_BYTES));
    check_ok(noise_write(&meeting->dialler.noise, (struct view){zeros, 8},
                         &meeting->first));
    check_err(answer(meeting, NULL), ERR_PROTOCOL);
    assert_int_equal(meeting->second.bytes, 0);
    bytes_release(&out);
}

#define claim(name)                                                            \
    cmocka_unit_test_setup_teardown(name, meeting_up, meeting_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(both_end_with_the_same_keys),
        claim(every_door_is_found),
        claim(messages_have_one_size_each),
        claim(stranger_gets_no_byte),
        claim(other_neighbourhood_under_the_same_key_is_a_stranger),
        claim(replayed_first_message_gets_no_byte),
        claim(first_message_out_of_its_time_gets_no_byte),
        claim(other_static_key_than_expected_is_not_greeted),
        claim(every_bit_flipped_in_a_handshake_is_refused),
        claim(handshake_comes_byte_by_byte),
        claim(what_follows_a_message_stays_in_the_stream),
        claim(listener_buffers_no_more_than_a_first_message),
        claim(other_count_is_refused_at_once),
        claim(messages_out_of_turn_are_refused),
        claim(release_wipes_every_secret),
        claim(key_of_small_order_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
