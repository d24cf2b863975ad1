/*
 * Any packet as a beacon, and any bytes sealed as one by a member: what is
 * opened is sealed again to the same bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "net/codec/beacon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const unsigned char key[BEACON_KEY_BYTES] = {3};
    unsigned char packet[BEACON_BYTES] = {0};
    unsigned char again[BEACON_BYTES];
    unsigned long long sealed = 0;
    struct beacon beacon;
    enum err err = ERR_OK;

    if (bytes >= BEACON_BYTES) {
        memcpy(packet, data, BEACON_BYTES);
        err = beacon_open(key, packet, &beacon);
        assert(err == ERR_OK || err == ERR_STRANGER || err == ERR_VERSION);
    }
    if (bytes < BEACON_PLAIN_BYTES) {
        return 0;
    }
    memset(packet, 0x77, BEACON_NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        packet + BEACON_NONCE_BYTES, &sealed, data, BEACON_PLAIN_BYTES, NULL, 0,
        NULL, packet, key);
    err = beacon_open(key, packet, &beacon);
    assert((err == ERR_OK) == (data[0] == 1));
    if (err == ERR_OK) {
        beacon_seal(key, packet, &beacon, again);
        assert(memcmp(again, packet, sizeof packet) == 0);
    }
    return 0;
}
