#include "node/sync/bundle.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/record/record.h"

/* The version is the digit. */
static const unsigned char magic[16] = "kith bundle v1\n";
static const char key_domain[] = "kith bundle key v1";

enum {
    MAGIC_DIGIT = 13,
    NEIGHBOURHOOD_AT = 16,
    WRITTEN_AT = 32,
    NONCE_AT = 40,
    LAST_MARK = 255, /* stands where a set would */
};

void bundle_write_head(const struct bundle_head *head,
                       unsigned char out[static BUNDLE_HEAD_BYTES])
{
    memcpy(out, magic, sizeof magic);
    memcpy(out + NEIGHBOURHOOD_AT, head->neighbourhood.data,
           NEIGHBOURHOOD_BYTES);
    put_u64(out + WRITTEN_AT, head->written_ms);
    memcpy(out + NONCE_AT, head->nonce, BUNDLE_NONCE_BYTES);
}

enum err bundle_read_head(const unsigned char in[static BUNDLE_HEAD_BYTES],
                          struct bundle_head *out)
{
    if (memcmp(in, magic, MAGIC_DIGIT) != 0) {
        return ERR_INVALID;
    }
    if (memcmp(in, magic, sizeof magic) != 0) {
        return ERR_VERSION;
    }
    memcpy(out->neighbourhood.data, in + NEIGHBOURHOOD_AT, NEIGHBOURHOOD_BYTES);
    out->written_ms = get_u64(in + WRITTEN_AT);
    memcpy(out->nonce, in + NONCE_AT, BUNDLE_NONCE_BYTES);
    return ERR_OK;
}

void bundle_begin(struct bundle *bundle,
                  const unsigned char head[static BUNDLE_HEAD_BYTES],
                  const unsigned char network_key[static BUNDLE_KEY_BYTES])
{
    crypto_generichash_state hash;

    *bundle = (struct bundle){.parcels = 0};
    memcpy(bundle->head, head, BUNDLE_HEAD_BYTES);
    (void)crypto_generichash_init(&hash, network_key, BUNDLE_KEY_BYTES,
                                  BUNDLE_KEY_BYTES);
    (void)crypto_generichash_update(&hash, (const unsigned char *)key_domain,
                                    sizeof key_domain);
    (void)crypto_generichash_update(&hash, head + NEIGHBOURHOOD_AT,
                                    NEIGHBOURHOOD_BYTES);
    (void)crypto_generichash_final(&hash, bundle->key, BUNDLE_KEY_BYTES);
    sodium_memzero(&hash, sizeof hash);
}

void bundle_release(struct bundle *bundle)
{
    sodium_memzero(bundle, sizeof *bundle);
}

/* The nonce of a parcel: that of the head with its number xored in. */
static void nonce_of(const struct bundle *bundle,
                     unsigned char out[static BUNDLE_NONCE_BYTES])
{
    unsigned char *tail = out + (BUNDLE_NONCE_BYTES - 8);

    memcpy(out, bundle->head + NONCE_AT, BUNDLE_NONCE_BYTES);
    put_u64(tail, get_u64(tail) ^ bundle->parcels);
}

static enum err write_plain(const struct bundle_parcel *parcel,
                            struct bytes *plain)
{
    enum err err = bytes_append_u8(
        plain, parcel->is_last ? LAST_MARK : (uint8_t)parcel->set);

    if (!parcel->is_last) {
        return err == ERR_OK ? bytes_append(plain, parcel->records) : err;
    }
    for (size_t set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        err = bytes_append_u32(plain, parcel->counts[set]);
    }
    return err;
}

static void
seal(struct bundle *bundle, struct view plain, unsigned char *sealed)
{
    unsigned char nonce[BUNDLE_NONCE_BYTES];
    unsigned long long bytes = 0;

    nonce_of(bundle, nonce);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed, &bytes, plain.data, plain.bytes, bundle->head,
        BUNDLE_HEAD_BYTES, NULL, nonce, bundle->key);
    assert(bytes == plain.bytes + BUNDLE_TAG_BYTES);
}

enum err bundle_seal(struct bundle *bundle,
                     const struct bundle_parcel *parcel,
                     struct bytes *out)
{
    struct bytes plain;
    enum err err = ERR_OK;

    assert(!bundle->is_over);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    err = write_plain(parcel, &plain);
    if (err == ERR_OK) {
        err = bytes_reserve(out,
                            BUNDLE_SIZE_BYTES + plain.bytes + BUNDLE_TAG_BYTES);
    }
    if (err == ERR_OK) {
        err = bytes_append_u32(out, (uint32_t)plain.bytes + BUNDLE_TAG_BYTES);
    }
    if (err == ERR_OK) {
        seal(bundle, bytes_view(&plain), out->data + out->bytes);
        out->bytes += plain.bytes + BUNDLE_TAG_BYTES;
        bundle->parcels++;
        bundle->is_over = parcel->is_last;
    }
    bytes_release(&plain);
    return err;
}

enum err bundle_read_size(const unsigned char size[static BUNDLE_SIZE_BYTES],
                          uint32_t *sealed_bytes)
{
    *sealed_bytes = get_u32(size);
    return *sealed_bytes > BUNDLE_TAG_BYTES &&
                   *sealed_bytes <= BUNDLE_SEALED_BYTES_MAX
               ? ERR_OK
               : ERR_CORRUPT;
}

static enum err
unseal(const struct bundle *bundle, struct view sealed, struct bytes *plain)
{
    unsigned char nonce[BUNDLE_NONCE_BYTES];
    unsigned long long bytes = 0;
    enum err err = bytes_reserve(plain, sealed.bytes - BUNDLE_TAG_BYTES);

    if (err != ERR_OK) {
        return err == ERR_FULL ? ERR_CORRUPT : err;
    }
    nonce_of(bundle, nonce);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain->data, &bytes, NULL, sealed.data, sealed.bytes, bundle->head,
            BUNDLE_HEAD_BYTES, nonce, bundle->key) != 0) {
        return ERR_CORRUPT;
    }
    plain->bytes = (size_t)bytes;
    return ERR_OK;
}

/* Records of one set of this neighbourhood, every one of which can be read. */
static bool
is_records(const struct bundle *bundle, enum set set, struct view records)
{
    struct view bytes = {NULL, 0};
    struct record record;
    uint16_t size = 0;

    while (records.bytes > 0) {
        if (view_take_u16(&records, &size) != ERR_OK ||
            view_take(&records, size, &bytes) != ERR_OK ||
            record_read(bytes, &record) != ERR_OK ||
            class_find(record.class)->set != set ||
            memcmp(record.neighbourhood.data, bundle->head + NEIGHBOURHOOD_AT,
                   NEIGHBOURHOOD_BYTES) != 0) {
            return false;
        }
    }
    return true;
}

static enum err read_plain(const struct bundle *bundle,
                           struct view plain,
                           struct bundle_parcel *out)
{
    uint8_t mark = 0;
    enum err err = view_take_u8(&plain, &mark);

    *out = (struct bundle_parcel){.is_last = mark == LAST_MARK};
    if (!out->is_last) {
        out->set = (enum set)mark;
        out->records = plain;
        return err == ERR_OK && mark < SET_COUNT && plain.bytes > 0 &&
                       is_records(bundle, out->set, plain)
                   ? ERR_OK
                   : ERR_CORRUPT;
    }
    for (size_t set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        err = view_take_u32(&plain, &out->counts[set]);
    }
    return err == ERR_OK && plain.bytes == 0 ? ERR_OK : ERR_CORRUPT;
}

enum err bundle_open(struct bundle *bundle,
                     struct view sealed,
                     struct bytes *plain,
                     struct bundle_parcel *out)
{
    enum err err = ERR_OK;

    bytes_reset(plain);
    if (bundle->is_over || sealed.bytes <= BUNDLE_TAG_BYTES ||
        sealed.bytes > BUNDLE_SEALED_BYTES_MAX) {
        return ERR_CORRUPT;
    }
    err = unseal(bundle, sealed, plain);
    if (err == ERR_OK) {
        err = read_plain(bundle, bytes_view(plain), out);
    }
    if (err == ERR_OK) {
        bundle->parcels++;
        bundle->is_over = out->is_last;
    }
    return err;
}
