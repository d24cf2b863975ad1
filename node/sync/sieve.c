#include "node/sync/sieve.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"

enum { PREFIX_BYTES = 8 };

_Static_assert(crypto_shorthash_siphashx24_KEYBYTES == SIEVE_KEY_BYTES,
               "of SipHash");

size_t sieve_bytes_for(uint32_t records)
{
    const uint64_t block_bits = SIEVE_BLOCK_BYTES * 8;
    const uint64_t bits = records * (uint64_t)SIEVE_RECORD_BITS;
    const uint64_t blocks = (bits + block_bits - 1) / block_bits;

    if (blocks > SIEVE_BYTES_MAX / SIEVE_BLOCK_BYTES) {
        return SIEVE_BYTES_MAX;
    }
    return blocks == 0 ? SIEVE_BLOCK_BYTES : (size_t)blocks * SIEVE_BLOCK_BYTES;
}

static void
make_key(struct sieve *sieve, struct view binding, uint8_t set, uint32_t round)
{
    static const char purpose[] = "kith sieve v1";
    unsigned char hash[crypto_generichash_BYTES];
    unsigned char place[1 + 4];
    crypto_generichash_state state;

    place[0] = set;
    put_u32(place + 1, round);
    (void)crypto_generichash_init(&state, NULL, 0, sizeof hash);
    (void)crypto_generichash_update(&state, (const unsigned char *)purpose,
                                    sizeof purpose);
    (void)crypto_generichash_update(&state, binding.data, binding.bytes);
    (void)crypto_generichash_update(&state, place, sizeof place);
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(sieve->key, hash, sizeof sieve->key);
}

enum err sieve_make(struct sieve *sieve,
                    size_t bytes,
                    struct view binding,
                    uint8_t set,
                    uint32_t round)
{
    sieve->bits = calloc(1, bytes);
    if (sieve->bits == NULL) {
        return ERR_NOMEM;
    }
    sieve->bytes = bytes;
    make_key(sieve, binding, set, round);
    return ERR_OK;
}

void sieve_release(struct sieve *sieve)
{
    free(sieve->bits);
    sieve->bits = NULL;
    sieve->bytes = 0;
}

/* Two numbers from which all places follow (Kirsch and Mitzenmacher, Less
 * hashing, same performance, 2006); the second one is odd. */
struct places {
    uint64_t first;
    uint64_t step;
};

static struct places places_of(const struct sieve *sieve, uint64_t prefix)
{
    unsigned char hash[crypto_shorthash_siphashx24_BYTES];
    unsigned char bytes[PREFIX_BYTES];

    put_u64(bytes, prefix);
    (void)crypto_shorthash_siphashx24(hash, bytes, sizeof bytes, sieve->key);
    return (struct places){get_u64(hash), get_u64(hash + PREFIX_BYTES) | 1U};
}

static uint64_t
place_at(const struct sieve *sieve, const struct places *places, unsigned probe)
{
    return (places->first + probe * places->step) %
           ((uint64_t)sieve->bytes * 8);
}

void sieve_add(struct sieve *sieve, uint64_t prefix)
{
    const struct places places = places_of(sieve, prefix);

    for (unsigned probe = 0; probe < SIEVE_PROBES; probe++) {
        const uint64_t place = place_at(sieve, &places, probe);

        sieve->bits[place / 8] |= (unsigned char)(0x80U >> place % 8);
    }
}

bool sieve_has(const struct sieve *sieve, uint64_t prefix)
{
    const struct places places = places_of(sieve, prefix);

    for (unsigned probe = 0; probe < SIEVE_PROBES; probe++) {
        const uint64_t place = place_at(sieve, &places, probe);

        if ((sieve->bits[place / 8] & 0x80U >> place % 8) == 0) {
            return false;
        }
    }
    return true;
}
