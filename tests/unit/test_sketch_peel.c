/* Peeling: honest differences come apart, hostile ones end. */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_peel.h"
#include "tests/lib/check.h"
#include "tests/lib/sketches.h"

enum { GROUND_TRIES = 400000 };

static bool has_found(const struct peeler *peeler, const struct item *item)
{
    for (size_t index = 0; index < peeler->found_count; index++) {
        if (memcmp(&peeler->found[index].item, item, sizeof *item) == 0) {
            return true;
        }
    }
    return false;
}

static void equal_sets_need_one_symbol(void **state)
{
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 1, 64);
    sketches_fill(&sketches, 30, 0, 0);
    sketches_freeze(&sketches);
    assert_false(peeler_is_done(&sketches.peeler));
    sketches_take(&sketches, 1);
    assert_true(peeler_is_done(&sketches.peeler));
    assert_int_equal(sketches.peeler.found_count, 0);
    sketches_release(&sketches);
}

/* Against an oracle: exactly the records that only one of them has. */
static void difference_comes_apart(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct sketches sketches;
        struct item items[64];
        size_t count = seed % 64;

        sketches_init(&sketches, seed, 1024);
        sketches_fill(&sketches, (size_t)(seed * 3), 0, 0);
        for (size_t index = 0; index < count; index++) {
            items[index] = sketches_item(&sketches);
            sketch_add(index % 3 == 0 ? &sketches.first : &sketches.second,
                       &items[index]);
        }
        sketches_freeze(&sketches);
        (void)sketches_peel(&sketches, 16);
        assert_true(peeler_is_done(&sketches.peeler));
        assert_int_equal(sketches.peeler.found_count, count);
        for (size_t index = 0; index < count; index++) {
            assert_true(has_found(&sketches.peeler, &items[index]));
        }
        sketches_release(&sketches);
    }
}

static void chunks_and_one_piece_find_the_same(void **state)
{
    static const size_t chunks[] = {1, 7, 64, 512};

    (void)state;
    for (size_t index = 0; index < 4; index++) {
        struct sketches sketches;

        sketches_init(&sketches, 9, 1024);
        sketches_fill(&sketches, 10, 70, 80);
        sketches_freeze(&sketches);
        (void)sketches_peel(&sketches, chunks[index]);
        assert_true(peeler_is_done(&sketches.peeler));
        assert_int_equal(sketches.peeler.found_count, 150);
        sketches_release(&sketches);
    }
}

/* Where it is below `size`, as a number that tells paths apart. */
static uint64_t
path_of(const struct item *item, const struct item_key *key, size_t size)
{
    struct mapping at;
    uint64_t path = 0;

    for (mapping_init(&at, item_check(item, key)); at.index < size;
         mapping_next(&at)) {
        path = (path ^ at.index) * 0x9e3779b97f4a7c15U;
    }
    return path;
}

struct ground {
    uint64_t path;
    struct item item;
};

static int by_path(const void *left, const void *right)
{
    uint64_t one = ((const struct ground *)left)->path;
    uint64_t other = ((const struct ground *)right)->path;

    return one < other ? -1 : one > other;
}

/* Put records into the first set that agree, two by two, in all symbols below
 * `size`; at most `max` pairs, how many. */
static size_t grind_pairs(struct sketches *sketches, size_t size, size_t max)
{
    struct ground *tries = calloc(GROUND_TRIES, sizeof *tries);
    size_t pairs = 0;

    assert_non_null(tries);
    for (size_t index = 0; index < GROUND_TRIES; index++) {
        tries[index].item = sketches_item(sketches);
        tries[index].path = path_of(&tries[index].item, &sketches->key, size);
    }
    qsort(tries, GROUND_TRIES, sizeof *tries, by_path);
    for (size_t index = 1; index < GROUND_TRIES && pairs < max; index++) {
        if (tries[index].path == tries[index - 1].path) {
            sketch_add(&sketches->first, &tries[index - 1].item);
            sketch_add(&sketches->first, &tries[index].item);
            index++;
            pairs++;
        }
    }
    free(tries);
    return pairs;
}

/* Honest records are found beside them; the rest is given up, soon. */
static void ground_pairs_are_given_up_and_the_honest_found(void **state)
{
    struct sketches sketches;
    struct item honest[20];
    size_t found = 0;
    size_t pairs = 0;

    (void)state;
    sketches_init(&sketches, 10, 4096);
    pairs = grind_pairs(&sketches, 4096, 4);
    assert_true(pairs > 0);
    for (size_t index = 0; index < 20; index++) {
        honest[index] = sketches_item(&sketches);
        sketch_add(&sketches.second, &honest[index]);
    }
    sketches_freeze(&sketches);
    sketches_take(&sketches, 64);
    while (!peeler_is_stuck(&sketches.peeler)) {
        assert_true(sketches.peeler.count < 512);
        sketches_take(&sketches, sketches.peeler.count / 4);
    }
    assert_false(peeler_is_done(&sketches.peeler));
    for (size_t index = 0; index < 20; index++) {
        found += has_found(&sketches.peeler, &honest[index]) ? 1U : 0U;
    }
    assert_true(found >= 15);
    sketches_release(&sketches);
}

/* Forty-eight records that are all in many of the first 32 symbols. */
static void crowd_in_the_first_symbols_comes_apart(void **state)
{
    struct sketches sketches;
    size_t count = 0;

    (void)state;
    sketches_init(&sketches, 11, 1024);
    while (count < 48) {
        const struct item item = sketches_item(&sketches);
        struct mapping at;
        size_t places = 0;

        for (mapping_init(&at, item_check(&item, &sketches.key)); at.index < 32;
             mapping_next(&at)) {
            places++;
        }
        if (places >= 10) {
            sketch_add(&sketches.first, &item);
            count++;
        }
    }
    sketches_fill(&sketches, 0, 0, 10);
    sketches_freeze(&sketches);
    assert_true(sketches_peel(&sketches, 16) < 512);
    assert_int_equal(sketches.peeler.found_count, 58);
    sketches_release(&sketches);
}

/* Symbols of nothing: it never takes more than it may, and ends. */
static void endless_noise_is_refused_at_the_ceiling(void **state)
{
    static unsigned char ours[1024 * SYMBOL_BYTES];
    static unsigned char theirs[1024 * SYMBOL_BYTES];
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 12, 64);
    for (size_t index = 0; index < sizeof theirs; index++) {
        theirs[index] = (unsigned char)(index * 97 % 251);
    }
    for (size_t count = 0; count < SKETCH_SYMBOLS_MAX; count += 1024) {
        check_ok(peeler_take(&sketches.peeler, ours, theirs, 1024));
    }
    assert_false(peeler_is_done(&sketches.peeler));
    check_err(peeler_take(&sketches.peeler, ours, theirs, 1), ERR_FULL);
    sketches_release(&sketches);
}

/* Symbols that hold an item that is nowhere else send it in circles. */
static void circles_end(void **state)
{
    static unsigned char ours[64 * SYMBOL_BYTES];
    static unsigned char theirs[64 * SYMBOL_BYTES];
    struct sketches sketches;
    struct item item;
    uint64_t check = 0;
    struct mapping at;
    size_t turn = 0;

    (void)state;
    sketches_init(&sketches, 13, 64);
    item = sketches_item(&sketches);
    check = item_check(&item, &sketches.key);
    for (mapping_init(&at, check); at.index < 64; mapping_next(&at)) {
        if (turn % 2 == 0) { /* in every other of its symbols */
            unsigned char *place = theirs + at.index * SYMBOL_BYTES;

            item_write(&item, place);
            put_u32(place + ITEM_BYTES,
                    projection_of(&sketches.projection, check));
        }
        turn++;
    }
    check_ok(peeler_take(&sketches.peeler, ours, theirs, 64));
    assert_true(sketches.peeler.found_count <= 64);
    assert_false(peeler_is_done(&sketches.peeler) &&
                 sketches.peeler.found_count % 2 == 0);
    sketches_release(&sketches);
}

static void sketch_of_another_neighbourhood_shows_nothing(void **state)
{
    const struct neighbourhood other = {{8}};
    struct sketches sketches;
    struct item_key key;

    (void)state;
    sketches_init(&sketches, 14, 64);
    item_key_make(&other, &key);
    sketch_release(&sketches.second);
    sketch_init(&sketches.second, &key);
    check_ok(sketch_clear(&sketches.second, 64));
    sketches_fill(&sketches, 0, 0, 20);
    sketches_freeze(&sketches);
    (void)sketches_peel(&sketches, 16);
    assert_false(peeler_is_done(&sketches.peeler));
    assert_int_equal(sketches.peeler.found_count, 0);
    sketches_release(&sketches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sets_need_one_symbol),
        cmocka_unit_test(difference_comes_apart),
        cmocka_unit_test(chunks_and_one_piece_find_the_same),
        cmocka_unit_test(ground_pairs_are_given_up_and_the_honest_found),
        cmocka_unit_test(crowd_in_the_first_symbols_comes_apart),
        cmocka_unit_test(endless_noise_is_refused_at_the_ceiling),
        cmocka_unit_test(circles_end),
        cmocka_unit_test(sketch_of_another_neighbourhood_shows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
