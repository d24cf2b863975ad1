/*
 * The channel against hostile bytes. By the first byte of the input: raw
 * bytes as a stream; a script of frames that are sealed well and say
 * anything; or a message that must come back as it was, in pieces.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "net/codec/channel.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

enum { STREAM_BYTES_MAX = 1024 * 1024 };

static void ends_init(struct channel *left, struct channel *right)
{
    static const unsigned char key[NOISE_KEY_BYTES] = {1};

    *left = (struct channel){.is_dead = false};
    memcpy(left->send.key, key, sizeof key);
    left->send.has_key = true;
    bytes_init(&left->frame, FRAME_COUNT_BYTES + FRAME_BYTES_MAX);
    bytes_init(&left->message, CHANNEL_MESSAGE_BYTES_MAX);
    *right = *left;
    right->receive = left->send;
}

static size_t feed_all(struct channel *channel, struct view stream)
{
    size_t most = 0;
    enum err err = ERR_OK;

    while (err == ERR_OK && stream.bytes > 0) {
        struct view message = {NULL, 0};

        err = channel_feed(channel, &stream, &message);
        assert(err == ERR_OK || message.bytes == 0);
        assert(err == ERR_OK || channel->is_dead);
        assert(channel->frame.room <= FRAME_COUNT_BYTES + FRAME_BYTES_MAX);
        assert(channel->message.room <= CHANNEL_MESSAGE_BYTES_MAX);
        most = message.bytes > most ? message.bytes : most;
    }
    return most;
}

/* Each four bytes are a frame: its header, its class, what fills it. */
static void play(struct channel *left,
                 struct channel *right,
                 struct view script,
                 struct bytes *wire)
{
    static const uint16_t classes[] = {64, 256, 1024, 4096, 16384};
    static unsigned char plain[FRAME_BYTES_MAX];
    enum err err = ERR_OK;

    while (script.bytes >= 4 &&
           wire->bytes + FRAME_BYTES_MAX + 2 <= wire->bytes_max) {
        uint16_t class = classes[script.data[2] % 5];

        err = bytes_append_u16(wire, class);
        assert(err == ERR_OK);
        memset(plain, 0, sizeof plain);
        memset(plain, script.data[3],
               (get_u16(script.data) & 0x3fff) % FRAME_BYTES_MAX);
        memcpy(plain, script.data, FRAME_HEADER_BYTES);
        noise_cipher_seal(&left->send, (struct view){NULL, 0},
                          (struct view){plain, class - NOISE_TAG_BYTES}, plain);
        err = bytes_append(wire, (struct view){plain, class});
        assert(err == ERR_OK);
        script.data += 4;
        script.bytes -= 4;
    }
    (void)feed_all(right, bytes_view(wire));
}

/* A message made long by repeating it, in pieces as long as the input. */
static void echo(struct channel *left,
                 struct channel *right,
                 struct view input,
                 struct bytes *wire)
{
    size_t times = input.bytes == 0 ? 0 : input.data[0] * 8U + 1;
    struct bytes message;
    struct view back = {NULL, 0};
    enum err err = ERR_OK;

    bytes_init(&message, CHANNEL_MESSAGE_BYTES_MAX);
    while (times-- > 0 && bytes_append(&message, input) == ERR_OK) {
    }
    err = channel_seal(left, bytes_view(&message), wire);
    assert(err == ERR_OK);
    assert(wire->bytes == channel_sealed_bytes(message.bytes));
    for (size_t at = 0; at < wire->bytes;) {
        size_t bytes = wire->bytes - at;
        struct view piece = {wire->data + at,
                             bytes < input.bytes + 1 ? bytes : input.bytes + 1};

        at += piece.bytes;
        err = channel_feed(right, &piece, &back);
        assert(err == ERR_OK && piece.bytes == 0);
    }
    assert(view_equal(back, bytes_view(&message)));
    bytes_release(&message);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    struct channel left;
    struct channel right;
    struct bytes wire;
    struct view input = {data + 1, bytes - 1};

    if (bytes == 0) {
        return 0;
    }
    ends_init(&left, &right);
    bytes_init(&wire, STREAM_BYTES_MAX);
    if (data[0] % 3 == 0) {
        (void)feed_all(&right, input);
    } else if (data[0] % 3 == 1) {
        play(&left, &right, input, &wire);
    } else {
        echo(&left, &right, input, &wire);
    }
    channel_release(&left);
    channel_release(&right);
    bytes_release(&wire);
    return 0;
}
