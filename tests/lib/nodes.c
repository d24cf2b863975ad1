#include "tests/lib/nodes.h"

#include <stdlib.h>
#include <string.h>

const struct net_hint nodes_known = {.origin = ORIGIN_INVITE};

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

struct net_neighbourhood hood_of(unsigned char number, unsigned char owner)
{
    struct net_neighbourhood hood;

    memset(hood.id.data, number, sizeof hood.id.data);
    memset(hood.psk, number + 1, NET_KEY_BYTES);
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

int street_up(void **state)
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

uint64_t mono_ms(void)
{
    return uv_hrtime() / 1000000;
}

void turn_for(struct street *street, unsigned ms)
{
    uint64_t until_ms = mono_ms() + ms;

    while (mono_ms() < until_ms) {
        uv_run(&street->loop, UV_RUN_ONCE);
    }
}

int street_down(void **state)
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

void meet(struct street *street)
{
    check_ok(net_dial(street->ben.net, 0, net_address(street->ana.net, 0),
                      &nodes_known));
    turn_until(street, street->ana.ups == 1 && street->ben.ups == 1);
}

size_t links(const struct net *net)
{
    size_t count = 0;

    for (const struct link *link = net->links; link != NULL;
         link = link->next) {
        count++;
    }
    return count;
}
