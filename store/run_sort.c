/*
 * Entries into order: by their first eight bytes digit by digit, least first
 * (LSD radix sort), then those that begin alike by all of their bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "node/bytes.h"
#include "store/run.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW = 64 };

/* An entry, by where it stood. */
struct head {
    uint64_t prefix;
    size_t at;
};

static int compare_keys(const void *left, const void *right)
{
    return memcmp(left, right, KEY_ENTRY_BYTES);
}

static int compare_orders(const void *left, const void *right)
{
    return memcmp(left, right, ORDER_ENTRY_BYTES);
}

static void compare_all(enum index index, unsigned char *entries, size_t count)
{
    qsort(entries, count, run_entry_bytes(index),
          index == INDEX_ORDER ? compare_orders : compare_keys);
}

static size_t digit_of(const struct head *head, unsigned shift)
{
    return (size_t)(head->prefix >> shift) & (DIGITS - 1);
}

/* One digit: from `heads` to `out`, unless all have the same; which is told. */
static bool sort_digit(const struct head *heads,
                       struct head *out,
                       size_t count,
                       unsigned shift)
{
    uint32_t places[DIGITS] = {0};
    uint32_t place = 0;

    for (size_t i = 0; i < count; i++) {
        places[digit_of(&heads[i], shift)]++;
    }
    if (places[digit_of(&heads[0], shift)] == count) {
        return false;
    }
    for (size_t digit = 0; digit < DIGITS; digit++) {
        const uint32_t next = place + places[digit];

        places[digit] = place;
        place = next;
    }
    for (size_t i = 0; i < count; i++) {
        out[places[digit_of(&heads[i], shift)]++] = heads[i];
    }
    return true;
}

/* The heads in order; in one of the two halves of `heads`. */
static const struct head *sort_heads(struct head *heads, size_t count)
{
    struct head *from = heads;
    struct head *to = heads + count;

    for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
        if (sort_digit(from, to, count, shift)) {
            struct head *sorted = to;

            to = from;
            from = sorted;
        }
    }
    return from;
}

/* Bring entries that begin alike into order. */
static void sort_ties(enum index index,
                      unsigned char *entries,
                      const struct head *heads,
                      size_t count)
{
    const size_t size = run_entry_bytes(index);
    size_t first = 0;

    for (size_t i = 1; i <= count; i++) {
        if (i < count && heads[i].prefix == heads[first].prefix) {
            continue;
        }
        if (i - first > 1) {
            compare_all(index, entries + first * size, i - first);
        }
        first = i;
    }
}

void run_entries_sort(enum index index, unsigned char *entries, size_t count)
{
    const size_t size = run_entry_bytes(index);
    struct head *heads = NULL;
    unsigned char *copy = NULL;
    const struct head *sorted = NULL;

    if (count < FEW) {
        compare_all(index, entries, count);
        return;
    }
    heads = malloc(2 * count * sizeof *heads);
    copy = malloc(count * size);
    if (heads == NULL || copy == NULL) {
        compare_all(index, entries, count); /* slower, and needs less */
        goto out;
    }
    memcpy(copy, entries, count * size);
    for (size_t i = 0; i < count; i++) {
        heads[i] = (struct head){get_u64(entries + i * size), i};
    }
    sorted = sort_heads(heads, count);
    for (size_t i = 0; i < count; i++) {
        memcpy(entries + i * size, copy + sorted[i].at * size, size);
    }
    sort_ties(index, entries, sorted, count);
out:
    free(copy);
    free(heads);
}
