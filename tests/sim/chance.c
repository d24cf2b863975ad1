#include "tests/sim/chance.h"

static uint64_t rotate(uint64_t number, unsigned bits)
{
    return (number << bits) | (number >> (64 - bits));
}

uint64_t chance_mix(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

void chance_init(struct chance *chance, uint64_t seed)
{
    size_t index = 0;

    for (index = 0; index < 4; index++) {
        seed = chance_mix(seed + index);
        chance->state[index] = seed;
    }
}

uint64_t chance_next(struct chance *chance)
{
    uint64_t *state = chance->state;
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;

    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

/* The remainder is biased by less than 2^-32 for what is asked here. */
uint64_t chance_below(struct chance *chance, uint64_t limit)
{
    uint64_t number = chance_next(chance);

    return limit == 0 ? 0 : number % limit;
}

uint64_t chance_between(struct chance *chance, uint64_t low, uint64_t high)
{
    return low + chance_below(chance, high - low + 1);
}

bool chance_in(struct chance *chance, uint64_t count)
{
    return chance_below(chance, count) == 0;
}

void chance_bytes(struct chance *chance, unsigned char *out, size_t bytes)
{
    size_t index = 0;

    for (index = 0; index < bytes; index++) {
        out[index] = (unsigned char)(chance_next(chance) >> 56);
    }
}
