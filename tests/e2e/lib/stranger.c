/*
 * A stranger at the door of a node, for strangers.sh:
 *
 *   stranger KIND ADDRESS:PORT INVITE [COUNT]
 *
 *   known    a first message with the right network key: what is answered
 *   wrong    the same with another network key
 *   replay   a first message that was answered before, once more
 *   half     the first half of a good first message, then silence
 *   random   random bytes
 *   guest    the right network key, a whole handshake, then silence
 *   held     COUNT connections that say nothing; one that is closed is opened
 *            again, until standard input ends
 *
 * Prints how many bytes the node sent. Waits until the node closes, 20 s at
 * most.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/invitation.h"
#include "net/codec/handshake.h"
#include "node/record/record.h"

enum { WAIT_MS_MAX = 20 * 1000, HELD_MAX = 1024, HELD_PAUSE_MS = 100 };

struct stranger {
    struct sockaddr_storage address;
    socklen_t address_bytes;
    struct handshake_door door;
    uint64_t now_ms;
};

static void give_up(const char *what)
{
    (void)fprintf(stderr, "stranger: %s: %s\n", what, strerror(errno));
    exit(70);
}

static void find_address(struct stranger *stranger, const char *text)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST};
    const char *colon = strrchr(text, ':');
    struct addrinfo *found = NULL;
    char host[64];

    assert(colon != NULL && (size_t)(colon - text) < sizeof host);
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';
    if (getaddrinfo(host, colon + 1, &wanted, &found) != 0) {
        give_up(text);
    }
    memcpy(&stranger->address, found->ai_addr, found->ai_addrlen);
    stranger->address_bytes = found->ai_addrlen;
    freeaddrinfo(found);
}

/* The network key and the neighbourhood, as somebody has them who found or
 * took an invite; the static key is nobody's. */
static void find_door(struct stranger *stranger, const char *text)
{
    struct invitation invitation;
    struct record record;
    unsigned char secret[NOISE_KEY_BYTES];
    struct timespec now;

    invitation_init(&invitation);
    if (invitation_read(text, &invitation) != ERR_OK ||
        record_read(bytes_view(&invitation.record), &record) != ERR_OK) {
        give_up("invite");
    }
    stranger->door.neighbourhood = record.neighbourhood;
    memcpy(stranger->door.psk, invitation.network_key, NOISE_KEY_BYTES);
    invitation_release(&invitation);
    randombytes_buf(secret, sizeof secret);
    noise_pair_derive(secret, &stranger->door.own);
    (void)clock_gettime(CLOCK_REALTIME, &now);
    stranger->now_ms = (uint64_t)now.tv_sec * 1000;
}

static int knock(const struct stranger *stranger)
{
    int file = socket(stranger->address.ss_family, SOCK_STREAM, 0);

    if (file < 0 || connect(file, (const struct sockaddr *)&stranger->address,
                            stranger->address_bytes) != 0) {
        give_up("connect");
    }
    return file;
}

/* Also to a node that has closed already. */
static void say(int file, struct view bytes)
{
    while (bytes.bytes > 0) {
        ssize_t sent = send(file, bytes.data, bytes.bytes, MSG_NOSIGNAL);

        if (sent <= 0) {
            return;
        }
        bytes.data += sent;
        bytes.bytes -= (size_t)sent;
    }
}

/* Up to `most` bytes, or until the node closes. */
static size_t listen_to(int file, unsigned char *room, size_t most)
{
    struct pollfd ready = {.fd = file, .events = POLLIN};
    size_t count = 0;

    while (count < most) {
        ssize_t got = 0;

        if (poll(&ready, 1, WAIT_MS_MAX) <= 0) {
            give_up("the node neither answers nor closes");
        }
        got = recv(file, room + count, most - count, 0);
        if (got <= 0) {
            break;
        }
        count += (size_t)got;
    }
    return count;
}

static void first_message(const struct stranger *stranger,
                          struct handshake *handshake,
                          struct bytes *out)
{
    unsigned char seed[NOISE_KEY_BYTES];
    enum err err = ERR_OK;

    handshake_init(handshake);
    bytes_init(out, 4096);
    randombytes_buf(seed, sizeof seed);
    err =
        handshake_dial(handshake, &stranger->door, seed, stranger->now_ms, out);
    assert(err == ERR_OK);
}

/* Say these bytes on a connection of their own; what comes is counted. */
static size_t answer_to(const struct stranger *stranger, struct view bytes)
{
    unsigned char room[4096];
    const int file = knock(stranger);
    size_t count = 0;

    say(file, bytes);
    count = listen_to(file, room, sizeof room);
    (void)close(file);
    return count;
}

/* A whole handshake; what comes after the node's part of it is counted. */
static size_t as_guest(const struct stranger *stranger)
{
    const struct view greeting = view_text("let me in");
    unsigned char room[4096];
    struct view stream = {room, 0};
    struct view message = {NULL, 0};
    struct handshake handshake;
    struct bytes out;
    const int file = knock(stranger);
    size_t count = 0;
    enum err err = ERR_OK;

    first_message(stranger, &handshake, &out);
    say(file, bytes_view(&out));
    bytes_reset(&out);
    stream.bytes =
        listen_to(file, room, HANDSHAKE_COUNT_BYTES + HANDSHAKE_SECOND_BYTES);
    err = handshake_feed(&handshake, &stream, &message);
    if (err == ERR_OK) {
        err = handshake_reply(&handshake, message, NULL, greeting, &out);
    }
    assert(err == ERR_OK);
    say(file, bytes_view(&out));
    count = listen_to(file, room, sizeof room);
    (void)close(file);
    bytes_release(&out);
    handshake_release(&handshake);
    return count;
}

static bool is_input_over(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte = 0;

    return poll(&input, 1, HELD_PAUSE_MS) > 0 &&
           read(STDIN_FILENO, &byte, 1) <= 0;
}

/* Says where they all stand at the door by a line. */
static size_t hold(const struct stranger *stranger, size_t many)
{
    int files[HELD_MAX];
    unsigned char room[256];
    size_t count = 0;
    size_t again = 0;

    assert(many <= HELD_MAX);
    for (size_t i = 0; i < many; i++) {
        files[i] = knock(stranger);
    }
    (void)puts("held");
    (void)fflush(stdout);
    while (!is_input_over()) {
        for (size_t i = 0; i < many; i++) {
            ssize_t got = recv(files[i], room, sizeof room, MSG_DONTWAIT);

            if (got > 0) {
                count += (size_t)got;
            } else if (got == 0 || errno != EAGAIN) {
                (void)close(files[i]);
                files[i] = knock(stranger);
                again++;
            }
        }
    }
    (void)fprintf(stderr, "%zu were closed and opened again\n", again);
    return count;
}

static size_t act(const struct stranger *stranger, const char *kind)
{
    struct handshake handshake;
    struct stranger other = *stranger;
    unsigned char noise[512];
    struct bytes good;
    struct bytes bad;
    size_t count = 0;

    randombytes_buf(other.door.psk, sizeof other.door.psk);
    randombytes_buf(noise, sizeof noise);
    first_message(&other, &handshake, &bad);
    handshake_release(&handshake);
    first_message(stranger, &handshake, &good);
    handshake_release(&handshake);
    if (strcmp(kind, "wrong") == 0) {
        count = answer_to(stranger, bytes_view(&bad));
    } else if (strcmp(kind, "half") == 0) {
        count = answer_to(stranger, (struct view){good.data, good.bytes / 2});
    } else if (strcmp(kind, "random") == 0) {
        count = answer_to(stranger, (struct view){noise, sizeof noise});
    } else if (strcmp(kind, "guest") == 0) {
        count = as_guest(stranger);
    } else {
        count = answer_to(stranger, bytes_view(&good));
        if (strcmp(kind, "replay") == 0) {
            assert(count > 0); /* the message was a good one */
            count = answer_to(stranger, bytes_view(&good));
        }
    }
    bytes_release(&good);
    bytes_release(&bad);
    return count;
}

int main(int argc, char **argv)
{
    struct stranger stranger = {.now_ms = 0};
    size_t count = 0;

    if (argc < 4 || sodium_init() < 0) {
        (void)fputs("usage: stranger KIND ADDRESS:PORT INVITE [COUNT]\n",
                    stderr);
        return 64;
    }
    find_address(&stranger, argv[2]);
    find_door(&stranger, argv[3]);
    if (strcmp(argv[1], "held") == 0) {
        count = hold(&stranger, argc > 4 ? strtoul(argv[4], NULL, 10) : 1);
    } else {
        count = act(&stranger, argv[1]);
    }
    (void)printf("%zu\n", count);
    return 0;
}
