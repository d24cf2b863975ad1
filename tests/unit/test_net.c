/*
 * Nodes that find one another, and calls from other threads.
 *
 * ctest: thread
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/dial.h"
#include "tests/lib/nodes.h"

static void two_nodes_meet_and_know_each_other(void **state)
{
    struct street *street = *state;
    struct net_neighbourhood anas = hood_of(20, 2);
    struct net_neighbourhood bens = hood_of(20, 3);
    struct noise_pair pair;

    check_ok(net_greet(street->ben.net, 0, view_text("hello from ben")));
    meet(street);
    assert_string_equal(street->ana.greeting, "hello from ben");
    assert_int_equal(street->ben.up.greeting.bytes, 0);
    assert_int_equal(street->ana.up.neighbourhood, 1);
    assert_true(street->ben.up.is_dialled);
    assert_false(street->ana.up.is_dialled);
    noise_pair_derive(bens.transport_secret, &pair);
    assert_memory_equal(street->ana.up.transport.data, pair.public, ID_BYTES);
    noise_pair_derive(anas.transport_secret, &pair);
    assert_memory_equal(street->ben.up.transport.data, pair.public, ID_BYTES);
    assert_memory_equal(street->ana.up.hash, street->ben.up.hash,
                        NET_HASH_BYTES);
    assert_int_equal(street->ana.net->guard.stranger_count, 0);
}

static void other_key_than_the_address_came_with_is_left(void **state)
{
    struct street *street = *state;
    char address[ADDRESS_CHARS_MAX];

    (void)snprintf(address, sizeof address, "%064d@%s", 7,
                   net_address(street->ana.net, 0));
    check_ok(net_dial(street->ben.net, 0, address, &nodes_known));
    turn_for(street, 100);
    assert_int_equal(street->ben.ups, 0);
    assert_int_equal(street->ana.ups, 0);
}

static void lost_connection_is_dialled_again(void **state)
{
    struct street *street = *state;

    meet(street);
    check_ok(net_close(street->ana.net, street->ana.up.peer, ERR_OK));
    turn_until(street, street->ana.ups == 2 && street->ben.ups == 2);
    assert_int_equal(street->ana.downs, 1);
    assert_int_equal(street->ben.downs, 1);
    assert_true(street->ben.up.peer == 2);
}

static void forgotten_address_is_not_dialled_again(void **state)
{
    struct street *street = *state;

    meet(street);
    check_ok(net_forget(street->ben.net, 0, net_address(street->ana.net, 0)));
    check_ok(net_close(street->ana.net, street->ana.up.peer, ERR_OK));
    turn_until(street, street->ben.downs == 1 && street->ana.downs == 1);
    turn_for(street, 100);
    assert_int_equal(street->ana.ups, 1);
    assert_null(street->ben.net->dials);
}

static void peer_that_is_up_is_not_dialled_twice(void **state)
{
    struct street *street = *state;
    const char *port = strrchr(net_address(street->ana.net, 0), ':');
    char address[ADDRESS_CHARS_MAX];

    meet(street);
    /* Another text for the same place; a name would ask /etc/hosts. */
    (void)snprintf(address, sizeof address, "127.1%s", port);
    check_ok(net_dial(street->ben.net, 0, address, &nodes_known));
    /* Only the core knows that these two links are one too many. */
    turn_until(street, street->ben.ups == 2);
    check_ok(net_close(street->ben.net, street->ben.up.peer, ERR_OK));
    turn_until(street, street->ben.downs == 1);
    turn_for(street, 200);
    assert_int_equal(street->ben.ups, 2);
}

static void address_dialled_under_two_texts_is_dialled_once(void **state)
{
    struct street *street = *state;
    struct net_neighbourhood hood = hood_of(20, 2);
    struct noise_pair pair;
    char key[ID_HEX_CHARS];
    char address[ADDRESS_CHARS_MAX];
    struct id id;

    noise_pair_derive(hood.transport_secret, &pair);
    memcpy(id.data, pair.public, ID_BYTES);
    id_to_hex(&id, key);
    (void)snprintf(address, sizeof address, "%s@%s", key,
                   net_address(street->ana.net, 0));
    check_ok(net_dial(street->ben.net, 0, address, &nodes_known));
    meet(street);
    turn_for(street, 100);
    assert_int_equal(street->ben.ups, 1);
    assert_int_equal(street->ben.net->dial_count, 2);
}

/* A batch of records that nobody signed. */
static struct verify_batch *batch_of(size_t count)
{
    static const unsigned char bytes[300];
    struct record record = {.bytes = {bytes, sizeof bytes}};
    struct verify_batch *batch = NULL;

    check_ok(verify_batch_new(0, count, count * sizeof bytes, &batch));
    for (size_t index = 0; index < count; index++) {
        verify_batch_add(batch, &record, true);
        batch->items[index].is_valid = true;
    }
    return batch;
}

static struct verify_batch *batch_of_one(void)
{
    return batch_of(1);
}

static void batch_comes_back_from_the_pool(void **state)
{
    struct street *street = *state;

    street->ana.is_full = true;
    check_ok(net_verify(street->ana.net, 0, batch_of_one()));
    turn_until(street, street->ana.net->checked != NULL);
    street->ana.is_full = false;
    net_resume(street->ana.net);
    assert_int_equal(street->ana.verified, 1);
    assert_false(street->ana.was_valid);
    assert_int_equal(street->ana.net->calls.batches, 0);
}

/* Where nothing else is checked, several workers share one. */
static void long_batch_is_checked_to_its_end(void **state)
{
    enum { RECORDS = 5 * VERIFY_SHARE + 3 };
    struct street *street = *state;
    struct net *net = street->ana.net;

    street->ana.is_full = true;
    for (size_t count = RECORDS - VERIFY_SHARE; count <= RECORDS; count++) {
        check_ok(net_verify(net, 0, batch_of(count)));
        turn_until(street, net->checked != NULL);
        assert_int_equal(net->checking, 0);
        assert_int_equal(net->checked->batch->count, count);
        for (size_t index = 0; index < count; index++) {
            assert_false(net->checked->batch->items[index].is_valid);
        }
        street->ana.is_full = false;
        net_resume(net);
        street->ana.is_full = true;
    }
    assert_int_equal(street->ana.verified, VERIFY_SHARE + 1);
    assert_int_equal(net->calls.batches, 0);
}

static void batches_past_the_pool_come_back_too(void **state)
{
    enum { BATCHES = VERIFY_MAX + 3 };
    struct street *street = *state;

    for (unsigned i = 0; i < BATCHES; i++) {
        street->ana.was_valid = true;
        check_ok(net_verify(street->ana.net, 0, batch_of_one()));
    }
    turn_until(street, street->ana.verified == BATCHES);
    assert_false(street->ana.was_valid);
    assert_int_equal(street->ana.net->calls.batches, 0);
}

static void on_posted(void *context)
{
    *(bool *)context = true;
}

static void posted_function_runs(void **state)
{
    struct street *street = *state;
    bool has_run = false;

    check_ok(net_post(street->ana.net, on_posted, &has_run));
    turn_until(street, has_run);
}

static void calls_with_wrong_values_are_refused(void **state)
{
    struct street *street = *state;
    struct net *net = street->ben.net;
    static const unsigned char text[GREETING_BYTES_MAX + 1];

    check_err(net_dial(net, 0, "127.0.0.1", &nodes_known), ERR_INVALID);
    check_err(net_dial(net, 0, "127.0.0.1:0", &nodes_known), ERR_INVALID);
    check_err(net_dial(net, 1, "127.0.0.1:5", &nodes_known), ERR_UNKNOWN);
    check_err(net_greet(net, 1, view_text("x")), ERR_UNKNOWN);
    check_err(net_greet(net, 0, (struct view){text, sizeof text}), ERR_FULL);
    check_ok(net_send(net, 99, view_text("nobody is there")));
    check_ok(net_close(net, 0, ERR_OK));
    turn_for(street, 20);
}

static void calls_after_the_stop_are_refused(void **state)
{
    struct street *street = *state;

    meet(street);
    net_stop(street->ana.net);
    net_stop(street->ana.net);
    check_err(net_send(street->ana.net, 1, view_text("late")), ERR_CLOSED);
    turn_until(street, street->ana.is_stopped);
}

static void what_a_person_named_is_not_forgotten(void **state)
{
    const struct net_hint typed = {.origin = ORIGIN_TYPED};
    struct street *street = *state;
    const char *address = net_address(street->ana.net, 0);

    check_ok(net_dial(street->ben.net, 0, address, &nodes_known));
    check_ok(net_dial(street->ben.net, 0, address, &typed));
    check_ok(net_forget(street->ben.net, 0, address));
    turn_until(street, street->ben.ups == 1);
    assert_int_equal(street->ben.net->dial_count, 1);
    assert_int_equal(street->ben.up.origin, ORIGIN_TYPED);
}

static void who_is_connected_is_not_dialled_elsewhere(void **state)
{
    struct street *street = *state;
    struct net_hint hint = {.origin = ORIGIN_HUB};

    meet(street);
    hint.whom = street->ben.up.transport;
    check_ok(net_dial(street->ben.net, 0, "127.0.0.1:1", &hint));
    turn_for(street, 50);
    assert_int_equal(links(street->ben.net), 1);
    for (struct dial *dial = street->ben.net->dials; dial != NULL;
         dial = dial->next) {
        assert_int_equal(dial->failures, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        street_claim(what_a_person_named_is_not_forgotten),
        street_claim(who_is_connected_is_not_dialled_elsewhere),
        street_claim(two_nodes_meet_and_know_each_other),
        street_claim(other_key_than_the_address_came_with_is_left),
        street_claim(lost_connection_is_dialled_again),
        street_claim(forgotten_address_is_not_dialled_again),
        street_claim(peer_that_is_up_is_not_dialled_twice),
        street_claim(address_dialled_under_two_texts_is_dialled_once),
        street_claim(batch_comes_back_from_the_pool),
        street_claim(long_batch_is_checked_to_its_end),
        street_claim(batches_past_the_pool_come_back_too),
        street_claim(posted_function_runs),
        street_claim(calls_with_wrong_values_are_refused),
        street_claim(calls_after_the_stop_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
