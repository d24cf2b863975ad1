/*
 * Two nodes, each with its own loop thread, driven from other threads the
 * way the program drives them: a core thread that sends, and an inbox that
 * is at times full.
 *
 * ctest: thread
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "net/net.h"
#include "tests/lib/check.h"

enum { MESSAGES = 2000, BATCHES = 50, DEADLINE_MS = 30 * 1000 };

/* One node with its loop thread. */
struct side {
    uv_loop_t loop;
    uv_thread_t thread;
    struct net *net;
    atomic_uint peer;     /* 0: not up */
    atomic_uint heard;    /* messages in their order */
    atomic_uint verified; /* batches */
    atomic_uint refused;  /* messages there was no room for */
    atomic_bool is_wrong;
    unsigned room; /* of the inbox; loop thread only */
};

static bool on_up(void *context, const struct net_up *up)
{
    struct side *side = context;

    atomic_store(&side->peer, up->peer);
    return true;
}

static bool on_message(void *context,
                       unsigned neighbourhood,
                       uint32_t peer,
                       struct view message)
{
    struct side *side = context;

    (void)neighbourhood;
    (void)peer;
    if (side->room == 0) {
        atomic_fetch_add(&side->refused, 1);
        return false;
    }
    side->room--;
    if (get_u32(message.data) != atomic_load(&side->heard)) {
        atomic_store(&side->is_wrong, true);
    }
    atomic_fetch_add(&side->heard, 1);
    return true;
}

static bool
on_down(void *context, unsigned neighbourhood, uint32_t peer, enum err err)
{
    struct side *side = context;

    (void)neighbourhood;
    (void)peer;
    (void)err;
    atomic_store(&side->peer, 0);
    return true;
}

static bool
on_verified(void *context, unsigned neighbourhood, struct verify_batch *batch)
{
    struct side *side = context;

    (void)neighbourhood;
    atomic_fetch_add(&side->verified, 1);
    verify_batch_free(batch);
    return true;
}

static uint64_t on_now_ms(void *context)
{
    (void)context;
    return UINT64_C(1700000000000);
}

static void on_stopped(void *context)
{
    struct side *side = context;

    net_free(side->net);
    side->net = NULL;
}

static void
side_begin(struct side *side, unsigned char owner, bool is_listening)
{
    static const char *const listen[] = {"127.0.0.1:0"};
    char detail[ADDRESS_CHARS_MAX];
    struct net_neighbourhood hood = {.psk = {7}};
    struct net_config config = {
        .neighbourhoods = &hood,
        .neighbourhood_count = 1,
        .listen = listen,
        .listen_count = is_listening,
        .events = {side, on_up, on_message, on_down, on_verified, on_now_ms,
                   on_stopped},
    };

    hood.transport_secret[5] = owner; /* low bits of byte 0 are cleared */
    side->room = 100;
    assert_int_equal(uv_loop_init(&side->loop), 0);
    check_ok(net_new(&side->loop, &config, detail, &side->net));
}

static void run(void *context)
{
    struct side *side = context;

    uv_run(&side->loop, UV_RUN_DEFAULT);
}

static void make_room(void *context)
{
    struct side *side = context;

    side->room = 100;
    net_resume(side->net);
}

static void wait_for_up(struct side *side)
{
    uint64_t until = uv_hrtime() / 1000000 + DEADLINE_MS;

    while (atomic_load(&side->peer) == 0) {
        assert_true(uv_hrtime() / 1000000 < until);
        uv_sleep(1);
    }
}

static struct verify_batch *batch_of_one(void)
{
    static const unsigned char bytes[300];
    struct record record = {.bytes = {bytes, sizeof bytes}};
    struct verify_batch *batch = NULL;

    check_ok(verify_batch_new(0, 1, sizeof bytes, &batch));
    verify_batch_add(batch, &record, true);
    batch->items[0].is_valid = true;
    return batch;
}

/* Take what still comes, as a core does that has nothing to say. */
static void wait_for_all(struct side *side)
{
    uint64_t until = uv_hrtime() / 1000000 + DEADLINE_MS;

    while (atomic_load(&side->heard) < MESSAGES ||
           atomic_load(&side->verified) < BATCHES) {
        assert_true(uv_hrtime() / 1000000 < until);
        check_ok(net_post(side->net, make_room, side));
        uv_sleep(1);
    }
}

/* A core: sends its messages, no more than a window ahead of the other. */
static void core(struct side *own, const struct side *other)
{
    static _Thread_local unsigned char text[1000];
    uint64_t until = uv_hrtime() / 1000000 + DEADLINE_MS;

    for (uint32_t i = 0; i < MESSAGES; i++) {
        while (i > atomic_load(&other->heard) + 200) {
            /* The other may wait for us just the same. */
            check_ok(net_post(own->net, make_room, own));
            assert_true(uv_hrtime() / 1000000 < until);
            uv_sleep(1);
        }
        put_u32(text, i);
        check_ok(net_send(own->net, atomic_load(&own->peer),
                          (struct view){text, sizeof text}));
        if (i % (MESSAGES / BATCHES) == 0) {
            check_ok(net_verify(own->net, 0, batch_of_one()));
        }
        if (i % 10 == 0) {
            check_ok(net_post(own->net, make_room, own));
        }
    }
    wait_for_all(own);
}

struct pair {
    struct side *own;
    struct side *other;
};

static void run_core(void *context)
{
    const struct pair *pair = context;

    core(pair->own, pair->other);
}

static void side_end(struct side *side)
{
    net_stop(side->net);
    uv_thread_join(&side->thread);
    assert_null(side->net);
    assert_int_equal(uv_loop_close(&side->loop), 0);
}

static void two_threaded_nodes_lose_and_reorder_nothing(void **state)
{
    static struct side ana;
    static struct side ben;
    struct pair ana_first = {&ana, &ben};
    uv_thread_t thread;
    char address[ADDRESS_CHARS_MAX];

    (void)state;
    side_begin(&ana, 1, true);
    side_begin(&ben, 2, false);
    (void)snprintf(address, sizeof address, "%s", net_address(ana.net, 0));
    uv_thread_create(&ana.thread, run, &ana);
    uv_thread_create(&ben.thread, run, &ben);
    check_ok(net_dial(ben.net, 0, address,
                      &(struct net_hint){.origin = ORIGIN_TYPED}));
    wait_for_up(&ana);
    wait_for_up(&ben);
    uv_thread_create(&thread, run_core, &ana_first);
    core(&ben, &ana);
    uv_thread_join(&thread);
    assert_false(atomic_load(&ana.is_wrong));
    assert_false(atomic_load(&ben.is_wrong));
    /* The inbox really was full at times. */
    assert_true(atomic_load(&ana.refused) + atomic_load(&ben.refused) > 0);
    side_end(&ben);
    side_end(&ana);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_threaded_nodes_lose_and_reorder_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
