#include "node/mail/seal.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/seal_text.h"

static const struct field fields[] = {
    {.name = "sender",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct sealed, sender)},
    {.name = "ephemeral",
     .key = 2,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct sealed, ephemeral)},
    {.name = "nonce",
     .key = 3,
     .type = FIELD_KEY,
     FIELD_BYTES(SEAL_NONCE_BYTES),
     FIELD_AT(struct sealed, nonce)},
    {.name = "stalls",
     .key = 4,
     .type = FIELD_KEY,
     FIELD_BYTES(STALLS *STALL_BYTES),
     FIELD_AT(struct sealed, stalls)},
    {.name = "commitment",
     .key = 5,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct sealed, commitment)},
    {.name = "text",
     .key = 6,
     .type = FIELD_BIN,
     .minimum = SEALED_TEXT_BYTES_MIN,
     .maximum = SEALED_TEXT_BYTES_MAX,
     FIELD_AT(struct sealed, text)},
};

const struct field *sealed_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}

enum err sealed_read(struct view body, struct sealed *out)
{
    enum err err =
        field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);

    return err == ERR_OK && !seal_text_is_size(out->text.bytes) ? ERR_MALFORMED
                                                                : err;
}

enum err sealed_write(const struct sealed *sealed, struct bytes *out)
{
    return seal_text_is_size(sealed->text.bytes)
               ? field_write(sealed, fields, FIELD_COUNT(fields), out)
               : ERR_INVALID;
}

/* All that is random in a letter, and wiped after. */
struct draw {
    unsigned char nonce[SEAL_NONCE_BYTES];
    unsigned char stalls[STALLS * STALL_BYTES]; /* those without a reader */
    unsigned char places[STALLS][4];            /* what shuffles them */
    unsigned char ephemeral[EXCHANGE_BYTES];    /* a secret */
    unsigned char key[ID_BYTES];                /* of the text */
};

/* Stretch the seed. What is said, where and to whom goes into it, so that a
 * seed that is used again makes nothing that was made before. */
static void
draw_all(const struct seal_order *order, struct view text, struct draw *out)
{
    static const unsigned char zero[crypto_stream_chacha20_NONCEBYTES] = {0};
    struct id key;
    const struct view parts[] = {
        {order->seed, SEAL_SEED_BYTES},
        {order->readers->data, order->readers_count * sizeof(struct id)},
        {order->place.author->data, ID_BYTES},
        text,
    };
    int failed = 0;

    identity_hash(DOMAIN_LETTER_DRAW, parts, FIELD_COUNT(parts), &key);
    failed = crypto_stream_chacha20((unsigned char *)out, sizeof *out, zero,
                                    key.data);
    assert(failed == 0);
    sodium_memzero(&key, sizeof key);
}

/* A shared secret, hashed with both public keys. */
static enum err agree(enum domain domain,
                      const unsigned char secret[static EXCHANGE_BYTES],
                      const struct id *their,
                      const struct id *sender,
                      const struct id *reader,
                      unsigned char out[static ID_BYTES])
{
    unsigned char shared[EXCHANGE_BYTES];
    const struct view parts[] = {{shared, sizeof shared},
                                 {sender->data, ID_BYTES},
                                 {reader->data, ID_BYTES}};
    struct id key;

    if (crypto_scalarmult(shared, secret, their->data) != 0) {
        return ERR_MALFORMED; /* no key: all agree on zero */
    }
    identity_hash(domain, parts, FIELD_COUNT(parts), &key);
    memcpy(out, key.data, ID_BYTES);
    sodium_memzero(shared, sizeof shared);
    sodium_memzero(&key, sizeof key);
    return ERR_OK;
}

static void tag_make(const unsigned char key[static ID_BYTES],
                     const unsigned char nonce[static SEAL_NONCE_BYTES],
                     unsigned char out[static STALL_TAG_BYTES])
{
    const struct view parts[] = {{key, ID_BYTES}, {nonce, SEAL_NONCE_BYTES}};
    struct id hash;

    identity_hash(DOMAIN_LETTER_TAG, parts, FIELD_COUNT(parts), &hash);
    memcpy(out, hash.data, STALL_TAG_BYTES);
}

static void commit(const unsigned char key[static ID_BYTES],
                   const unsigned char nonce[static SEAL_NONCE_BYTES],
                   struct id *out)
{
    const struct view parts[] = {{key, ID_BYTES}, {nonce, SEAL_NONCE_BYTES}};

    identity_hash(DOMAIN_LETTER_COMMIT, parts, FIELD_COUNT(parts), out);
}

/* Fill one stall for a reader. */
static enum err fill_stall(const struct seal_order *order,
                           const struct draw *draw,
                           const struct sealed *sealed,
                           const struct id *reader,
                           unsigned char out[static STALL_BYTES])
{
    static const unsigned char zero[SEAL_NONCE_BYTES] = {0};
    unsigned char key[ID_BYTES];
    enum err err = agree(DOMAIN_LETTER_PAIR, order->sender->secret, reader,
                         &order->sender->public, reader, key);

    if (err == ERR_OK) {
        tag_make(key, draw->nonce, out);
        err = agree(DOMAIN_LETTER_STALL, draw->ephemeral, reader,
                    &sealed->ephemeral, reader, key);
    }
    if (err == ERR_OK && crypto_aead_xchacha20poly1305_ietf_encrypt(
                             out + STALL_TAG_BYTES, NULL, draw->key, ID_BYTES,
                             NULL, 0, NULL, zero, key) != 0) {
        err = ERR_INVALID;
    }
    sodium_memzero(key, sizeof key);
    return err;
}

/* The places of the readers' stalls: an order drawn at random. */
static void shuffle(const struct draw *draw, size_t places[static STALLS])
{
    for (size_t index = 0; index < STALLS; index++) {
        places[index] = index;
    }
    for (size_t index = STALLS - 1; index > 0; index--) {
        const size_t other = get_u32(draw->places[index]) % (index + 1);
        const size_t place = places[index];

        places[index] = places[other];
        places[other] = place;
    }
}

static enum err fill_stalls(const struct seal_order *order,
                            const struct draw *draw,
                            struct sealed *sealed)
{
    size_t places[STALLS];
    enum err err = ERR_OK;

    shuffle(draw, places);
    memcpy(sealed->stalls, draw->stalls, sizeof sealed->stalls);
    for (size_t index = 0; err == ERR_OK && index < order->readers_count;
         index++) {
        err = fill_stall(order, draw, sealed, &order->readers[index],
                         sealed->stalls + places[index] * STALL_BYTES);
        err = err == ERR_MALFORMED ? ERR_OK : err; /* no key: a random stall */
    }
    return err;
}

enum err
letter_seal(const struct seal_order *order, struct view text, struct bytes *out)
{
    struct draw draw;
    struct sealed sealed = {.sender = order->sender->public};
    struct bytes closed;
    enum err err = ERR_OK;

    assert(order->readers_count > 0 && order->readers_count <= STALLS);
    bytes_init(&closed, SEALED_TEXT_BYTES_MAX);
    draw_all(order, text, &draw);
    memcpy(sealed.nonce, draw.nonce, sizeof sealed.nonce);
    if (crypto_scalarmult_base(sealed.ephemeral.data, draw.ephemeral) != 0) {
        err = ERR_INVALID;
        goto out;
    }
    commit(draw.key, draw.nonce, &sealed.commitment);
    err = fill_stalls(order, &draw, &sealed);
    if (err == ERR_OK) {
        err = seal_text_close(&order->place, &sealed, draw.key, text, &closed);
    }
    if (err == ERR_OK) {
        sealed.text = bytes_view(&closed);
        err = sealed_write(&sealed, out);
    }
out:
    sodium_memzero(&draw, sizeof draw);
    bytes_release(&closed);
    return err;
}

enum err seal_pair_make(const struct exchange_keys *ours,
                        const struct id *sender,
                        struct seal_pair *out)
{
    return agree(DOMAIN_LETTER_PAIR, ours->secret, sender, sender,
                 &ours->public, out->key);
}

size_t seal_find(const struct sealed *sealed, const struct seal_pair *pair)
{
    unsigned char tag[STALL_TAG_BYTES];
    size_t found = STALLS;

    tag_make(pair->key, sealed->nonce, tag);
    for (size_t index = 0; index < STALLS; index++) {
        if (sodium_memcmp(sealed->stalls + index * STALL_BYTES, tag,
                          sizeof tag) == 0) {
            found = index;
        }
    }
    return found;
}

enum err seal_reaches(const struct sealed *sealed,
                      const struct exchange_keys *sender,
                      const struct id *reader,
                      bool *out)
{
    struct seal_pair pair;
    enum err err = agree(DOMAIN_LETTER_PAIR, sender->secret, reader,
                         &sender->public, reader, pair.key);

    *out = err == ERR_OK && seal_find(sealed, &pair) < STALLS;
    sodium_memzero(&pair, sizeof pair);
    return err;
}

enum err seal_open(const struct seal_place *place,
                   const struct sealed *sealed,
                   size_t stall,
                   const struct exchange_keys *ours,
                   struct bytes *out)
{
    static const unsigned char zero[SEAL_NONCE_BYTES] = {0};
    const unsigned char *at = sealed->stalls + stall * STALL_BYTES;
    unsigned char wrap[ID_BYTES];
    unsigned char key[ID_BYTES];
    struct id commitment;
    enum err err = agree(DOMAIN_LETTER_STALL, ours->secret, &sealed->ephemeral,
                         &sealed->ephemeral, &ours->public, wrap);

    assert(stall < STALLS);
    bytes_wipe(out);
    if (err == ERR_OK && crypto_aead_xchacha20poly1305_ietf_decrypt(
                             key, NULL, NULL, at + STALL_TAG_BYTES,
                             STALL_KEY_BYTES, NULL, 0, zero, wrap) != 0) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        commit(key, sealed->nonce, &commitment);
        err = sodium_memcmp(commitment.data, sealed->commitment.data,
                            ID_BYTES) == 0
                  ? seal_text_open(place, sealed, key, out)
                  : ERR_MALFORMED;
    }
    sodium_memzero(wrap, sizeof wrap);
    sodium_memzero(key, sizeof key);
    return err;
}
