#include "node/limits.h"
#include "node/sync/sync.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

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

static void greeting_follows_the_sets(void **state)
{
    struct met met;
    struct wire_message before;
    struct wire_message after;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    check_ok(wire_read(bytes_view(&met.pair.sides[1].greeting), &before));
    assert_int_equal(before.type, WIRE_HELLO);
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 3);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, 1);
    check_ok(wire_read(bytes_view(&met.pair.sides[1].greeting), &after));
    assert_int_equal(before.hello.sets[SET_BOARD].count, 0);
    assert_int_equal(after.hello.sets[SET_BOARD].count, 3);
    assert_memory_not_equal(before.hello.sets[SET_BOARD].fingerprint,
                            after.hello.sets[SET_BOARD].fingerprint,
                            WIRE_HASH_BYTES);
    assert_memory_equal(before.hello.sets[SET_ROSTER].fingerprint,
                        after.hello.sets[SET_ROSTER].fingerprint,
                        WIRE_HASH_BYTES);
    part(&met);
}

static void link_with_a_broken_greeting_is_closed(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_cut(&met.pair);
    met.pair.sides[0].greeting.bytes--;
    pair_connect(&met.pair);
    assert_int_equal(met.pair.sides[1].closed, ERR_MALFORMED);
    part(&met);
}

static void unknown_peer_and_unknown_message_change_nothing(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    met.pair.sides[1].peer = 77; /* it never came up */
    pair_say(&met.pair, 1, (struct view){(const unsigned char *)"x", 1});
    met.pair.sides[1].peer = 1;
    assert_int_equal(met.pair.sides[1].closed, ERR_OK);
    pair_say(&met.pair, 1, (struct view){(const unsigned char *)"x", 1});
    assert_int_equal(met.pair.sides[1].closed, ERR_PROTOCOL);
    part(&met);
}

static void peers_are_described(void **state)
{
    struct met met;
    struct node_peer peer;
    const struct id other = street_id(2);

    (void)state;
    meet(&met);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    peer = pair_peer(&met.pair, 0);
    check_id(&peer.household, &other);
    check_id(&peer.device, &met.pair.sides[1].device.signing.public);
    assert_true(peer.is_dialled);
    assert_true(peer.is_member);
    assert_true(peer.is_live);
    assert_int_equal(peer.since_mono_ms, 1000);
    assert_int_equal(peer.bytes_in, pair_peer(&met.pair, 1).bytes_out);
    pair_cut(&met.pair);
    assert_int_equal(sync_peers(met.pair.sides[0].sync, &peer, 1), 0);
    part(&met);
}

/* The shelf refuses in the middle: the step fails, the next one begins
 * afresh, and a new link brings everything. */
static void failed_step_closes_all_links_and_the_next_works(void **state)
{
    struct met met;

    (void)state;
    meet(&met);
    pair_keep_posts(&met.pair, 1, &met.street, 0, 0, 100);
    pair_connect(&met.pair);
    pair_fail_once(&met.pair, 1);
    pair_run(&met.pair);
    assert_int_equal(met.pair.sides[1].failed, 1);
    assert_int_equal(met.pair.sides[1].closed, ERR_AGAIN);
    assert_false(met.pair.is_up);
    pair_connect(&met.pair);
    pair_run(&met.pair);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greeting_follows_the_sets),
        cmocka_unit_test(link_with_a_broken_greeting_is_closed),
        cmocka_unit_test(unknown_peer_and_unknown_message_change_nothing),
        cmocka_unit_test(peers_are_described),
        cmocka_unit_test(failed_step_closes_all_links_and_the_next_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
