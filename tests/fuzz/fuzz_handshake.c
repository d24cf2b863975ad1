/*
 * Both sides of the handshake against hostile bytes: the input is mixed into
 * one message of a good handshake (so that what is behind the tags is met
 * too), or replaces it. A changed message must be refused and get no byte.
 */
#include <assert.h>
#include <string.h>

#include "net/codec/handshake.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

static const uint64_t now_ms = UINT64_C(1700000000000);

struct meeting {
    struct handshake dialler;
    struct handshake listener;
    struct handshake_door door;
    struct replay replay;
    struct bytes wire[3];
    struct bytes greeting;
};

static void meeting_init(struct meeting *meeting)
{
    static const unsigned char secret[NOISE_KEY_BYTES] = {1, 2, 3};
    static const unsigned char seed[NOISE_KEY_BYTES] = {4, 5, 6};
    enum err err = ERR_OK;

    handshake_init(&meeting->dialler);
    handshake_init(&meeting->listener);
    replay_init(&meeting->replay);
    noise_pair_derive(secret, &meeting->door.own);
    memset(meeting->door.psk, 7, NOISE_KEY_BYTES);
    memset(&meeting->door.neighbourhood, 8, NEIGHBOURHOOD_BYTES);
    for (size_t i = 0; i < 3; i++) {
        bytes_init(&meeting->wire[i], 2048);
    }
    bytes_init(&meeting->greeting, GREETING_BYTES_MAX);
    err = handshake_dial(&meeting->dialler, &meeting->door, seed, now_ms,
                         &meeting->wire[0]);
    assert(err == ERR_OK);
}

static void meeting_release(struct meeting *meeting)
{
    handshake_release(&meeting->dialler);
    handshake_release(&meeting->listener);
    replay_release(&meeting->replay);
    for (size_t i = 0; i < 3; i++) {
        bytes_release(&meeting->wire[i]);
    }
    bytes_release(&meeting->greeting);
}

static enum err
step(struct meeting *meeting, unsigned index, struct view message)
{
    static const unsigned char seed[NOISE_KEY_BYTES] = {9, 9, 9};
    struct handshake_porch porch = {&meeting->door, 1, &meeting->replay};
    struct handshake_answer answer = {.seed = seed, .now_ms = now_ms};

    switch (index) {
    case 0:
        return handshake_answer(&meeting->listener, &porch, message, &answer,
                                &meeting->wire[1]);
    case 1:
        return handshake_reply(&meeting->dialler, message, NULL,
                               view_text("good evening"), &meeting->wire[2]);
    default:
        return handshake_accept(&meeting->listener, message,
                                &meeting->greeting);
    }
}

/* Feed a stream in pieces of `stride` until a message is whole. */
static enum err
feed(struct meeting *meeting, unsigned index, struct view stream, size_t stride)
{
    struct handshake *reader =
        index == 1 ? &meeting->dialler : &meeting->listener;
    struct view message = {NULL, 0};
    enum err err = ERR_OK;

    while (err == ERR_OK && stream.bytes > 0 && message.bytes == 0) {
        struct view piece = {stream.data,
                             stream.bytes < stride ? stream.bytes : stride};
        size_t before = piece.bytes;

        err = handshake_feed(reader, &piece, &message);
        stream.data += before - piece.bytes;
        stream.bytes -= before - piece.bytes;
        assert(reader->read.room <=
               HANDSHAKE_COUNT_BYTES + HANDSHAKE_THIRD_BYTES);
    }
    if (err == ERR_OK) {
        err = message.bytes > 0 ? step(meeting, index, message) : ERR_AGAIN;
    }
    return err;
}

/* Mix the input into a message; whether that changed it. */
static bool mix(struct bytes *wire, struct view input)
{
    bool is_changed = false;

    for (size_t i = 0; i < wire->bytes && i < input.bytes; i++) {
        wire->data[i] ^= input.data[i];
        is_changed |= input.data[i] != 0;
    }
    return is_changed;
}

static void attack(struct meeting *meeting,
                   unsigned index,
                   bool is_mixed,
                   struct view input)
{
    struct view stream = input;
    bool is_changed = true;
    enum err err = ERR_OK;
    size_t said = 0;

    if (is_mixed) {
        is_changed = mix(&meeting->wire[index], input);
        stream = bytes_view(&meeting->wire[index]);
    }
    err = feed(meeting, index, stream, input.bytes % 97 + 1);
    said = index < 2 ? meeting->wire[index + 1].bytes : meeting->greeting.bytes;
    assert((err == ERR_OK) == !is_changed);
    assert((said > 0) == !is_changed);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    struct meeting meeting;
    unsigned index = 0;

    if (bytes == 0) {
        return 0;
    }
    meeting_init(&meeting);
    for (; index < data[0] % 3U; index++) {
        enum err err =
            feed(&meeting, index, bytes_view(&meeting.wire[index]), SIZE_MAX);

        assert(err == ERR_OK);
    }
    attack(&meeting, index, (data[0] & 0x80) != 0,
           (struct view){data + 1, bytes - 1});
    meeting_release(&meeting);
    return 0;
}
