#include "cli/station.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <sysexits.h>

#include "cli/clock.h"
#include "net/log.h"
#include "store/local.h"

static const int signal_numbers[] = {SIGTERM, SIGINT};

static void fill_neighbourhood(const struct drive *drive,
                               struct net_neighbourhood *out)
{
    const struct keys *keys = &drive->keys;

    memset(out, 0, sizeof *out);
    out->id = keys->neighbourhood;
    memcpy(out->psk, keys->network_key, NET_KEY_BYTES);
    memcpy(out->transport_secret, keys->device.transport.secret, NET_KEY_BYTES);
}

static enum err
explain_listen(enum err err, const char *address, struct problem *why)
{
    if (err == ERR_BUSY) {
        err = problem_set(why, err, "port-in-use",
                          "Another program already listens on %s.", address);
        problem_advise(why, "kith run --listen 0.0.0.0:0 takes a free port");
        problem_exit(why, EX_UNAVAILABLE);
    } else if (err == ERR_INVALID) {
        err = problem_set(why, err, "bad-address",
                          "%s is no address of this machine to listen on.",
                          address);
        problem_advise(why, "kith run --listen 0.0.0.0:5484");
        problem_exit(why, EX_USAGE);
    } else if (err != ERR_OK && address[0] != '\0') {
        err = problem_set(why, err, "cannot-listen",
                          "This machine does not let kith listen on %s.",
                          address);
        problem_exit(why, EX_UNAVAILABLE);
    }
    return err;
}

static enum err open_net(struct station *station,
                         const struct station_config *config,
                         struct problem *why)
{
    struct net_neighbourhood neighbourhoods[NET_NEIGHBOURHOODS_MAX];
    char detail[ADDRESS_CHARS_MAX] = "";
    const struct net_config wanted = {
        .neighbourhoods = neighbourhoods,
        .neighbourhood_count = config->drive_count,
        .listen = config->listen,
        .listen_count = config->listen_count,
        .is_hub = config->is_hub,
        .has_lan = config->has_lan,
        .events = core_events(&station->core),
    };
    enum err err = ERR_OK;

    if (config->drive_count > NET_NEIGHBOURHOODS_MAX) {
        return ERR_FULL;
    }
    for (size_t index = 0; index < config->drive_count; index++) {
        fill_neighbourhood(&config->drives[index], &neighbourhoods[index]);
    }
    err = net_new(&station->loop, &wanted, detail, &station->net);
    sodium_memzero(neighbourhoods, sizeof neighbourhoods);
    if (err != ERR_OK) {
        return explain_listen(err, detail, why);
    }
    station->core.net = station->net;
    for (size_t index = 0; net_address(station->net, index) != NULL; index++) {
        if (json_array_append_new(
                station->core.listening,
                json_string(net_address(station->net, index))) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct station *station = handle->data;

    (void)number;
    core_stop(&station->core);
}

static enum err watch_signals(struct station *station)
{
    for (size_t index = 0; index < 2; index++) {
        uv_signal_t *handle = &station->signals[index];

        if (uv_signal_init(&station->loop, handle) != 0) {
            return ERR_IO;
        }
        handle->data = station;
        station->signal_count++;
        if (uv_signal_start(handle, on_signal, signal_numbers[index]) != 0) {
            return ERR_IO;
        }
    }
    return ERR_OK;
}

/* The last of net is gone: close what else keeps the loop running. */
static void on_stopped(void *watcher)
{
    struct station *station = watcher;

    control_free(station->control);
    station->control = NULL;
    web_stop(station->web);
    for (size_t index = 0; index < station->signal_count; index++) {
        uv_close((uv_handle_t *)&station->signals[index], NULL);
    }
    station->signal_count = 0;
}

/* After each turn of the core thread; it goes on. */
static bool on_turn(void *watcher, struct core *core)
{
    struct station *station = watcher;
    uint64_t news = 1;

    if (station->notify != NULL) {
        notify_turn(station->notify, core);
    }
    if (station->web != NULL) {
        /* Both only grow: by what this node did, and by what others did. */
        for (size_t index = 0; index < core->part_count; index++) {
            news += core->parts[index].drive->sequence;
            news += core->parts[index].data_version;
        }
        web_news(station->web, news);
    }
    return false;
}

static enum err open_parts(struct station *station,
                           const struct station_config *config,
                           struct problem *why)
{
    enum err err =
        core_init(&station->core, config->drives, config->drive_count);

    if (err != ERR_OK) {
        return err;
    }
    station->has_core = true;
    station->core.watcher = station;
    station->core.stopped = on_stopped;
    station->notify = config->notify;
    station->core.after =
        config->notify != NULL || config->page != NULL ? on_turn : NULL;
    station->core.has_plan = config->has_plan;
    for (size_t index = 0; index < config->named_count; index++) {
        (void)snprintf(station->core.named[index], INVITATION_ADDRESS_CHARS,
                       "%s", config->named[index]);
    }
    station->core.named_count = config->named_count;
    if (uv_loop_init(&station->loop) != 0) {
        return ERR_NOMEM;
    }
    station->has_loop = true;
    err = open_net(station, config, why);
    if (err == ERR_OK && config->socket != NULL) {
        err = control_new(&station->loop, config->socket, core_asked,
                          &station->core, &station->control);
        station->core.control = station->control;
    }
    if (err == ERR_OK && config->page != NULL) {
        err = web_new(&station->loop, config->page, &station->web);
        station->core.web = station->web;
    }
    if (err == ERR_OK && config->socket != NULL) {
        err = watch_signals(station);
    }
    return err;
}

enum err station_open(struct station *station,
                      const struct station_config *config,
                      struct problem *why)
{
    enum err err = ERR_OK;

    memset(station, 0, sizeof *station);
    err = open_parts(station, config, why);
    if (err == ERR_OK) {
        core_turn(&station->core);
    } else {
        station_close(station);
    }
    return err;
}

enum err
station_dial(struct station *station, size_t neighbourhood, const char *address)
{
    const struct net_hint hint = {.origin = ORIGIN_TYPED};

    return net_dial(station->net, (unsigned)neighbourhood, address, &hint);
}

enum err station_dial_known(struct station *station, size_t neighbourhood)
{
    struct store *store = station->core.parts[neighbourhood].drive->store;
    struct local_address *known = calloc(PEERS_OUT_MAX, sizeof *known);
    size_t count = 0;
    enum err err = ERR_NOMEM;

    if (known == NULL) {
        return ERR_NOMEM;
    }
    err = local_addresses(store, known, PEERS_OUT_MAX, &count);
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        const struct net_hint hint = {.origin = known[index].origin};

        err = net_dial(station->net, (unsigned)neighbourhood, known[index].text,
                       &hint);
        if (err == ERR_INVALID) {
            err = ERR_OK; /* an old entry; the others may do */
        }
    }
    free(known);
    return err;
}

enum err station_run(struct station *station)
{
    if (pthread_create(&station->thread, NULL, core_run, &station->core) != 0) {
        return ERR_NOMEM;
    }
    (void)uv_run(&station->loop, UV_RUN_DEFAULT);
    (void)pthread_join(station->thread, NULL);
    net_free(station->net);
    station->net = NULL;
    return ERR_OK;
}

void station_close(struct station *station)
{
    if (station->net != NULL) { /* it never ran, or could not */
        net_stop(station->net);
        (void)uv_run(&station->loop, UV_RUN_DEFAULT);
        net_free(station->net);
        station->net = NULL;
    }
    if (station->has_loop) {
        on_stopped(station);
        (void)uv_run(&station->loop, UV_RUN_DEFAULT);
        web_free(station->web);
        station->web = NULL;
        (void)uv_loop_close(&station->loop);
        station->has_loop = false;
    }
    if (station->has_core) {
        core_release(&station->core);
        station->has_core = false;
    }
}
