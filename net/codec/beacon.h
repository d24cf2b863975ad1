/*
 * A beacon: what a node calls out on its local network, so that others of its
 * neighbourhood find it. 52 bytes: a random nonce, and sealed under a key of
 * the day the version, flags, the TCP port and a tag.
 *
 * Who holds no network key learns from it that somebody runs kith here, and
 * cannot tell whether yesterday's was of the same node. Pure; the nonce comes
 * from outside. Normative: spec/discovery.md.
 */
#ifndef NET_CODEC_BEACON_H
#define NET_CODEC_BEACON_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"

enum {
    BEACON_KEY_BYTES = 32,
    BEACON_NONCE_BYTES = 24,
    BEACON_TAG_BYTES = 8,
    BEACON_PLAIN_BYTES = 1 + 1 + 2 + BEACON_TAG_BYTES,
    BEACON_SEAL_BYTES = 16,
    BEACON_BYTES = BEACON_NONCE_BYTES + BEACON_PLAIN_BYTES + BEACON_SEAL_BYTES,

    BEACON_ASKS = 1, /* flag: who hears it calls as well, at once */
};

struct beacon {
    uint8_t flags; /* BEACON_...; unknown bits mean nothing */
    uint16_t port; /* TCP; 0: it cannot be dialled */
    unsigned char tag[BEACON_TAG_BYTES];
};

/* The key of a UTC day. */
void beacon_key(const unsigned char network_key[static BEACON_KEY_BYTES],
                const struct neighbourhood *neighbourhood,
                uint32_t day,
                unsigned char out[static BEACON_KEY_BYTES]);

/* What a node is called under a key of the day, by its transport key. */
void beacon_tag(const unsigned char key[static BEACON_KEY_BYTES],
                const unsigned char transport[static ID_BYTES],
                unsigned char out[static BEACON_TAG_BYTES]);

/* Seal one; a nonce is never used twice. */
void beacon_seal(const unsigned char key[static BEACON_KEY_BYTES],
                 const unsigned char nonce[static BEACON_NONCE_BYTES],
                 const struct beacon *beacon,
                 unsigned char out[static BEACON_BYTES]);

/*
 * Open one.
 *
 * ERR_STRANGER  it was not sealed under this key
 * ERR_VERSION   it is of a later version
 */
MUST_USE enum err beacon_open(const unsigned char key[static BEACON_KEY_BYTES],
                              const unsigned char in[static BEACON_BYTES],
                              struct beacon *out);

#endif
