/*
 * The Noise protocol framework, revision 34, for patterns of three messages
 * over X25519, ChaCha20-Poly1305 and SHA-512.
 *
 *   initiator --1--> responder --2--> initiator --3--> responder, then split
 *
 * The node speaks noise_xxpsk0 only; tests hand in other patterns, for which
 * public vectors exist. Pure: ephemeral secrets are handed in. Rules:
 * spec/handshake.md.
 */
#ifndef NET_CODEC_NOISE_H
#define NET_CODEC_NOISE_H

#include <stdbool.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

enum {
    NOISE_KEY_BYTES = 32,
    NOISE_HASH_BYTES = 64,
    NOISE_TAG_BYTES = 16,
    NOISE_MESSAGES = 3,
    NOISE_TOKENS_MAX = 6, /* of one message, with the end mark */
};

enum noise_token {
    NOISE_END,
    NOISE_E,
    NOISE_S,
    NOISE_EE,
    NOISE_ES,
    NOISE_SE,
    NOISE_PSK,
};

struct noise_pattern {
    const char *name;
    bool has_psk;
    enum noise_token messages[NOISE_MESSAGES][NOISE_TOKENS_MAX];
};

/* Noise_XXpsk0_25519_ChaChaPoly_SHA512. */
extern const struct noise_pattern noise_xxpsk0;

struct noise_pair {
    unsigned char secret[NOISE_KEY_BYTES];
    unsigned char public[NOISE_KEY_BYTES];
};

struct noise_cipher {
    unsigned char key[NOISE_KEY_BYTES];
    uint64_t counter; /* of the next message under the key */
    bool has_key;
};

/* What a handshake starts from; all borrowed for the call. */
struct noise_setup {
    const struct noise_pattern *pattern; /* outlives the handshake */
    bool is_initiator;
    struct view prologue;
    const struct noise_pair *own;       /* static */
    const struct noise_pair *ephemeral; /* never used twice */
    const unsigned char *psk;           /* NOISE_KEY_BYTES; NULL without psk */
};

struct noise {
    const struct noise_pattern *pattern;
    bool is_initiator;
    bool is_dead;           /* a message failed; nothing follows */
    unsigned message_index; /* of the next message */
    struct noise_cipher cipher;
    unsigned char chaining[NOISE_HASH_BYTES];
    unsigned char hash[NOISE_HASH_BYTES];
    unsigned char psk[NOISE_KEY_BYTES];
    struct noise_pair own;
    struct noise_pair ephemeral;
    unsigned char remote[NOISE_KEY_BYTES]; /* static, once it was received */
    unsigned char remote_ephemeral[NOISE_KEY_BYTES];
};

/* The pair whose secret is these 32 bytes. */
void noise_pair_derive(const unsigned char secret[static NOISE_KEY_BYTES],
                       struct noise_pair *pair);

/* Begin a handshake. The setup may be wiped afterwards. */
void noise_init(struct noise *noise, const struct noise_setup *setup);

/* Wipe every secret; may be called twice. */
void noise_release(struct noise *noise);

/*
 * Append the next message, which is ours, to `out`.
 *
 * ERR_STATE     the next message is not ours, or the handshake is dead
 * ERR_PROTOCOL  the other side's key is a point of small order; dead
 * ERR_FULL, ERR_NOMEM  as bytes_reserve; nothing changed
 */
MUST_USE enum err
noise_write(struct noise *noise, struct view payload, struct bytes *out);

/*
 * Read the next message, which is theirs, and append its payload to
 * `payload`. Whatever fails but memory, the handshake is dead afterwards.
 *
 * ERR_STATE      the next message is not theirs, or the handshake is dead
 * ERR_MALFORMED  too short
 * ERR_SIGNATURE  a tag does not match: another key or changed bytes
 * ERR_PROTOCOL   their key is a point of small order
 * ERR_FULL, ERR_NOMEM  as bytes_reserve; nothing changed
 */
MUST_USE enum err
noise_read(struct noise *noise, struct view message, struct bytes *payload);

/* All three messages were written and read. */
bool noise_is_done(const struct noise *noise);

/* The keys of both directions, once noise_is_done. */
void noise_split(const struct noise *noise,
                 struct noise_cipher *send,
                 struct noise_cipher *receive);

/*
 * Encrypt; `out` takes plain.bytes + NOISE_TAG_BYTES and may be where the
 * plaintext stands. Without a key the plaintext is copied as it is, without
 * a tag.
 */
void noise_cipher_seal(struct noise_cipher *cipher,
                       struct view extra,
                       struct view plain,
                       unsigned char *out);

/*
 * Decrypt; `out` takes sealed.bytes - NOISE_TAG_BYTES and may be where the
 * sealed bytes stand. Without a key they are copied as they are.
 *
 * ERR_MALFORMED  shorter than a tag
 * ERR_SIGNATURE  the tag does not match; the cipher is unchanged
 */
MUST_USE enum err noise_cipher_open(struct noise_cipher *cipher,
                                    struct view extra,
                                    struct view sealed,
                                    unsigned char *out);

/* Replace the key by one drawn from it; the counter goes on. */
void noise_cipher_rekey(struct noise_cipher *cipher);

#endif
