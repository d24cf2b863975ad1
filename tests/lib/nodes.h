/*
 * Two nodes on one loop, over real sockets on loopback: ana listens in two
 * neighbourhoods, ben dials and is in the second of them.
 */
#ifndef TESTS_LIB_NODES_H
#define TESTS_LIB_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/inside.h"
#include "net/link.h"
#include "net/net.h"
#include "tests/lib/check.h"

enum {
    NODES_DEADLINE_MS = 10 * 1000,
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

/* For cmocka: make the street, and stop both nodes and look for leaks. */
int street_up(void **state);
int street_down(void **state);

/* Neighbourhood `number` as the household `owner` has it. */
struct net_neighbourhood hood_of(unsigned char number, unsigned char owner);

/* The address stood in an invite. */
extern const struct net_hint nodes_known;

/* Monotonic time, in ms. */
uint64_t mono_ms(void);

/* Turn the loop until something is so, or fail after the deadline. */
#define turn_until(street, condition)                                          \
    do {                                                                       \
        uint64_t until_ms = mono_ms() + NODES_DEADLINE_MS;                     \
        while (!(condition)) {                                                 \
            assert_true(mono_ms() < until_ms);                                 \
            uv_run(&(street)->loop, UV_RUN_ONCE);                              \
        }                                                                      \
    } while (0)

/* Turn the loop for so long. */
void turn_for(struct street *street, unsigned ms);

/* Ben dials ana, and both are up. */
void meet(struct street *street);

/* How many links a node has, in whatever state. */
size_t links(const struct net *net);

/* A claim about the street. */
#define street_claim(name)                                                     \
    cmocka_unit_test_setup_teardown(name, street_up, street_down)

#endif
