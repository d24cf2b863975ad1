/* Both ends of the queue between the threads: what calls say and do. */
#include <string.h>

#include <sodium.h>

#include "net/codec/channel.h"
#include "net/dial.h"
#include "net/inside.h"
#include "net/link.h"
#include "net/log.h"
#include "net/net.h"

static enum err run_greet(struct net *net, const struct call *call)
{
    struct bytes *greeting = &net->greetings[call->neighbourhood];

    bytes_reset(greeting);
    return bytes_append(greeting, (struct view){call->data, call->bytes});
}

static enum err run_peer(struct net *net, const struct call *call)
{
    struct link *link = link_find(net, call->peer);

    if (link != NULL && call->kind == CALL_SEND) {
        link_send(link, (struct view){call->data, call->bytes});
    } else if (link != NULL) {
        link_end(link, call->err);
    }
    return ERR_OK;
}

static enum err run_call(struct net *net, struct call *call)
{
    switch (call->kind) {
    case CALL_SEND:
    case CALL_CLOSE:
        return run_peer(net, call);
    case CALL_GREET:
        return run_greet(net, call);
    case CALL_VERIFY:
        pool_verify(call);
        return ERR_OK;
    case CALL_CHECKED:
        pool_checked(call);
        return ERR_OK;
    case CALL_DIAL:
        return dial_add(net, call->neighbourhood, (const char *)call->data,
                        &(struct net_hint){call->origin, call->whom, false});
    case CALL_FORGET:
        dial_remove(net, call->neighbourhood, (const char *)call->data);
        return ERR_OK;
    case CALL_POST:
        call->run(call->context);
        return ERR_OK;
    }
    return ERR_OK;
}

/* Do one call and give it back; one with a batch comes back by the pool. */
static void run_and_free(struct net *net, struct call *call)
{
    bool has_batch = call->batch != NULL;
    enum call_kind kind = call->kind;
    enum err err = run_call(net, call);

    if (err != ERR_OK) {
        log_line(LOG_WARNING, "call %d failed: %s", (int)kind, err_text(err));
    }
    if (!has_batch) {
        call_free(call);
    }
}

bool post_run(struct net *net)
{
    bool is_closed = false;
    struct call *call = calls_take(&net->calls, &is_closed);

    while (call != NULL) {
        struct call *next = call->next;

        run_and_free(net, call);
        call = next;
    }
    return is_closed;
}

/* Fill in a call and hand it over; it is given back when that fails. */
static enum err put(struct net *net, const struct call *form, struct view data)
{
    struct call *call = NULL;
    enum err err = call_new(form->kind, data, &call);

    if (err != ERR_OK) {
        return err;
    }
    call->net = net;
    call->neighbourhood = form->neighbourhood;
    call->peer = form->peer;
    call->err = form->err;
    call->origin = form->origin;
    call->whom = form->whom;
    call->batch = form->batch;
    call->run = form->run;
    call->context = form->context;
    err = calls_put(&net->calls, call);
    if (err != ERR_OK) {
        call->batch = NULL;
        call_free(call);
    }
    return err;
}

enum err net_send(struct net *net, uint32_t peer, struct view message)
{
    struct call form = {.kind = CALL_SEND, .peer = peer};

    if (message.bytes > CHANNEL_MESSAGE_BYTES_MAX) {
        return ERR_FULL;
    }
    return put(net, &form, message);
}

enum err net_close(struct net *net, uint32_t peer, enum err err)
{
    struct call form = {.kind = CALL_CLOSE, .peer = peer, .err = err};

    return put(net, &form, (struct view){NULL, 0});
}

enum err
net_greet(struct net *net, unsigned neighbourhood, struct view greeting)
{
    struct call form = {.kind = CALL_GREET, .neighbourhood = neighbourhood};

    if (greeting.bytes > GREETING_BYTES_MAX) {
        return ERR_FULL;
    }
    if (neighbourhood >= net->door_count) {
        return ERR_UNKNOWN;
    }
    return put(net, &form, greeting);
}

enum err
net_verify(struct net *net, unsigned neighbourhood, struct verify_batch *batch)
{
    struct call form = {
        .kind = CALL_VERIFY, .neighbourhood = neighbourhood, .batch = batch};
    enum err err = ERR_OK;

    if (!calls_begin_batch(&net->calls)) {
        verify_batch_run(batch);
        form.kind = CALL_CHECKED;
    }
    err = put(net, &form, (struct view){NULL, 0});
    if (err != ERR_OK) {
        calls_end_batch(&net->calls);
    }
    return err;
}

/* An address with its end mark. */
static enum err
put_address(struct net *net, const struct call *form, const char *text)
{
    struct address address;
    size_t bytes = strlen(text) + 1;

    if (bytes > ADDRESS_CHARS_MAX || address_parse(text, &address) != ERR_OK ||
        address.port == 0) {
        return ERR_INVALID;
    }
    if (form->neighbourhood >= net->door_count) {
        return ERR_UNKNOWN;
    }
    return put(net, form, (struct view){(const unsigned char *)text, bytes});
}

enum err net_dial(struct net *net,
                  unsigned neighbourhood,
                  const char *address,
                  const struct net_hint *hint)
{
    const struct call form = {.kind = CALL_DIAL,
                              .neighbourhood = neighbourhood,
                              .origin = hint->origin,
                              .whom = hint->whom};

    return put_address(net, &form, address);
}

enum err
net_forget(struct net *net, unsigned neighbourhood, const char *address)
{
    const struct call form = {.kind = CALL_FORGET,
                              .neighbourhood = neighbourhood};

    return put_address(net, &form, address);
}

enum err net_post(struct net *net, void (*run)(void *context), void *context)
{
    struct call form = {.kind = CALL_POST, .run = run, .context = context};

    return put(net, &form, (struct view){NULL, 0});
}

void net_stop(struct net *net)
{
    calls_close(&net->calls);
}
