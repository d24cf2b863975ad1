/* How sessions end, and how they do not. */
#include <string.h>

#include "node/limits.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

static void silent_peer_is_given_up_after_a_minute(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 10);
    met.pair.sides[1].is_deaf = true; /* the leader's WEEKS are lost */
    pair_connect(&met.pair);
    pair_wait(&met.pair, PROGRESS_MS_MAX - 1);
    assert_true(met.pair.is_up);
    pair_wait(&met.pair, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_TIMEOUT);
    meeting_release(&met);
}

static void peer_that_acknowledges_nothing_is_given_up(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
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
    meeting_release(&met);
}

static void our_own_slow_pool_blames_nobody(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 10);
    met.pair.sides[0].is_slow = true;
    pair_connect(&met.pair);
    pair_wait(&met.pair, PROGRESS_MS_MAX - 1);
    assert_true(met.pair.is_up);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
    met.pair.sides[0].is_slow = false;
    pair_wait(&met.pair, 1);
    assert_true(pair_is_equal(&met.pair));
    meeting_release(&met);
}

static void quiet_link_lives_on(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_wait(&met.pair, 60ULL * 60 * 1000);
    assert_true(met.pair.is_up);
    assert_in_range(met.pair.sides[0].said[WIRE_FINGERPRINTS], 59, 62);
    assert_int_equal(met.pair.sides[0].said[WIRE_WEEKS], 0);
    meeting_release(&met);
}

static void follower_gives_up_a_silent_leader(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[0].is_deaf = true;
    met.pair.sides[1].is_deaf = true;
    pair_wait(&met.pair, 600 * 1000);
    assert_false(met.pair.is_up);
    meeting_release(&met);
}

static void twin_links_keep_the_newer_of_one_direction(void **state)
{
    struct meeting met;
    struct node_peer peer;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    pair_wait(&met.pair, TWIN_MS);
    pair_connect(&met.pair); /* the old one was not noticed to be dead */
    pair_run(&met.pair);
    peer = pair_peer(&met.pair, 0);
    assert_int_equal(peer.number, 2);
    assert_true(peer.is_live);
    assert_int_equal(pair_peer(&met.pair, 1).number, 2);
    meeting_release(&met);
}

static void own_transport_key_is_closed(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    met.pair.sides[1].device = met.pair.sides[0].device;
    pair_connect(&met.pair);
    assert_int_equal(met.pair.sides[0].closed, ERR_CLOSED);
    meeting_release(&met);
}

static void greeting_that_lies_is_closed(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    met.pair.sides[0].household.signing = street_keys(3);
    pair_connect(&met.pair);
    assert_int_equal(met.pair.sides[1].closed, ERR_PROTOCOL);
    meeting_release(&met);
}

static void cut_off_household_is_closed(void **state)
{
    struct meeting met;
    size_t place = 0;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    place = street_unvouch(&met.street, 0, 0, 1, 1);
    check_ok(memory_shelf_put(met.pair.sides[1].shelf,
                              bytes_view(&met.street.records[place])));
    pair_nudge(&met.pair, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_STRANGER);
    meeting_release(&met);
}

static void bye_ends_the_link_quietly(void **state)
{
    struct meeting met;
    struct bytes bye;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    bytes_init(&bye, 300);
    check_ok(wire_write_bye(REASON_NONE, "good night", &bye));
    pair_say(&met.pair, 1, bytes_view(&bye));
    assert_int_equal(met.pair.sides[1].closed, ERR_CLOSED);
    assert_int_equal(met.pair.sides[1].said[WIRE_BYE], 0);
    assert_int_equal(met.pair.sides[1].told[TELL_PEER_REFUSED], 0);
    bytes_release(&bye);
    meeting_release(&met);
}

static void key_claimed_by_another_parts_nobody(void **state)
{
    struct meeting met;

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
        meeting_release(&met);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(key_claimed_by_another_parts_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
