/* Records whose bytes have changed on the disk, and how they come again. */
#include <string.h>

#include "store/digest.h"
#include "store/inside.h"
#include "store/rot.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

/* One bit of a row changes, so many bytes before its end. */
static void rot(struct fixture *fixture, const struct id *id, size_t before_end)
{
    struct kept kept;
    struct query query;
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(kept_by_id(fixture->store, id, &kept, &bytes));
    assert_true(before_end <= bytes.bytes);
    bytes.data[bytes.bytes - before_end] ^= 1U;
    query_begin(&query, &fixture->store->sql,
                "UPDATE record SET bytes=? WHERE seq=?");
    query_view(&query, bytes_view(&bytes));
    query_number(&query, kept.seq);
    check_ok(query_run(&query));
    bytes_release(&bytes);
}

enum { BODY_END = RECORD_SIGNATURE_BYTES + 1 };

static void expect(struct fixture *fixture, struct rotten *rotten, size_t count)
{
    check_ok(rot_find(fixture->store, NULL, NULL, rotten));
    assert_int_equal(rotten->all, count);
}

/* Rot, drop, put again: behind the runs and in them. */
static void dropped_record_can_come_again(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    struct kept kept;
    struct id id;

    for (int turn = 0; turn < 2; turn++) {
        check_ok(store_begin(fixture->store));
        id = fixture_put(fixture, 1, 0);
        check_ok(store_commit(fixture->store, ERR_OK));
        if (turn == 1) {
            fixture_merge(fixture->store);
        }
        expect(fixture, &rotten, 0);
        rot(fixture, &id, BODY_END);
        expect(fixture, &rotten, 1);
        check_id(&rotten.rows[0].id, &id);
        assert_false(rotten.rows[0].has_id);
        check_ok(rot_drop(fixture->store, &rotten));
        expect(fixture, &rotten, 0);
        check_err(kept_by_id(fixture->store, &id, &kept, NULL), ERR_UNKNOWN);
        check_ok(store_begin(fixture->store));
        check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
        check_ok(store_commit(fixture->store, ERR_OK));
        check_ok(kept_by_id(fixture->store, &id, &kept, NULL));
        expect(fixture, &rotten, 0);
    }
}

static void as_many_as_fit_are_dropped_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    uint32_t n = 0;

    for (n = 0; n <= STORE_ROTTEN_MAX; n++) {
        struct id id;

        check_ok(store_begin(fixture->store));
        id = fixture_put(fixture, 1, n);
        rot(fixture, &id, BODY_END);
        check_ok(store_commit(fixture->store, ERR_OK));
    }
    expect(fixture, &rotten, STORE_ROTTEN_MAX + 1);
    assert_int_equal(rotten.count, STORE_ROTTEN_MAX);
    check_ok(rot_drop(fixture->store, &rotten));
    expect(fixture, &rotten, 1);
    check_ok(rot_drop(fixture->store, &rotten));
    expect(fixture, &rotten, 0);
}

/* An id says nothing of signatures. */
static void rotten_signature_is_found_and_dropped(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    struct id id;
    uint64_t kept = 0;

    check_ok(store_begin(fixture->store));
    id = fixture_put(fixture, 1, 0);
    (void)fixture_put(fixture, 1, 1);
    rot(fixture, &id, 1); /* the last byte of its signature */
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(store_check(fixture->store));
    expect(fixture, &rotten, 1);
    check_id(&rotten.rows[0].id, &id);
    assert_true(rotten.rows[0].has_id);
    check_ok(rot_drop(fixture->store, &rotten));
    expect(fixture, &rotten, 0);
    check_ok(store_count(fixture->store, SET_BOARD, &kept));
    assert_int_equal(kept, 1);
}

static void note_watched(void *self, uint64_t done, uint64_t all)
{
    uint64_t *seen = self;

    assert_int_equal(done, seen[0] + STORE_ROT_WATCHED);
    seen[0] = done;
    seen[1] = all;
}

static void who_watches_is_told_how_far_it_is(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    uint64_t seen[2] = {0, 0};

    check_ok(store_begin(fixture->store));
    for (uint32_t n = 0; n < 2 * STORE_ROT_WATCHED + 1; n++) {
        (void)fixture_put(fixture, 1, n);
    }
    check_ok(store_commit(fixture->store, ERR_OK));
    check_ok(rot_find(fixture->store, note_watched, seen, &rotten));
    assert_int_equal(seen[0], 2 * STORE_ROT_WATCHED);
    assert_int_equal(seen[1], 2 * STORE_ROT_WATCHED + 1);
}

static enum err pass_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    size_t *seen = visitor;

    (void)id;
    (void)drop_day;
    ++*seen;
    return ERR_OK;
}

/* Everything that a step asks for goes on without it. */
static void expect_passed_over(struct fixture *fixture, const struct id *bad)
{
    const struct shelf shelf = store_shelf(fixture->store);
    struct journal_row journal[8];
    struct shelf_row rows[8];
    struct shelf_scan scan = {0};
    struct shelf_row row;
    size_t count = 0;
    size_t seen = 0;

    check_ok(shelf.walk_ids(shelf.self, SET_BOARD, pass_id, &seen));
    assert_int_equal(seen, 1);
    check_ok(shelf.scan(shelf.self, &scan, rows, 8, &count));
    assert_int_equal(count, 1);
    check_ok(shelf.journal(shelf.self, 0, journal, 8, &count));
    assert_true(count >= 1);
    check_err(shelf.find(shelf.self, bad, &row), ERR_UNKNOWN);
}

/* Behind the runs and in them; the good one comes while the bad is there. */
static void record_without_a_header_is_passed_over_and_dropped(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    struct id bad;
    uint64_t kept = 0;

    for (uint32_t turn = 0; turn < 2; turn++) {
        check_ok(store_begin(fixture->store));
        if (turn == 0) {
            (void)fixture_put(fixture, 1, 0);
        }
        bad = fixture_put(fixture, 1, 1);
        rot(fixture, &bad, fixture->record.bytes); /* the first of its bytes */
        check_ok(store_commit(fixture->store, ERR_OK));
        fixture_reopen(fixture, STORE_WRITE);
        expect_passed_over(fixture, &bad);
        expect(fixture, &rotten, 1);
        check_id(&rotten.rows[0].id, &bad);
        check_ok(store_begin(fixture->store));
        (void)fixture_put(fixture, 1, 1);
        check_ok(store_commit(fixture->store, ERR_OK));
        fixture_merge(fixture->store);
        expect(fixture, &rotten, 1);
        check_ok(rot_drop(fixture->store, &rotten));
        expect(fixture, &rotten, 0);
        check_ok(store_count(fixture->store, SET_BOARD, &kept));
        assert_int_equal(kept, 2);
    }
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dropped_record_can_come_again),
        TEST(as_many_as_fit_are_dropped_at_once),
        TEST(rotten_signature_is_found_and_dropped),
        TEST(who_watches_is_told_how_far_it_is),
        TEST(record_without_a_header_is_passed_over_and_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
