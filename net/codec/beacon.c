#include "net/codec/beacon.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/bytes.h"

/* Each with its zero byte. */
static const unsigned char key_domain[] = "kith beacon key v1";
static const unsigned char tag_domain[] = "kith beacon tag v1";

enum { VERSION = 1, PORT_AT = 2, TAG_AT = 4 };

void beacon_key(const unsigned char network_key[static BEACON_KEY_BYTES],
                const struct neighbourhood *neighbourhood,
                uint32_t day,
                unsigned char out[static BEACON_KEY_BYTES])
{
    unsigned char text[sizeof key_domain + NEIGHBOURHOOD_BYTES + 4];

    memcpy(text, key_domain, sizeof key_domain);
    memcpy(text + sizeof key_domain, neighbourhood->data, NEIGHBOURHOOD_BYTES);
    put_u32(text + sizeof key_domain + NEIGHBOURHOOD_BYTES, day);
    (void)crypto_generichash(out, BEACON_KEY_BYTES, text, sizeof text,
                             network_key, BEACON_KEY_BYTES);
}

void beacon_tag(const unsigned char key[static BEACON_KEY_BYTES],
                const unsigned char transport[static ID_BYTES],
                unsigned char out[static BEACON_TAG_BYTES])
{
    unsigned char text[sizeof tag_domain + ID_BYTES];
    unsigned char hash[BEACON_KEY_BYTES];

    memcpy(text, tag_domain, sizeof tag_domain);
    memcpy(text + sizeof tag_domain, transport, ID_BYTES);
    (void)crypto_generichash(hash, sizeof hash, text, sizeof text, key,
                             BEACON_KEY_BYTES);
    memcpy(out, hash, BEACON_TAG_BYTES);
}

void beacon_seal(const unsigned char key[static BEACON_KEY_BYTES],
                 const unsigned char nonce[static BEACON_NONCE_BYTES],
                 const struct beacon *beacon,
                 unsigned char out[static BEACON_BYTES])
{
    unsigned char plain[BEACON_PLAIN_BYTES] = {VERSION, beacon->flags};
    unsigned long long bytes = 0;

    put_u16(plain + PORT_AT, beacon->port);
    memcpy(plain + TAG_AT, beacon->tag, BEACON_TAG_BYTES);
    memcpy(out, nonce, BEACON_NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + BEACON_NONCE_BYTES, &bytes, plain, sizeof plain, NULL, 0, NULL,
        nonce, key);
    assert(bytes == BEACON_BYTES - BEACON_NONCE_BYTES);
}

enum err beacon_open(const unsigned char key[static BEACON_KEY_BYTES],
                     const unsigned char in[static BEACON_BYTES],
                     struct beacon *out)
{
    unsigned char plain[BEACON_PLAIN_BYTES];
    unsigned long long bytes = 0;

    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, &bytes, NULL, in + BEACON_NONCE_BYTES,
            BEACON_BYTES - BEACON_NONCE_BYTES, NULL, 0, in, key) != 0) {
        return ERR_STRANGER;
    }
    if (plain[0] != VERSION) {
        return ERR_VERSION;
    }
    out->flags = plain[1];
    out->port = get_u16(plain + PORT_AT);
    memcpy(out->tag, plain + TAG_AT, BEACON_TAG_BYTES);
    return ERR_OK;
}
