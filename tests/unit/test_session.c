#include <string.h>

#include "node/limits.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

static void equal_sets_part_with_one_check(void **state)
{
    struct meeting met;
    const unsigned *said = NULL;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_peer(&met.pair, 0).is_live);
    assert_true(pair_peer(&met.pair, 1).is_live);
    for (size_t side = 0; side < 2; side++) {
        said = met.pair.sides[side].said;
        assert_int_equal(said[WIRE_FINGERPRINTS], 1);
        assert_int_equal(said[WIRE_WEEKS], 0);
        assert_int_equal(said[WIRE_RECORDS], 0);
        assert_int_equal(met.pair.sides[side].told[TELL_SYNCED], 1);
        /* The session, and being found in step. */
        assert_int_equal(sync_sessions(met.pair.sides[side].sync), 2);
    }
    assert_int_equal(met.pair.sides[1].said[WIRE_HELLO], 1);
    assert_int_equal(met.pair.sides[0].said[WIRE_HELLO], 0); /* the greeting */
    meeting_release(&met);
}

static void nodes_in_step_say_less_than_200_bytes(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 1, 0, 50);
    }
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_peer(&met.pair, 0).is_live);
    assert_true(pair_peer(&met.pair, 1).is_live);
    assert_in_range(pair_peer(&met.pair, 0).bytes_out +
                        pair_peer(&met.pair, 1).bytes_out,
                    1, 200);
    meeting_release(&met);
}

/* Its sets are not what the greeting said when the answer comes: a digest of
 * other sets is no agreement. */
static void digest_that_is_not_ours_makes_all_sets_differ(void **state)
{
    const struct wire_hello other = {.is_short = true, .digest = {1}};
    struct meeting met;
    struct bytes message;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 5);
    pair_keep_posts(&met.pair, 1, &met.street, 1, 0, 5);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    bytes_init(&message, 1024);
    for (unsigned times = 0; times < 2; times++) {
        check_ok(wire_write_fingerprints(WIRE_DRAINED, &other, &message));
        pair_say(&met.pair, 0, bytes_view(&message));
        bytes_reset(&message);
    }
    pair_run(&met.pair);
    assert_true(met.pair.sides[0].said[WIRE_ESTIMATE] > 0);
    pair_wait(&met.pair, 10 * 1000);
    assert_true(pair_peer(&met.pair, 0).is_live);
    bytes_release(&message);
    meeting_release(&met);
}

static void empty_node_gets_everything(void **state)
{
    struct meeting met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        meeting_init(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 1000);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_int_equal(pair_count(&met.pair, 1 - full, SET_BOARD), 1000);
        assert_true(pair_is_equal(&met.pair));
        assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 0);
        assert_int_equal(met.pair.sides[1 - full].said[WIRE_RECORDS], 0);
        assert_true(pair_peer(&met.pair, 0).is_live);
        meeting_release(&met);
    }
}

static void hundred_differences_go_both_ways(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 200);
    }
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 50);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 50);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_int_equal(pair_count(&met.pair, 0, SET_BOARD), 300);
    assert_true(pair_is_equal(&met.pair));
    for (size_t side = 0; side < 2; side++) {
        const struct node_peer peer = pair_peer(&met.pair, side);

        assert_true(peer.is_live);
        assert_int_equal(peer.records_in, 50);
        assert_int_equal(peer.records_out, 50);
        assert_in_range(peer.symbols, 101, 250);
    }
    assert_int_equal(pair_peer(&met.pair, 0).differences, 100);
    assert_int_equal(pair_peer(&met.pair, 0).symbols,
                     pair_peer(&met.pair, 1).symbols);
    meeting_release(&met);
}

static void lists_longer_than_a_message_are_worked_off(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 9000);
    }
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 20);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 20);
    met.pair.sides[1].is_plain = true;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 16); /* 8 weeks */
    assert_int_equal(met.pair.sides[0].said[WIRE_WANT], 16);
    assert_int_equal(pair_peer(&met.pair, 0).records_in, 20);
    assert_int_equal(pair_peer(&met.pair, 1).records_in, 20);
    meeting_release(&met);
}

static unsigned lookups;
static enum err (*look_up)(void *self, const struct id *id, struct shelf_row *);

static enum err
count_lookup(void *self, const struct id *id, struct shelf_row *out)
{
    lookups++;
    return look_up(self, id, out);
}

/* A list of thousands costs no search for each of its ids. */
static void ids_of_both_sides_are_not_looked_up(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 4000);
    }
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 20);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 30);
    met.pair.sides[1].is_plain = true;
    lookups = 0;
    look_up = met.pair.sides[0].port.find;
    met.pair.sides[0].port.find = count_lookup;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_peer(&met.pair, 0).records_in, 30);
    assert_in_range(lookups, 30, 60);
    meeting_release(&met);
}

static void week_of_one_side_alone_is_sent_whole(void **state)
{
    struct meeting met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        meeting_init(&met);
        pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 4); /* 4 weeks */
        pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 4);
        pair_keep_posts(&met.pair, full, &met.street, 1, 0, 8); /* 8 weeks */
        met.pair.sides[1].is_plain = true;
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        assert_int_equal(met.pair.sides[1].said[WIRE_WANT_WEEK],
                         full == 0 ? 4 : 0);
        assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 4);
        meeting_release(&met);
    }
}

/* A street where household 3 joined later than household 1 knows. */
static void roster_comes_first(void **state)
{
    struct street street;
    struct pair pair;

    (void)state;
    pair_street(&street, 5);
    pair_init(&pair, &street, 1, 2);
    pair_keep_street(&pair, 1, &street);
    for (size_t place = 0; place < street.count - 3; place++) {
        check_ok(memory_shelf_put(pair.sides[0].shelf,
                                  bytes_view(&street.records[place])));
    }
    pair_keep_posts(&pair, 1, &street, 4, 0, 30);
    pair_connect(&pair);
    pair_run(&pair);
    assert_true(pair_is_equal(&pair));
    assert_int_equal(pair_count(&pair, 0, SET_BOARD), 30);
    assert_int_equal(pair_peer(&pair, 0).rounds, 2);
    pair_release(&pair);
    street_release(&street);
}

static void changes_are_pushed_and_not_given_back(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 1 + (unsigned)side, 0,
                        10);
        pair_nudge(&met.pair, side);
    }
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_count(&met.pair, 0, SET_BOARD), 20);
    for (size_t side = 0; side < 2; side++) {
        assert_int_equal(pair_peer(&met.pair, side).records_out, 10);
        assert_int_equal(met.pair.sides[side].said[WIRE_WEEKS], 0);
    }
    meeting_release(&met);
}

static void records_of_a_comparison_are_not_given_back(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 3000);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_peer(&met.pair, 0).records_out, 0);
    assert_int_equal(pair_peer(&met.pair, 1).records_out, 3000);
    meeting_release(&met);
}

static void edit_and_withdrawal_replace(void **state)
{
    struct meeting met;
    struct record_draft draft = {.class = CLASS_POST, .kind = 99};
    struct bytes record;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 1);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    draft.stamp_ms = street_ms(0) + 1;
    pair_sign(&met.street, 1, &draft, &record);
    check_ok(memory_shelf_put(met.pair.sides[0].shelf, bytes_view(&record)));
    pair_nudge(&met.pair, 0);
    assert_int_equal(pair_count(&met.pair, 1, SET_BOARD), 1);
    assert_true(pair_is_equal(&met.pair));
    bytes_release(&record);
    meeting_release(&met);
}

static void handed_to_counts_who_has_acknowledged(void **state)
{
    struct meeting met;
    uint64_t last = 0;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[1].is_slow = true;
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 1);
    pair_nudge(&met.pair, 0);
    check_ok(met.pair.sides[0].port.journal_last(met.pair.sides[0].port.self,
                                                 &last));
    assert_int_equal(sync_handed_to(met.pair.sides[0].sync, last), 0);
    assert_int_equal(sync_handed_to(met.pair.sides[0].sync, last - 1), 1);
    met.pair.sides[1].is_slow = false;
    pair_run(&met.pair);
    assert_int_equal(sync_handed_to(met.pair.sides[0].sync, last), 1);
    meeting_release(&met);
}

/* The receiver's pool does nothing. */
static void window_is_respected_to_the_byte(void **state)
{
    struct meeting met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        struct side *from = &met.pair.sides[full];
        struct side *to = &met.pair.sides[1 - full];

        meeting_init(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 12000);
        to->is_slow = true;
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_in_range(from->unacked, WINDOW_BYTES - RECORDS_BYTES_MAX,
                        WINDOW_BYTES);
        assert_false(pair_peer(&met.pair, full).is_live);
        to->is_slow = false;
        pair_run(&met.pair);
        assert_true(from->unacked_max <= WINDOW_BYTES);
        assert_int_equal(from->unacked, 0);
        assert_true(pair_is_equal(&met.pair));
        meeting_release(&met);
    }
}

static void live_push_respects_the_window(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[1].is_slow = true;
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 12000);
    pair_nudge(&met.pair, 0);
    assert_true(met.pair.sides[0].unacked > WINDOW_BYTES - RECORDS_BYTES_MAX);
    assert_true(met.pair.sides[0].unacked_max <= WINDOW_BYTES);
    met.pair.sides[1].is_slow = false;
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

/* It goes on asking for our fingerprints, and takes nothing in. */
/* The founder, who comes first, writes the keys of 1 and 2 into its own DEVICE
 * record: neither is taken for it. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sets_part_with_one_check),
        cmocka_unit_test(nodes_in_step_say_less_than_200_bytes),
        cmocka_unit_test(digest_that_is_not_ours_makes_all_sets_differ),
        cmocka_unit_test(empty_node_gets_everything),
        cmocka_unit_test(hundred_differences_go_both_ways),
        cmocka_unit_test(lists_longer_than_a_message_are_worked_off),
        cmocka_unit_test(ids_of_both_sides_are_not_looked_up),
        cmocka_unit_test(week_of_one_side_alone_is_sent_whole),
        cmocka_unit_test(roster_comes_first),
        cmocka_unit_test(changes_are_pushed_and_not_given_back),
        cmocka_unit_test(records_of_a_comparison_are_not_given_back),
        cmocka_unit_test(edit_and_withdrawal_replace),
        cmocka_unit_test(handed_to_counts_who_has_acknowledged),
        cmocka_unit_test(window_is_respected_to_the_byte),
        cmocka_unit_test(live_push_respects_the_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
