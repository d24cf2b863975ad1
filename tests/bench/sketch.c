/*
 * What sketches cost, beside what was promised of them.
 *
 *   bench_sketch [TRIALS]    1,000 where none are given
 *
 * A row each: symbols for a difference, a mean over the trials; what an
 * exchange takes in bytes and how often one is enough; an update beside a
 * BLAKE2b-256 of 400 bytes; decoding. Ratios to the limit first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sodium.h>

#include "node/limits.h"
#include "tests/lib/sketches.h"

enum {
    SHARED = 1000,
    RECORD_BYTES = 400,
    UPDATES = 200000,
    DECODES = 2000,
    GREAT = 2000,  /* from here on symbols are read by sixteens */
    HEAD_BYTES = 7 /* type, set, first, count of SYMBOLS */
};

static double cpu_us(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void row(const char *what, double value, double limit, const char *unit)
{
    (void)printf("%-52s %6.2f of the limit: %.4g %s\n", what, value / limit,
                 value, unit);
}

static size_t asked_for(const struct sketches *sketches)
{
    int64_t more =
        (int64_t)sketches->first.count - (int64_t)sketches->second.count;

    return tally_symbols(
        tally_estimate(&sketches->first.tally, &sketches->second.tally, more),
        more);
}

/* Symbols for each of `count` differences, all of them of one side. */
static void
measure(size_t count, size_t trials, double limit, bool is_exchange_told)
{
    char what[64];
    double symbols = 0;
    double bytes = 0;
    size_t at_once = 0;

    for (size_t trial = 1; trial <= trials; trial++) {
        struct sketches sketches;
        size_t asked = 0;
        size_t needed = 0;

        sketches_init(&sketches, trial * 1000003 + count, SKETCH_SYMBOLS_MAX);
        sketches_fill(&sketches, SHARED, count, 0);
        sketches_freeze(&sketches);
        asked = asked_for(&sketches);
        needed = sketches_peel(&sketches, count < GREAT ? 1 : 16);
        symbols += (double)needed / (double)count;
        at_once += needed <= asked ? 1U : 0U;
        bytes += TALLY_BYTES + HEAD_BYTES +
                 SYMBOL_BYTES *
                     (double)(needed <= asked ? asked : needed + needed / 4);
        sketches_release(&sketches);
    }
    (void)snprintf(what, sizeof what, "symbols a difference, of %zu", count);
    row(what, symbols / (double)trials, limit, "symbols");
    if (is_exchange_told) {
        row("  bytes both ways, records of one side", bytes / (double)trials,
            3400, "bytes");
        row("  in more than one round trip",
            1 - (double)at_once / (double)trials, 0.02, "of all");
    }
}

static void measure_update(void)
{
    static unsigned char record[RECORD_BYTES];
    unsigned char hash[32];
    struct sketches sketches;
    double begun = 0;
    double hashed = 0;
    double updated = 0;

    sketches_init(&sketches, 1, SKETCH_SYMBOLS_MAX);
    begun = cpu_us();
    for (size_t index = 0; index < UPDATES; index++) {
        record[index % RECORD_BYTES]++;
        (void)crypto_generichash(hash, sizeof hash, record, sizeof record, NULL,
                                 0);
    }
    hashed = cpu_us() - begun;
    begun = cpu_us();
    for (size_t index = 0; index < UPDATES; index++) {
        const struct item item = sketches_item(&sketches);

        sketch_add(&sketches.first, &item);
    }
    updated = cpu_us() - begun;
    row("update of a sketch, in BLAKE2b-256 of 400 bytes", updated / hashed,
        0.35, "hashes");
    (void)printf("%-52s %.3g us\n", "  update alone", updated / UPDATES);
    sketches_release(&sketches);
}

/* What the decoder does with what it is sent, from wire to records. */
static void measure_decode(size_t count, double limit_ms)
{
    static unsigned char ours[SKETCH_SYMBOLS_MAX * SYMBOL_BYTES];
    static unsigned char theirs[SKETCH_SYMBOLS_MAX * SYMBOL_BYTES];
    char what[64];
    struct sketches sketches;
    double begun = 0;
    size_t asked = 0;

    sketches_init(&sketches, 2, SKETCH_SYMBOLS_MAX);
    sketches_fill(&sketches, SHARED, count, 0);
    sketches_freeze(&sketches);
    asked = asked_for(&sketches);
    asked = asked < SKETCH_SYMBOLS_MAX ? asked : SKETCH_SYMBOLS_MAX;
    frozen_write(&sketches.theirs, &sketches.projection, 0, asked, theirs);
    begun = cpu_us();
    for (size_t index = 0; index < DECODES; index++) {
        frozen_write(&sketches.ours, &sketches.projection, 0, asked, ours);
        if (peeler_take(&sketches.peeler, ours, theirs, asked) != ERR_OK ||
            !peeler_is_done(&sketches.peeler)) {
            (void)fprintf(stderr, "bench_sketch: does not come apart\n");
            exit(EXIT_FAILURE);
        }
        peeler_release(&sketches.peeler);
    }
    (void)snprintf(what, sizeof what, "decode %zu differences", count);
    row(what, (cpu_us() - begun) / DECODES / 1e3, limit_ms, "ms");
    sketches_release(&sketches);
}

int main(int argc, char **argv)
{
    size_t trials = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;

    if (sodium_init() < 0 || trials == 0) {
        return EXIT_FAILURE;
    }
    for (size_t count = 1; count <= 10; count++) {
        measure(count, trials, 1.8, false);
    }
    measure(100, trials, 1.42, true);
    measure(1000, trials, 1.30, false);
    measure(10000, trials, 1.27, false);
    measure_update();
    measure_decode(100, 0.15);
    return EXIT_SUCCESS;
}
