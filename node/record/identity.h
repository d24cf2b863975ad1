/*
 * Identity: keys, what they sign, and the words that name them.
 *
 * Everything hashed or signed begins with a domain string and a zero byte,
 * one for each use, so that what was made for one use serves no other. Keys
 * come from a seed of 32 random bytes, drawn outside the core. Household,
 * device, transport and sealing keys are separate subkeys; none is converted
 * into another. Rules I1 to I5 of spec/records.md.
 */
#ifndef NODE_RECORD_IDENTITY_H
#define NODE_RECORD_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"

#define DOMAIN_MAP(X)                                                          \
    X(RECORD, "kith record v1")             /* signs a record */               \
    X(ID, "kith id v1")                     /* names a record */               \
    X(SLOT, "kith slot v1")                 /* names a slot */                 \
    X(POST, "kith post v1")                 /* names a post */                 \
    X(TERMS, "kith terms v1")               /* what an ask relies on */        \
    X(DRAW, "kith draw v1")                 /* commits to a secret */          \
    X(LOT, "kith lot v1")                   /* a draw's secret */              \
    X(TICKET, "kith ticket v1")             /* of one who asked, in a draw */  \
    X(PHOTO, "kith photo v1")               /* names a photo */                \
    X(PIECE, "kith piece v1")               /* names a piece of one */         \
    X(COUNCIL, "kith council v1")           /* names and signs a council */    \
    X(JOIN, "kith join v1")                 /* signs with a one-time key */    \
    X(PASS, "kith pass v1")                 /* signs a one-time key */         \
    X(ENROL, "kith enrol v1")               /* signs a machine's keys */       \
    X(WORDS, "kith words v1")               /* picks the words of a key */     \
    X(LETTER, "kith letter v1")             /* names and signs a letter */     \
    X(RECEIPT, "kith receipt v1")           /* names a receipt */              \
    X(LETTER_DRAW, "kith letter draw v1")   /* randomness of a letter */       \
    X(LETTER_NONCE, "kith letter nonce v1") /* nonce of a letter's text */     \
    X(LETTER_PAIR, "kith letter pair v1")   /* key of two machines */          \
    X(LETTER_TAG, "kith letter tag v1")     /* finds a stall */                \
    X(LETTER_STALL, "kith letter stall v1") /* seals a stall */                \
    X(LETTER_COMMIT, "kith letter commit v1") /* names a letter's key */       \
    X(KEY_HOUSEHOLD, "kith household key v1") /* subkeys of a seed */          \
    X(KEY_SIGNING, "kith signing key v1")                                      \
    X(KEY_TRANSPORT, "kith transport key v1")                                  \
    X(KEY_SEALING, "kith sealing key v1")                                      \
    X(KEY_MONTH, "kith month key v1")                                          \
    X(KEY_ONE_TIME, "kith one-time key v1")

#define DOMAIN_NUMBER(name, string) DOMAIN_##name,
enum domain { DOMAIN_MAP(DOMAIN_NUMBER) DOMAIN_COUNT };
#undef DOMAIN_NUMBER

enum {
    KEY_SEED_BYTES = 32,
    SIGNATURE_BYTES = 64,
    SIGNING_SECRET_BYTES = 64,
    EXCHANGE_BYTES = 32, /* an X25519 key, public or secret */
    PARTS_MAX = 4,       /* of one signed message */
    WORDS_CHARS = 18,    /* two words of at most 8, '-', end mark */
};

/* An Ed25519 pair as libsodium keeps it; the public half is an id. */
struct signing_keys {
    struct id public;
    unsigned char secret[SIGNING_SECRET_BYTES];
};

/* An X25519 pair. */
struct exchange_keys {
    struct id public;
    unsigned char secret[EXCHANGE_BYTES];
};

struct keys_household {
    struct signing_keys signing; /* its public half is the household's id */
};

struct keys_device {
    struct signing_keys signing;
    struct exchange_keys transport; /* the static key of handshakes */
    struct exchange_keys sealing;   /* letters are sealed to it */
};

/* The domain string with its zero byte. */
struct view domain_view(enum domain domain);

/* BLAKE2b-256 over the domain and then the parts, `count` of them. */
void identity_hash(enum domain domain,
                   const struct view *parts,
                   size_t count,
                   struct id *out);

/*
 * Sign the domain and then the parts with Ed25519.
 *
 * parts   `count`, at most PARTS_MAX, together at most RECORD_BYTES_MAX
 */
void identity_sign(enum domain domain,
                   const struct view *parts,
                   size_t count,
                   const unsigned char secret[static SIGNING_SECRET_BYTES],
                   unsigned char out[static SIGNATURE_BYTES]);

/*
 * Check what identity_sign made.
 *
 * ERR_SIGNATURE  it does not match, or the parts are too long
 */
MUST_USE enum err
identity_verify(enum domain domain,
                const struct view *parts,
                size_t count,
                const struct id *signer,
                const unsigned char signature[static SIGNATURE_BYTES]);

/* The keys that a seed stands for, always the same ones. */
void keys_household_make(const unsigned char seed[static KEY_SEED_BYTES],
                         struct keys_household *out);
void keys_device_make(const unsigned char seed[static KEY_SEED_BYTES],
                      struct keys_device *out);
void keys_one_time_make(const unsigned char seed[static KEY_SEED_BYTES],
                        struct signing_keys *out);

/* The pair of an X25519 secret. */
void exchange_keys_make(const unsigned char secret[static EXCHANGE_BYTES],
                        struct exchange_keys *out);

/* Is the secret half there? A machine that came later does not have it. */
bool keys_household_signs(const struct keys_household *keys);

/* Wipe the secrets; may be called twice. */
void keys_household_release(struct keys_household *keys);
void keys_device_release(struct keys_device *keys);
void keys_one_time_release(struct signing_keys *keys);

/*
 * Two words for a key, as "amber-otter": a help to tell two of one name apart
 * and to compare over the fence. 16 bits, so a help and not a proof.
 */
void identity_words(const struct id *key, char out[static WORDS_CHARS]);

#endif
