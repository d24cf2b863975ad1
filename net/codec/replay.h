/*
 * The first messages of handshakes that were seen lately, so that a copy of
 * one is not answered.
 *
 * A first message says its time; it is taken within a window around ours and
 * remembered until it has left the window. Only who holds the network key
 * can make one that gets here, so the bound is met by members only, and then
 * the newest is refused. Pure; rules: spec/handshake.md.
 */
#ifndef NET_CODEC_REPLAY_H
#define NET_CODEC_REPLAY_H

#include <stdint.h>

#include "net/codec/noise.h"
#include "node/err.h"

enum {
    REPLAY_WINDOW_MS = 10 * 60 * 1000, /* clocks of homes differ by minutes */
    REPLAY_SEEN_MAX = 8192,            /* seven a second, and 320 KiB */
};

struct replay_seen {
    unsigned char ephemeral[NOISE_KEY_BYTES];
    uint64_t time_ms;
};

struct replay {
    struct replay_seen *seen; /* owned */
    size_t count;
    size_t room;
};

/* Make ready and empty; takes no memory. */
void replay_init(struct replay *replay);

/* Give the memory back; may be called twice. */
void replay_release(struct replay *replay);

/*
 * Refuse or remember a first message.
 *
 * ephemeral  its ephemeral key
 * time_ms    the time it says, ms since 1970
 * now_ms     ours, or 0 when our clock is not set: then any time is taken,
 *            and nothing is forgotten
 *
 * ERR_LATE, ERR_EARLY  outside the window
 * ERR_PROTOCOL         seen before
 * ERR_FULL, ERR_NOMEM  it cannot be remembered
 * In all cases nothing is remembered of it.
 */
MUST_USE enum err
replay_check(struct replay *replay,
             const unsigned char ephemeral[static NOISE_KEY_BYTES],
             uint64_t time_ms,
             uint64_t now_ms);

#endif
