#include "net/codec/noise.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

const struct noise_pattern noise_xxpsk0 = {
    .name = "Noise_XXpsk0_25519_ChaChaPoly_SHA512",
    .has_psk = true,
    .messages =
        {
            {NOISE_PSK, NOISE_E},
            {NOISE_E, NOISE_EE, NOISE_S, NOISE_ES},
            {NOISE_S, NOISE_SE},
        },
};

/* The ciphers: spec revision 34, section 5.1 and 12.3. */

static void nonce_write(unsigned char nonce[static 12], uint64_t counter)
{
    memset(nonce, 0, 4);
    for (unsigned i = 0; i < 8; i++) {
        nonce[4 + i] = (unsigned char)(counter >> (8 * i));
    }
}

static void cipher_init(struct noise_cipher *cipher,
                        const unsigned char key[static NOISE_KEY_BYTES])
{
    memcpy(cipher->key, key, NOISE_KEY_BYTES);
    cipher->counter = 0;
    cipher->has_key = true;
}

static void copy(unsigned char *out, struct view from)
{
    if (from.bytes > 0) {
        memmove(out, from.data, from.bytes);
    }
}

void noise_cipher_seal(struct noise_cipher *cipher,
                       struct view extra,
                       struct view plain,
                       unsigned char *out)
{
    unsigned char nonce[12];

    if (!cipher->has_key) {
        copy(out, plain);
        return;
    }
    assert(cipher->counter < UINT64_MAX);
    nonce_write(nonce, cipher->counter++);
    (void)crypto_aead_chacha20poly1305_ietf_encrypt(
        out, NULL, plain.data, plain.bytes, extra.data, extra.bytes, NULL,
        nonce, cipher->key);
}

enum err noise_cipher_open(struct noise_cipher *cipher,
                           struct view extra,
                           struct view sealed,
                           unsigned char *out)
{
    unsigned char nonce[12];

    if (!cipher->has_key) {
        copy(out, sealed);
        return ERR_OK;
    }
    if (sealed.bytes < NOISE_TAG_BYTES) {
        return ERR_MALFORMED;
    }
    assert(cipher->counter < UINT64_MAX);
    nonce_write(nonce, cipher->counter);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(
            out, NULL, NULL, sealed.data, sealed.bytes, extra.data, extra.bytes,
            nonce, cipher->key) != 0) {
        return ERR_SIGNATURE;
    }
    cipher->counter++;
    return ERR_OK;
}

void noise_cipher_rekey(struct noise_cipher *cipher)
{
    static const unsigned char zeros[NOISE_KEY_BYTES];
    unsigned char sealed[NOISE_KEY_BYTES + NOISE_TAG_BYTES];
    unsigned char nonce[12];

    nonce_write(nonce, UINT64_MAX);
    (void)crypto_aead_chacha20poly1305_ietf_encrypt(
        sealed, NULL, zeros, sizeof zeros, NULL, 0, NULL, nonce, cipher->key);
    memcpy(cipher->key, sealed, NOISE_KEY_BYTES);
    sodium_memzero(sealed, sizeof sealed);
}

/* The symmetric state: section 5.2. */

static void hmac(unsigned char out[static NOISE_HASH_BYTES],
                 const unsigned char key[static NOISE_HASH_BYTES],
                 struct view head,
                 struct view tail)
{
    crypto_auth_hmacsha512_state state;

    (void)crypto_auth_hmacsha512_init(&state, key, NOISE_HASH_BYTES);
    (void)crypto_auth_hmacsha512_update(&state, head.data, head.bytes);
    (void)crypto_auth_hmacsha512_update(&state, tail.data, tail.bytes);
    (void)crypto_auth_hmacsha512_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

/* HKDF with `count` outputs, 2 or 3. */
static void derive(const unsigned char chaining[static NOISE_HASH_BYTES],
                   struct view key,
                   unsigned char outputs[][NOISE_HASH_BYTES],
                   unsigned count)
{
    unsigned char master[NOISE_HASH_BYTES];

    hmac(master, chaining, key, (struct view){NULL, 0});
    for (unsigned i = 0; i < count; i++) {
        unsigned char number = (unsigned char)(i + 1);
        struct view before = {NULL, 0};

        if (i > 0) {
            before = (struct view){outputs[i - 1], NOISE_HASH_BYTES};
        }
        hmac(outputs[i], master, before, (struct view){&number, 1});
    }
    sodium_memzero(master, sizeof master);
}

static void mix_hash(struct noise *noise, struct view data)
{
    crypto_hash_sha512_state state;

    (void)crypto_hash_sha512_init(&state);
    (void)crypto_hash_sha512_update(&state, noise->hash, NOISE_HASH_BYTES);
    (void)crypto_hash_sha512_update(&state, data.data, data.bytes);
    (void)crypto_hash_sha512_final(&state, noise->hash);
}

static void mix_key(struct noise *noise,
                    const unsigned char key[static NOISE_KEY_BYTES])
{
    unsigned char outputs[2][NOISE_HASH_BYTES];

    derive(noise->chaining, (struct view){key, NOISE_KEY_BYTES}, outputs, 2);
    memcpy(noise->chaining, outputs[0], NOISE_HASH_BYTES);
    cipher_init(&noise->cipher, outputs[1]);
    sodium_memzero(outputs, sizeof outputs);
}

static void mix_psk(struct noise *noise)
{
    unsigned char outputs[3][NOISE_HASH_BYTES];

    derive(noise->chaining, (struct view){noise->psk, NOISE_KEY_BYTES}, outputs,
           3);
    memcpy(noise->chaining, outputs[0], NOISE_HASH_BYTES);
    mix_hash(noise, (struct view){outputs[1], NOISE_HASH_BYTES});
    cipher_init(&noise->cipher, outputs[2]);
    sodium_memzero(outputs, sizeof outputs);
}

/* In a psk handshake an ephemeral key is mixed into the key as well. */
static void mix_ephemeral(struct noise *noise,
                          const unsigned char key[static NOISE_KEY_BYTES])
{
    mix_hash(noise, (struct view){key, NOISE_KEY_BYTES});
    if (noise->pattern->has_psk) {
        mix_key(noise, key);
    }
}

static enum err mix_shared(struct noise *noise,
                           const struct noise_pair *own,
                           const unsigned char remote[static NOISE_KEY_BYTES])
{
    unsigned char shared[NOISE_KEY_BYTES];
    enum err err = ERR_PROTOCOL;

    if (crypto_scalarmult(shared, own->secret, remote) == 0) {
        mix_key(noise, shared);
        err = ERR_OK;
    }
    sodium_memzero(shared, sizeof shared);
    return err;
}

/* An ephemeral of one side with the static key of the other. */
static enum err mix_crossed(struct noise *noise, bool is_ephemeral_ours)
{
    if (is_ephemeral_ours) {
        return mix_shared(noise, &noise->ephemeral, noise->remote);
    }
    return mix_shared(noise, &noise->own, noise->remote_ephemeral);
}

/* The tokens both sides treat alike: section 5.3 and 9.2. */
static enum err mix_token(struct noise *noise, enum noise_token token)
{
    switch (token) {
    case NOISE_EE:
        return mix_shared(noise, &noise->ephemeral, noise->remote_ephemeral);
    case NOISE_ES:
        return mix_crossed(noise, noise->is_initiator);
    case NOISE_SE:
        return mix_crossed(noise, !noise->is_initiator);
    case NOISE_PSK:
        mix_psk(noise);
        return ERR_OK;
    case NOISE_END:
    case NOISE_E:
    case NOISE_S:
        break;
    }
    return ERR_STATE;
}

static size_t tag_bytes(const struct noise *noise)
{
    return noise->cipher.has_key ? NOISE_TAG_BYTES : 0;
}

/* EncryptAndHash to the end of `out`, where room was reserved. */
static void
seal_and_hash(struct noise *noise, struct view plain, struct bytes *out)
{
    unsigned char *at = out->data + out->bytes;
    size_t bytes = plain.bytes + tag_bytes(noise);

    noise_cipher_seal(&noise->cipher,
                      (struct view){noise->hash, NOISE_HASH_BYTES}, plain, at);
    mix_hash(noise, (struct view){at, bytes});
    out->bytes += bytes;
}

/* DecryptAndHash; `out` takes what is left without the tag. */
static enum err
open_and_hash(struct noise *noise, struct view sealed, unsigned char *out)
{
    enum err err = noise_cipher_open(
        &noise->cipher, (struct view){noise->hash, NOISE_HASH_BYTES}, sealed,
        out);

    if (err == ERR_OK) {
        mix_hash(noise, sealed);
    }
    return err;
}

static enum err
write_token(struct noise *noise, enum noise_token token, struct bytes *out)
{
    switch (token) {
    case NOISE_E:
        memcpy(out->data + out->bytes, noise->ephemeral.public,
               NOISE_KEY_BYTES);
        out->bytes += NOISE_KEY_BYTES;
        mix_ephemeral(noise, noise->ephemeral.public);
        return ERR_OK;
    case NOISE_S:
        seal_and_hash(noise, (struct view){noise->own.public, NOISE_KEY_BYTES},
                      out);
        return ERR_OK;
    case NOISE_END:
    case NOISE_EE:
    case NOISE_ES:
    case NOISE_SE:
    case NOISE_PSK:
        break;
    }
    return mix_token(noise, token);
}

static enum err
read_token(struct noise *noise, enum noise_token token, struct view *from)
{
    struct view key = {NULL, 0};
    enum err err = ERR_OK;

    switch (token) {
    case NOISE_E:
        err = view_take(from, NOISE_KEY_BYTES, &key);
        if (err == ERR_OK) {
            memcpy(noise->remote_ephemeral, key.data, NOISE_KEY_BYTES);
            mix_ephemeral(noise, noise->remote_ephemeral);
        }
        return err;
    case NOISE_S:
        err = view_take(from, NOISE_KEY_BYTES + tag_bytes(noise), &key);
        return err == ERR_OK ? open_and_hash(noise, key, noise->remote) : err;
    case NOISE_END:
    case NOISE_EE:
    case NOISE_ES:
    case NOISE_SE:
    case NOISE_PSK:
        break;
    }
    return mix_token(noise, token);
}

/* The initiator writes messages 0 and 2. */
static bool is_turn(const struct noise *noise, bool is_writing)
{
    bool is_initiators = noise->message_index % 2 == 0;

    return !noise->is_dead && noise->message_index < NOISE_MESSAGES &&
           (is_initiators == noise->is_initiator) == is_writing;
}

static enum err finish(struct noise *noise, enum err err)
{
    if (err == ERR_OK) {
        noise->message_index++;
    } else {
        noise->is_dead = true;
    }
    return err;
}

void noise_pair_derive(const unsigned char secret[static NOISE_KEY_BYTES],
                       struct noise_pair *pair)
{
    memcpy(pair->secret, secret, NOISE_KEY_BYTES);
    (void)crypto_scalarmult_base(pair->public, pair->secret);
}

void noise_init(struct noise *noise, const struct noise_setup *setup)
{
    struct view name = view_text(setup->pattern->name);

    assert(setup->pattern->has_psk == (setup->psk != NULL));
    *noise = (struct noise){
        .pattern = setup->pattern,
        .is_initiator = setup->is_initiator,
        .own = *setup->own,
        .ephemeral = *setup->ephemeral,
    };
    if (setup->psk != NULL) {
        memcpy(noise->psk, setup->psk, NOISE_KEY_BYTES);
    }
    if (name.bytes <= NOISE_HASH_BYTES) {
        memcpy(noise->hash, name.data, name.bytes);
    } else {
        (void)crypto_hash_sha512(noise->hash, name.data, name.bytes);
    }
    memcpy(noise->chaining, noise->hash, NOISE_HASH_BYTES);
    mix_hash(noise, setup->prologue);
}

void noise_release(struct noise *noise)
{
    sodium_memzero(noise, sizeof *noise);
    noise->is_dead = true;
}

enum err
noise_write(struct noise *noise, struct view payload, struct bytes *out)
{
    const enum noise_token *token = NULL;
    enum err err = ERR_OK;

    if (!is_turn(noise, true)) {
        return ERR_STATE;
    }
    err = bytes_reserve(out, 2 * NOISE_KEY_BYTES + 2 * NOISE_TAG_BYTES +
                                 payload.bytes);
    if (err != ERR_OK) {
        return err;
    }
    token = noise->pattern->messages[noise->message_index];
    for (; err == ERR_OK && *token != NOISE_END; token++) {
        err = write_token(noise, *token, out);
    }
    if (err == ERR_OK) {
        seal_and_hash(noise, payload, out);
    }
    return finish(noise, err);
}

enum err
noise_read(struct noise *noise, struct view message, struct bytes *payload)
{
    const enum noise_token *token = NULL;
    enum err err = ERR_OK;

    if (!is_turn(noise, false)) {
        return ERR_STATE;
    }
    err = bytes_reserve(payload, message.bytes);
    if (err != ERR_OK) {
        return err;
    }
    token = noise->pattern->messages[noise->message_index];
    for (; err == ERR_OK && *token != NOISE_END; token++) {
        err = read_token(noise, *token, &message);
    }
    if (err == ERR_OK) {
        err = open_and_hash(noise, message, payload->data + payload->bytes);
    }
    if (err == ERR_OK) {
        payload->bytes += message.bytes - tag_bytes(noise);
    }
    return finish(noise, err);
}

bool noise_is_done(const struct noise *noise)
{
    return !noise->is_dead && noise->message_index == NOISE_MESSAGES;
}

void noise_split(const struct noise *noise,
                 struct noise_cipher *send,
                 struct noise_cipher *receive)
{
    unsigned char outputs[2][NOISE_HASH_BYTES];
    bool is_initiator = noise->is_initiator;

    assert(noise_is_done(noise));
    derive(noise->chaining, (struct view){NULL, 0}, outputs, 2);
    cipher_init(is_initiator ? send : receive, outputs[0]);
    cipher_init(is_initiator ? receive : send, outputs[1]);
    sodium_memzero(outputs, sizeof outputs);
}
