/*
 * Bytes to find what differs, both ways, beside range-based reconciliation.
 *
 *   bench_differences [TRIALS]    5 where none are given
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
#include "tests/lib/check.h"
#include "tests/lib/sketches.h"

enum {
    /* Of one set in HELLO: fingerprint, count, first week; both send it. */
    HELLO_BYTES = 2 * (16 + 4 + 2),
    ESTIMATE_BYTES = 1 + 1 + 2 + 4 + TALLY_BYTES, /* type, set, week, count */
    SYMBOLS_HEAD_BYTES = 1 + 1 + 4 + 2,           /* type, set, first, count */
    FOUND_HEAD_BYTES = 1 + 1 + 1 + 2, /* type, set, is last, count */
    DONE_BYTES = 1 + 1,
    ITEMS_MAX = 10000,
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

/* Rule X14: at first what the tallies ask for, then a quarter more. */
static void compare(struct sketches *sketches, size_t count, struct taken *out)
{
    const int64_t more =
        (int64_t)sketches->first.count - (int64_t)sketches->second.count;
    const uint32_t estimate =
        tally_estimate(&sketches->first.tally, &sketches->second.tally, more);
    const size_t wanted = count / 2; /* the other half it has */
    size_t chunk = tally_symbols(estimate, more);

    out->bytes += HELLO_BYTES;
    if (count == 0) {
        return;
    }
    out->bytes += ESTIMATE_BYTES + FOUND_HEAD_BYTES + DONE_BYTES;
    out->bytes += (double)wanted * ITEM_BYTES;
    sketches_freeze(sketches);
    while (!peeler_is_done(&sketches->peeler)) {
        const size_t left = sketches->first.size - sketches->peeler.count;

        chunk = chunk < left ? chunk : left;
        assert_true(chunk > 0);
        sketches_take(sketches, chunk);
        out->bytes += SYMBOLS_HEAD_BYTES + SYMBOL_BYTES * (double)chunk;
        out->round_trips++;
        chunk = (sketches->peeler.count + 3) / 4;
    }
    assert_int_equal(sketches->peeler.found_count, count);
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
    const size_t trials = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
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
