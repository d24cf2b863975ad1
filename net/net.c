#include "net/net.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/beacon.h"
#include "net/dial.h"
#include "net/inside.h"
#include "net/link.h"
#include "net/log.h"

uint64_t net_mono_ms(const struct net *net)
{
    return uv_now(net->loop);
}

uint64_t net_now_ms(const struct net *net)
{
    return net->events.now_ms(net->events.context);
}

enum err net_err(int code)
{
    switch (code) {
    case UV_ENOMEM:
        return ERR_NOMEM;
    case UV_ETIMEDOUT:
        return ERR_TIMEOUT;
    default:
        return ERR_CLOSED;
    }
}

static void on_stop(struct net *net)
{
    if (net->is_stopping) {
        return;
    }
    net->is_stopping = true;
    listen_stop(net);
    dial_stop(net);
    lan_stop(net->lan);
    for (struct link *link = net->links, *next = NULL; link != NULL;
         link = next) {
        next = link->next;
        link_end(link, ERR_CLOSED);
        link_resume(link); /* frees what only waits for its down */
    }
    net_closed_one(net);
}

static void on_calls(uv_async_t *async)
{
    struct net *net = async->data;

    if (post_run(net)) {
        on_stop(net);
    }
}

/* Runs before the loop waits: what one turn has queued goes out together. */
static void on_turn(uv_prepare_t *prepare)
{
    struct net *net = prepare->data;

    if (!net->is_owned) {
        calls_own(&net->calls);
        net->is_owned = true;
    }
    listen_again(net);
    for (struct link *link = net->links; link != NULL; link = link->next) {
        link_flush(link);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct net *net = handle->data;

    net->handles--;
    if (net->handles > 0) {
        return;
    }
    if (net->is_failed) {
        net_free(net);
    } else {
        net->events.stopped(net->events.context);
    }
}

void net_closed_one(struct net *net)
{
    enum { LAST_HANDLES = 2 }; /* the async and the prepare */

    if (!net->is_stopping || net->handles != LAST_HANDLES ||
        net->links != NULL || net->dials != NULL || net->checking > 0 ||
        uv_is_closing((uv_handle_t *)&net->flush)) {
        return;
    }
    pool_stop(net);
    uv_close((uv_handle_t *)&net->calls.async, on_closed);
    uv_close((uv_handle_t *)&net->flush, on_closed);
}

static void fill_times(struct net_times *times)
{
    if (times->handshake_ms == 0) {
        times->handshake_ms = HANDSHAKE_MS_MAX;
    }
    if (times->alive_ms == 0) {
        times->alive_ms = ALIVE_MS;
    }
    if (times->silent_ms == 0) {
        times->silent_ms = SILENT_MS;
    }
    if (times->dial_ms_first == 0) {
        times->dial_ms_first = DIAL_MS_FIRST;
    }
}

static void add_doors(struct net *net, const struct net_config *config)
{
    for (size_t i = 0; i < config->neighbourhood_count; i++) {
        const struct net_neighbourhood *from = &config->neighbourhoods[i];
        struct handshake_door *door = &net->doors[i];

        door->neighbourhood = from->id;
        memcpy(door->psk, from->psk, NET_KEY_BYTES);
        noise_pair_derive(from->transport_secret, &door->own);
        bytes_init(&net->greetings[i], GREETING_BYTES_MAX);
    }
    net->door_count = config->neighbourhood_count;
}

/* One worker for each core and for each name that is asked for; what the
 * person has set stays, if there is one left for signatures. */
static void size_pool(void)
{
    char value[16];
    size_t bytes = sizeof value;
    unsigned cores = uv_available_parallelism();

    if (uv_os_getenv("UV_THREADPOOL_SIZE", value, &bytes) == UV_ENOENT ||
        strcmp(value, "1") == 0) {
        (void)snprintf(value, sizeof value, "%u", cores + RESOLVING_MAX);
        (void)uv_os_setenv("UV_THREADPOOL_SIZE", value);
    }
}

static enum err
listen_all(struct net *net, const struct net_config *config, char *detail)
{
    enum err err = ERR_OK;

    for (size_t i = 0; i < config->listen_count && err == ERR_OK; i++) {
        err = listen_at(net, config->listen[i]);
        if (err != ERR_OK) {
            (void)snprintf(detail, ADDRESS_CHARS_MAX, "%s", config->listen[i]);
        }
    }
    return err;
}

enum err net_new(uv_loop_t *loop,
                 const struct net_config *config,
                 char *detail,
                 struct net **out)
{
    struct net *net = NULL;
    enum err err = ERR_OK;

    detail[0] = '\0';
    if (config->neighbourhood_count > NET_NEIGHBOURHOODS_MAX ||
        config->listen_count > LISTEN_MAX) {
        return ERR_INVALID;
    }
    net = calloc(1, sizeof *net);
    if (net == NULL) {
        return ERR_NOMEM;
    }
    size_pool();
    /* A peer that is gone is an error of the write, not the end of us. */
    (void)signal(SIGPIPE, SIG_IGN);
    net->loop = loop;
    net->events = config->events;
    net->times = config->times;
    net->peers_in_max = config->is_hub ? PEERS_IN_HUB : PEERS_IN_HOME;
    fill_times(&net->times);
    replay_init(&net->replay);
    guard_init(&net->guard);
    err = calls_init(&net->calls, loop, on_calls);
    if (err != ERR_OK) {
        free(net);
        return err;
    }
    (void)uv_prepare_init(loop, &net->flush);
    (void)uv_prepare_start(&net->flush, on_turn);
    net->calls.async.data = net;
    net->flush.data = net;
    net->handles = 2;
    add_doors(net, config);
    err = listen_all(net, config, detail);
    if (err == ERR_OK && config->has_lan) {
        err = lan_new(net, config->lan_port);
    }
    if (err != ERR_OK) {
        net->is_failed = true;
        on_stop(net);
        return err;
    }
    *out = net;
    return ERR_OK;
}

void net_free(struct net *net)
{
    if (net == NULL) {
        return;
    }
    calls_release(&net->calls);
    replay_release(&net->replay);
    for (size_t i = 0; i < net->door_count; i++) {
        bytes_release(&net->greetings[i]);
    }
    sodium_memzero(net->doors, sizeof net->doors);
    free(net);
}

const char *net_address(const struct net *net, size_t index)
{
    return index < net->listener_count ? net->listeners[index].address : NULL;
}

void net_resume(struct net *net)
{
    pool_resume(net);
    for (struct link *link = net->links, *next = NULL; link != NULL;
         link = next) {
        next = link->next;
        link_resume(link);
    }
}
