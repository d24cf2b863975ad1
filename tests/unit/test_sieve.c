#include <string.h>

#include "node/limits.h"
#include "node/sync/sieve.h"
#include "tests/lib/check.h"

enum { MANY = 20000 };

static uint64_t prefix_of(uint64_t number)
{
    return (number + 1) * 0x9e3779b97f4a7c15;
}

static const unsigned char hash_bytes[32] = {1, 2, 3};
static const struct view binding = {hash_bytes, sizeof hash_bytes};

static void make(struct sieve *sieve, uint32_t records, uint32_t round)
{
    check_ok(sieve_make(sieve, sieve_bytes_for(records), binding, 2, round));
    for (uint64_t number = 0; number < records; number++) {
        sieve_add(sieve, prefix_of(number));
    }
}

static void what_went_in_never_falls_through(void **state)
{
    static const uint32_t sizes[] = {1, 42, 43, 1000, MANY};

    (void)state;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        struct sieve sieve;

        make(&sieve, sizes[size], 1);
        for (uint64_t number = 0; number < sizes[size]; number++) {
            assert_true(sieve_has(&sieve, prefix_of(number)));
        }
        sieve_release(&sieve);
        sieve_release(&sieve);
    }
}

static size_t kept_back(const struct sieve *sieve)
{
    size_t count = 0;

    for (uint64_t number = 0; number < 10 * (uint64_t)MANY; number++) {
        count += sieve_has(sieve, prefix_of(MANY + number)) ? 1U : 0U;
    }
    return count;
}

static void one_in_three_hundred_is_kept_back_by_mistake(void **state)
{
    struct sieve sieve;

    (void)state;
    make(&sieve, MANY, 1);
    assert_in_range(kept_back(&sieve), 10 * MANY / 500, 10 * MANY / 250);
    sieve_release(&sieve);
}

static void it_grows_in_blocks_up_to_a_ceiling(void **state)
{
    (void)state;
    assert_int_equal(sieve_bytes_for(0), 64);
    assert_int_equal(sieve_bytes_for(42), 64);
    assert_int_equal(sieve_bytes_for(43), 128);
    assert_int_equal(sieve_bytes_for(1000000), 1500032);
    assert_int_equal(sieve_bytes_for(1398101), SIEVE_BYTES_MAX);
    assert_int_equal(sieve_bytes_for(UINT32_MAX), SIEVE_BYTES_MAX);
}

static void key_depends_on_session_set_and_round(void **state)
{
    static const unsigned char other_bytes[32] = {9};
    const struct view other = {other_bytes, sizeof other_bytes};
    struct sieve sieves[4];

    (void)state;
    check_ok(sieve_make(&sieves[0], 64, binding, 2, 1));
    check_ok(sieve_make(&sieves[1], 64, other, 2, 1));
    check_ok(sieve_make(&sieves[2], 64, binding, 3, 1));
    check_ok(sieve_make(&sieves[3], 64, binding, 2, 2));
    for (size_t one = 0; one < 4; one++) {
        for (size_t two = 0; two < one; two++) {
            assert_memory_not_equal(sieves[one].key, sieves[two].key,
                                    SIEVE_KEY_BYTES);
        }
    }
    for (size_t one = 0; one < 4; one++) {
        sieve_release(&sieves[one]);
    }
}

/* So that a later program makes the same of it. */
static void bits_are_where_the_spec_says(void **state)
{
    struct sieve sieve;
    size_t set = 0;

    (void)state;
    check_ok(sieve_make(&sieve, 64, binding, 2, 1));
    sieve_add(&sieve, UINT64_C(0x0102030405060708));
    for (size_t bit = 0; bit < 512; bit++) {
        set += ((unsigned)sieve.bits[bit / 8] >> (7 - bit % 8)) & 1U;
    }
    assert_in_range(set, 6, 8);
    sieve_release(&sieve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_never_falls_through),
        cmocka_unit_test(one_in_three_hundred_is_kept_back_by_mistake),
        cmocka_unit_test(it_grows_in_blocks_up_to_a_ceiling),
        cmocka_unit_test(key_depends_on_session_set_and_round),
        cmocka_unit_test(bits_are_where_the_spec_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
