#include <string.h>

#include "net/codec/channel.h"
#include "net/codec/handshake.h"
#include "tests/lib/check.h"
#include "tests/torture/torture.h"

enum { WIRE_BYTES_MAX = 4096 };

static const uint64_t now_ms = UINT64_C(1700000000000);

/* Both sides, and one wire that carries a message at a time. */
struct meeting {
    struct handshake dialler;
    struct handshake listener;
    struct handshake_door door;
    struct replay replay;
    struct bytes wire;
    struct bytes greeting;
};

static void meeting_init(struct meeting *meeting)
{
    static const unsigned char secret[NOISE_KEY_BYTES] = {1, 2, 3};

    memset(meeting, 0, sizeof *meeting);
    handshake_init(&meeting->dialler);
    handshake_init(&meeting->listener);
    replay_init(&meeting->replay);
    noise_pair_derive(secret, &meeting->door.own);
    bytes_init(&meeting->wire, WIRE_BYTES_MAX);
    bytes_init(&meeting->greeting, GREETING_BYTES_MAX);
}

static void meeting_release(struct meeting *meeting)
{
    handshake_release(&meeting->dialler);
    handshake_release(&meeting->listener);
    replay_release(&meeting->replay);
    bytes_release(&meeting->wire);
    bytes_release(&meeting->greeting);
}

/* Take the message off the wire. */
static enum err
take(struct handshake *reader, struct bytes *wire, struct view *message)
{
    struct view stream = bytes_view(wire);
    enum err err = handshake_feed(reader, &stream, message);

    bytes_reset(wire);
    return err;
}

static enum err shake(struct meeting *meeting)
{
    static const unsigned char seed[NOISE_KEY_BYTES] = {4, 5, 6};
    struct handshake_porch porch = {&meeting->door, 1, &meeting->replay};
    struct handshake_answer answer = {.seed = seed, .now_ms = now_ms};
    struct view message = {NULL, 0};
    enum err err = handshake_dial(&meeting->dialler, &meeting->door, seed,
                                  now_ms, &meeting->wire);

    if (err == ERR_OK) {
        err = take(&meeting->listener, &meeting->wire, &message);
    }
    if (err == ERR_OK) {
        err = handshake_answer(&meeting->listener, &porch, message, &answer,
                               &meeting->wire);
    }
    if (err == ERR_OK) {
        err = take(&meeting->dialler, &meeting->wire, &message);
    }
    if (err == ERR_OK) {
        err = handshake_reply(&meeting->dialler, message, NULL,
                              view_text("good evening"), &meeting->wire);
    }
    if (err == ERR_OK) {
        err = take(&meeting->listener, &meeting->wire, &message);
    }
    if (err == ERR_OK) {
        err = handshake_accept(&meeting->listener, message, &meeting->greeting);
    }
    return err;
}

static enum err shakes_hands(void *given)
{
    struct meeting meeting;
    enum err err = ERR_OK;

    (void)given;
    meeting_init(&meeting);
    err = shake(&meeting);
    if (err == ERR_OK) {
        check_view_text(bytes_view(&meeting.greeting), "good evening");
    } else {
        assert_int_equal(meeting.greeting.bytes, 0);
    }
    meeting_release(&meeting);
    return err;
}

/* Two ends of a channel with the same key in one direction. */
static void ends_init(struct channel *left, struct channel *right)
{
    memset(left, 0, sizeof *left);
    left->send.has_key = true;
    bytes_init(&left->frame, FRAME_COUNT_BYTES + FRAME_BYTES_MAX);
    bytes_init(&left->message, CHANNEL_MESSAGE_BYTES_MAX);
    *right = *left;
    right->receive = left->send;
}

static enum err passes_a_message(void *given)
{
    static const unsigned char text[50000] = {1, 2, 3};
    struct channel left;
    struct channel right;
    struct bytes wire;
    struct view stream = {NULL, 0};
    struct view message = {NULL, 0};
    enum err err = ERR_OK;

    (void)given;
    ends_init(&left, &right);
    bytes_init(&wire, CHANNEL_MESSAGE_BYTES_MAX);
    err = channel_seal(&left, (struct view){text, sizeof text}, &wire);
    if (err != ERR_OK) {
        assert_int_equal(left.send.counter, 0);
        assert_int_equal(wire.bytes, 0);
    }
    stream = bytes_view(&wire);
    if (err == ERR_OK) {
        err = channel_feed(&right, &stream, &message);
    }
    if (err == ERR_OK) {
        check_view(message, (struct view){text, sizeof text});
    }
    channel_release(&left);
    channel_release(&right);
    bytes_release(&wire);
    return err;
}

static void handshake_survives_refused_memory(void **state)
{
    (void)state;
    torture_run(shakes_hands, NULL);
}

static void channel_survives_refused_memory(void **state)
{
    (void)state;
    torture_run(passes_a_message, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handshake_survives_refused_memory),
        cmocka_unit_test(channel_survives_refused_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
