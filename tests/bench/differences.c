/*
 * Bytes to find what differs, both ways, beside range-based reconciliation.
 *
 *   bench_differences [TRIALS]    200 where none are given
 *
 * A row for each size of set and each number of differences, half of them on
 * either side: the mean of all bytes that kith sends for a set, of messages
 * alone, then those of negentropy (C++, its tree, commit 6edb041, 32-byte ids,
 * frames of any size) for differences all over the set and for differences
 * among the newest. To kith these are the same. Ratios first: theirs to ours,
 * to be above 1 but for 1,000 and more of 100,000 among the newest.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/limits.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"
#include "tests/lib/sketches.h"

enum {
    /* Of one set in HELLO, and where they differ in FINGERPRINTS afterwards;
     * both sides say it. */
    SETS_BYTES = 2 * WIRE_SET_BYTES,
    ESTIMATE_BYTES = 1 + 1 + 2 + 4 + WIRE_TALLY_BYTES,
    ASK_BYTES = 1 + 1 + 2,
    SYMBOLS_HEAD_BYTES = 1 + 1 + 2 + 2,
    FOUND_HEAD_BYTES = 1 + 1 + 1 + 2,
    DONE_BYTES = 1 + 1,
    CHUNK_MIN = 16, /* as match.c */
    CHUNK_SHARE = 4,
    ITEMS_MAX = 10000,
    TRIALS = 200, /* a second round trip in one of five would tell too much */
};

struct cell {
    size_t records;
    size_t differences;
    double scattered; /* bytes of negentropy, measured beside kith */
    double newest;
    bool is_excused; /* so many among the newest are cheaper to list */
};

static const struct cell cells[] = {
    {100000, 0, 322, 322, false},
    {100000, 10, 13777, 1734, false},
    {100000, 100, 109814, 3278, false},
    {100000, 1000, 779275, 17734, true},
    {100000, 10000, 3172116, 166034, true},
    {1000000, 100, 162444, 5179, false},
    {1000000, 1000, 1344785, 34307, false},
    {1000000, 10000, 10480192, 330899, false},
};

/* What a comparison took. */
struct taken {
    double bytes;
    double symbols;
    size_t round_trips;
};

static struct item items[ITEMS_MAX];

/* Give or take the differences: those of even places to the first set. */
static void differ(struct sketches *sketches,
                   size_t count,
                   void (*change)(struct sketch *, const struct item *))
{
    for (size_t index = 0; index < count; index++) {
        change(index % 2 == 0 ? &sketches->first : &sketches->second,
               &items[index]);
    }
}

static size_t greater(size_t left, size_t right)
{
    return left > right ? left : right;
}

static double messages(size_t number, size_t most, size_t head, size_t each)
{
    const size_t count = (number + most - 1) / most;

    return (double)(count * head + number * each);
}

/* One exchange: ask, then symbols; the first are sent without being asked for
 * by who has fewer records, and as often asked for. */
static void exchange(struct sketches *sketches, size_t count, struct taken *out)
{
    const size_t left = sketches->first.size - sketches->peeler.count;

    count = count < left ? count : left;
    assert_true(count > 0);
    sketches_take(sketches, count);
    out->bytes += ASK_BYTES;
    out->bytes +=
        messages(count, SYMBOLS_MESSAGE_MAX, SYMBOLS_HEAD_BYTES, SYMBOL_BYTES);
    out->round_trips++;
}

static void compare(struct sketches *sketches, size_t count, struct taken *out)
{
    const int64_t more =
        (int64_t)sketches->first.count - (int64_t)sketches->second.count;
    const uint32_t estimate =
        tally_estimate(&sketches->first.tally, &sketches->second.tally, more);
    size_t chunk = tally_symbols(estimate, more);

    out->bytes += SETS_BYTES;
    if (count == 0) {
        return;
    }
    sketches_freeze(sketches);
    while (!peeler_is_done(&sketches->peeler)) {
        exchange(sketches, chunk, out);
        chunk = greater(sketches->peeler.count / CHUNK_SHARE, CHUNK_MIN);
    }
    assert_int_equal(sketches->peeler.found_count, count);
    out->bytes += SETS_BYTES + ESTIMATE_BYTES + 2 * DONE_BYTES;
    out->bytes += messages(count / 2, FOUND_MESSAGE_MAX, FOUND_HEAD_BYTES,
                           WIRE_FOUND_BYTES); /* the other half it has */
    out->symbols += (double)sketches->peeler.count;
    peeler_release(&sketches->peeler);
}

static void
print(const struct cell *cell, const struct taken *taken, double trials)
{
    const double bytes = taken->bytes / trials;
    const char *const verdict =
        bytes >= cell->scattered || (bytes >= cell->newest && !cell->is_excused)
            ? " MISSED"
            : "";

    (void)printf("%9zu %7zu %10.1f %8.2f %10.0f %10.0f %9.0f %8.0f %6.2f%s\n",
                 cell->records, cell->differences, cell->scattered / bytes,
                 cell->newest / bytes, bytes, cell->scattered, cell->newest,
                 taken->symbols / trials, (double)taken->round_trips / trials,
                 verdict);
}

static void
measure(struct sketches *sketches, const struct cell *cell, size_t trials)
{
    struct taken taken = {0, 0, 0};

    for (size_t trial = 0; trial < trials; trial++) {
        for (size_t index = 0; index < cell->differences; index++) {
            items[index] = sketches_item(sketches);
        }
        differ(sketches, cell->differences, sketch_add);
        compare(sketches, cell->differences, &taken);
        differ(sketches, cell->differences, sketch_remove);
    }
    print(cell, &taken, (double)trials);
}

int main(int argc, char **argv)
{
    const size_t trials = argc > 1 ? strtoul(argv[1], NULL, 10) : TRIALS;
    struct sketches sketches;
    size_t records = 0;

    if (trials == 0) {
        return EXIT_FAILURE;
    }
    (void)printf("%17s %19s %10s %20s %8s %6s\n", "", "negentropy to kith",
                 "kith", "negentropy, bytes", "symbols", "round");
    (void)printf("%9s %7s %10s %8s %10s %10s %9s %8s %6s\n", "records",
                 "differ", "scattered", "newest", "bytes", "scattered",
                 "newest", "", "trips");
    sketches_init(&sketches, 1, SKETCH_SYMBOLS_MAX);
    for (size_t row = 0; row < sizeof cells / sizeof cells[0]; row++) {
        sketches_fill(&sketches, cells[row].records - records, 0, 0);
        records = cells[row].records;
        measure(&sketches, &cells[row], trials);
    }
    sketches_release(&sketches);
    return EXIT_SUCCESS;
}
