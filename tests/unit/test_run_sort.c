#include <stdlib.h>
#include <string.h>

#include "store/run.h"
#include "tests/lib/check.h"

enum { ENTRIES_MAX = 3000 };

static int compare_keys(const void *left, const void *right)
{
    return memcmp(left, right, KEY_ENTRY_BYTES);
}

static int compare_orders(const void *left, const void *right)
{
    return memcmp(left, right, ORDER_ENTRY_BYTES);
}

/* A step of a 64-bit linear congruential generator: its upper byte. */
static unsigned char next_byte(uint64_t *seed)
{
    *seed =
        *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned char)(*seed >> 56);
}

/* Entries whose first `alike` bytes are few: 0 or 255. */
static void
fill(unsigned char *entries, size_t bytes, size_t size, size_t alike)
{
    uint64_t seed = bytes + alike;

    for (size_t i = 0; i < bytes; i++) {
        const unsigned char byte = next_byte(&seed);

        entries[i] =
            i % size < alike ? (unsigned char)(byte < 128 ? 0 : 255) : byte;
    }
}

static void check_sorted(enum index index, size_t count, size_t alike)
{
    const size_t size = run_entry_bytes(index);
    unsigned char *sorted = malloc(ENTRIES_MAX * ORDER_ENTRY_BYTES);
    unsigned char *expected = malloc(ENTRIES_MAX * ORDER_ENTRY_BYTES);

    assert_non_null(sorted);
    assert_non_null(expected);
    fill(sorted, count * size, size, alike);
    memcpy(expected, sorted, count * size);
    qsort(expected, count, size,
          index == INDEX_ORDER ? compare_orders : compare_keys);
    run_entries_sort(index, sorted, count);
    assert_memory_equal(sorted, expected, count * size);
    free(expected);
    free(sorted);
}

static void entries_are_in_the_order_of_all_their_bytes(void **state)
{
    static const size_t counts[] = {1, 2, 63, 64, 65, 1000, ENTRIES_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        check_sorted(INDEX_KEY, counts[i], 0);
        check_sorted(INDEX_ORDER, counts[i], 0);
        check_sorted(INDEX_POST, counts[i], 3);
        check_sorted(INDEX_ORDER, counts[i], 5);
    }
}

static void entries_that_begin_alike_are_told_apart_by_the_rest(void **state)
{
    (void)state;
    check_sorted(INDEX_KEY, ENTRIES_MAX, 8);
    check_sorted(INDEX_KEY, ENTRIES_MAX, KEY_ENTRY_BYTES);
    check_sorted(INDEX_ORDER, ENTRIES_MAX, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_in_the_order_of_all_their_bytes),
        cmocka_unit_test(entries_that_begin_alike_are_told_apart_by_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
