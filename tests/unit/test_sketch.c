/* Sketches in memory, projected and frozen. */
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch.h"
#include "node/sync/sketch_frozen.h"
#include "node/sync/sketch_map.h"
#include "tests/lib/check.h"
#include "tests/lib/sketches.h"

static void size_is_twice_the_set(void **state)
{
    (void)state;
    assert_int_equal(sketch_size_for(0), 64);
    assert_int_equal(sketch_size_for(32), 64);
    assert_int_equal(sketch_size_for(33), 128);
    assert_int_equal(sketch_size_for(4096), 8192);
    assert_int_equal(sketch_size_for(4097), 16384);
    assert_int_equal(sketch_size_for(1000000), SKETCH_SYMBOLS_MAX);
    assert_int_equal(sketch_size_for(UINT32_MAX), SKETCH_SYMBOLS_MAX);
}

/* Under half a megabyte a set, and small for a small one. */
static void memory_is_bounded(void **state)
{
    (void)state;
    assert_true(SKETCH_SYMBOLS_MAX * sizeof(struct symbol) <= 500000);
    assert_true(SKETCH_SYMBOLS_MIN * sizeof(struct symbol) <= 1280);
}

static void order_does_not_matter_and_removing_undoes(void **state)
{
    struct sketches sketches;
    struct item items[100];

    (void)state;
    sketches_init(&sketches, 1, 128);
    for (size_t index = 0; index < 100; index++) {
        items[index] = sketches_item(&sketches);
        sketch_add(&sketches.first, &items[index]);
    }
    for (size_t index = 0; index < 50; index++) {
        sketch_remove(&sketches.first, &items[2 * index]);
    }
    for (size_t index = 50; index > 0; index--) {
        sketch_add(&sketches.second, &items[2 * index - 1]);
    }
    assert_int_equal(sketches.first.count, 50);
    assert_memory_equal(sketches.first.symbols, sketches.second.symbols,
                        128 * sizeof(struct symbol));
    assert_memory_equal(&sketches.first.tally, &sketches.second.tally,
                        sizeof(struct tally));
    sketches_release(&sketches);
}

/* A shorter sketch is the beginning of a longer one. */
static void cutting_leaves_the_prefix(void **state)
{
    struct sketches sketches;

    (void)state;
    sketches_init(&sketches, 2, 1024);
    check_ok(sketch_clear(&sketches.second, 64));
    sketches_fill(&sketches, 300, 0, 0);
    check_ok(sketch_cut(&sketches.first, 64));
    assert_memory_equal(sketches.first.symbols, sketches.second.symbols,
                        64 * sizeof(struct symbol));
    sketches_release(&sketches);
}

static void projection_is_linear(void **state)
{
    struct sketches sketches;
    uint64_t left = 0x0123456789abcdefU;
    uint64_t right = 0xdeadbeef00c0ffeeU;
    const struct projection *projection = &sketches.projection;

    (void)state;
    sketches_init(&sketches, 3, 64);
    assert_int_equal(projection_of(projection, 0), 0);
    assert_int_equal(projection_of(projection, left ^ right),
                     projection_of(projection, left) ^
                         projection_of(projection, right));
    assert_int_not_equal(projection_of(projection, left), 0);
    sketches_release(&sketches);
}

/* Who knows the projection of one session knows nothing of the next one. */
static void projection_depends_on_the_handshake(void **state)
{
    struct sketches one;
    struct sketches other;

    (void)state;
    sketches_init(&one, 4, 64);
    sketches_init(&other, 5, 64);
    assert_int_not_equal(projection_of(&one.projection, 1),
                         projection_of(&other.projection, 1));
    sketches_release(&one);
    sketches_release(&other);
}

static void places_ascend_from_the_first_symbol(void **state)
{
    struct mapping at;

    (void)state;
    for (uint64_t check = 0; check < 1000; check++) {
        uint64_t before = 0;

        mapping_init(&at, check * 0x9e3779b97f4a7c15U);
        assert_int_equal(at.index, 0);
        for (unsigned step = 0; step < 20; step++) {
            before = at.index;
            mapping_next(&at);
            assert_true(at.index > before);
        }
    }
}

/* What comes and goes after the freezing does not show. */
static void frozen_shows_what_was(void **state)
{
    struct sketches sketches;
    struct item item;
    unsigned char before[256 * SYMBOL_BYTES];
    unsigned char after[256 * SYMBOL_BYTES];

    (void)state;
    sketches_init(&sketches, 6, 256);
    sketches_fill(&sketches, 100, 0, 0);
    item = sketches_item(&sketches);
    sketch_add(&sketches.first, &item);
    sketches_freeze(&sketches);
    frozen_write(&sketches.ours, &sketches.projection, 0, 256, before);
    sketch_remove(&sketches.first, &item);
    check_ok(frozen_note(&sketches.ours, &item));
    for (size_t index = 0; index < 40; index++) {
        item = sketches_item(&sketches);
        sketch_add(&sketches.first, &item);
        check_ok(frozen_note(&sketches.ours, &item));
    }
    frozen_write(&sketches.ours, &sketches.projection, 0, 256, after);
    assert_memory_equal(before, after, sizeof before);
    frozen_write(&sketches.ours, &sketches.projection, 100, 28, after);
    assert_memory_equal(before + 100 * SYMBOL_BYTES, after, 28 * SYMBOL_BYTES);
    sketches_release(&sketches);
}

static void so_many_changes_are_noted_and_no_more(void **state)
{
    struct sketches sketches;
    struct item item;

    (void)state;
    sketches_init(&sketches, 7, 64);
    item = sketches_item(&sketches);
    for (size_t index = 0; index < SKETCH_CHANGES_MAX; index++) {
        check_ok(frozen_note(&sketches.ours, &item));
    }
    check_err(frozen_note(&sketches.ours, &item), ERR_FULL);
    frozen_release(&sketches.ours);
    frozen_release(&sketches.ours);
    sketches_release(&sketches);
}

static void item_holds_day_and_prefix(void **state)
{
    struct id id = check_id_of(0xab);
    struct item item;
    unsigned char prefix[ITEM_PREFIX_BYTES];

    (void)state;
    item_make(65535, &id, &item);
    item_prefix(&item, prefix);
    assert_int_equal(item_day(&item), 65535);
    assert_memory_equal(prefix, id.data, sizeof prefix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(size_is_twice_the_set),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(order_does_not_matter_and_removing_undoes),
        cmocka_unit_test(cutting_leaves_the_prefix),
        cmocka_unit_test(projection_is_linear),
        cmocka_unit_test(projection_depends_on_the_handshake),
        cmocka_unit_test(places_ascend_from_the_first_symbol),
        cmocka_unit_test(frozen_shows_what_was),
        cmocka_unit_test(so_many_changes_are_noted_and_no_more),
        cmocka_unit_test(item_holds_day_and_prefix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
