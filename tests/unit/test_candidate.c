/* The best of many for one page, against sorting them all. */
#include <stdlib.h>
#include <string.h>

#include "store/candidate.h"
#include "tests/lib/check.h"

enum { MANY = 500 };

/* A few values each, so that every part of the order decides somewhere. */
static struct candidate candidate_of(uint32_t *random, uint64_t seq)
{
    uint32_t dice = *random = *random * 1103515245 + 12345;

    return (struct candidate){.is_ended = (dice >> 8) % 4 == 0,
                              .group = (uint8_t)((dice >> 10) % 4),
                              .live = (dice >> 12) % 3,
                              .posted_ms = (dice >> 14) % 5,
                              .post64 =
                                  ((uint64_t)(dice >> 16) % 2) << 63 | seq,
                              .seq = seq};
}

static bool is_before(const struct candidate *left,
                      const struct candidate *right)
{
    if (left->is_ended != right->is_ended) {
        return right->is_ended;
    }
    if (left->group != right->group) {
        return left->group < right->group;
    }
    if (left->live != right->live) {
        return left->live < right->live;
    }
    if (left->posted_ms != right->posted_ms) {
        return left->posted_ms > right->posted_ms;
    }
    return left->post64 < right->post64;
}

/* How many of all come before this one. */
static size_t place_of(const struct candidate *all, const struct candidate *one)
{
    size_t place = 0;
    size_t i = 0;

    for (i = 0; i < MANY; i++) {
        place += is_before(&all[i], one);
    }
    return place;
}

static void best_ones_stay_in_their_order(void **state)
{
    static const size_t limits[] = {0, 1, 2, 7, 63, 64, 65, MANY - 1, MANY};
    struct candidate all[MANY];
    struct candidates page;
    uint32_t random = 99;
    size_t i = 0;
    size_t k = 0;

    (void)state;
    for (i = 0; i < MANY; i++) {
        all[i] = candidate_of(&random, i);
    }
    for (k = 0; k < sizeof limits / sizeof limits[0]; k++) {
        candidates_init(&page, limits[k]);
        for (i = 0; i < MANY; i++) {
            check_ok(candidates_offer(&page, &all[i]));
        }
        assert_true(candidates_is_full(&page));
        candidates_settle(&page);
        assert_int_equal(page.count, limits[k]);
        for (i = 0; i < page.count; i++) {
            assert_int_equal(place_of(all, &page.items[i]), i);
        }
        candidates_release(&page);
        candidates_release(&page);
    }
}

static void settled_ones_keep_their_place(void **state)
{
    struct candidates page;
    struct candidate late = {.live = 9};
    struct candidate early = {.live = 1};

    (void)state;
    candidates_init(&page, 2);
    check_ok(candidates_offer(&page, &late));
    candidates_settle(&page);
    check_ok(candidates_offer(&page, &early));
    candidates_settle(&page);
    assert_int_equal(page.items[0].live, 9);
    assert_int_equal(page.items[1].live, 1);
    assert_true(candidates_is_too_late(&page, &early));
    check_ok(candidates_offer(&page, &early));
    assert_int_equal(page.count, 2);
    candidates_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_ones_stay_in_their_order),
        cmocka_unit_test(settled_ones_keep_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
