/* What stands behind the runs, remembered between two merges. */
#include "store/board.h"
#include "store/inside.h"
#include "store/merge.h"
#include "store/walk.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

enum { RECORDS = 1000 };

static uint64_t key_of(uint64_t seq)
{
    return seq * UINT64_C(0x9e3779b97f4a7c15);
}

static bool has_key(const struct tail *tail, uint64_t seq)
{
    size_t at = 0;

    return tail_find(tail, key_of(seq), &at) == seq;
}

static void add(struct tail *tail, uint64_t seq)
{
    unsigned char order[ORDER_ENTRY_BYTES] = {0};
    unsigned char post[KEY_ENTRY_BYTES];

    order[25] = (unsigned char)(seq >> 32);
    put_u32(order + 26, (uint32_t)seq);
    run_entry_put(post, key_of(seq), seq);
    check_ok(tail_add(tail, key_of(seq), seq));
    check_ok(tail_add_post(tail, order, post));
}

/* A merge takes what came first; what came since is found as before. */
static void cut_leaves_what_came_later(void **state)
{
    struct tail tail;
    uint64_t seq = 0;

    (void)state;
    tail = (struct tail){.keys = NULL};
    tail_reset(&tail, 1);
    for (seq = 1; seq <= RECORDS; seq++) {
        add(&tail, seq);
    }
    tail.keys_next = RECORDS + 1;
    tail.posts_next = RECORDS + 1;
    check_ok(tail_cut(&tail, RECORDS - 10));
    for (seq = 1; seq <= RECORDS; seq++) {
        assert_int_equal(has_key(&tail, seq), seq > RECORDS - 10);
    }
    assert_int_equal(tail.key_count, 10);
    assert_int_equal(tail.post_count, 10);
    for (size_t i = 0; i < tail.post_count; i++) {
        assert_true(
            run_entry_seq(INDEX_ORDER, tail.orders + i * ORDER_ENTRY_BYTES) >
            RECORDS - 10);
        assert_true(
            run_entry_seq(INDEX_POST, tail.posts + i * KEY_ENTRY_BYTES) >
            RECORDS - 10);
    }
    assert_int_equal(tail.posts_next, RECORDS + 1);
    check_ok(tail_cut(&tail, 2 * RECORDS)); /* its posts were not noted */
    assert_int_equal(tail.key_count, 0);
    assert_int_equal(tail.post_count, 0);
    assert_int_equal(tail.posts_next, 2 * RECORDS + 1);
    tail_reset(&tail, 0);
}

static uint64_t merged_posts(struct store *store)
{
    const struct walk_range range = walk_of(store, INDEX_POST);
    uint64_t entries = 0;

    for (size_t i = 0; i < range.count; i++) {
        entries += store->runs.items[range.place + i].entries;
    }
    return entries;
}

static uint32_t live(struct store *store)
{
    struct board_keeper keepers[FIXTURE_AUTHORS];
    size_t count = 0;
    uint32_t all = 0;

    check_ok(
        board_keepers(store, POSTING_NOW_MS, keepers, FIXTURE_AUTHORS, &count));
    for (size_t i = 0; i < count; i++) {
        all += keepers[i].live;
    }
    return all;
}

static void put_and_merge(struct fixture *fixture, uint32_t n)
{
    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 0, n);
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_begin(fixture->store));
    check_ok(merge_tail(fixture->store));
    check_ok(store_commit(fixture->store, ERR_OK));
}

/* Who put a record remembers where it is shown. It is not merged when it went
 * since, whether he or another erased it, or it was never committed. */
static void what_went_is_not_merged(void **state)
{
    struct fixture *fixture = *state;
    struct store *other = NULL;
    struct id ids[3];

    check_ok(store_begin(fixture->store));
    for (uint32_t n = 0; n < 3; n++) {
        ids[n] = fixture_put(fixture, 0, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_begin(fixture->store));
    check_ok(store_drop(fixture->store, &ids[0]));
    check_ok(store_commit(fixture->store, ERR_OK));
    put_and_merge(fixture, 3);
    assert_int_equal(merged_posts(fixture->store), 3);
    assert_int_equal(live(fixture->store), 3);

    check_ok(store_begin(fixture->store));
    ids[0] = fixture_put(fixture, 0, 4);
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_open(fixture->folder.path, STORE_WRITE, &other));
    check_ok(store_begin(other));
    check_ok(store_drop(other, &ids[0]));
    check_ok(store_commit(other, ERR_OK));
    store_close(other);
    put_and_merge(fixture, 5);
    assert_int_equal(merged_posts(fixture->store), 4);
    assert_int_equal(live(fixture->store), 4);

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 0, 6);
    check_err(store_commit(fixture->store, ERR_IO), ERR_IO);
    put_and_merge(fixture, 7);
    assert_int_equal(merged_posts(fixture->store), 5);
    assert_int_equal(live(fixture->store), 5);
}

/* Numbers that are taken again last are known of what was merged, however it
 * came into memory. */
static void lanes_are_known_of_what_was_merged(void **state)
{
    struct fixture *fixture = *state;
    const struct shelf_range range = {
        .household = fixture->authors[0].keys.public, .class = CLASS_POST};
    uint64_t used = 0;

    check_ok(store_begin(fixture->store));
    (void)fixture_put(fixture, 0, 8);
    check_ok(store_commit(fixture->store, ERR_OK));
    put_and_merge(fixture, 3);
    check_ok(lane_used(fixture->store, &range, &used));
    assert_int_equal(used, 9);
    fixture_reopen(fixture, STORE_WRITE);
    put_and_merge(fixture, 20);
    check_ok(lane_used(fixture->store, &range, &used));
    assert_int_equal(used, 21);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_leaves_what_came_later),
        TEST(what_went_is_not_merged),
        TEST(lanes_are_known_of_what_was_merged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
