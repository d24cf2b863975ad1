#include "net/inside.h"
#include "net/link.h"
#include "net/log.h"

static void on_connection(uv_stream_t *stream, int status)
{
    struct listener *listener = stream->data;

    if (status == 0) {
        link_accept(listener->net, stream);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;

    listener->net->handles--;
    net_closed_one(listener->net);
}

static enum err open_at(struct listener *listener,
                        const struct sockaddr_storage *address)
{
    const struct sockaddr *bare = (const void *)address;
    struct sockaddr_storage real;
    int bytes = sizeof real;
    /* Each address says its family: [::] does not take IPv4 as well. */
    unsigned flags = address->ss_family == AF_INET6 ? UV_TCP_IPV6ONLY : 0;
    int code = uv_tcp_bind(&listener->tcp, bare, flags);

    if (code == 0) {
        code = uv_listen((uv_stream_t *)&listener->tcp, BACKLOG_MAX,
                         on_connection);
    }
    if (code == 0) {
        code = uv_tcp_getsockname(&listener->tcp, (struct sockaddr *)&real,
                                  &bytes);
    }
    if (code == 0) {
        address_text((struct sockaddr *)&real, listener->address);
        return ERR_OK;
    }
    if (code == UV_EADDRINUSE) {
        return ERR_BUSY;
    }
    return code == UV_EADDRNOTAVAIL ? ERR_INVALID : ERR_IO;
}

enum err listen_at(struct net *net, const char *text)
{
    struct address address;
    struct sockaddr_storage number;
    struct listener *listener = NULL;
    enum err err = address_parse(text, &address);

    if (err == ERR_OK) {
        err = address_number(&address, &number);
    }
    if (err != ERR_OK || address.has_key || net->listener_count == LISTEN_MAX) {
        return ERR_INVALID;
    }
    listener = &net->listeners[net->listener_count];
    if (uv_tcp_init(net->loop, &listener->tcp) != 0) {
        return ERR_IO;
    }
    listener->net = net;
    listener->tcp.data = listener;
    net->listener_count++;
    net->handles++;
    err = open_at(listener, &number);
    if (err == ERR_OK) {
        log_line(LOG_INFO, "listening address=%s", listener->address);
    }
    return err;
}

void listen_again(struct net *net)
{
    for (size_t i = 0; i < net->listener_count; i++) {
        if (net->listeners[i].is_behind) {
            link_accept(net, (uv_stream_t *)&net->listeners[i].tcp);
        }
    }
}

void listen_stop(struct net *net)
{
    for (size_t i = 0; i < net->listener_count; i++) {
        net->listeners[i].is_behind = false;
        uv_close((uv_handle_t *)&net->listeners[i].tcp, on_closed);
    }
}
