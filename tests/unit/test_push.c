#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

enum { HOUSES = 128, LANES = 8, KNOWN = 4 };

/* What the side that dialled pushed once both were live. */
static uint64_t pushed(struct meeting *met)
{
    pair_run(&met->pair);
    pair_wait(&met->pair, 5000);
    assert_true(pair_is_equal(&met->pair));
    assert_true(pair_peer(&met->pair, 0).is_live);
    return pair_peer(&met->pair, 0).records_out;
}

/* Its own post is the first row behind the place of the peer: the rows of all
 * that the peer sends come behind it. */
static void own_post_does_not_send_a_bulk_stream_back(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 3000);
    met.pair.sides[0].is_slow = true;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 1);
    pair_nudge(&met.pair, 0);
    met.pair.sides[0].is_slow = false;
    assert_int_equal(pushed(&met), 1);
    meeting_release(&met);
}

/* Now and then something of its own, between what the peer sends. */
static void own_posts_between_are_pushed_alone(void **state)
{
    struct meeting met;

    (void)state;
    meeting_init(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 8000);
    met.pair.sides[0].is_slow = true;
    pair_connect(&met.pair);
    for (uint32_t own = 0; own < 5; own++) {
        pair_run(&met.pair);
        pair_keep_posts(&met.pair, 0, &met.street, 1, own, 1);
        pair_nudge(&met.pair, 0);
    }
    met.pair.sides[0].is_slow = false;
    assert_int_equal(pushed(&met), 5);
    meeting_release(&met);
}

/* More than the window holds: what finds no room goes when there is some, and
 * no comparison has to find it. */
static void what_finds_no_room_is_pushed_later(void **state)
{
    struct meeting met;
    uint64_t rounds = 0;

    (void)state;
    meeting_init(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_peer(&met.pair, 0).is_live);
    rounds = pair_peer(&met.pair, 0).rounds;
    pair_keep_posts(&met.pair, 0, &met.street, 0, 0, 8000);
    pair_nudge(&met.pair, 0);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    assert_int_equal(pair_peer(&met.pair, 0).records_out, 8000);
    assert_int_equal(pair_peer(&met.pair, 0).rounds, rounds);
    meeting_release(&met);
}

/* Names and devices that wait for the vouches, which come last: a step stores
 * more than what a peer is remembered to have given lately. */
static void street_crowd(struct street *street)
{
    street_init(street);
    for (unsigned house = 0; house <= HOUSES; house++) {
        const struct keys_device keys = street_device_keys(house);
        const struct body_device device = {
            .signing = keys.signing.public,
            .transport = keys.transport.public,
            .sealing = keys.sealing.public,
        };

        if (house > 0 && house < KNOWN) {
            street_vouch(street, 0, house - 1, house, 0);
        }
        street_profile(street, house, 0);
        for (uint32_t lane = 0; lane < LANES; lane++) {
            street_device_in(street, house, lane, &device, 0);
        }
    }
    for (unsigned house = KNOWN; house <= HOUSES; house++) {
        street_vouch(street, 0, house - 1, house, 0);
    }
}

static void roster_that_waited_is_not_sent_back(void **state)
{
    struct meeting met;
    size_t known = 0;

    (void)state;
    street_crowd(&met.street);
    pair_init(&met.pair, &met.street, 1, 2);
    pair_keep_street(&met.pair, 1, &met.street);
    known = 1 + KNOWN * (LANES + 1) + KNOWN - 1; /* with the council */
    for (size_t place = 0; place < known; place++) {
        check_ok(memory_shelf_put(met.pair.sides[0].shelf,
                                  bytes_view(&met.street.records[place])));
    }
    assert_true(met.street.count - known > SEEN_MAX);
    pair_keep_posts(&met.pair, 1, &met.street, 2, 0, 100);
    met.pair.sides[1].is_plain = true;
    pair_connect(&met.pair);
    assert_int_equal(pushed(&met), 0);
    assert_int_equal(pair_count(&met.pair, 0, SET_ROSTER), met.street.count);
    meeting_release(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_post_does_not_send_a_bulk_stream_back),
        cmocka_unit_test(own_posts_between_are_pushed_alone),
        cmocka_unit_test(what_finds_no_room_is_pushed_later),
        cmocka_unit_test(roster_that_waited_is_not_sent_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
