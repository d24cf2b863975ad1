#include "node/limits.h"
#include "node/sync/check.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Two who were in step. */
static void meet(struct meeting *met)
{
    meeting_init(met);
    pair_keep_posts(&met->pair, 0, &met->street, 0, 0, 20);
    pair_keep_posts(&met->pair, 1, &met->street, 0, 0, 20);
    pair_connect(&met->pair);
    pair_run(&met->pair);
}

/* A record is gone from a shelf, as after healing a damaged page. */
static void lose_one(struct meeting *met, size_t side)
{
    struct side *loser = &met->pair.sides[side];
    const struct shelf_week week = {
        SET_BOARD, class_drop_day(CLASS_POST, street_ms(0)) / WEEK_DAYS};
    struct id id;
    size_t count = 0;

    check_ok(
        loser->port.week_ids(loser->port.self, &week, NULL, &id, 1, &count));
    assert_int_equal(count, 1);
    check_ok(memory_shelf_drop(loser->shelf, &id));
    pair_nudge(&met->pair, side);
}

static void change_is_checked_when_it_is_quiet(void **state)
{
    struct meeting met;
    unsigned before = 0;

    (void)state;
    meet(&met);
    pair_wait(&met.pair, 1000);
    before = met.pair.sides[0].said[WIRE_FINGERPRINTS];
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 1);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, CHECK_QUIET_MS - 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_FINGERPRINTS], before);
    pair_wait(&met.pair, 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_FINGERPRINTS], before + 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    meeting_release(&met);
}

static void steady_changes_do_not_put_the_check_off(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    for (uint32_t n = 0; n < 65; n++) {
        pair_keep_posts(&met.pair, 0, &met.street, 1, n, 1);
        pair_nudge(&met.pair, 0);
        pair_wait(&met.pair, 1000);
    }
    assert_int_equal(met.pair.sides[0].said[WIRE_FINGERPRINTS], 2);
    meeting_release(&met);
}

static void loss_at_the_leader_heals_soon(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    lose_one(&met, 0);
    assert_false(pair_is_equal(&met.pair));
    pair_wait(&met.pair, 2 * CHECK_QUIET_MS);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 1);
    meeting_release(&met);
}

static void loss_at_the_follower_heals_within_two_checks(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    lose_one(&met, 1);
    pair_wait(&met.pair, CHECK_MS + CHECK_QUIET_MS);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 1);
    assert_true(met.pair.is_up);
    meeting_release(&met);
}

/* Our own record in a slot above our limit: we keep it, nobody else does. */
static void lasting_difference_is_compared_ever_more_rarely(void **state)
{
    struct meeting met;
    const unsigned *said = met.pair.sides[0].said;
    unsigned first_hour = 0;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 500, 1);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, 60ULL * 60 * 1000);
    first_hour = said[WIRE_ESTIMATE] + said[WIRE_WEEKS];
    assert_in_range(first_hour, 8, 16);
    assert_in_range(said[WIRE_WEEKS], 1, first_hour / 2);
    pair_wait(&met.pair, 60ULL * 60 * 1000);
    assert_in_range(said[WIRE_ESTIMATE] + said[WIRE_WEEKS], first_hour + 5,
                    first_hour + 7);
    assert_true(met.pair.is_up);
    assert_int_equal(pair_count(&met.pair, 1, SET_BOARD), 20);
    meeting_release(&met);
}

static void success_ends_the_back_off(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    lose_one(&met, 0);
    pair_wait(&met.pair, 10 * CHECK_MS);
    lose_one(&met, 0);
    pair_wait(&met.pair, 2 * CHECK_QUIET_MS);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

/* Nothing of a slow receiver is taken for a difference. */
static void records_under_way_are_no_difference(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    met.pair.sides[1].is_slow = true;
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 5);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, 30 * 1000);
    assert_true(met.pair.sides[0].said[WIRE_FINGERPRINTS] > 5);
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
    meeting_release(&met);
}

/* The other side says that it keeps something back. */
static void difference_counts_when_both_are_drained(void **state)
{
    struct meeting met;
    const struct wire_hello other = {.sets = {{.count = 1}}};
    struct bytes message;

    (void)state;
    meet(&met);
    met.pair.sides[1].is_away = true;
    for (uint8_t flags = 0; flags <= WIRE_DRAINED; flags++) {
        for (unsigned times = 0; times < 2; times++) {
            assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 0);
            bytes_init(&message, RECORDS_BYTES_MAX);
            check_ok(wire_write_fingerprints(flags, &other, &message));
            pair_say(&met.pair, 0, bytes_view(&message));
            bytes_release(&message);
        }
    }
    assert_int_equal(met.pair.sides[0].said[WIRE_ESTIMATE], 1);
    met.pair.sides[1].is_away = false;
    meeting_release(&met);
}

/* The journal was cut behind the cursor of a peer with a closed window. */
static void rows_that_were_cut_off_are_compared(void **state)
{
    struct meeting met;

    (void)state;
    for (size_t from = 0; from < 2; from++) {
        meet(&met);
        met.pair.sides[1 - from].is_slow = true;
        pair_keep_posts(&met.pair, from, &met.street, 0, 100, 12000);
        pair_nudge(&met.pair, from);
        pair_keep_posts(&met.pair, from, &met.street, 0, 13000, 10);
        pair_nudge(&met.pair, from);
        check_ok(memory_shelf_commit(met.pair.sides[from].shelf));
        memory_shelf_cut_journal(met.pair.sides[from].shelf, 5);
        met.pair.sides[1 - from].is_slow = false;
        pair_run(&met.pair);
        assert_false(pair_is_equal(&met.pair));
        pair_wait(&met.pair, 3 * CHECK_QUIET_MS);
        assert_true(pair_is_equal(&met.pair));
        meeting_release(&met);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(change_is_checked_when_it_is_quiet),
        cmocka_unit_test(steady_changes_do_not_put_the_check_off),
        cmocka_unit_test(loss_at_the_leader_heals_soon),
        cmocka_unit_test(loss_at_the_follower_heals_within_two_checks),
        cmocka_unit_test(lasting_difference_is_compared_ever_more_rarely),
        cmocka_unit_test(success_ends_the_back_off),
        cmocka_unit_test(records_under_way_are_no_difference),
        cmocka_unit_test(difference_counts_when_both_are_drained),
        cmocka_unit_test(rows_that_were_cut_off_are_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
