#include "net/link.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/dial.h"
#include "net/log.h"

/* Memory that a burst left behind is not kept by a quiet link. */
enum { KEEP_BYTES = 16 * 1024 };

static void link_unlist(struct link *link)
{
    if (link->previous != NULL) {
        link->previous->next = link->next;
    } else {
        link->net->links = link->next;
    }
    if (link->next != NULL) {
        link->next->previous = link->previous;
    }
}

/* All handles are closed: tell it, and free the link once that was taken. */
static void link_finish(struct link *link)
{
    struct net *net = link->net;
    const struct net_events *events = &net->events;

    if (link->is_down_due) {
        link->is_down_due = !events->down(events->context, link->neighbourhood,
                                          link->peer, link->why);
    }
    if (link->is_down_due && !net->is_stopping) {
        return;
    }
    link_unlist(link);
    bytes_release(&link->queued);
    bytes_release(&link->flying);
    bytes_release(&link->greeting);
    free(link);
    net_closed_one(net);
}

static void on_closed(uv_handle_t *handle)
{
    struct link *link = handle->data;

    link->handles--;
    if (link->handles == 0) {
        link_finish(link);
    }
}

/* What was counted is counted no more. */
static void link_uncount(struct link *link)
{
    if (link->is_stranger) {
        guard_leave(&link->net->guard, &link->group);
        link->is_stranger = false;
    }
    if (link->is_counted) {
        link->net->peers_in--;
        link->is_counted = false;
    }
}

void link_close(struct link *link, enum err why)
{
    struct dial *dial = link->dial;
    bool was_up = link->state == LINK_UP || link->state == LINK_ENDING;

    if (link->state == LINK_CLOSING) {
        return;
    }
    log_line(LOG_DEBUG, "link closed peer=%u address=%s why=%s",
             (unsigned)link->peer, link->address, err_name(why));
    link->state = LINK_CLOSING;
    link->why = why;
    link->is_up_due = false;
    link->dial = NULL;
    link_uncount(link);
    link_read_stop(link);
    channel_release(&link->channel);
    if (link->handshake != NULL) {
        handshake_release(link->handshake);
        free(link->handshake);
        link->handshake = NULL;
    }
    uv_close((uv_handle_t *)&link->tcp, on_closed);
    uv_close((uv_handle_t *)&link->timer, on_closed);
    if (dial != NULL) {
        dial_link_gone(dial, was_up, why);
    }
}

static void on_timer(uv_timer_t *timer);

/* A link with its handles, in the list, not yet connected. */
static enum err link_new(struct net *net, struct link **out)
{
    struct link *link = calloc(1, sizeof *link);
    struct handshake *handshake = malloc(sizeof *handshake);

    if (link == NULL || handshake == NULL) {
        free(link);
        free(handshake);
        return ERR_NOMEM;
    }
    handshake_init(handshake);
    link->net = net;
    link->state = LINK_CONNECTING;
    link->handshake = handshake;
    link->handles = 2;
    bytes_init(&link->queued, LINK_QUEUE_BYTES_MAX);
    bytes_init(&link->flying, LINK_QUEUE_BYTES_MAX);
    bytes_init(&link->held, READ_BYTES_MAX);
    bytes_init(&link->greeting, GREETING_BYTES_MAX);
    /* Neither fails without flags. */
    (void)uv_tcp_init(net->loop, &link->tcp);
    (void)uv_timer_init(net->loop, &link->timer);
    link->tcp.data = link;
    link->timer.data = link;
    link->next = net->links;
    if (link->next != NULL) {
        link->next->previous = link;
    }
    net->links = link;
    (void)uv_timer_start(&link->timer, on_timer, net->times.handshake_ms, 0);
    *out = link;
    return ERR_OK;
}

static void on_timer(uv_timer_t *timer)
{
    struct link *link = timer->data;
    const struct net_times *times = &link->net->times;
    uint64_t now_ms = net_mono_ms(link->net);
    bool is_stalled = link->is_up_due || link->message.bytes > 0;

    if (link->state == LINK_ENDING) {
        link_close(link, link->why);
    } else if (link->state != LINK_UP) {
        if (link->is_stranger) {
            guard_blame(&link->net->guard, &link->group, now_ms);
        }
        link_close(link, ERR_TIMEOUT);
    } else if ((!is_stalled && now_ms - link->heard_ms >= times->silent_ms) ||
               (link->is_flying &&
                now_ms - link->flown_ms >= times->silent_ms)) {
        link_close(link, ERR_TIMEOUT);
    } else if (now_ms - link->sent_ms >= times->alive_ms) {
        link_send(link, (struct view){NULL, 0});
    }
}

void link_watch(struct link *link)
{
    unsigned pause_ms = link->net->times.alive_ms / 2 + 1;

    link->heard_ms = net_mono_ms(link->net);
    link->sent_ms = link->heard_ms;
    (void)uv_timer_start(&link->timer, on_timer, pause_ms, pause_ms);
}

static void on_connect(uv_connect_t *connect, int status)
{
    struct link *link = connect->handle->data;
    const struct handshake_door *door = &link->net->doors[link->neighbourhood];
    unsigned char seed[NOISE_KEY_BYTES];
    enum err err = ERR_OK;

    if (link->state == LINK_CLOSING) {
        return;
    }
    if (status != 0) {
        link_close(link, net_err(status));
        return;
    }
    link->state = LINK_SHAKING;
    randombytes_buf(seed, sizeof seed);
    err = handshake_dial(link->handshake, door, seed, net_now_ms(link->net),
                         &link->queued);
    sodium_memzero(seed, sizeof seed);
    if (err != ERR_OK) {
        link_close(link, err);
        return;
    }
    link_read_start(link);
}

enum err link_dial(struct net *net,
                   struct dial *dial,
                   const struct link_target *target,
                   struct link **out)
{
    struct link *link = NULL;
    int code = 0;
    enum err err = link_new(net, &link);

    if (err != ERR_OK) {
        return err;
    }
    link->is_dialled = true;
    link->neighbourhood = target->neighbourhood;
    link->group = address_group(target->address);
    address_text(target->address, link->address);
    if (target->expected != NULL) {
        memcpy(link->expected, target->expected, NOISE_KEY_BYTES);
        link->has_expected = true;
    }
    code =
        uv_tcp_connect(&link->connect, &link->tcp, target->address, on_connect);
    if (code != 0) {
        link_close(link, net_err(code));
        return net_err(code);
    }
    link->dial = dial;
    *out = link;
    return ERR_OK;
}

/* Who it is, and whether it may stand at the door. */
static enum err link_admit(struct link *link)
{
    struct sockaddr_storage address;
    int bytes = sizeof address;
    struct net *net = link->net;
    enum err err = ERR_OK;

    if (uv_tcp_getpeername(&link->tcp, (struct sockaddr *)&address, &bytes) !=
        0) {
        return ERR_CLOSED;
    }
    link->group = address_group((struct sockaddr *)&address);
    address_text((struct sockaddr *)&address, link->address);
    err = guard_admit(&net->guard, &link->group, net_mono_ms(net),
                      randombytes_random());
    link->is_stranger = err == ERR_OK;
    return err;
}

void link_accept(struct net *net, uv_stream_t *stream)
{
    struct listener *listener = stream->data;
    struct link *link = NULL;
    enum err err = link_new(net, &link);

    listener->is_behind = err != ERR_OK;
    if (err != ERR_OK) {
        return;
    }
    if (uv_accept(stream, (uv_stream_t *)&link->tcp) != 0) {
        link_close(link, ERR_CLOSED);
        return;
    }
    link->state = LINK_SHAKING;
    err = link_admit(link);
    if (err != ERR_OK) {
        link_close(link, err);
        return;
    }
    link_read_start(link);
}

struct link *link_find(const struct net *net, uint32_t peer)
{
    struct link *link = net->links;

    while (link != NULL && (link->peer != peer || peer == 0)) {
        link = link->next;
    }
    return link;
}

bool link_is_known(const struct net *net,
                   unsigned neighbourhood,
                   const struct id *transport)
{
    for (const struct link *link = net->links; link != NULL;
         link = link->next) {
        if (link->state == LINK_UP && link->neighbourhood == neighbourhood &&
            id_equal(&link->transport, transport)) {
            return true;
        }
    }
    return false;
}

void link_send(struct link *link, struct view message)
{
    size_t waiting = link->queued.bytes + link->flying.bytes;
    enum err err = ERR_FULL;

    if (link->state != LINK_UP) {
        return;
    }
    if (waiting + channel_sealed_bytes(message.bytes) <= LINK_QUEUE_BYTES_MAX) {
        err = channel_seal(&link->channel, message, &link->queued);
    }
    link->sent_ms = net_mono_ms(link->net);
    if (err != ERR_OK) {
        link_close(link, err);
    }
}

static void on_shutdown(uv_shutdown_t *shutdown, int status)
{
    (void)shutdown;
    (void)status; /* the timer or the end of the stream closes it */
}

static void landed(struct link *link)
{
    link->is_flying = false;
    bytes_reset(&link->flying);
    if (link->flying.room > KEEP_BYTES) {
        bytes_release(&link->flying);
    }
    if (link->state == LINK_ENDING && link->queued.bytes == 0) {
        (void)uv_shutdown(&link->shutdown, (uv_stream_t *)&link->tcp,
                          on_shutdown);
    }
}

static void on_write(uv_write_t *write, int status)
{
    struct link *link = write->handle->data;

    if (link->state == LINK_CLOSING) {
        return;
    }
    if (status != 0) {
        link_close(link, net_err(status));
        return;
    }
    landed(link);
    link_flush(link);
}

/* What the system does not take at once is written in the background. */
static int take_off(struct link *link)
{
    uv_stream_t *stream = (uv_stream_t *)&link->tcp;
    uv_buf_t buffer =
        uv_buf_init((char *)link->flying.data, (unsigned)link->flying.bytes);
    int written = uv_try_write(stream, &buffer, 1);

    if (written < 0 && written != UV_EAGAIN) {
        return written;
    }
    written = written < 0 ? 0 : written;
    if ((size_t)written == link->flying.bytes) {
        landed(link);
        return 0;
    }
    buffer.base += written;
    buffer.len -= (size_t)written;
    link->is_flying = true;
    link->flown_ms = net_mono_ms(link->net);
    return uv_write(&link->write, stream, &buffer, 1, on_write);
}

void link_flush(struct link *link)
{
    struct bytes empty = link->flying;
    int code = 0;

    if (link->is_flying || link->queued.bytes == 0 ||
        link->state == LINK_CONNECTING || link->state == LINK_CLOSING) {
        return;
    }
    link->flying = link->queued;
    link->queued = empty;
    code = take_off(link);
    if (code != 0) {
        link_close(link, net_err(code));
    }
}

void link_end(struct link *link, enum err why)
{
    bool is_blamed = err_blame(why) == BLAME_PEER;

    if (link->state == LINK_ENDING || link->state == LINK_CLOSING) {
        return;
    }
    if (is_blamed) {
        guard_blame(&link->net->guard, &link->group, net_mono_ms(link->net));
    }
    if (is_blamed || link->state != LINK_UP) {
        link_close(link, why);
        return;
    }
    link->state = LINK_ENDING;
    link->why = why;
    link_read_stop(link);
    link_read_start(link); /* to see the other side close */
    (void)uv_timer_start(&link->timer, on_timer, ENDING_MS_MAX, 0);
    if (link->queued.bytes > 0) {
        link_flush(link);
    } else if (!link->is_flying) {
        landed(link);
    }
}

void link_resume(struct link *link)
{
    if (link->state == LINK_CLOSING && link->handles == 0) {
        link_finish(link);
    } else if (link->state == LINK_UP) {
        link_read_start(link);
    }
}
