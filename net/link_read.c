#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/dial.h"
#include "net/link.h"
#include "net/log.h"

/* Something waits for room: nothing more is read until it was taken. */
static bool is_stalled(const struct link *link)
{
    return link->is_up_due || link->message.bytes > 0;
}

/* A handshake or a frame was wrong; a stranger is told nothing. */
static void refuse(struct link *link, enum err err)
{
    bool is_blamed = err == ERR_STRANGER || err_blame(err) == BLAME_PEER;

    if (is_blamed && !link->is_dialled) {
        guard_blame(&link->net->guard, &link->group, net_mono_ms(link->net));
    }
    link_close(link, err);
}

static void tell_up(struct link *link)
{
    const struct net_events *events = &link->net->events;
    struct net_up up = {
        .peer = link->peer,
        .neighbourhood = link->neighbourhood,
        .is_dialled = link->is_dialled,
        .transport = link->transport,
        .greeting = bytes_view(&link->greeting),
        .address = link->address,
        .origin = ORIGIN_INCOMING,
    };

    if (link->dial != NULL) {
        up.dialled = dial_place(link->dial);
        up.origin = link->dial->origin;
    }
    memcpy(up.hash, link->hash, sizeof up.hash);
    link->is_up_due = !events->up(events->context, &up);
    if (!link->is_up_due) {
        link->is_down_due = true;
        bytes_release(&link->greeting);
    }
}

/* May this link be one of our peers? */
static enum err check_peer(struct link *link)
{
    const struct net *net = link->net;
    const struct handshake_door *door = &net->doors[link->neighbourhood];

    if (memcmp(door->own.public, link->transport.data, ID_BYTES) == 0) {
        return ERR_INVALID; /* we reached ourselves */
    }
    if (!link->is_dialled && net->peers_in >= net->peers_in_max) {
        return ERR_FULL;
    }
    return ERR_OK;
}

static void become_up(struct link *link)
{
    struct net *net = link->net;
    struct noise *noise = &link->handshake->noise;
    enum err err = ERR_OK;

    memcpy(link->transport.data, noise->remote, ID_BYTES);
    memcpy(link->hash, noise->hash, sizeof link->hash);
    err = check_peer(link);
    if (err != ERR_OK) {
        link_close(link, err);
        return;
    }
    if (link->is_stranger) {
        guard_leave(&net->guard, &link->group);
        guard_forgive(&net->guard, &link->group);
        link->is_stranger = false;
    }
    if (!link->is_dialled) {
        net->peers_in++;
        link->is_counted = true;
    }
    channel_init(&link->channel, noise);
    handshake_release(link->handshake);
    free(link->handshake);
    link->handshake = NULL;
    link->state = LINK_UP;
    link->peer = ++net->last_peer;
    link_watch(link);
    if (link->dial != NULL) {
        dial_link_up(link->dial, &link->transport);
    }
    log_line(LOG_DEBUG, "link up peer=%u address=%s dialled=%d",
             (unsigned)link->peer, link->address, (int)link->is_dialled);
    tell_up(link);
}

static enum err shake_first(struct link *link, struct view message)
{
    struct net *net = link->net;
    unsigned char seed[NOISE_KEY_BYTES];
    struct handshake_porch porch = {net->doors, net->door_count, &net->replay};
    struct handshake_answer answer = {.seed = seed, .now_ms = net_now_ms(net)};
    enum err err = ERR_OK;

    randombytes_buf(seed, sizeof seed);
    err = handshake_answer(link->handshake, &porch, message, &answer,
                           &link->queued);
    sodium_memzero(seed, sizeof seed);
    if (err == ERR_OK) {
        link->neighbourhood = (unsigned)answer.door_index;
    }
    return err;
}

static enum err shake_second(struct link *link, struct view message)
{
    const struct bytes *greeting = &link->net->greetings[link->neighbourhood];

    return handshake_reply(link->handshake, message,
                           link->has_expected ? link->expected : NULL,
                           bytes_view(greeting), &link->queued);
}

/* One step of the handshake, once its message is whole. */
static void shake(struct link *link, struct view *stream)
{
    struct view message = {NULL, 0};
    unsigned index = link->handshake->noise.message_index;
    enum err err = handshake_feed(link->handshake, stream, &message);

    if (err == ERR_OK && message.bytes == 0) {
        return;
    }
    if (err == ERR_OK && index == 0) {
        err = shake_first(link, message);
    } else if (err == ERR_OK && index == 1) {
        err = shake_second(link, message);
    } else if (err == ERR_OK) {
        err = handshake_accept(link->handshake, message, &link->greeting);
    }
    if (err != ERR_OK) {
        refuse(link, err);
    } else if (noise_is_done(&link->handshake->noise)) {
        become_up(link);
    }
}

static bool offer(const struct link *link, struct view message)
{
    const struct net_events *events = &link->net->events;

    return events->message(events->context, link->neighbourhood, link->peer,
                           message);
}

/* One message, once it is whole. */
static void hear(struct link *link, struct view *stream)
{
    uint64_t frames = link->channel.receive.counter;
    struct view message = {NULL, 0};
    enum err err = channel_feed(&link->channel, stream, &message);

    if (link->channel.receive.counter != frames) {
        link->heard_ms = net_mono_ms(link->net);
    }
    if (err != ERR_OK) {
        refuse(link, err);
    } else if (message.bytes > 0 && !offer(link, message)) {
        link->message = message;
    }
}

/* Work through bytes that were read; what cannot be taken is held. */
static void take(struct link *link, struct view stream)
{
    enum err err = ERR_OK;

    while (stream.bytes > 0 && !is_stalled(link)) {
        if (link->state == LINK_SHAKING) {
            shake(link, &stream);
        } else if (link->state == LINK_UP) {
            hear(link, &stream);
        } else {
            return;
        }
    }
    if (is_stalled(link)) {
        (void)uv_read_stop((uv_stream_t *)&link->tcp);
        link->is_reading = false;
        err = bytes_append(&link->held, stream);
    }
    if (err != ERR_OK) {
        link_close(link, err);
    }
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct link *link = handle->data;

    (void)suggested;
    *buffer = uv_buf_init((char *)link->net->read_buffer, READ_BYTES_MAX);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct link *link = stream->data;

    if (count < 0) {
        link_close(link, link->state == LINK_ENDING ? link->why
                                                    : net_err((int)count));
    } else if (count > 0 && link->state != LINK_ENDING) {
        take(link,
             (struct view){(const unsigned char *)buffer->base, (size_t)count});
    }
}

/* What was not taken before goes first. */
static void take_held(struct link *link)
{
    struct bytes held = link->held;

    if (link->is_up_due) {
        tell_up(link);
    }
    if (!link->is_up_due && link->message.bytes > 0 &&
        offer(link, link->message)) {
        link->message = (struct view){NULL, 0};
    }
    if (is_stalled(link)) {
        return;
    }
    link->heard_ms = net_mono_ms(link->net);
    bytes_init(&link->held, READ_BYTES_MAX);
    take(link, bytes_view(&held));
    bytes_release(&held);
}

void link_read_start(struct link *link)
{
    if (link->is_reading) {
        return;
    }
    if (link->state == LINK_UP) {
        take_held(link);
    }
    if (is_stalled(link) || link->state == LINK_CLOSING) {
        return;
    }
    (void)uv_tcp_nodelay(&link->tcp, 1);
    if (uv_read_start((uv_stream_t *)&link->tcp, on_alloc, on_read) != 0) {
        link_close(link, ERR_CLOSED);
        return;
    }
    link->is_reading = true;
}

void link_read_stop(struct link *link)
{
    (void)uv_read_stop((uv_stream_t *)&link->tcp);
    link->is_reading = false;
    link->is_up_due = false;
    link->message = (struct view){NULL, 0};
    bytes_release(&link->held);
}
