/*
 * Sieve: which records a side has, roughly, in twelve bits each.
 *
 * A Bloom filter (B. H. Bloom, Space/time trade-offs in hash coding with
 * allowable errors, CACM 1970) of the first 8 bytes of record ids. What went
 * in never falls through; of what did not, one in 300 is kept back. Its key
 * is made from the handshake, so nobody can grind ids that hide in it.
 * Rules V1 to V3 of spec/sync.md.
 */
#ifndef NODE_SYNC_SIEVE_H
#define NODE_SYNC_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"

enum {
    SIEVE_KEY_BYTES = 16,
    SIEVE_BLOCK_BYTES = 64, /* its size is a multiple of this */
    SIEVE_RECORD_BITS = 12,
    SIEVE_PROBES = 8,
};

struct sieve {
    unsigned char *bits; /* owned; NULL: there is none */
    size_t bytes;
    unsigned char key[SIEVE_KEY_BYTES];
};

/* How large it has to be; SIEVE_BYTES_MAX at most. */
size_t sieve_bytes_for(uint32_t records);

/*
 * Empty, of so many bytes.
 *
 * binding  the handshake hash
 * set      what it is of
 * round    how many sieves this session had before
 *
 * ERR_NOMEM
 */
MUST_USE enum err sieve_make(struct sieve *sieve,
                             size_t bytes,
                             struct view binding,
                             uint8_t set,
                             uint32_t round);

/* May be called twice. */
void sieve_release(struct sieve *sieve);

/* A record whose id begins with these bytes is there. */
void sieve_add(struct sieve *sieve, uint64_t prefix);

/* Is it kept back? */
bool sieve_has(const struct sieve *sieve, uint64_t prefix);

#endif
