#include <string.h>

#include "node/limits.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

/* Households 1 and 2 of a street of four, both know everybody. */
struct met {
    struct street street;
    struct pair pair;
};

static void meet(struct met *met)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    pair_keep_street(&met->pair, 0, &met->street);
    pair_keep_street(&met->pair, 1, &met->street);
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

static void equal_sets_part_with_one_check(void **state)
{
    struct met met;
    const unsigned *said = NULL;

    (void)state;
    meet(&met);
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
    part(&met);
}

static void empty_node_gets_everything(void **state)
{
    struct met met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        meet(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 1000);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_int_equal(pair_count(&met.pair, 1 - full, SET_BOARD), 1000);
        assert_true(pair_is_equal(&met.pair));
        assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 0);
        assert_int_equal(met.pair.sides[1 - full].said[WIRE_RECORDS], 0);
        assert_true(pair_peer(&met.pair, 0).is_live);
        part(&met);
    }
}

static void hundred_differences_go_both_ways(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
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
    }
    assert_int_equal(pair_peer(&met.pair, 0).differences, 100);
    part(&met);
}

static void lists_longer_than_a_message_are_worked_off(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    for (size_t side = 0; side < 2; side++) {
        pair_keep_posts(&met.pair, side, &met.street, 0, 0, 9000);
    }
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 20);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 20);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 16); /* 8 weeks */
    assert_int_equal(met.pair.sides[0].said[WIRE_WANT], 16);
    assert_int_equal(pair_peer(&met.pair, 0).records_in, 20);
    assert_int_equal(pair_peer(&met.pair, 1).records_in, 20);
    part(&met);
}

static void week_of_one_side_alone_is_sent_whole(void **state)
{
    struct met met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        meet(&met);
        pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 4); /* 4 weeks */
        pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 4);
        pair_keep_posts(&met.pair, full, &met.street, 1, 0, 8); /* 8 weeks */
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_is_equal(&met.pair));
        assert_int_equal(met.pair.sides[1].said[WIRE_WANT_WEEK],
                         full == 0 ? 4 : 0);
        assert_int_equal(met.pair.sides[1].said[WIRE_LIST], 4);
        part(&met);
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
    struct met met;

    (void)state;
    meet(&met);
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
    part(&met);
}

static void records_of_a_comparison_are_not_given_back(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 3000);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_peer(&met.pair, 0).records_out, 0);
    assert_int_equal(pair_peer(&met.pair, 1).records_out, 3000);
    part(&met);
}

static void edit_and_withdrawal_replace(void **state)
{
    struct met met;
    struct record_draft draft = {.class = CLASS_POST, .kind = 99};
    struct bytes record;

    (void)state;
    meet(&met);
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
    part(&met);
}

static void handed_to_counts_who_has_acknowledged(void **state)
{
    struct met met;
    uint64_t last = 0;

    (void)state;
    meet(&met);
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
    part(&met);
}

/* The receiver's pool does nothing. */
static void window_is_respected_to_the_byte(void **state)
{
    struct met met;

    (void)state;
    for (size_t full = 0; full < 2; full++) {
        struct side *from = &met.pair.sides[full];
        struct side *to = &met.pair.sides[1 - full];

        meet(&met);
        pair_keep_posts(&met.pair, full, &met.street, 0, 0, 3000);
        to->is_slow = true;
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_int_equal(from->unacked, WINDOW_BYTES / POST_BYTES * POST_BYTES);
        assert_false(pair_peer(&met.pair, full).is_live);
        to->is_slow = false;
        pair_run(&met.pair);
        assert_true(from->unacked_max <= WINDOW_BYTES);
        assert_int_equal(from->unacked, 0);
        assert_true(pair_is_equal(&met.pair));
        part(&met);
    }
}

static void live_push_respects_the_window(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[1].is_slow = true;
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 2000);
    pair_nudge(&met.pair, 0);
    assert_true(met.pair.sides[0].unacked > WINDOW_BYTES - 200);
    assert_true(met.pair.sides[0].unacked_max <= WINDOW_BYTES);
    met.pair.sides[1].is_slow = false;
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

static void silent_peer_is_given_up_after_a_minute(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 10);
    met.pair.sides[1].is_deaf = true; /* the leader's WEEKS are lost */
    pair_connect(&met.pair);
    pair_wait(&met.pair, PROGRESS_MS_MAX - 1);
    assert_true(met.pair.is_up);
    pair_wait(&met.pair, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_TIMEOUT);
    part(&met);
}

/* It goes on asking for our fingerprints, and takes nothing in. */
static void peer_that_acknowledges_nothing_is_given_up(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[0].is_slow = true;
    pair_wait(&met.pair, 30 * 1000);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 1);
    pair_nudge(&met.pair, 1);
    pair_wait(&met.pair, PROGRESS_MS_MAX - 1);
    assert_true(met.pair.is_up);
    assert_true(met.pair.sides[0].said[WIRE_FINGERPRINTS] > 1);
    pair_wait(&met.pair, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_TIMEOUT);
    part(&met);
}

static void our_own_slow_pool_blames_nobody(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 10);
    met.pair.sides[0].is_slow = true;
    pair_connect(&met.pair);
    pair_wait(&met.pair, PROGRESS_MS_MAX - 1);
    assert_true(met.pair.is_up);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
    met.pair.sides[0].is_slow = false;
    pair_wait(&met.pair, 1);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

static void quiet_link_lives_on(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_wait(&met.pair, 60ULL * 60 * 1000);
    assert_true(met.pair.is_up);
    assert_in_range(met.pair.sides[0].said[WIRE_FINGERPRINTS], 59, 62);
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
    part(&met);
}

static void follower_gives_up_a_silent_leader(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[0].is_deaf = true;
    met.pair.sides[1].is_deaf = true;
    pair_wait(&met.pair, 600 * 1000);
    assert_false(met.pair.is_up);
    part(&met);
}

static void twin_links_keep_the_newer_of_one_direction(void **state)
{
    struct met met;
    struct node_peer peer;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    pair_wait(&met.pair, TWIN_MS);
    pair_connect(&met.pair); /* the old one was not noticed to be dead */
    pair_run(&met.pair);
    peer = pair_peer(&met.pair, 0);
    assert_int_equal(peer.number, 2);
    assert_true(peer.is_live);
    assert_int_equal(pair_peer(&met.pair, 1).number, 2);
    part(&met);
}

static void own_transport_key_is_closed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.pair.sides[1].device = met.pair.sides[0].device;
    pair_connect(&met.pair);
    assert_int_equal(met.pair.sides[0].closed, ERR_CLOSED);
    part(&met);
}

static void greeting_that_lies_is_closed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    met.pair.sides[0].household.signing = street_keys(3);
    pair_connect(&met.pair);
    assert_int_equal(met.pair.sides[1].closed, ERR_PROTOCOL);
    part(&met);
}

static void cut_off_household_is_closed(void **state)
{
    struct met met;
    size_t place = 0;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    place = street_unvouch(&met.street, 0, 0, 1, 1);
    check_ok(memory_shelf_put(met.pair.sides[1].shelf,
                              bytes_view(&met.street.records[place])));
    pair_nudge(&met.pair, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_STRANGER);
    part(&met);
}

static void bye_ends_the_link_quietly(void **state)
{
    struct met met;
    struct bytes bye;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    bytes_init(&bye, 300);
    check_ok(wire_write_bye(REASON_NONE, "good night", &bye));
    pair_say(&met.pair, 1, bytes_view(&bye));
    assert_int_equal(met.pair.sides[1].closed, ERR_CLOSED);
    assert_int_equal(met.pair.sides[1].said[WIRE_BYE], 0);
    assert_int_equal(met.pair.sides[1].told[TELL_PEER_REFUSED], 0);
    bytes_release(&bye);
    part(&met);
}

/* The founder, who comes first, writes the keys of 1 and 2 into its own DEVICE
 * record: neither is taken for it. */
static void key_claimed_by_another_parts_nobody(void **state)
{
    struct met met;

    (void)state;
    for (unsigned victim = 1; victim <= 2; victim++) {
        const struct keys_device keys = street_device_keys(victim);
        const struct body_device device = {.signing = keys.signing.public,
                                           .transport = keys.transport.public,
                                           .sealing = keys.sealing.public};
        const struct id household = street_id(victim);
        struct id claimed;

        pair_street(&met.street, 4);
        street_device(&met.street, 0, &device, 2);
        pair_init(&met.pair, &met.street, 1, 2);
        pair_keep_street(&met.pair, 0, &met.street);
        pair_keep_street(&met.pair, 1, &met.street);
        pair_connect(&met.pair);
        pair_run(&met.pair);
        assert_true(pair_peer(&met.pair, 0).is_live);
        assert_true(pair_peer(&met.pair, 1).is_live);
        claimed = pair_peer(&met.pair, 2 - victim).household;
        check_id(&claimed, &household);
        part(&met);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_sets_part_with_one_check),
        cmocka_unit_test(empty_node_gets_everything),
        cmocka_unit_test(hundred_differences_go_both_ways),
        cmocka_unit_test(lists_longer_than_a_message_are_worked_off),
        cmocka_unit_test(week_of_one_side_alone_is_sent_whole),
        cmocka_unit_test(key_claimed_by_another_parts_nobody),
        cmocka_unit_test(roster_comes_first),
        cmocka_unit_test(changes_are_pushed_and_not_given_back),
        cmocka_unit_test(records_of_a_comparison_are_not_given_back),
        cmocka_unit_test(edit_and_withdrawal_replace),
        cmocka_unit_test(handed_to_counts_who_has_acknowledged),
        cmocka_unit_test(window_is_respected_to_the_byte),
        cmocka_unit_test(live_push_respects_the_window),
        cmocka_unit_test(silent_peer_is_given_up_after_a_minute),
        cmocka_unit_test(peer_that_acknowledges_nothing_is_given_up),
        cmocka_unit_test(our_own_slow_pool_blames_nobody),
        cmocka_unit_test(quiet_link_lives_on),
        cmocka_unit_test(follower_gives_up_a_silent_leader),
        cmocka_unit_test(twin_links_keep_the_newer_of_one_direction),
        cmocka_unit_test(own_transport_key_is_closed),
        cmocka_unit_test(greeting_that_lies_is_closed),
        cmocka_unit_test(cut_off_household_is_closed),
        cmocka_unit_test(bye_ends_the_link_quietly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
