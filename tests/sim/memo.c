#include "tests/sim/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/record/identity.h"
#include "node/record/record.h"
#include "tests/lib/check.h"

enum {
    RECORDS = 65536, /* places; what comes to one that is taken takes it */
    SIGNATURES = 65536,
    LANES = 8192, /* 16 MiB */
    LANES_BYTES = 2048,
    KEY_BYTES = 16,
    AGAIN_ONE_IN = 256, /* known answers that are worked out again */
};

/* What was read of a record, with a copy of its bytes behind it. */
struct known_record {
    struct record record;
    size_t bytes;
    unsigned char data[];
};

/* By a hash of domain, parts, signer and signature. */
struct known_signature {
    unsigned char key[KEY_BYTES];
    bool is_known;
    enum err err;
};

struct known_lanes {
    unsigned char key[crypto_stream_chacha20_KEYBYTES];
    bool is_known;
    unsigned char lanes[LANES_BYTES];
};

static struct {
    struct known_record **records;
    struct known_signature *signatures;
    struct known_lanes *lanes;
    uint64_t asked;
} memo;

enum err __real_record_read(struct view bytes, struct record *out);
enum err __wrap_record_read(struct view bytes, struct record *out);
enum err __real_identity_verify(enum domain domain,
                                const struct view *parts,
                                size_t count,
                                const struct id *signer,
                                const unsigned char *signature);
enum err __wrap_identity_verify(enum domain domain,
                                const struct view *parts,
                                size_t count,
                                const struct id *signer,
                                const unsigned char *signature);
int __real_crypto_stream_chacha20(unsigned char *out,
                                  unsigned long long bytes,
                                  const unsigned char *nonce,
                                  const unsigned char *key);
int __wrap_crypto_stream_chacha20(unsigned char *out,
                                  unsigned long long bytes,
                                  const unsigned char *nonce,
                                  const unsigned char *key);

void memo_begin(bool is_forgetful)
{
    memo_end();
    if (is_forgetful) {
        return;
    }
    memo.records = calloc(RECORDS, sizeof(struct known_record *));
    memo.signatures = calloc(SIGNATURES, sizeof *memo.signatures);
    memo.lanes = calloc(LANES, sizeof *memo.lanes);
    assert_non_null(memo.records);
    assert_non_null(memo.signatures);
    assert_non_null(memo.lanes);
}

void memo_end(void)
{
    for (size_t place = 0; memo.records != NULL && place < RECORDS; place++) {
        free(memo.records[place]);
    }
    free((void *)memo.records);
    free(memo.signatures);
    free(memo.lanes);
    memo.records = NULL;
    memo.signatures = NULL;
    memo.lanes = NULL;
}

static bool is_to_be_asked_again(void)
{
    return ++memo.asked % AGAIN_ONE_IN == 0;
}

/* Where a record belongs. */
static size_t place_of(struct view bytes)
{
    uint64_t hash = bytes.bytes;
    uint64_t word = 0;

    for (size_t at = 0; at + sizeof word <= bytes.bytes; at += sizeof word) {
        memcpy(&word, bytes.data + at, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return (size_t)(hash % RECORDS);
}

static void know_record(struct known_record **place, const struct record *read)
{
    struct known_record *known = malloc(sizeof *known + read->bytes.bytes);

    assert_non_null(known);
    known->bytes = read->bytes.bytes;
    known->record = *read;
    memcpy(known->data, read->bytes.data, known->bytes);
    free(*place);
    *place = known;
}

static void must_be_alike(const struct record *read, const struct record *known)
{
    assert_memory_equal(&read->id, &known->id, ID_BYTES);
    assert_memory_equal(&read->slot, &known->slot, ID_BYTES);
    assert_memory_equal(&read->household, &known->household, ID_BYTES);
    assert_memory_equal(&read->signer, &known->signer, ID_BYTES);
    assert_int_equal(read->class, known->class);
    assert_int_equal(read->kind, known->kind);
    assert_int_equal(read->lane, known->lane);
    assert_int_equal(read->n, known->n);
    assert_int_equal(read->stamp_ms, known->stamp_ms);
    assert_int_equal(read->drop_day, known->drop_day);
    assert_int_equal(read->body.bytes, known->body.bytes);
}

/* What cannot be read is not remembered. */
enum err __wrap_record_read(struct view bytes, struct record *out)
{
    struct known_record **place = NULL;
    struct record known;
    enum err err = ERR_OK;

    if (memo.records == NULL) {
        return __real_record_read(bytes, out);
    }
    place = &memo.records[place_of(bytes)];
    if (*place == NULL || (*place)->bytes != bytes.bytes ||
        memcmp((*place)->data, bytes.data, bytes.bytes) != 0) {
        err = __real_record_read(bytes, out);
        if (err == ERR_OK) {
            know_record(place, out);
        }
        return err;
    }
    *out = (*place)->record;
    record_move(out, bytes.data);
    if (is_to_be_asked_again()) {
        check_ok(__real_record_read(bytes, &known));
        must_be_alike(&known, out);
    }
    return ERR_OK;
}

static void signature_key(enum domain domain,
                          const struct view *parts,
                          size_t count,
                          const struct id *signer,
                          const unsigned char *signature,
                          unsigned char out[static KEY_BYTES])
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, KEY_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)&domain,
                                    sizeof domain);
    (void)crypto_generichash_update(&state, signer->data, ID_BYTES);
    (void)crypto_generichash_update(&state, signature, SIGNATURE_BYTES);
    for (size_t index = 0; index < count; index++) {
        (void)crypto_generichash_update(
            &state, (const unsigned char *)&parts[index].bytes,
            sizeof parts[index].bytes);
        (void)crypto_generichash_update(&state, parts[index].data,
                                        parts[index].bytes);
    }
    (void)crypto_generichash_final(&state, out, KEY_BYTES);
}

enum err __wrap_identity_verify(enum domain domain,
                                const struct view *parts,
                                size_t count,
                                const struct id *signer,
                                const unsigned char *signature)
{
    struct known_signature *known = NULL;
    unsigned char key[KEY_BYTES];
    uint32_t number = 0;

    if (memo.signatures == NULL) {
        return __real_identity_verify(domain, parts, count, signer, signature);
    }
    signature_key(domain, parts, count, signer, signature, key);
    memcpy(&number, key, sizeof number);
    known = &memo.signatures[number % SIGNATURES];
    if (!known->is_known || memcmp(known->key, key, KEY_BYTES) != 0) {
        *known = (struct known_signature){
            .is_known = true,
            .err =
                __real_identity_verify(domain, parts, count, signer, signature),
        };
        memcpy(known->key, key, KEY_BYTES);
    } else if (is_to_be_asked_again()) {
        assert_int_equal(
            known->err,
            __real_identity_verify(domain, parts, count, signer, signature));
    }
    return known->err;
}

/* Lanes have no nonce, and are the only stream of this size. */
static bool is_lanes(unsigned long long bytes, const unsigned char *nonce)
{
    return bytes == LANES_BYTES &&
           sodium_is_zero(nonce, crypto_stream_chacha20_NONCEBYTES) == 1;
}

int __wrap_crypto_stream_chacha20(unsigned char *out,
                                  unsigned long long bytes,
                                  const unsigned char *nonce,
                                  const unsigned char *key)
{
    struct known_lanes *known = NULL;
    uint32_t number = 0;

    if (memo.lanes == NULL || !is_lanes(bytes, nonce)) {
        return __real_crypto_stream_chacha20(out, bytes, nonce, key);
    }
    memcpy(&number, key, sizeof number);
    known = &memo.lanes[number % LANES];
    if (!known->is_known || memcmp(known->key, key, sizeof known->key) != 0) {
        (void)__real_crypto_stream_chacha20(known->lanes, bytes, nonce, key);
        memcpy(known->key, key, sizeof known->key);
        known->is_known = true;
        memcpy(out, known->lanes, LANES_BYTES);
    } else if (is_to_be_asked_again()) {
        (void)__real_crypto_stream_chacha20(out, bytes, nonce, key);
        assert_memory_equal(out, known->lanes, LANES_BYTES);
    } else {
        memcpy(out, known->lanes, LANES_BYTES);
    }
    return 0;
}
