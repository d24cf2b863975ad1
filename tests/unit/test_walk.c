/* Walks through runs: in order, from anywhere, and no further than needed. */
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/placed.h"
#include "store/walk.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"

enum { RUNS = 3, EACH = 700, ALL = RUNS * EACH, KEEPERS = 5, BOUNDS = 300 };

struct fixture {
    struct folder folder;
    struct store *store;
    unsigned char entries[ALL][ORDER_ENTRY_BYTES]; /* in order */
    uint32_t random;
};

static uint32_t draw(struct fixture *fixture, uint32_t below)
{
    fixture->random = fixture->random * 1103515245 + 12345;
    return (fixture->random >> 8) % below;
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, ORDER_ENTRY_BYTES);
}

static void add_run(struct store *store,
                    unsigned char (*entries)[ORDER_ENTRY_BYTES],
                    size_t count,
                    struct run_name name)
{
    struct run_writer writer;
    enum err err = ERR_OK;

    qsort(entries, count, ORDER_ENTRY_BYTES, compare);
    run_begin(&writer, store, name);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = run_add(&writer, entries[i]);
    }
    check_ok(run_end(&writer, err));
}

static void open_again(struct fixture *fixture)
{
    store_close(fixture->store);
    check_ok(store_open(fixture->folder.path, STORE_READ, &fixture->store));
    check_ok(store_begin_read(fixture->store));
}

/* Posts of a few keepers in runs: those of each run are newer than those of
 * the run before by half of its range. */
static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    check_ok(store_open(fixture->folder.path, STORE_CREATE, &fixture->store));
    check_ok(store_begin(fixture->store));
    for (uint64_t run = 0; run < RUNS; run++) {
        unsigned char(*entries)[ORDER_ENTRY_BYTES] =
            &fixture->entries[run * EACH];

        for (size_t i = 0; i < EACH; i++) {
            placed_put(entries[i],
                       &(struct placed){
                           .keeper = draw(fixture, KEEPERS),
                           .has_asks = draw(fixture, 9) == 0,
                           .is_first = draw(fixture, 40) == 0,
                           .posted_ms = run * EACH / 2 + draw(fixture, EACH),
                           .post64 = draw(fixture, 1000),
                           .seq = run * EACH + i + 1,
                       });
        }
        add_run(fixture->store, entries, EACH,
                (struct run_name){INDEX_ORDER, 0, run * EACH + 1,
                                  (run + 1) * EACH});
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    open_again(fixture);
    qsort(fixture->entries, ALL, ORDER_ENTRY_BYTES, compare);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    check_ok(store_commit(fixture->store, ERR_OK));
    store_close(fixture->store);
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

static void begin(struct fixture *fixture, struct walk *walk)
{
    check_ok(walk_begin(walk, fixture->store,
                        walk_of(fixture->store, INDEX_ORDER), NULL, 0));
    assert_int_equal(walk->count, RUNS);
}

/* Somewhere, at an entry or between two, or where posts of a keeper begin. */
static void draw_bound(struct fixture *fixture, unsigned char *bound)
{
    memcpy(bound, fixture->entries[draw(fixture, ALL)], ORDER_ENTRY_BYTES);
    switch (draw(fixture, 4)) {
    case 0:
        memset(bound, 0, ORDER_ENTRY_BYTES);
        break;
    case 1:
        memset(bound + 4, 0, ORDER_ENTRY_BYTES - 4);
        break;
    case 2:
        bound[9]++;
        break;
    default:
        break;
    }
}

static void walk_begins_anywhere_and_leaves_nothing_out(void **state)
{
    struct fixture *fixture = *state;
    unsigned char bound[ORDER_ENTRY_BYTES];
    const unsigned char *entry = NULL;
    struct walk walk;

    begin(fixture, &walk);
    for (unsigned round = 0; round < BOUNDS; round++) {
        size_t at = 0;
        size_t last = 0;

        draw_bound(fixture, bound);
        check_ok(walk_seek(&walk, bound));
        at = run_entries_from(INDEX_ORDER, fixture->entries[0], ALL, bound);
        last = at + draw(fixture, 500);
        check_ok(walk_next(&walk, &entry));
        for (; at < last && at < ALL; at++) {
            assert_non_null(entry);
            assert_memory_equal(entry, fixture->entries[at], ORDER_ENTRY_BYTES);
            check_ok(walk_next(&walk, &entry));
        }
        assert_true(at < ALL || entry == NULL);
    }
    walk_release(&walk);
}

static void walk_without_a_bound_gives_all(void **state)
{
    struct fixture *fixture = *state;
    const unsigned char *entry = NULL;
    struct walk walk;

    begin(fixture, &walk);
    for (size_t at = 0; at < ALL; at++) {
        check_ok(walk_next(&walk, &entry));
        assert_memory_equal(entry, fixture->entries[at], ORDER_ENTRY_BYTES);
    }
    check_ok(walk_next(&walk, &entry));
    assert_null(entry);
    walk_release(&walk);
}

static void run_of_older_posts_is_not_read(void **state)
{
    struct fixture *fixture = *state;
    const uint64_t newest = (UINT64_C(1) << 48) - 1;
    unsigned char bound[ORDER_ENTRY_BYTES];
    const unsigned char *entry = NULL;
    struct placed placed;
    struct walk walk;

    begin(fixture, &walk);
    placed_put(bound, &(struct placed){.keeper = 2, .posted_ms = newest});
    check_ok(walk_seek(&walk, bound));
    check_ok(walk_next(&walk, &entry));
    placed_get(entry, &placed);
    assert_int_equal(placed.keeper, 2);
    assert_true(placed.posted_ms > RUNS * EACH / 2); /* of the last run only */
    assert_int_equal(walk.cursors[0].count, 0);
    assert_int_equal(walk.cursors[1].count, 0);
    assert_int_not_equal(walk.cursors[2].count, 0);
    while (placed.keeper == 2) { /* with its last post all have been */
        check_ok(walk_next(&walk, &entry));
        placed_get(entry, &placed);
    }
    assert_int_not_equal(walk.cursors[0].count, 0);
    walk_release(&walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            walk_begins_anywhere_and_leaves_nothing_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(walk_without_a_bound_gives_all, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(run_of_older_posts_is_not_read, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
