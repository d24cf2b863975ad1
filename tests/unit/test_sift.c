/* Great differences, where neither side is empty. */
#include <string.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/sift.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/lib/pair_day.h"

/* Households 1 and 2 of a street of four. Side 0 leads. */
static void meet(struct meeting *met)
{
    meeting_init(met);
}

static uint64_t bytes_of(struct meeting *met)
{
    return pair_peer(&met->pair, 0).bytes_out +
           pair_peer(&met->pair, 1).bytes_out;
}

static uint64_t records_of(struct meeting *met)
{
    return pair_peer(&met->pair, 0).records_out +
           pair_peer(&met->pair, 1).records_out;
}

static void expect_no_lists(const struct meeting *met)
{
    for (size_t side = 0; side < 2; side++) {
        assert_int_equal(met->pair.sides[side].said[WIRE_WEEKS], 0);
        assert_int_equal(met->pair.sides[side].said[WIRE_LIST], 0);
    }
}

static void joiner_with_few_records_is_streamed_the_others(void **state)
{
    (void)state;
    for (size_t full = 0; full < 2; full++) {
        struct meeting met;

        meet(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 5000);
        pair_keep_posts(&met.pair, 1 - full, &met.street, 1, 0, 30);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        assert_true(pair_peer(&met.pair, 0).is_live);
        expect_no_lists(&met);
        assert_int_equal(records_of(&met), 5030);
        assert_int_equal(met.pair.sides[1 - full].said[WIRE_SIEVE], 1);
        assert_int_equal(met.pair.sides[0].said[WIRE_SIFT], full == 0);
        assert_in_range(bytes_of(&met) - 5030 * (POST_BYTES + 2), 500, 4000);
        meeting_release(&met);
    }
}

/* Symbols for thousands come in several messages, and the last of them are on
 * their way when all is found. */
static void symbols_behind_the_last_find_are_passed_over(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct meeting met;

        meet(&met);
        for (size_t side = 0; side < 2; side++) {
            pair_keep_posts(&met.pair, side, &met.street, 0, 0, 13300);
        }
        pair_keep_posts(&met.pair, more, &met.street, 0, 13300, 3000);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        assert_true(pair_peer(&met.pair, 0).is_live);
        assert_int_equal(met.pair.sides[1 - more].said[WIRE_SYMBOLS], 2);
        assert_int_equal(met.pair.sides[1 - more].said[WIRE_SIEVE], 0);
        meeting_release(&met);
    }
}

/* Half a board: symbols would do, for 24 bytes a record that is missing. */
static void sieve_is_told_where_symbols_cost_more(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 12000);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 6000);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[0].said[WIRE_SIEVE], 1);
    assert_in_range(bytes_of(&met) - 6000 * (POST_BYTES + 2), 9000, 14000);
    meeting_release(&met);
}

/* The part that is there costs one byte and a half for each record. */
static void half_a_stream_goes_on(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 16000);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 3000);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    expect_no_lists(&met);
    assert_int_equal(records_of(&met), 13000);
    assert_in_range(bytes_of(&met) - 13000 * (POST_BYTES + 2), 4500, 9000);
    meeting_release(&met);
}

static void great_differences_of_both_sides_meet(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 1000);
        pair_keep_posts(&met.pair, side, &met.street, 0,
                        1000 + 7000 * (uint32_t)side, 7000);
    }
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_count(&met.pair, 0, SET_BOARD), 15000);
    expect_no_lists(&met);
    assert_int_equal(records_of(&met), 14000);
    assert_true(met.pair.sides[1].said[WIRE_SIEVE] > 0);
    assert_true(met.pair.sides[0].said[WIRE_FOUND] > 0 ||
                met.pair.sides[1].said[WIRE_FOUND] > 0);
    meeting_release(&met);
}

/* On a live link too, and nobody doubts its sums for it. */
static void great_loss_on_a_live_link_heals(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 50);
    }
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[0].is_deaf = true;
    pair_keep_posts(&met.pair, 1, &met.street, 0, 50, 4000);
    pair_nudge(&met.pair, 1);
    met.pair.sides[0].is_deaf = false;
    met.pair.sides[1].sync->peers[0]->unacked_bytes = 0;
    met.pair.sides[1].unacked = 0;
    pair_wait(&met.pair, 2 * CHECK_MS);
    assert_true(pair_is_equal(&met.pair));
    expect_no_lists(&met);
    assert_true(met.pair.sides[0].said[WIRE_SIEVE] > 0);
    assert_int_equal(pair_peer(&met.pair, 1).number, 1); /* the same link */
    meeting_release(&met);
}

static void refused_records_are_not_sent_again(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 10);
    }
    /* Past its slots, so nobody else takes them in. */
    pair_keep_posts(&met.pair, 1, &met.street, 3, 128, 1000);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_int_equal(pair_count(&met.pair, 0, SET_BOARD), 10);
    assert_true(met.pair.sides[0].said[WIRE_SIEVE] > 1);
    assert_in_range(records_of(&met), 990, 1000);
    meeting_release(&met);
}

/* Side 0 is honest and leads; a test speaks for the other, which has said its
 * estimate and has the greater set. */
static void meet_hostile(struct meeting *met)
{
    meet(met);
    pair_keep_posts(&met->pair, 0, &met->street, 0, 0, 40);
    pair_keep_posts(&met->pair, 1, &met->street, 0, 40, 3000);
    pair_connect(&met->pair);
    met->pair.sides[1].is_deaf = true;
    pair_run(&met->pair);
    met->pair.sides[1].is_away = true;
    assert_int_equal(met->pair.sides[0].said[WIRE_SIEVE], 1);
}

/* The same with the honest side having the greater set. */
static void meet_liar(struct meeting *met)
{
    meet(met);
    pair_keep_posts(&met->pair, 0, &met->street, 0, 40, 3000);
    pair_keep_posts(&met->pair, 1, &met->street, 0, 0, 40);
    pair_connect(&met->pair);
    met->pair.sides[1].is_deaf = true;
    pair_run(&met->pair);
    met->pair.sides[1].is_away = true;
    assert_int_equal(met->pair.sides[0].said[WIRE_SIFT], 1);
}

static enum err say_sieve(struct meeting *met, uint16_t left, uint16_t count)
{
    static unsigned char part[SIEVE_PART_BYTES];
    const struct wire_message head = {
        .set = SET_BOARD, .left = left, .count = count, .items = {part, count}};
    struct bytes message;

    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_write_sieve(&head, &message));
    pair_say(&met->pair, 0, bytes_view(&message));
    bytes_release(&message);
    return met->pair.sides[0].closed;
}

static enum err say_sift(struct meeting *met)
{
    struct bytes message;

    bytes_init(&message, RECORDS_BYTES_MAX);
    check_ok(wire_write_mark(WIRE_SIFT, SET_BOARD, &message));
    pair_say(&met->pair, 0, bytes_view(&message));
    bytes_release(&message);
    return met->pair.sides[0].closed;
}

static void parts_come_in_order_and_to_an_end(void **state)
{
    struct meeting met;

    (void)state;
    meet_liar(&met);
    check_ok(say_sieve(&met, 5, SIEVE_PART_BYTES));
    assert_int_equal(met.pair.sides[0].said[WIRE_SIFT], 2);
    for (uint16_t left = 4; left > 0; left--) {
        check_ok(say_sieve(&met, left, SIEVE_PART_BYTES));
    }
    assert_int_equal(met.pair.sides[0].said[WIRE_SIFT], 3);
    assert_int_equal(met.pair.sides[0].said[WIRE_RECORDS], 0);
    check_ok(say_sieve(&met, 0, 64));
    assert_true(met.pair.sides[0].said[WIRE_RECORDS] > 0);
    check_err(say_sieve(&met, 0, 64), ERR_PROTOCOL);
    meeting_release(&met);
    meet_liar(&met);
    check_ok(say_sieve(&met, 3, SIEVE_PART_BYTES));
    check_err(say_sieve(&met, 1, SIEVE_PART_BYTES), ERR_PROTOCOL);
    meeting_release(&met);
}

/* Who was told all may not ask for more than there can be. */
static void asking_for_parts_comes_to_an_end(void **state)
{
    struct meeting met;
    unsigned asked = 0;

    (void)state;
    meet_hostile(&met);
    while (asked < SIEVE_PARTS_MAX && say_sift(&met) == ERR_OK) {
        asked++;
    }
    assert_int_equal(asked, SIEVE_PARTS_MAX - SIEVE_AHEAD);
    assert_int_equal(met.pair.sides[0].closed, ERR_PROTOCOL);
    assert_int_equal(met.pair.sides[0].said[WIRE_SIEVE], 1);
    meeting_release(&met);
}

static void who_tells_is_told_nothing(void **state)
{
    struct meeting met;

    (void)state;
    meet_hostile(&met);
    check_err(say_sieve(&met, 0, 64), ERR_PROTOCOL);
    meeting_release(&met);
    meet_liar(&met);
    check_err(say_sift(&met), ERR_PROTOCOL);
    meeting_release(&met);
}

static void signs_of_life_come_to_an_end(void **state)
{
    struct meeting met;

    (void)state;
    meet_liar(&met);
    for (unsigned sign = 0; sign < SIEVE_SIGNS_MAX; sign++) {
        check_ok(say_sieve(&met, 3, 0));
    }
    check_err(say_sieve(&met, 3, 0), ERR_PROTOCOL);
    meeting_release(&met);
}

/* Who builds a sieve for longer than a peer may be silent has only itself to
 * wait for. */
static void slow_building_blames_nobody(void **state)
{
    struct meeting met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 16000);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 3 * SIFT_ROWS_MAX);
    pair_connect(&met.pair);
    while (pair_step(&met.pair)) {
        const struct compare *compare =
            met.pair.sides[0].sync->peer_count > 0
                ? met.pair.sides[0].sync->peers[0]->compare
                : NULL;

        if (compare != NULL && compare->sift != NULL &&
            !compare->sift->is_built) {
            met.pair.moment.mono_ms += PROGRESS_MS_MAX / 2 + 1;
        }
    }
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
    assert_int_equal(met.pair.sides[1].closed, ERR_OK);
    assert_true(met.pair.sides[0].said[WIRE_SIEVE] > 1);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

/* The same of who goes through a long stretch of what the other has. */
static void slow_passing_over_blames_nobody(void **state)
{
    struct meeting met;
    unsigned steps = 0;

    (void)state;
    meet(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_day(&met.pair, side, &met.street, 0, 3 * SIFT_ROWS_MAX, 0);
    }
    pair_keep_day(&met.pair, 1, &met.street, 3 * SIFT_ROWS_MAX, 16000, -28);
    pair_connect(&met.pair);
    while (pair_step(&met.pair)) {
        const struct compare *compare =
            met.pair.sides[1].sync->peer_count > 0
                ? met.pair.sides[1].sync->peers[0]->compare
                : NULL;

        if (compare != NULL && compare->sift != NULL &&
            compare->sift->is_told && !compare->is_done &&
            met.pair.sides[1].sync->peers[0]->unacked_bytes == 0) {
            met.pair.moment.mono_ms += PROGRESS_MS_MAX - 1;
            steps++;
        }
    }
    assert_true(steps > 1);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
    assert_int_equal(met.pair.sides[1].closed, ERR_OK);
    assert_true(met.pair.sides[1].said[WIRE_SIEVE] > 0);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

/* Others hold all the room there is: its sieve is heard out and not kept. */
static void too_many_sieves_end_in_lists(void **state)
{
    struct meeting met;
    struct sift other = {.sieve = {NULL, SIEVES_BYTES_MAX - 64, {0}}};
    struct compare compare = {.sift = &other};
    struct peer crowd = {.number = 999, .state = PEER_COMPARE};
    struct sync *sync = NULL;

    (void)state;
    meet_liar(&met);
    sync = met.pair.sides[0].sync;
    assert_true(sync->peer_count < sync->peer_room);
    crowd.compare = &compare;
    sync->peers[sync->peer_count++] = &crowd;
    crowd.state = PEER_CLOSED;
    check_ok(say_sieve(&met, 1, SIEVE_PART_BYTES));
    check_ok(say_sieve(&met, 0, 64));
    sync->peer_count--;
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_RECORDS], 0);
    meeting_release(&met);
}

/* Who told a small one has said DONE by then: nobody is at fault. */
static void sieve_without_room_ends_in_lists_of_both(void **state)
{
    (void)state;
    for (size_t full = 0; full < 2; full++) {
        struct meeting met;
        struct sift other = {.sieve = {NULL, SIEVES_BYTES_MAX, {0}}};
        struct compare compare = {.sift = &other};
        struct peer crowd = {
            .number = 999, .state = PEER_CLOSED, .compare = &compare};
        struct sync *sync = NULL;

        meet(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 5000);
        pair_keep_posts(&met.pair, 1 - full, &met.street, 1, 0, 30);
        pair_connect(&met.pair);
        sync = met.pair.sides[full].sync;
        assert_true(sync->peer_count < sync->peer_room);
        sync->peers[sync->peer_count++] = &crowd;
        pair_run(&met.pair);
        sync->peer_count--;
        assert_int_equal(met.pair.sides[0].closed, ERR_OK);
        assert_int_equal(met.pair.sides[1].closed, ERR_OK);
        assert_int_equal(met.pair.sides[1 - full].said[WIRE_SIEVE], 1);
        assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 1);
        assert_true(pair_is_equal(&met.pair));
        assert_true(pair_peer(&met.pair, 0).is_live);
        meeting_release(&met);
    }
}

/* Put posts on a side's shelf that were signed so many weeks ago. */
static void keep_posts_of(struct meeting *met,
                          size_t side,
                          unsigned weeks_ago,
                          uint32_t first,
                          uint32_t count)
{
    for (uint32_t n = first; n < first + count; n++) {
        const struct record_draft draft = {
            .class = CLASS_POST,
            .kind = 99,
            .n = n,
            .stamp_ms = street_ms(0) - (uint64_t)7 * weeks_ago * DAY_MS,
            .body = pair_body(POST_BODY_BYTES),
        };
        struct bytes record;

        pair_sign(&met->street, 0, &draft, &record);
        check_ok(
            memory_shelf_put(met->pair.sides[side].shelf, bytes_view(&record)));
        bytes_release(&record);
    }
}

/* A hub of many old posts and few new ones tells which new ones it has: with
 * the old ones in its sieve, all would be kept back. */
static void sieve_holds_what_is_compared(void **state)
{
    enum { HOME = 0, HUB = 1 };
    struct meeting met;

    (void)state;
    meet(&met);
    met.pair.sides[HOME].config.keep_weeks = 1;
    keep_posts_of(&met, HUB, 8, 0, 1000);
    keep_posts_of(&met, HUB, 0, 2000, 10);
    keep_posts_of(&met, HOME, 0, 3000, 300);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_peer(&met.pair, 0).is_live);
    assert_int_equal(met.pair.sides[HUB].said[WIRE_SIEVE], 1);
    assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD), 310);
    assert_int_equal(pair_count(&met.pair, HUB, SET_BOARD), 1310);
    meeting_release(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joiner_with_few_records_is_streamed_the_others),
        cmocka_unit_test(symbols_behind_the_last_find_are_passed_over),
        cmocka_unit_test(sieve_is_told_where_symbols_cost_more),
        cmocka_unit_test(half_a_stream_goes_on),
        cmocka_unit_test(great_differences_of_both_sides_meet),
        cmocka_unit_test(great_loss_on_a_live_link_heals),
        cmocka_unit_test(refused_records_are_not_sent_again),
        cmocka_unit_test(parts_come_in_order_and_to_an_end),
        cmocka_unit_test(asking_for_parts_comes_to_an_end),
        cmocka_unit_test(who_tells_is_told_nothing),
        cmocka_unit_test(signs_of_life_come_to_an_end),
        cmocka_unit_test(slow_building_blames_nobody),
        cmocka_unit_test(slow_passing_over_blames_nobody),
        cmocka_unit_test(too_many_sieves_end_in_lists),
        cmocka_unit_test(sieve_without_room_ends_in_lists_of_both),
        cmocka_unit_test(sieve_holds_what_is_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
