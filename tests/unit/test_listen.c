/*
 * Strangers at the door: plain sockets that say what they like.
 *
 * ctest: thread
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/nodes.h"

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
    memcpy(door.psk, hood.psk, sizeof door.psk);
    door.psk[0] ^= !is_member;
    bytes_init(out, 256);
    check_ok(
        handshake_dial(&handshake, &door, seed, (uint64_t)NOW_S * 1000, out));
    handshake_release(&handshake);
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
    assert_in_range(mono_ms() - begun_ms, HANDSHAKE_TEST_MS - 50,
                    NODES_DEADLINE_MS);
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

static void node_does_not_talk_to_itself(void **state)
{
    struct street *street = *state;

    check_ok(net_dial(street->ana.net, 1, net_address(street->ana.net, 0),
                      &nodes_known));
    turn_for(street, 100);
    assert_int_equal(street->ana.ups, 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        street_claim(stranger_gets_no_byte),
        street_claim(replayed_first_message_gets_no_byte),
        street_claim(half_a_message_times_out),
        street_claim(crowd_at_the_door_stays_bounded),
        street_claim(node_does_not_talk_to_itself),
        street_claim(address_in_use_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
