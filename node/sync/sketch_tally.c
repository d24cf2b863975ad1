#include "node/sync/sketch_tally.h"

#include "node/bytes.h"
#include "node/limits.h"

enum {
    COUNTER_RANGE = 1 << TALLY_PLANES,
    TALLY_ESTIMATE_MAX = SKETCH_SYMBOLS_MAX, /* differences, past all hope */
};

/* Scramble a check (the finisher of SplitMix64, Steele, Lea, Flood 2014). */
static uint64_t scrambled(uint64_t value)
{
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9U;
    value = (value ^ value >> 27) * 0x94d049bb133111ebU;
    return value ^ value >> 31;
}

static uint64_t bits_of(uint64_t check, unsigned word)
{
    return scrambled(check + (word + 1U) * 0x9e3779b97f4a7c15U);
}

/* Add one to the counters whose bits are set: carries go from plane to
 * plane. */
void tally_add(struct tally *tally, uint64_t check)
{
    for (unsigned word = 0; word < TALLY_WORDS; word++) {
        uint64_t carry = bits_of(check, word);

        for (unsigned plane = 0; plane < TALLY_PLANES && carry != 0; plane++) {
            uint64_t before = tally->planes[plane][word];

            tally->planes[plane][word] = before ^ carry;
            carry &= before;
        }
    }
}

void tally_remove(struct tally *tally, uint64_t check)
{
    for (unsigned word = 0; word < TALLY_WORDS; word++) {
        uint64_t borrow = bits_of(check, word);

        for (unsigned plane = 0; plane < TALLY_PLANES && borrow != 0; plane++) {
            uint64_t before = tally->planes[plane][word];

            tally->planes[plane][word] = before ^ borrow;
            borrow &= ~before;
        }
    }
}

void tally_write(const struct tally *tally,
                 unsigned char out[static TALLY_BYTES])
{
    for (unsigned plane = 0; plane < TALLY_PLANES; plane++) {
        for (unsigned word = 0; word < TALLY_WORDS; word++) {
            put_u64(out, tally->planes[plane][word]);
            out += 8;
        }
    }
}

void tally_read(const unsigned char in[static TALLY_BYTES], struct tally *out)
{
    for (unsigned plane = 0; plane < TALLY_PLANES; plane++) {
        for (unsigned word = 0; word < TALLY_WORDS; word++) {
            out->planes[plane][word] = get_u64(in);
            in += 8;
        }
    }
}

static int64_t counter_of(const struct tally *tally, unsigned counter)
{
    int64_t value = 0;

    for (unsigned plane = 0; plane < TALLY_PLANES; plane++) {
        uint64_t word = tally->planes[plane][counter / 64];

        value |= (int64_t)(word >> counter % 64 & 1U) << plane;
    }
    return value;
}

/* The signs' sum, known modulo twice the range: the one nearest to zero. */
static int64_t nearest(int64_t sum)
{
    const int64_t range = 2 * COUNTER_RANGE;

    sum %= range;
    sum = sum < 0 ? sum + range : sum;
    return sum >= COUNTER_RANGE ? sum - range : sum;
}

uint32_t tally_estimate(const struct tally *first,
                        const struct tally *second,
                        int64_t more)
{
    int64_t squares = 0;

    for (unsigned counter = 0; counter < TALLY_COUNTERS; counter++) {
        int64_t sum = nearest(
            2 * (counter_of(first, counter) - counter_of(second, counter)) -
            more);

        squares += sum * sum;
    }
    return (uint32_t)((squares + TALLY_COUNTERS / 2) / TALLY_COUNTERS);
}

/* The square root, rounded down. */
static uint32_t root(uint32_t value)
{
    uint32_t low = 0;

    for (uint32_t bit = 1U << 15; bit > 0; bit >>= 1) {
        uint32_t tried = low | bit;

        low = (uint64_t)tried * tried <= value ? tried : low;
    }
    return low;
}

/* Rule X14. An estimate errs by an eighth: where records differ on both sides,
 * asking for what is nearly always enough wastes more symbols than asking
 * again costs. */
uint32_t tally_symbols(uint32_t estimate, int64_t more)
{
    uint64_t least = (uint64_t)(more < 0 ? -more : more);

    if (estimate > TALLY_ESTIMATE_MAX || least > TALLY_ESTIMATE_MAX) {
        return SKETCH_SYMBOLS_MAX + 1;
    }
    if (4 * least >= 3 * (uint64_t)estimate) {
        uint32_t bound = estimate > least ? estimate : (uint32_t)least;

        return bound * 3 / 2 + root(bound * 3) + 9;
    }
    return estimate * 11 / 8 + 12;
}
