/*
 * The handshake of two nodes: Noise_XXpsk0 with what kith puts into it.
 *
 *   dialler                            listener
 *   handshake_dial ----first (time)--->  handshake_answer
 *   handshake_reply <---second---------
 *       |----------third (greeting)--->  handshake_accept
 *
 * Every message has one size, before it stands its count of bytes (u16).
 * The listener tries the doors it has, one for each of its neighbourhoods. A
 * stranger fails at the first message and is told nothing.
 * Pure; rules: spec/handshake.md.
 */
#ifndef NET_CODEC_HANDSHAKE_H
#define NET_CODEC_HANDSHAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/codec/noise.h"
#include "net/codec/replay.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"

enum {
    HANDSHAKE_MAJOR = 1, /* version of the wire; another one never meets */
    HANDSHAKE_COUNT_BYTES = 2,
    HANDSHAKE_DOORS_MAX = 8, /* one for each neighbourhood */
    GREETING_BYTES_MAX = 1024,
    HANDSHAKE_FIRST_BYTES = NOISE_KEY_BYTES + 8 + NOISE_TAG_BYTES,
    HANDSHAKE_SECOND_BYTES = 2 * NOISE_KEY_BYTES + 2 * NOISE_TAG_BYTES,
    HANDSHAKE_THIRD_BYTES = NOISE_KEY_BYTES + NOISE_TAG_BYTES + 2 +
                            GREETING_BYTES_MAX + NOISE_TAG_BYTES,
};

/* One way in: a neighbourhood, its network key, our key in it. */
struct handshake_door {
    struct neighbourhood neighbourhood;
    unsigned char psk[NOISE_KEY_BYTES];
    struct noise_pair own;
};

/* The doors of a listener and what it needs at its own door. */
struct handshake_porch {
    const struct handshake_door *doors; /* borrowed */
    size_t count;                       /* HANDSHAKE_DOORS_MAX at most */
    struct replay *replay;              /* borrowed; changed */
};

struct handshake {
    struct noise noise;
    struct bytes read; /* what has come of the next message */
};

/* Make ready; takes no memory. */
void handshake_init(struct handshake *handshake);

/* Wipe the secrets and give the memory back; may be called twice. */
void handshake_release(struct handshake *handshake);

/*
 * Take bytes from the stream until the next message is whole.
 *
 * stream   begins after what was taken
 * message  without its count, until the next call; no bytes: more is needed
 *
 * ERR_MALFORMED  a count that this message does not have
 * ERR_STATE      the next message is not theirs
 * ERR_NOMEM
 */
MUST_USE enum err handshake_feed(struct handshake *handshake,
                                 struct view *stream,
                                 struct view *message);

/*
 * The dialler begins: append the first message to `out`.
 *
 * seed    32 fresh random bytes, used for this handshake only
 * now_ms  our time, ms since 1970; 0 when the clock is not set
 *
 * ERR_FULL, ERR_NOMEM  no room in `out`
 */
MUST_USE enum err
handshake_dial(struct handshake *handshake,
               const struct handshake_door *door,
               const unsigned char seed[static NOISE_KEY_BYTES],
               uint64_t now_ms,
               struct bytes *out);

/* How a listener answers: seed and now_ms as in handshake_dial. */
struct handshake_answer {
    const unsigned char *seed;
    uint64_t now_ms;
    size_t door_index; /* out: the door that the dialler came to */
};

/*
 * The listener reads the first message and appends the second to `out`.
 *
 * ERR_STRANGER         no door fits: say nothing, not even that
 * ERR_LATE, ERR_EARLY, ERR_PROTOCOL, ERR_FULL  as replay_check; the same
 * ERR_MALFORMED, ERR_NOMEM
 * In all cases nothing is appended.
 */
MUST_USE enum err handshake_answer(struct handshake *handshake,
                                   const struct handshake_porch *porch,
                                   struct view message,
                                   struct handshake_answer *answer,
                                   struct bytes *out);

/*
 * The dialler reads the second message and appends the third to `out`.
 * Afterwards the handshake is done.
 *
 * expected  NOISE_KEY_BYTES, the static key that the address came with, or
 *           NULL; with another the greeting is not sent
 * greeting  GREETING_BYTES_MAX at most
 *
 * ERR_STRANGER   the listener has another static key
 * ERR_SIGNATURE, ERR_PROTOCOL, ERR_MALFORMED  as noise_read
 * ERR_FULL, ERR_NOMEM  no room in `out`
 */
MUST_USE enum err handshake_reply(struct handshake *handshake,
                                  struct view message,
                                  const unsigned char *expected,
                                  struct view greeting,
                                  struct bytes *out);

/*
 * The listener reads the third message. Afterwards the handshake is done.
 *
 * greeting  appended to: what the dialler's core says first
 *
 * ERR_SIGNATURE, ERR_PROTOCOL, ERR_MALFORMED  as noise_read, or its padding
 * ERR_FULL, ERR_NOMEM  no room in `greeting`
 */
MUST_USE enum err handshake_accept(struct handshake *handshake,
                                   struct view message,
                                   struct bytes *greeting);

#endif
