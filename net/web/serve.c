#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "net/log.h"
#include "net/web/crowd.h"
#include "net/web/httpd.h"
#include "net/web/visit.h"

uint64_t web_mono_ms(void)
{
    return uv_hrtime() / 1000000;
}

uint64_t web_now_s(void)
{
    return (uint64_t)time(NULL);
}

/* ---- connections ---- */

/* Nobody has all the places, but for those on this machine. */
static enum MHD_Result
on_address(void *cls, const struct sockaddr *address, socklen_t bytes)
{
    const struct web *web = cls;
    const struct address_group group = address_group(address);
    size_t count = 0;

    (void)bytes;
    for (const struct client *client = web->clients; client != NULL;
         client = client->next) {
        count += address_group_equal(&client->group, &group);
    }
    return group.is_loopback || count < WEB_CLIENTS_PER_ADDRESS ? MHD_YES
                                                                : MHD_NO;
}

static void forget(struct web *web, struct client *client)
{
    struct client **place = &web->clients;

    while (*place != client) {
        place = &(*place)->next;
    }
    *place = client->next;
    web->client_count--;
    free(client);
}

static void on_connection(void *cls,
                          struct MHD_Connection *connection,
                          void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct web *web = cls;
    struct client *client = *context;
    const union MHD_ConnectionInfo *info = NULL;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (client != NULL) {
            forget(web, client);
        }
        *context = NULL;
        return;
    }
    client = calloc(1, sizeof *client);
    if (client == NULL) {
        return; /* it has no deadline but libmicrohttpd's */
    }
    client->descriptor = -1;
    info = httpd.get_connection_info(connection,
                                     MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL) {
        client->descriptor = info->connect_fd;
    }
    info = httpd.get_connection_info(connection,
                                     MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info != NULL) {
        client->group = address_group(info->client_addr);
    }
    client->until_mono_ms = web_mono_ms() + WEB_HEADER_MS_MAX;
    client->next = web->clients;
    web->clients = client;
    web->client_count++;
    *context = client;
}

/* Who is too slow is cut off; the sooner, the more there are. */
static void cut_off(struct web *web, uint64_t now_ms)
{
    const uint64_t less =
        web->client_count > WEB_CLIENTS_MAX / 2 ? WEB_HEADER_MS_MAX * 4 / 5 : 0;

    for (const struct client *client = web->clients; client != NULL;
         client = client->next) {
        if (client->until_mono_ms != 0 &&
            client->until_mono_ms < now_ms + less && client->descriptor >= 0) {
            (void)shutdown(client->descriptor, SHUT_RDWR);
        }
    }
}

/* ---- libmicrohttpd under libuv ---- */

static void on_timer(uv_timer_t *timer)
{
    web_turn(timer->data);
}

void web_turn(struct web *web)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;

    if (web->is_turning || web->daemon == NULL) {
        return;
    }
    web->is_turning = true;
    (void)httpd.run(web->daemon);
    web->is_turning = false;
    if (web->is_stopping) {
        return;
    }
    if (httpd.get_timeout(web->daemon, &wait_ms) == MHD_YES) {
        (void)uv_timer_start(&web->timer, on_timer, wait_ms, 0);
    } else {
        (void)uv_timer_stop(&web->timer);
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    web_turn(poll->data);
}

static void on_async(uv_async_t *async)
{
    struct web *web = async->data;

    clerk_collect(&web->clerk);
    live_tell(web, web_mono_ms());
    web_turn(web);
}

static void on_sweep(uv_timer_t *timer)
{
    struct web *web = timer->data;
    const uint64_t now_ms = web_mono_ms();

    cut_off(web, now_ms);
    live_tell(web, now_ms);
    web_turn(web);
}

static enum err start_daemon(struct web *web, const struct web_socket *socket)
{
    const bool is_six = strchr(socket->address, ':') != NULL;
    const unsigned flags =
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (is_six ? MHD_USE_IPv6 : 0);
    int descriptor = fcntl(socket->descriptor, F_DUPFD_CLOEXEC, 0);

    if (descriptor < 0) {
        return ERR_IO;
    }
    web->daemon = httpd.start_daemon(
        flags, socket->port, on_address, web, visit_request, web,
        MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)WEB_CLIENTS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)WEB_CLIENT_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)(WEB_ANSWER_MS_MAX / 1000), MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, visit_completed, web,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, web, MHD_OPTION_END);
    if (web->daemon == NULL) {
        (void)close(descriptor);
        return ERR_IO;
    }
    return ERR_OK;
}

static void on_closed(uv_handle_t *handle)
{
    struct web *web = handle->data;

    web->handles--;
}

static void close_handle(struct web *web, uv_handle_t *handle)
{
    if (handle->data == web && !uv_is_closing(handle)) {
        uv_close(handle, on_closed);
    }
}

static enum err begin_handles(struct web *web)
{
    const union MHD_DaemonInfo *info =
        httpd.get_daemon_info(web->daemon, MHD_DAEMON_INFO_EPOLL_FD);

    if (info == NULL ||
        uv_poll_init(web->loop, &web->poll, info->epoll_fd) != 0) {
        return ERR_IO;
    }
    web->poll.data = web;
    (void)uv_timer_init(web->loop, &web->timer);
    web->timer.data = web;
    (void)uv_timer_init(web->loop, &web->sweep);
    web->sweep.data = web;
    web->handles += 3;
    if (uv_poll_start(&web->poll, UV_READABLE, on_poll) != 0 ||
        uv_timer_start(&web->timer, on_timer, 0, 0) != 0 ||
        uv_timer_start(&web->sweep, on_sweep, WEB_SWEEP_MS, WEB_SWEEP_MS) !=
            0) {
        return ERR_IO;
    }
    return ERR_OK;
}

/* ---- the whole ---- */

static void load_book(struct web *web)
{
    struct bytes saved;

    bytes_init(&saved, SESSION_SAVED_BYTES_MAX);
    if (web->desk.load != NULL &&
        web->desk.load(web->desk.context, &saved) == ERR_OK) {
        session_load(&web->book, bytes_view(&saved));
    }
    bytes_release(&saved);
}

static void fill(struct web *web, const struct web_config *config)
{
    web->desk = config->desk;
    web->folder = config->folder;
    web->version = config->version;
    policy_init(&web->policy, config->socket->address, config->socket->port);
    web->policy.host_count =
        config->host_count < WEB_HOSTS_MAX ? config->host_count : WEB_HOSTS_MAX;
    for (size_t index = 0; index < web->policy.host_count; index++) {
        web->policy.hosts[index] = config->hosts[index];
    }
    web_find_base(web);
    (void)snprintf(web->cookie_name, sizeof web->cookie_name, "kith%u",
                   (unsigned)config->socket->port);
    session_init(&web->book);
    load_book(web);
    once_init(&web->once);
    web->beat_mono_ms = web_mono_ms();
}

enum err
web_new(uv_loop_t *loop, const struct web_config *config, struct web **out)
{
    struct web *web = calloc(1, sizeof *web);
    enum err err = ERR_OK;

    if (web == NULL) {
        return ERR_NOMEM;
    }
    *out = web;
    web->loop = loop;
    if (uv_mutex_init(&web->book_mutex) != 0) {
        free(web);
        *out = NULL;
        return ERR_NOMEM;
    }
    fill(web, config);
    if (uv_async_init(loop, &web->async, on_async) != 0) {
        err = ERR_IO;
        goto out;
    }
    web->async.data = web;
    web->handles++;
    err = clerk_init(&web->clerk, &web->async);
    if (err == ERR_OK) {
        err = start_daemon(web, config->socket);
    }
    if (err == ERR_OK) {
        err = begin_handles(web);
    }
out:
    if (err != ERR_OK) {
        web_stop(web);
    }
    return err;
}

const char *web_base(const struct web *web)
{
    return web->base;
}

void web_link(struct web *web, char out[static WEB_LINK_BYTES])
{
    unsigned char random[WEB_SECRET_BYTES];
    char secret[WEB_SECRET_CHARS];

    randombytes_buf(random, sizeof random);
    session_secret(random, secret);
    uv_mutex_lock(&web->book_mutex);
    session_link_add(&web->book, secret, web_mono_ms());
    uv_mutex_unlock(&web->book_mutex);
    (void)snprintf(out, WEB_LINK_BYTES, "%s/in/%s", web->base, secret);
    sodium_memzero(secret, sizeof secret);
}

void web_news(struct web *web, uint64_t number)
{
    if (atomic_exchange(&web->news, number) != number) {
        (void)uv_async_send(&web->async);
    }
}

void web_stop(struct web *web)
{
    if (web == NULL || web->is_stopping) {
        return;
    }
    web->is_stopping = true;
    clerk_release(&web->clerk); /* every visit has its answer then */
    if (web->daemon != NULL) {
        live_end(web);
        web_turn(web);
        cache_release(web);
        close_handle(web, (uv_handle_t *)&web->poll);
        httpd.stop_daemon(web->daemon);
        web->daemon = NULL;
    }
    close_handle(web, (uv_handle_t *)&web->timer);
    close_handle(web, (uv_handle_t *)&web->sweep);
    close_handle(web, (uv_handle_t *)&web->async);
}

void web_free(struct web *web)
{
    if (web == NULL) {
        return;
    }
    json_decref(web->status);
    uv_mutex_destroy(&web->book_mutex);
    free(web);
}
