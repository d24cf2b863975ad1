/*
 * The channel: messages in padded, encrypted frames, after the handshake.
 *
 *   frame      count of sealed bytes (u16), sealed bytes with a 16-byte tag
 *   plaintext  header (u16: bit 15 more follows, bits 0-14 data bytes),
 *              data, zeros
 *
 * A frame has one of five sizes, so a listener learns little of what is in
 * it. A stream that is cut, changed or repeated kills the channel. Pure;
 * rules: spec/frames.md.
 */
#ifndef NET_CODEC_CHANNEL_H
#define NET_CODEC_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "net/codec/noise.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/limits.h"

enum {
    FRAME_COUNT_BYTES = 2,
    FRAME_HEADER_BYTES = 2,
    FRAME_BYTES_MAX = 16384, /* sealed */
    FRAME_DATA_BYTES_MAX =
        FRAME_BYTES_MAX - NOISE_TAG_BYTES - FRAME_HEADER_BYTES,
    REKEY_FRAMES = 1 << 20, /* in one direction, then the key changes */
    CHANNEL_MESSAGE_BYTES_MAX = MESSAGE_BYTES_MAX,
};

struct channel {
    struct noise_cipher send;
    struct noise_cipher receive;
    struct bytes frame;   /* what has come of the next frame */
    struct bytes message; /* what has come of a message in several frames */
    bool is_given;        /* the message was handed out, drop it */
    bool is_dead;         /* a frame was refused; nothing is read any more */
};

/* Begin after a handshake that is done; takes no memory. */
void channel_init(struct channel *channel, const struct noise *done);

/* Wipe the keys and give the memory back; may be called twice. */
void channel_release(struct channel *channel);

/*
 * Append the frames of one message to `out`. A message of no bytes is one
 * frame that the other side reads and does not hand out: a sign of life.
 *
 * ERR_FULL   more than CHANNEL_MESSAGE_BYTES_MAX, or no room in `out`
 * ERR_NOMEM
 * In both cases nothing has changed.
 */
MUST_USE enum err
channel_seal(struct channel *channel, struct view message, struct bytes *out);

/* Bytes that channel_seal would append for a message of so many bytes. */
size_t channel_sealed_bytes(size_t message_bytes);

/*
 * Take bytes from the front of the stream, up to the end of one message.
 *
 * stream   begins after what was taken; empty when more is needed
 * message  the message, until the next call, or no bytes when more is needed
 *
 * ERR_MALFORMED  a frame of a wrong size or with a wrong header or padding
 * ERR_SIGNATURE  a tag does not match
 * ERR_PROTOCOL   more than CHANNEL_MESSAGE_BYTES_MAX, or a wrong fragment
 * ERR_NOMEM
 * In all cases the channel is dead and reads no more.
 * ERR_STATE  it was dead before
 */
MUST_USE enum err channel_feed(struct channel *channel,
                               struct view *stream,
                               struct view *message);

#endif
