#include "net/codec/channel.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

enum {
    OVERHEAD_BYTES = FRAME_HEADER_BYTES + NOISE_TAG_BYTES,
    HEADER_MORE = 0x8000,
    HEADER_DATA = 0x7fff,
    /* A frame that another may follow, and how much of a message is cut into
     * such rather than put in one large frame. */
    PIECE_BYTES = 4096,
    PIECE_DATA_BYTES = PIECE_BYTES - OVERHEAD_BYTES,
    PIECES_DATA_BYTES = 3 * PIECE_DATA_BYTES,
};

static const size_t classes[] = {64, 256, 1024, 4096, FRAME_BYTES_MAX};

enum { CLASSES = sizeof classes / sizeof classes[0] };

static bool is_class(size_t bytes)
{
    for (size_t i = 0; i < CLASSES; i++) {
        if (bytes == classes[i]) {
            return true;
        }
    }
    return false;
}

/* Sealed bytes of the smallest frame for so many bytes of data. */
static size_t class_for(size_t data_bytes)
{
    size_t i = 0;

    assert(data_bytes <= FRAME_DATA_BYTES_MAX);
    while (classes[i] < data_bytes + OVERHEAD_BYTES) {
        i++;
    }
    return classes[i];
}

/* Both sides count the same frames, so both change the key at the same one. */
static void rekey_when_due(struct noise_cipher *cipher)
{
    if (cipher->counter > 0 && cipher->counter % REKEY_FRAMES == 0) {
        noise_cipher_rekey(cipher);
    }
}

/* One frame to the end of `out`, where room was reserved. */
static void seal_frame(struct channel *channel,
                       struct view data,
                       bool has_more,
                       struct bytes *out)
{
    size_t sealed_bytes = class_for(data.bytes);
    size_t plain_bytes = sealed_bytes - NOISE_TAG_BYTES;
    unsigned char *at = out->data + out->bytes;
    unsigned char *plain = at + FRAME_COUNT_BYTES;
    unsigned header = (unsigned)data.bytes | (has_more ? HEADER_MORE : 0);

    put_u16(at, (uint16_t)sealed_bytes);
    put_u16(plain, (uint16_t)header);
    if (data.bytes > 0) {
        memcpy(plain + FRAME_HEADER_BYTES, data.data, data.bytes);
    }
    memset(plain + FRAME_HEADER_BYTES + data.bytes, 0,
           plain_bytes - FRAME_HEADER_BYTES - data.bytes);
    rekey_when_due(&channel->send);
    noise_cipher_seal(&channel->send, (struct view){NULL, 0},
                      (struct view){plain, plain_bytes}, plain);
    out->bytes += FRAME_COUNT_BYTES + sealed_bytes;
}

void channel_init(struct channel *channel, const struct noise *done)
{
    *channel = (struct channel){.is_dead = false};
    noise_split(done, &channel->send, &channel->receive);
    bytes_init(&channel->frame, FRAME_COUNT_BYTES + FRAME_BYTES_MAX);
    bytes_init(&channel->message, CHANNEL_MESSAGE_BYTES_MAX);
}

void channel_release(struct channel *channel)
{
    sodium_memzero(&channel->send, sizeof channel->send);
    sodium_memzero(&channel->receive, sizeof channel->receive);
    bytes_release(&channel->frame);
    bytes_release(&channel->message);
    channel->is_dead = true;
}

/* How much of what is left of a message goes into the next frame: three of
 * 4,096 cost less than one of 16,384 that is mostly padding. */
static size_t next_data(size_t left)
{
    if (left > FRAME_DATA_BYTES_MAX) {
        return FRAME_DATA_BYTES_MAX;
    }
    return left > PIECE_DATA_BYTES && left <= PIECES_DATA_BYTES
               ? PIECE_DATA_BYTES
               : left;
}

size_t channel_sealed_bytes(size_t message_bytes)
{
    size_t left = message_bytes;
    size_t data = next_data(left);
    size_t bytes = FRAME_COUNT_BYTES + class_for(data);

    while (left > data) {
        left -= data;
        data = next_data(left);
        bytes += FRAME_COUNT_BYTES + class_for(data);
    }
    return bytes;
}

enum err
channel_seal(struct channel *channel, struct view message, struct bytes *out)
{
    enum err err = ERR_OK;

    assert(channel->send.has_key);
    if (message.bytes > CHANNEL_MESSAGE_BYTES_MAX) {
        return ERR_FULL;
    }
    err = bytes_reserve(out, channel_sealed_bytes(message.bytes));
    if (err != ERR_OK) {
        return err;
    }
    while (next_data(message.bytes) < message.bytes) {
        struct view data = {message.data, next_data(message.bytes)};

        seal_frame(channel, data, true, out);
        message.data += data.bytes;
        message.bytes -= data.bytes;
    }
    seal_frame(channel, message, false, out);
    return ERR_OK;
}

/* Move bytes from the stream until the frame has `wanted` of them. */
static enum err
collect(struct channel *channel, struct view *stream, size_t wanted)
{
    size_t bytes = wanted - channel->frame.bytes;
    struct view taken = {NULL, 0};
    enum err err = ERR_OK;

    if (bytes > stream->bytes) {
        bytes = stream->bytes;
    }
    err = view_take(stream, bytes, &taken);
    return err == ERR_OK ? bytes_append(&channel->frame, taken) : err;
}

/* Collect one frame; it is whole when its sealed bytes are not 0. */
static enum err
collect_frame(struct channel *channel, struct view *stream, size_t *sealed)
{
    struct bytes *frame = &channel->frame;
    size_t count = 0;
    enum err err = ERR_OK;

    *sealed = 0;
    if (frame->bytes < FRAME_COUNT_BYTES) {
        err = collect(channel, stream, FRAME_COUNT_BYTES);
    }
    if (err != ERR_OK || frame->bytes < FRAME_COUNT_BYTES) {
        return err;
    }
    count = get_u16(frame->data);
    if (!is_class(count)) {
        return ERR_MALFORMED;
    }
    err = collect(channel, stream, FRAME_COUNT_BYTES + count);
    if (err == ERR_OK && frame->bytes == FRAME_COUNT_BYTES + count) {
        *sealed = count;
    }
    return err;
}

/* Decrypt the collected frame where it stands; its data and its header. */
static enum err open_frame(struct channel *channel,
                           size_t sealed_bytes,
                           struct view *data,
                           bool *has_more)
{
    unsigned char *at = channel->frame.data + FRAME_COUNT_BYTES;
    struct view sealed = {at, sealed_bytes};
    size_t room = sealed_bytes - OVERHEAD_BYTES;
    unsigned header = 0;
    enum err err = ERR_OK;

    rekey_when_due(&channel->receive);
    err = noise_cipher_open(&channel->receive, (struct view){NULL, 0}, sealed,
                            at);
    if (err != ERR_OK) {
        return err;
    }
    header = get_u16(at);
    *data = (struct view){at + FRAME_HEADER_BYTES, header & HEADER_DATA};
    *has_more = (header & HEADER_MORE) != 0;
    if (data->bytes > room) {
        return ERR_MALFORMED;
    }
    if (!sodium_is_zero(data->data + data->bytes, room - data->bytes)) {
        return ERR_MALFORMED;
    }
    return ERR_OK;
}

/*
 * Put a frame's data to its message. Only full frames may be followed, and
 * a sign of life does not stand inside a message: else a peer could make us
 * decrypt for ever and never finish a message.
 */
static enum err join(struct channel *channel,
                     struct view data,
                     bool has_more,
                     struct view *message)
{
    bool is_inside = channel->message.bytes > 0;
    enum err err = ERR_OK;

    if ((has_more && data.bytes != FRAME_DATA_BYTES_MAX &&
         data.bytes != PIECE_DATA_BYTES) ||
        (is_inside && data.bytes == 0)) {
        return ERR_PROTOCOL;
    }
    if (!has_more && !is_inside) {
        *message = data;
        return ERR_OK;
    }
    err = bytes_append(&channel->message, data);
    if (err != ERR_OK) {
        return err == ERR_FULL ? ERR_PROTOCOL : err;
    }
    if (!has_more) {
        *message = bytes_view(&channel->message);
        channel->is_given = true;
    }
    return ERR_OK;
}

static enum err
feed_frame(struct channel *channel, struct view *stream, struct view *message)
{
    struct view data = {NULL, 0};
    bool has_more = false;
    size_t sealed_bytes = 0;
    enum err err = collect_frame(channel, stream, &sealed_bytes);

    if (err != ERR_OK || sealed_bytes == 0) {
        return err;
    }
    bytes_reset(&channel->frame);
    err = open_frame(channel, sealed_bytes, &data, &has_more);
    return err == ERR_OK ? join(channel, data, has_more, message) : err;
}

enum err
channel_feed(struct channel *channel, struct view *stream, struct view *message)
{
    enum err err = ERR_OK;

    *message = (struct view){NULL, 0};
    if (channel->is_dead) {
        return ERR_STATE;
    }
    /* A long message is rare: an idle channel does not keep its memory. */
    if (channel->is_given) {
        bytes_release(&channel->message);
        channel->is_given = false;
    }
    while (err == ERR_OK && stream->bytes > 0 && message->bytes == 0) {
        err = feed_frame(channel, stream, message);
    }
    if (err != ERR_OK) {
        *message = (struct view){NULL, 0};
        channel->is_dead = true;
    }
    return err;
}
