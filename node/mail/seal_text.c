#include "node/mail/seal_text.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"

static const size_t sizes[] = {SEAL_SMALL, SEAL_MIDDLE, SEAL_LARGE};

/* What stands beside the text: it opens nowhere else. */
enum { BESIDE_BYTES = NEIGHBOURHOOD_BYTES + 3 * ID_BYTES };

static void beside_make(const struct seal_place *place,
                        const struct sealed *sealed,
                        unsigned char out[static BESIDE_BYTES])
{
    memcpy(out, place->neighbourhood->data, NEIGHBOURHOOD_BYTES);
    out += NEIGHBOURHOOD_BYTES;
    memcpy(out, place->author->data, ID_BYTES);
    memcpy(out + ID_BYTES, sealed->sender.data, ID_BYTES);
    memcpy(out + ID_BYTES + ID_BYTES, sealed->ephemeral.data, ID_BYTES);
}

bool seal_text_is_size(size_t bytes)
{
    for (size_t index = 0; index < FIELD_COUNT(sizes); index++) {
        if (bytes == sizes[index] + SEAL_TAG_BYTES) {
            return true;
        }
    }
    return false;
}

/* The least size that holds so much; 0: there is none. */
static size_t size_for(size_t bytes)
{
    for (size_t index = 0; index < FIELD_COUNT(sizes); index++) {
        if (bytes + SEAL_SIZE_BYTES <= sizes[index]) {
            return sizes[index];
        }
    }
    return 0;
}

enum err seal_text_close(const struct seal_place *place,
                         const struct sealed *sealed,
                         const unsigned char key[static ID_BYTES],
                         struct view text,
                         struct bytes *out)
{
    unsigned char padded[SEAL_LARGE] = {0};
    unsigned char beside[BESIDE_BYTES];
    const size_t size = size_for(text.bytes);
    enum err err = ERR_OK;

    if (size == 0) {
        return ERR_INVALID;
    }
    err = bytes_reserve(out, size + SEAL_TAG_BYTES);
    if (err != ERR_OK) {
        return err;
    }
    put_u16(padded, (uint16_t)text.bytes);
    memcpy(padded + SEAL_SIZE_BYTES, text.data, text.bytes);
    beside_make(place, sealed, beside);
    if (crypto_aead_xchacha20poly1305_ietf_encrypt(
            out->data + out->bytes, NULL, padded, size, beside, sizeof beside,
            NULL, sealed->nonce, key) == 0) {
        out->bytes += size + SEAL_TAG_BYTES;
    } else {
        err = ERR_INVALID;
    }
    sodium_memzero(padded, sizeof padded);
    return err;
}

/* The text of a size and zeros after it, to the end. */
static enum err unpad(const unsigned char *padded, size_t size, size_t *bytes)
{
    *bytes = get_u16(padded);
    if (size_for(*bytes) != size ||
        sodium_is_zero(padded + SEAL_SIZE_BYTES + *bytes,
                       size - SEAL_SIZE_BYTES - *bytes) == 0) {
        return ERR_MALFORMED;
    }
    return ERR_OK;
}

enum err seal_text_open(const struct seal_place *place,
                        const struct sealed *sealed,
                        const unsigned char key[static ID_BYTES],
                        struct bytes *out)
{
    unsigned char padded[SEAL_LARGE];
    unsigned char beside[BESIDE_BYTES];
    const size_t size = sealed->text.bytes - SEAL_TAG_BYTES;
    size_t bytes = 0;
    enum err err = ERR_OK;

    assert(seal_text_is_size(sealed->text.bytes));
    bytes_reset(out);
    beside_make(place, sealed, beside);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            padded, NULL, NULL, sealed->text.data, sealed->text.bytes, beside,
            sizeof beside, sealed->nonce, key) != 0) {
        return ERR_MALFORMED;
    }
    err = unpad(padded, size, &bytes);
    if (err == ERR_OK) {
        err = bytes_append(out, (struct view){padded + SEAL_SIZE_BYTES, bytes});
    }
    sodium_memzero(padded, sizeof padded);
    return err;
}
