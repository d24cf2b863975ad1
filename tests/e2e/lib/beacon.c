/*
 * Somebody on the local network, for lan.sh:
 *
 *   beacon KIND ADDRESS COUNT [INVITE]
 *
 *   hear      wait for COUNT beacons and print each as hexadecimal
 *   garbage   COUNT packets of random bytes, each of a beacon's size
 *   stranger  COUNT beacons under another network key
 *   old       COUNT beacons under the right key of 40 days ago
 *   member    COUNT beacons of nodes that are not there, under today's key
 *   replay    send one COUNT times that `hear` printed, from standard input
 *
 * ADDRESS is the IPv4 address of the interface. While it sends, and two
 * seconds more, it counts who connects to TCP port 5484 of it, which is what
 * every beacon names; it prints the number at the end, and the milliseconds of
 * processor time that it took itself.
 */
#include "net/codec/beacon.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/invitation.h"
#include "node/moment.h"
#include "node/record/record.h"

enum { PORT = 5484, WAIT_MS_MAX = 60 * 1000, AFTER_MS = 2000, OLD_DAYS = 40 };

static const char group[] = "239.255.54.84";

struct caller {
    int udp;
    int tcp;
    unsigned connected;
    unsigned char network_key[BEACON_KEY_BYTES];
    struct neighbourhood neighbourhood;
    struct sockaddr_in to;
};

static void give_up(const char *what)
{
    (void)fprintf(stderr, "beacon: %s: %s\n", what, strerror(errno));
    exit(70);
}

static struct sockaddr_in address_of(const char *text)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(PORT)};

    if (inet_pton(AF_INET, text, &address.sin_addr) != 1) {
        give_up(text);
    }
    return address;
}

static void open_sockets(struct caller *caller, const char *own)
{
    const struct sockaddr_in here = address_of(own);
    const struct sockaddr_in any = address_of("0.0.0.0");
    const int yes = 1;
    struct {
        struct in_addr group;
        struct in_addr interface;
    } joined;

    caller->to = address_of(group);
    joined.group = caller->to.sin_addr;
    joined.interface = here.sin_addr;
    caller->udp = socket(AF_INET, SOCK_DGRAM, 0);
    caller->tcp = socket(AF_INET, SOCK_STREAM, 0);
    if (caller->udp < 0 || caller->tcp < 0 ||
        setsockopt(caller->udp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) !=
            0 ||
        bind(caller->udp, (const struct sockaddr *)&any, sizeof any) != 0 ||
        setsockopt(caller->udp, IPPROTO_IP, IP_ADD_MEMBERSHIP, &joined,
                   sizeof joined) != 0 ||
        setsockopt(caller->udp, IPPROTO_IP, IP_MULTICAST_IF, &here.sin_addr,
                   sizeof here.sin_addr) != 0 ||
        setsockopt(caller->tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) !=
            0 ||
        bind(caller->tcp, (const struct sockaddr *)&here, sizeof here) != 0 ||
        listen(caller->tcp, 128) != 0) {
        give_up(own);
    }
}

/* Count who connects until so many ms have passed. */
static void answer_for(struct caller *caller, int ms)
{
    struct pollfd ready = {.fd = caller->tcp, .events = POLLIN};

    while (poll(&ready, 1, ms) > 0) {
        const int file = accept(caller->tcp, NULL, NULL);

        if (file >= 0) {
            caller->connected++;
            (void)close(file);
        }
    }
}

static void hear(const struct caller *caller,
                 unsigned char out[static BEACON_BYTES])
{
    struct pollfd ready = {.fd = caller->udp, .events = POLLIN};
    unsigned char packet[BEACON_BYTES + 1];

    do {
        if (poll(&ready, 1, WAIT_MS_MAX) <= 0) {
            give_up("nobody calls");
        }
    } while (recv(caller->udp, packet, sizeof packet, 0) != BEACON_BYTES);
    memcpy(out, packet, BEACON_BYTES);
}

static void read_one(unsigned char out[static BEACON_BYTES])
{
    char hex[2 * BEACON_BYTES + 1] = "";
    size_t bytes = 0;

    if (fgets(hex, sizeof hex, stdin) == NULL ||
        sodium_hex2bin(out, BEACON_BYTES, hex, strlen(hex), NULL, &bytes,
                       NULL) != 0 ||
        bytes != BEACON_BYTES) {
        give_up("no beacon on standard input");
    }
}

static void take_keys(struct caller *caller, const char *text)
{
    struct invitation invitation;
    struct record record;

    invitation_init(&invitation);
    if (invitation_read(text, &invitation) != ERR_OK ||
        record_read(bytes_view(&invitation.record), &record) != ERR_OK) {
        give_up("invite");
    }
    caller->neighbourhood = record.neighbourhood;
    memcpy(caller->network_key, invitation.network_key, BEACON_KEY_BYTES);
    invitation_release(&invitation);
}

/* One of nobody, under the key of a day. */
static void make(struct caller *caller,
                 uint32_t day,
                 unsigned char out[static BEACON_BYTES])
{
    struct beacon beacon = {.flags = BEACON_ASKS, .port = PORT};
    unsigned char key[BEACON_KEY_BYTES];
    unsigned char nonce[BEACON_NONCE_BYTES];

    randombytes_buf(nonce, sizeof nonce);
    randombytes_buf(beacon.tag, sizeof beacon.tag);
    beacon_key(caller->network_key, &caller->neighbourhood, day, key);
    beacon_seal(key, nonce, &beacon, out);
}

static long long cpu_ms(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) != 0) {
        give_up("getrusage");
    }
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000LL +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static void act(struct caller *caller, const char *kind, unsigned long count)
{
    const uint32_t today = day_of((uint64_t)time(NULL) * 1000);
    unsigned char packet[BEACON_BYTES];

    if (strcmp(kind, "stranger") == 0) {
        randombytes_buf(caller->network_key, sizeof caller->network_key);
    } else if (strcmp(kind, "replay") == 0) {
        read_one(packet);
    }
    for (unsigned long i = 0; i < count; i++) {
        if (strcmp(kind, "garbage") == 0) {
            randombytes_buf(packet, sizeof packet);
        } else if (strcmp(kind, "old") == 0) {
            make(caller, today - OLD_DAYS, packet);
        } else if (strcmp(kind, "replay") != 0) {
            make(caller, today, packet);
        }
        (void)sendto(caller->udp, packet, sizeof packet, 0,
                     (const struct sockaddr *)&caller->to, sizeof caller->to);
        if (i % 64 == 0) {
            answer_for(caller, 0);
        }
    }
    answer_for(caller, AFTER_MS);
    (void)printf("%u %lld\n", caller->connected, cpu_ms());
}

int main(int argc, char **argv)
{
    struct caller caller = {.connected = 0};
    unsigned long count = 0;

    if (argc < 4 || sodium_init() < 0) {
        (void)fputs("usage: beacon KIND ADDRESS COUNT [INVITE]\n", stderr);
        return 64;
    }
    count = strtoul(argv[3], NULL, 10);
    open_sockets(&caller, argv[2]);
    if (argc > 4) {
        take_keys(&caller, argv[4]);
    }
    if (strcmp(argv[1], "hear") != 0) {
        act(&caller, argv[1], count);
        return 0;
    }
    for (unsigned long i = 0; i < count; i++) {
        unsigned char packet[BEACON_BYTES];
        char hex[2 * BEACON_BYTES + 1];

        hear(&caller, packet);
        (void)sodium_bin2hex(hex, sizeof hex, packet, sizeof packet);
        (void)puts(hex);
    }
    return 0;
}
