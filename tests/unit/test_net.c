/*
 * Two nodes, and strangers, over real sockets on loopback.
 *
 * ctest: thread
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "net/inside.h"
#include "net/link.h"
#include "net/net.h"
#include "tests/lib/check.h"

enum {
    DEADLINE_MS = 10 * 1000,
    HEARD_MAX = 64,
    HANDSHAKE_TEST_MS = 300,
    NOW_S = 1700000000,
};

/* A node and what it was told. */
struct side {
    struct net *net;
    bool is_full; /* takes nothing */
    bool is_stopped;
    unsigned ups;
    unsigned downs;
    unsigned messages;
    unsigned verified;
    bool was_valid;
    size_t bytes; /* of all messages */
    struct net_up up;
    enum err why;
    char last[HEARD_MAX]; /* start of the last message */
    char greeting[HEARD_MAX];
};

struct street {
    uv_loop_t loop;
    uv_timer_t clock; /* so that the loop turns */
    struct side ana;  /* listens */
    struct side ben;  /* dials */
};

static bool on_up(void *context, const struct net_up *up)
{
    struct side *side = context;

    if (side->is_full) {
        return false;
    }
    side->ups++;
    side->up = *up;
    assert_true(up->greeting.bytes < HEARD_MAX);
    if (up->greeting.bytes > 0) {
        memcpy(side->greeting, up->greeting.data, up->greeting.bytes);
    }
    return true;
}

static bool on_message(void *context,
                       unsigned neighbourhood,
                       uint32_t peer,
                       struct view message)
{
    struct side *side = context;
    size_t bytes = message.bytes < HEARD_MAX ? message.bytes : HEARD_MAX - 1;

    assert_int_equal(neighbourhood, side->up.neighbourhood);
    assert_true(peer > 0);
    if (side->is_full) {
        return false;
    }
    side->messages++;
    side->bytes += message.bytes;
    memset(side->last, 0, sizeof side->last);
    memcpy(side->last, message.data, bytes);
    return true;
}

static bool
on_down(void *context, unsigned neighbourhood, uint32_t peer, enum err err)
{
    struct side *side = context;

    assert_int_equal(neighbourhood, side->up.neighbourhood);
    assert_true(peer > 0);
    if (side->is_full) {
        return false;
    }
    side->downs++;
    side->why = err;
    return true;
}

static bool
on_verified(void *context, unsigned neighbourhood, struct verify_batch *batch)
{
    struct side *side = context;

    assert_int_equal(neighbourhood, 0);
    if (side->is_full) {
        return false;
    }
    side->verified++;
    side->was_valid = batch->items[0].is_valid;
    verify_batch_free(batch);
    return true;
}

static uint64_t on_now_ms(void *context)
{
    (void)context;
    return (uint64_t)NOW_S * 1000;
}

static void on_stopped(void *context)
{
    struct side *side = context;

    side->is_stopped = true;
}

static struct net_neighbourhood hood_of(unsigned char number,
                                        unsigned char owner)
{
    struct net_neighbourhood hood = {.psk_count = 2};

    memset(hood.id.data, number, sizeof hood.id.data);
    memset(hood.psks[0], number + 1, NET_KEY_BYTES);
    memset(hood.psks[1], number + 2, NET_KEY_BYTES);
    memset(hood.transport_secret, owner, NET_KEY_BYTES);
    return hood;
}

static void side_begin(struct street *street,
                       struct side *side,
                       const struct net_neighbourhood *hoods,
                       size_t count,
                       const char *listen)
{
    char detail[ADDRESS_CHARS_MAX];
    struct net_config config = {
        .neighbourhoods = hoods,
        .neighbourhood_count = count,
        .listen = &listen,
        .listen_count = listen != NULL,
        .times = {.handshake_ms = HANDSHAKE_TEST_MS,
                  .alive_ms = 60,
                  .silent_ms = 400,
                  .dial_ms_first = 10},
        .events = {side, on_up, on_message, on_down, on_verified, on_now_ms,
                   on_stopped},
    };

    check_ok(net_new(&street->loop, &config, detail, &side->net));
}

static void on_clock(uv_timer_t *timer)
{
    (void)timer;
}

static int street_up(void **state)
{
    struct street *street = calloc(1, sizeof *street);
    struct net_neighbourhood anas[2] = {hood_of(10, 1), hood_of(20, 2)};
    struct net_neighbourhood bens[1] = {hood_of(20, 3)};

    assert_non_null(street);
    assert_int_equal(uv_loop_init(&street->loop), 0);
    uv_timer_init(&street->loop, &street->clock);
    uv_timer_start(&street->clock, on_clock, 5, 5);
    side_begin(street, &street->ana, anas, 2, "127.0.0.1:0");
    side_begin(street, &street->ben, bens, 1, NULL);
    *state = street;
    return 0;
}

static uint64_t mono_ms(void)
{
    return uv_hrtime() / 1000000;
}

/* Turn the loop until something is so, or fail after the deadline. */
#define turn_until(street, condition)                                          \
    do {                                                                       \
        uint64_t until_ms = mono_ms() + DEADLINE_MS;                           \
        while (!(condition)) {                                                 \
            assert_true(mono_ms() < until_ms);                                 \
            uv_run(&(street)->loop, UV_RUN_ONCE);                              \
        }                                                                      \
    } while (0)

static void turn_for(struct street *street, unsigned ms)
{
    uint64_t until_ms = mono_ms() + ms;

    while (mono_ms() < until_ms) {
        uv_run(&street->loop, UV_RUN_ONCE);
    }
}

static int street_down(void **state)
{
    struct street *street = *state;

    net_stop(street->ana.net);
    net_stop(street->ben.net);
    turn_until(street, street->ana.is_stopped && street->ben.is_stopped);
    net_free(street->ana.net);
    net_free(street->ben.net);
    net_free(NULL);
    uv_close((uv_handle_t *)&street->clock, NULL);
    uv_run(&street->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&street->loop), 0);
    free(street);
    return 0;
}

static void meet(struct street *street)
{
    check_ok(net_dial(street->ben.net, 0, net_address(street->ana.net, 0)));
    turn_until(street, street->ana.ups == 1 && street->ben.ups == 1);
}

static size_t links(const struct net *net)
{
    size_t count = 0;

    for (const struct link *link = net->links; link != NULL;
         link = link->next) {
        count++;
    }
    return count;
}

/* ---- Strangers: plain sockets. ---- */

static int stranger(const struct net *net)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *port = strrchr(net_address(net, 0), ':') + 1;
    int socket_number = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(socket_number >= 0);
    address.sin_port = htons((uint16_t)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(
        connect(socket_number, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(fcntl(socket_number, F_SETFL, O_NONBLOCK), 0);
    return socket_number;
}

static void say(int socket_number, struct view bytes)
{
    assert_int_equal(send(socket_number, bytes.data, bytes.bytes, MSG_NOSIGNAL),
                     bytes.bytes);
}

/* Turn the loop until the other side closes; how many bytes it said. */
static size_t hear_to_the_end(struct street *street, int socket_number)
{
    size_t heard = 0;
    bool is_over = false;

    while (!is_over) {
        char bytes[512];
        ssize_t count = recv(socket_number, bytes, sizeof bytes, 0);

        if (count > 0) {
            heard += (size_t)count;
        } else if (count == 0 || errno == ECONNRESET) {
            is_over = true;
        } else {
            assert_int_equal(errno, EAGAIN);
            turn_for(street, 5);
        }
    }
    close(socket_number);
    return heard;
}

/* A first message, as a member with a key of neighbourhood 20 would say. */
static void first_message(bool is_member, struct bytes *out)
{
    static const unsigned char seed[NOISE_KEY_BYTES] = {5, 6, 7};
    struct net_neighbourhood hood = hood_of(20, 4);
    struct handshake handshake;
    struct handshake_door door;

    handshake_init(&handshake);
    door.neighbourhood = hood.id;
    noise_pair_derive(hood.transport_secret, &door.own);
    memcpy(door.psk, hood.psks[0], sizeof door.psk);
    door.psk[0] ^= !is_member;
    bytes_init(out, 256);
    check_ok(
        handshake_dial(&handshake, &door, seed, (uint64_t)NOW_S * 1000, out));
    handshake_release(&handshake);
}

/* ---- Claims. ---- */

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

static void stranger_gets_no_byte(void **state)
{
    struct street *street = *state;
    struct bytes first;
    int socket_number = stranger(street->ana.net);

    first_message(false, &first);
    say(socket_number, bytes_view(&first));
    assert_int_equal(hear_to_the_end(street, socket_number), 0);
    turn_until(street, links(street->ana.net) == 0);
    assert_int_equal(street->ana.ups, 0);
    bytes_release(&first);
}

static void replayed_first_message_gets_no_byte(void **state)
{
    struct street *street = *state;
    struct bytes first;
    int member = stranger(street->ana.net);
    int replay = stranger(street->ana.net);

    first_message(true, &first);
    say(member, bytes_view(&first));
    /* The answer, and then the time for the handshake is over. */
    assert_int_equal(hear_to_the_end(street, member), 98);
    say(replay, bytes_view(&first));
    assert_int_equal(hear_to_the_end(street, replay), 0);
    assert_int_equal(street->ana.ups, 0);
    bytes_release(&first);
}

static void half_a_message_times_out(void **state)
{
    struct street *street = *state;
    int socket_number = stranger(street->ana.net);
    uint64_t begun_ms = mono_ms();

    say(socket_number, (struct view){(const unsigned char *)"\0\70abc", 5});
    assert_int_equal(hear_to_the_end(street, socket_number), 0);
    assert_in_range(mono_ms() - begun_ms, HANDSHAKE_TEST_MS - 50, DEADLINE_MS);
    turn_until(street, links(street->ana.net) == 0);
    assert_int_equal(street->ana.net->guard.stranger_count, 0);
}

static void crowd_at_the_door_stays_bounded(void **state)
{
    enum { CROWD = 300 };
    struct street *street = *state;
    int crowd[CROWD];
    size_t most = 0;

    for (size_t i = 0; i < CROWD; i++) {
        crowd[i] = stranger(street->ana.net);
        uv_run(&street->loop, UV_RUN_NOWAIT);
        assert_true(street->ana.net->guard.stranger_count <=
                    STRANGERS_PER_LOOPBACK);
        most = links(street->ana.net) > most ? links(street->ana.net) : most;
    }
    assert_true(most > STRANGERS_EARLY);
    assert_true(most <= STRANGERS_MAX + BACKLOG_MAX);
    /* The state of one stranger is 2 KiB at most, 3 KiB with libuv's. */
    assert_true(sizeof(struct link) + sizeof(struct handshake) <= 3072);
    /* When their time is over, there is room again. */
    turn_until(street, links(street->ana.net) == 0);
    meet(street);
    for (size_t i = 0; i < CROWD; i++) {
        close(crowd[i]);
    }
}

static void older_network_key_still_opens(void **state)
{
    struct street *street = *state;
    struct net_neighbourhood hood = hood_of(20, 3);

    /* Ben knows only the key of the last epoch. */
    check_ok(net_rekey(street->ben.net, 0, hood.psks[1], 1));
    meet(street);
}

static void dialler_tries_its_keys_in_turn(void **state)
{
    struct street *street = *state;
    struct net_neighbourhood hood = hood_of(20, 3);

    /* Ana has not heard of the new epoch yet: ben's second key fits. */
    check_ok(net_rekey(street->ana.net, 1, hood.psks[1], 1));
    meet(street);
}

static void other_key_than_the_address_came_with_is_left(void **state)
{
    struct street *street = *state;
    char address[ADDRESS_CHARS_MAX];

    (void)snprintf(address, sizeof address, "%064d@%s", 7,
                   net_address(street->ana.net, 0));
    check_ok(net_dial(street->ben.net, 0, address));
    turn_for(street, 100);
    assert_int_equal(street->ben.ups, 0);
    assert_int_equal(street->ana.ups, 0);
}

static void node_does_not_talk_to_itself(void **state)
{
    struct street *street = *state;

    check_ok(net_dial(street->ana.net, 1, net_address(street->ana.net, 0)));
    turn_for(street, 100);
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
    (void)snprintf(address, sizeof address, "localhost%s", port);
    check_ok(net_dial(street->ben.net, 0, address));
    /* Only the core knows that these two links are one too many. */
    turn_until(street, street->ben.ups == 2);
    check_ok(net_close(street->ben.net, street->ben.up.peer, ERR_OK));
    turn_until(street, street->ben.downs == 1);
    turn_for(street, 200);
    assert_int_equal(street->ben.ups, 2);
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
    check_ok(net_dial(street->ben.net, 0, net_address(street->ana.net, 0)));
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

static void blamed_peer_is_closed_at_once(void **state)
{
    struct street *street = *state;

    meet(street);
    check_ok(net_close(street->ana.net, street->ana.up.peer, ERR_MALFORMED));
    turn_until(street, street->ana.downs == 1 && street->ben.downs == 1);
    assert_int_equal(street->ana.why, ERR_MALFORMED);
}

static void batch_comes_back_from_the_pool(void **state)
{
    struct street *street = *state;
    struct verify_batch *batch = calloc(1, sizeof *batch);
    static const unsigned char record[300]; /* with no signature at all */

    assert_non_null(batch);
    batch->items = calloc(1, sizeof *batch->items);
    assert_non_null(batch->items);
    batch->count = 1;
    bytes_init(&batch->bytes, 512);
    batch->items[0].is_valid = true;
    check_ok(bytes_append(&batch->bytes, (struct view){record, sizeof record}));
    batch->items[0].record = bytes_view(&batch->bytes);
    street->ana.is_full = true;
    check_ok(net_verify(street->ana.net, 0, batch));
    turn_until(street, street->ana.net->checked != NULL);
    street->ana.is_full = false;
    net_resume(street->ana.net);
    assert_int_equal(street->ana.verified, 1);
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

    check_err(net_dial(net, 0, "127.0.0.1"), ERR_INVALID);
    check_err(net_dial(net, 0, "127.0.0.1:0"), ERR_INVALID);
    check_err(net_dial(net, 1, "127.0.0.1:5"), ERR_UNKNOWN);
    check_err(net_greet(net, 1, view_text("x")), ERR_UNKNOWN);
    check_err(net_greet(net, 0, (struct view){text, sizeof text}), ERR_FULL);
    check_ok(net_send(net, 99, view_text("nobody is there")));
    check_ok(net_close(net, 0, ERR_OK));
    turn_for(street, 20);
}

static void address_in_use_is_told(void **state)
{
    struct street *street = *state;
    const char *listen = net_address(street->ana.net, 0);
    char detail[ADDRESS_CHARS_MAX];
    struct net_config config = {.listen = &listen, .listen_count = 1};
    struct net *net = NULL;

    check_err(net_new(&street->loop, &config, detail, &net), ERR_BUSY);
    assert_null(net);
    assert_string_equal(detail, listen);
    listen = "nonsense";
    check_err(net_new(&street->loop, &config, detail, &net), ERR_INVALID);
    assert_string_equal(detail, "nonsense");
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

#define claim(name)                                                            \
    cmocka_unit_test_setup_teardown(name, street_up, street_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(two_nodes_meet_and_know_each_other),
        claim(messages_of_all_sizes_go_both_ways),
        claim(stranger_gets_no_byte),
        claim(replayed_first_message_gets_no_byte),
        claim(half_a_message_times_out),
        claim(crowd_at_the_door_stays_bounded),
        claim(older_network_key_still_opens),
        claim(dialler_tries_its_keys_in_turn),
        claim(other_key_than_the_address_came_with_is_left),
        claim(node_does_not_talk_to_itself),
        claim(lost_connection_is_dialled_again),
        claim(forgotten_address_is_not_dialled_again),
        claim(peer_that_is_up_is_not_dialled_twice),
        claim(what_was_sent_before_the_end_arrives),
        claim(quiet_link_lives),
        claim(full_core_stops_reading_and_loses_nothing),
        claim(end_waits_until_it_can_be_told),
        claim(neighbour_that_does_not_read_is_left),
        claim(blamed_peer_is_closed_at_once),
        claim(batch_comes_back_from_the_pool),
        claim(posted_function_runs),
        claim(calls_with_wrong_values_are_refused),
        claim(address_in_use_is_told),
        claim(calls_after_the_stop_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
