#include "node/record/identity.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/record/words.h"

/* sizeof counts the zero byte that ends each domain. */
#define DOMAIN_VIEW(name, string)                                              \
    {(const unsigned char *)(string), sizeof(string)},
static const struct view domains[] = {DOMAIN_MAP(DOMAIN_VIEW)};
#undef DOMAIN_VIEW

enum {
    DOMAIN_BYTES_MAX = 32,
    MESSAGE_ROOM = DOMAIN_BYTES_MAX + RECORD_BYTES_MAX
};

struct view domain_view(enum domain domain)
{
    assert(domain < DOMAIN_COUNT);
    return domains[domain];
}

void identity_hash(enum domain domain,
                   const struct view *parts,
                   size_t count,
                   struct id *out)
{
    struct view head = domain_view(domain);
    crypto_generichash_state state;
    int failed = crypto_generichash_init(&state, NULL, 0, ID_BYTES);

    failed |= crypto_generichash_update(&state, head.data, head.bytes);
    for (size_t i = 0; i < count; i++) {
        failed |=
            crypto_generichash_update(&state, parts[i].data, parts[i].bytes);
    }
    failed |= crypto_generichash_final(&state, out->data, ID_BYTES);
    assert(failed == 0);
}

/* Ed25519 wants its message in one piece; 0 where it would not fit. */
static size_t message_join(enum domain domain,
                           const struct view *parts,
                           size_t count,
                           unsigned char out[static MESSAGE_ROOM])
{
    struct view head = domain_view(domain);
    size_t bytes = head.bytes;

    assert(count <= PARTS_MAX);
    assert(bytes <= DOMAIN_BYTES_MAX);
    memcpy(out, head.data, head.bytes);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].bytes > RECORD_BYTES_MAX + head.bytes - bytes) {
            return 0;
        }
        if (parts[i].bytes > 0) {
            memcpy(out + bytes, parts[i].data, parts[i].bytes);
        }
        bytes += parts[i].bytes;
    }
    return bytes;
}

void identity_sign(enum domain domain,
                   const struct view *parts,
                   size_t count,
                   const unsigned char secret[static SIGNING_SECRET_BYTES],
                   unsigned char out[static SIGNATURE_BYTES])
{
    unsigned char message[MESSAGE_ROOM];
    size_t bytes = message_join(domain, parts, count, message);
    int failed = 0;

    assert(bytes > 0);
    failed = crypto_sign_detached(out, NULL, message, bytes, secret);
    assert(failed == 0);
}

enum err identity_verify(enum domain domain,
                         const struct view *parts,
                         size_t count,
                         const struct id *signer,
                         const unsigned char signature[static SIGNATURE_BYTES])
{
    unsigned char message[MESSAGE_ROOM];
    size_t bytes = message_join(domain, parts, count, message);

    if (bytes == 0 || crypto_sign_verify_detached(signature, message, bytes,
                                                  signer->data) != 0) {
        return ERR_SIGNATURE;
    }
    return ERR_OK;
}

/* A subkey: BLAKE2b-256 of the domain, keyed with the seed. */
static void subkey_make(enum domain domain,
                        const unsigned char seed[static KEY_SEED_BYTES],
                        unsigned char out[static KEY_SEED_BYTES])
{
    struct view head = domain_view(domain);
    int failed = crypto_generichash(out, KEY_SEED_BYTES, head.data, head.bytes,
                                    seed, KEY_SEED_BYTES);

    assert(failed == 0);
}

static void signing_make(enum domain domain,
                         const unsigned char seed[static KEY_SEED_BYTES],
                         struct signing_keys *out)
{
    unsigned char subkey[KEY_SEED_BYTES];
    int failed = 0;

    subkey_make(domain, seed, subkey);
    failed = crypto_sign_seed_keypair(out->public.data, out->secret, subkey);
    assert(failed == 0);
    sodium_memzero(subkey, sizeof subkey);
}

void exchange_keys_make(const unsigned char secret[static EXCHANGE_BYTES],
                        struct exchange_keys *out)
{
    int failed = crypto_scalarmult_base(out->public.data, secret);

    assert(failed == 0);
    memmove(out->secret, secret, EXCHANGE_BYTES);
}

static void exchange_make(enum domain domain,
                          const unsigned char seed[static KEY_SEED_BYTES],
                          struct exchange_keys *out)
{
    subkey_make(domain, seed, out->secret);
    exchange_keys_make(out->secret, out);
}

void keys_household_make(const unsigned char seed[static KEY_SEED_BYTES],
                         struct keys_household *out)
{
    signing_make(DOMAIN_KEY_HOUSEHOLD, seed, &out->signing);
}

void keys_device_make(const unsigned char seed[static KEY_SEED_BYTES],
                      struct keys_device *out)
{
    signing_make(DOMAIN_KEY_SIGNING, seed, &out->signing);
    exchange_make(DOMAIN_KEY_TRANSPORT, seed, &out->transport);
    exchange_make(DOMAIN_KEY_SEALING, seed, &out->sealing);
}

void keys_one_time_make(const unsigned char seed[static KEY_SEED_BYTES],
                        struct signing_keys *out)
{
    signing_make(DOMAIN_KEY_ONE_TIME, seed, out);
}

bool keys_household_signs(const struct keys_household *keys)
{
    return sodium_is_zero(keys->signing.secret, SIGNING_SECRET_BYTES) == 0;
}

void keys_household_release(struct keys_household *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

void keys_device_release(struct keys_device *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

void keys_one_time_release(struct signing_keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

/* Copy a word without its end mark; where the next character goes. */
static char *word_put(const char *word, char *out)
{
    while (*word != '\0') {
        *out++ = *word++;
    }
    return out;
}

void identity_words(const struct id *key, char out[static WORDS_CHARS])
{
    struct view part = {key->data, ID_BYTES};
    struct id hash;

    identity_hash(DOMAIN_WORDS, &part, 1, &hash);
    out = word_put(word_at(hash.data[0]), out);
    *out++ = '-';
    out = word_put(word_at(hash.data[1]), out);
    *out = '\0';
}
