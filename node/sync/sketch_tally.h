/*
 * Tally: how many records two sets differ in, about, from few bytes.
 *
 * Each record adds one or nothing to each of 128 counters, by bits of its
 * check. Twice the difference of two sets' counters, less the difference of
 * their sizes, is a sum of as many signs as records differ, so its square is
 * their number on average (the tug of war of Alon, Matias, Szegedy, *The
 * space complexity of approximating the frequency moments*, STOC 1996).
 * Counters are kept bit by bit in planes, so a record costs a few operations.
 * Rule X13 of spec/sketch.md.
 */
#ifndef NODE_SYNC_SKETCH_TALLY_H
#define NODE_SYNC_SKETCH_TALLY_H

#include <stdint.h>

enum {
    TALLY_COUNTERS = 128,
    TALLY_WORDS = TALLY_COUNTERS / 64,
    TALLY_PLANES = 10, /* counters are counted modulo 1,024 */
    TALLY_BYTES = TALLY_PLANES * TALLY_COUNTERS / 8,
};

/* Bit k of word w of plane p is bit p of counter 64 w + k. */
struct tally {
    uint64_t planes[TALLY_PLANES][TALLY_WORDS];
};

/* Count a record in or out, by the check of its item. */
void tally_add(struct tally *tally, uint64_t check);
void tally_remove(struct tally *tally, uint64_t check);

/* To and from TALLY_BYTES bytes: plane by plane, words big-endian. */
void tally_write(const struct tally *tally,
                 unsigned char out[static TALLY_BYTES]);
void tally_read(const unsigned char in[static TALLY_BYTES], struct tally *out);

/*
 * How many records are in one set and not in the other, about.
 *
 * more  the records of the first set less those of the second
 */
uint32_t tally_estimate(const struct tally *first,
                        const struct tally *second,
                        int64_t more);

/*
 * How many symbols to ask for at first. Where the sizes alone explain the
 * estimate, one side has new records and the other has none: then they come
 * apart at once in 98 cases of 100; else in about 70.
 */
uint32_t tally_symbols(uint32_t estimate, int64_t more);

#endif
