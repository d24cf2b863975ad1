/*
 * Chance: random numbers of a seed, the same on every machine.
 *
 * xoshiro256** (Blackman and Vigna), filled by splitmix64. Nothing of it is
 * fit for keys outside a simulation.
 */
#ifndef TESTS_SIM_CHANCE_H
#define TESTS_SIM_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state[4];
};

/* Begin the sequence of a seed. */
void chance_init(struct chance *chance, uint64_t seed);

/* The next number of the sequence. */
uint64_t chance_next(struct chance *chance);

/* A number from 0 to `limit` - 1; 0 where limit is 0. */
uint64_t chance_below(struct chance *chance, uint64_t limit);

/* A number from `low` to `high`, both included. */
uint64_t chance_between(struct chance *chance, uint64_t low, uint64_t high);

/* True once in `count`. */
bool chance_in(struct chance *chance, uint64_t count);

/* Fill `out`. */
void chance_bytes(struct chance *chance, unsigned char *out, size_t bytes);

/* splitmix64 of one number: also mixes trace hashes. */
uint64_t chance_mix(uint64_t number);

#endif
