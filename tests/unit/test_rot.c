/* Records whose bytes have changed on the disk, and how they come again. */
#include <string.h>

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
    check_ok(rot_find(fixture->store, rotten));
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
        check_id(&rotten.ids[0], &id);
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

/* Nobody can say any more what such a one was counted in. */
static void record_without_a_header_stays(void **state)
{
    struct fixture *fixture = *state;
    struct rotten rotten;
    struct id good;
    struct id bad;

    check_ok(store_begin(fixture->store));
    good = fixture_put(fixture, 1, 0);
    rot(fixture, &good, BODY_END);
    bad = fixture_put(fixture, 1, 1);
    rot(fixture, &bad, fixture->record.bytes); /* the first of its bytes */
    check_ok(store_commit(fixture->store, ERR_OK));
    expect(fixture, &rotten, 2);
    check_err(rot_drop(fixture->store, &rotten), ERR_CORRUPT);
    expect(fixture, &rotten, 2);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dropped_record_can_come_again),
        TEST(as_many_as_fit_are_dropped_at_once),
        TEST(record_without_a_header_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
