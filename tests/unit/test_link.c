/*
 * Links that are long, slow, quiet, full or cut.
 *
 * ctest: thread
 */
#include <string.h>
#include <unistd.h>

#include "tests/lib/nodes.h"

static void messages_of_all_sizes_go_both_ways(void **state)
{
    static unsigned char text[MESSAGE_BYTES_MAX];
    static const size_t sizes[] = {1, 46, 47, 5000, 70000, MESSAGE_BYTES_MAX};
    struct street *street = *state;
    size_t total = 0;

    meet(street);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct view message = {text, sizes[i]};

        memset(text, 'a' + (int)i, sizeof text);
        total += sizes[i];
        check_ok(net_send(street->ana.net, street->ana.up.peer, message));
        check_ok(net_send(street->ben.net, street->ben.up.peer, message));
        turn_until(street, street->ana.messages == i + 1 &&
                               street->ben.messages == i + 1);
        assert_int_equal(street->ana.last[0], 'a' + i);
        assert_int_equal(street->ben.last[0], 'a' + i);
    }
    assert_int_equal(street->ana.bytes, total);
    assert_int_equal(street->ben.bytes, total);
    check_err(net_send(street->ana.net, street->ana.up.peer,
                       (struct view){text, MESSAGE_BYTES_MAX + 1}),
              ERR_FULL);
}

static void what_was_sent_before_the_end_arrives(void **state)
{
    static unsigned char text[200 * 1000];
    struct street *street = *state;

    meet(street);
    memset(text, 'x', sizeof text);
    check_ok(net_send(street->ben.net, street->ben.up.peer,
                      (struct view){text, sizeof text}));
    check_ok(
        net_send(street->ben.net, street->ben.up.peer, view_text("goodbye")));
    check_ok(net_close(street->ben.net, street->ben.up.peer, ERR_VERSION));
    turn_until(street, street->ana.downs == 1 && street->ben.downs == 1);
    assert_int_equal(street->ana.messages, 2);
    assert_string_equal(street->ana.last, "goodbye");
    assert_int_equal(street->ana.why, ERR_CLOSED);
    assert_int_equal(street->ben.why, ERR_VERSION);
}

static void frames_of_one_turn_go_out_together(void **state)
{
    enum { MESSAGES = 10, FRAME_BYTES = 2 + 64 };
    struct street *street = *state;
    const struct link *link = NULL;

    meet(street);
    turn_for(street, 20);
    for (unsigned i = 0; i < MESSAGES; i++) {
        check_ok(
            net_send(street->ben.net, street->ben.up.peer, view_text("short")));
    }
    link = street->ben.net->links;
    while (link->queued.bytes == 0) {
        assert_int_equal(link->flying.bytes, 0);
        uv_run(&street->loop, UV_RUN_NOWAIT);
    }
    assert_true(link->queued.bytes >= MESSAGES * FRAME_BYTES);
    uv_run(&street->loop, UV_RUN_NOWAIT);
    assert_int_equal(link->queued.bytes, 0);
    assert_false(link->is_flying);
    turn_until(street, street->ana.messages == MESSAGES);
}

static void quiet_link_lives(void **state)
{
    struct street *street = *state;

    meet(street);
    turn_for(street, 1000); /* more than silent_ms */
    assert_int_equal(street->ana.downs + street->ben.downs, 0);
    assert_int_equal(street->ana.messages + street->ben.messages, 0);
}

static void full_core_stops_reading_and_loses_nothing(void **state)
{
    enum { MESSAGES = 40 };
    static unsigned char text[20000];
    struct street *street = *state;
    const struct link *link = NULL;

    street->ana.is_full = true;
    check_ok(net_dial(street->ben.net, 0, net_address(street->ana.net, 0),
                      &nodes_known));
    turn_until(street, street->ben.ups == 1);
    for (unsigned i = 0; i < MESSAGES / 2; i++) {
        text[0] = (unsigned char)('A' + i);
        check_ok(net_send(street->ben.net, street->ben.up.peer,
                          (struct view){text, sizeof text}));
    }
    turn_for(street, 200);
    link = street->ana.net->links;
    assert_non_null(link);
    assert_false(link->is_reading);
    assert_true(link->held.room <= READ_BYTES_MAX);
    assert_int_equal(street->ana.ups, 0);
    street->ana.is_full = false;
    net_resume(street->ana.net);
    turn_until(street, street->ana.messages == MESSAGES / 2);
    assert_int_equal(street->ana.last[0], 'A' + MESSAGES / 2 - 1);
    assert_int_equal(street->ana.ups, 1);
    assert_int_equal(street->ana.downs, 0);
}

static void end_waits_until_it_can_be_told(void **state)
{
    struct street *street = *state;

    meet(street);
    street->ana.is_full = true;
    check_ok(net_close(street->ben.net, street->ben.up.peer, ERR_OK));
    check_ok(net_forget(street->ben.net, 0, net_address(street->ana.net, 0)));
    turn_until(street, street->ben.downs == 1);
    turn_for(street, 50);
    assert_int_equal(street->ana.downs, 0);
    assert_int_equal(links(street->ana.net), 1);
    street->ana.is_full = false;
    net_resume(street->ana.net);
    assert_int_equal(street->ana.downs, 1);
    assert_int_equal(links(street->ana.net), 0);
}

static void neighbour_that_does_not_read_is_left(void **state)
{
    static unsigned char text[100 * 1000];
    struct street *street = *state;
    unsigned sent = 0;

    meet(street);
    street->ben.is_full = true;
    while (street->ana.downs == 0) {
        check_ok(net_send(street->ana.net, street->ana.up.peer,
                          (struct view){text, sizeof text}));
        uv_run(&street->loop, UV_RUN_NOWAIT);
        assert_true(++sent < 1000);
        if (street->ana.net->links != NULL) {
            assert_true(street->ana.net->links->queued.room <=
                        LINK_QUEUE_BYTES_MAX);
        }
    }
    assert_int_equal(street->ana.why, ERR_FULL);
    street->ben.is_full = false;
    net_resume(street->ben.net);
}

/* A frame that comes byte by byte is no sign of life. */
static void drip_is_left_like_silence(void **state)
{
    enum { GAP_MS = 10, BYTES_MAX = 200 };
    static const unsigned char head[2] = {0x40, 0}; /* of 16,384 bytes */
    struct street *street = *state;
    const uint64_t begun_ms = mono_ms();
    size_t sent = 0;
    uv_os_fd_t fd = -1;

    meet(street);
    (void)uv_timer_stop(&street->ben.net->links->timer); /* it says no more */
    assert_int_equal(
        uv_fileno((uv_handle_t *)&street->ben.net->links->tcp, &fd), 0);
    while (street->ana.downs == 0) {
        assert_true(sent < BYTES_MAX);
        assert_int_equal(write(fd, sent < 2 ? &head[sent] : head, 1), 1);
        sent++;
        turn_for(street, GAP_MS);
    }
    assert_int_equal(street->ana.why, ERR_TIMEOUT);
    assert_true(mono_ms() - begun_ms >= 400);
    assert_int_equal(street->ana.messages, 0);
}

static void blamed_peer_is_closed_at_once(void **state)
{
    struct street *street = *state;

    meet(street);
    check_ok(net_close(street->ana.net, street->ana.up.peer, ERR_MALFORMED));
    turn_until(street, street->ana.downs == 1 && street->ben.downs == 1);
    assert_int_equal(street->ana.why, ERR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        street_claim(messages_of_all_sizes_go_both_ways),
        street_claim(what_was_sent_before_the_end_arrives),
        street_claim(frames_of_one_turn_go_out_together),
        street_claim(quiet_link_lives),
        street_claim(full_core_stops_reading_and_loses_nothing),
        street_claim(end_waits_until_it_can_be_told),
        street_claim(neighbour_that_does_not_read_is_left),
        street_claim(drip_is_left_like_silence),
        street_claim(blamed_peer_is_closed_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
