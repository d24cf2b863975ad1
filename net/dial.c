#include "net/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/link.h"
#include "net/log.h"

/* Somebody who is up already is looked for again after this. */
enum { KNOWN_MS = 2000 };

/* Who closes us sooner than this may not want us: the pause grows. */
enum { SETTLED_MS = 10 * 1000 };

unsigned dial_pause_ms(unsigned failures,
                       unsigned first_ms,
                       unsigned max_ms,
                       uint32_t chance)
{
    uint64_t pause_ms = first_ms;

    for (unsigned i = 1; i < failures && pause_ms < max_ms; i++) {
        pause_ms *= 2;
    }
    pause_ms = pause_ms < max_ms ? pause_ms : max_ms;
    /* Between half of it and all of it. */
    return (unsigned)(pause_ms - chance % (pause_ms / 2 + 1));
}

static void dial_free(struct dial *dial)
{
    struct dial **place = &dial->net->dials;
    struct net *net = dial->net;

    while (*place != dial) {
        place = &(*place)->next;
    }
    *place = dial->next;
    free(dial);
    net_closed_one(net);
}

static void came_back(struct dial *dial)
{
    dial->pending--;
    if (dial->pending == 0) {
        dial_free(dial);
    }
}

static void on_closed(uv_handle_t *handle)
{
    came_back(handle->data);
}

static void on_timer(uv_timer_t *timer);

static void dial_close(struct dial *dial);

static void wait_ms(struct dial *dial, unsigned pause_ms)
{
    dial->state = DIAL_WAITING;
    (void)uv_timer_start(&dial->timer, on_timer, pause_ms, 0);
}

static void wait_after_failure(struct dial *dial)
{
    unsigned first_ms = dial->net->times.dial_ms_first;
    unsigned max_ms = dial->is_loopback ? DIAL_MS_MAX_LOOPBACK : DIAL_MS_MAX;

    dial->failures++; /* chooses the address of a name: no ceiling */
    if (dial->is_passing && dial->failures >= DIAL_LAN_TRIES) {
        dial->state = DIAL_WAITING;
        dial_close(dial);
        return;
    }
    wait_ms(dial, dial_pause_ms(dial->failures, first_ms, max_ms,
                                randombytes_random()));
}

static void connect_to(struct dial *dial, const struct sockaddr *address)
{
    struct link_target target = {
        .address = address,
        .neighbourhood = dial->neighbourhood,
        .expected = dial->address.has_key ? dial->address.key : NULL,
    };

    dial->is_loopback = address_group(address).is_loopback;
    if (link_dial(dial->net, dial, &target, &dial->link) == ERR_OK) {
        dial->state = DIAL_LINKED;
    } else {
        wait_after_failure(dial);
    }
}

/* A name may stand for several addresses: each failure takes the next. */
static const struct addrinfo *choose(const struct addrinfo *list,
                                     unsigned failures)
{
    const struct addrinfo *entry = list;
    unsigned count = 0;

    for (; entry != NULL; entry = entry->ai_next) {
        count++;
    }
    entry = list;
    for (unsigned i = count == 0 ? 0 : failures % count; i > 0; i--) {
        entry = entry->ai_next;
    }
    return entry;
}

static void resolve_next(struct net *net);

static void
on_resolved(uv_getaddrinfo_t *resolve, int status, struct addrinfo *list)
{
    struct dial *dial = resolve->data;
    struct net *net = dial->net;
    const struct addrinfo *entry = choose(list, dial->failures);

    net->resolving--;
    if (dial->state == DIAL_RESOLVING && status == 0 && entry != NULL) {
        connect_to(dial, entry->ai_addr);
    } else if (dial->state == DIAL_RESOLVING) {
        log_line(LOG_INFO, "no address found for=%s", dial->text);
        wait_after_failure(dial);
    }
    uv_freeaddrinfo(list);
    resolve_next(net);
    came_back(dial);
}

static void resolve_name(struct dial *dial)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_ADDRCONFIG};
    char port[8];

    (void)snprintf(port, sizeof port, "%u", (unsigned)dial->address.port);
    dial->resolve.data = dial;
    if (uv_getaddrinfo(dial->net->loop, &dial->resolve, on_resolved,
                       dial->address.host, port, &hints) != 0) {
        wait_after_failure(dial);
        return;
    }
    dial->state = DIAL_RESOLVING;
    dial->pending++;
    dial->net->resolving++;
}

/* Ask for names that wait, those that have waited longest first. */
static void resolve_next(struct net *net)
{
    struct dial *first = NULL;

    do {
        first = NULL;
        for (struct dial *dial = net->dials; dial != NULL; dial = dial->next) {
            if (dial->state == DIAL_QUEUED &&
                (first == NULL || dial->turn < first->turn)) {
                first = dial;
            }
        }
        if (first != NULL && net->resolving < RESOLVING_MAX) {
            resolve_name(first);
        }
    } while (first != NULL && net->resolving < RESOLVING_MAX);
}

/* Whom it would reach is up, or is being dialled under another text. */
static bool is_needless(const struct dial *dial)
{
    const struct dial *other = dial->net->dials;

    if (dial->has_transport &&
        link_is_known(dial->net, dial->neighbourhood, &dial->transport)) {
        return true;
    }
    while (other != NULL &&
           (other == dial || other->link == NULL ||
            other->neighbourhood != dial->neighbourhood ||
            other->address.port != dial->address.port ||
            strcmp(other->address.host, dial->address.host) != 0)) {
        other = other->next;
    }
    return other != NULL;
}

static void on_timer(uv_timer_t *timer)
{
    struct dial *dial = timer->data;
    struct sockaddr_storage number;

    if (is_needless(dial) && dial->is_passing) {
        dial_close(dial);
    } else if (is_needless(dial)) {
        wait_ms(dial, KNOWN_MS);
    } else if (address_number(&dial->address, &number) == ERR_OK) {
        connect_to(dial, (struct sockaddr *)&number);
    } else {
        dial->state = DIAL_QUEUED;
        dial->turn = ++dial->net->turns;
        resolve_next(dial->net);
    }
}

static struct dial *
dial_find(const struct net *net, unsigned neighbourhood, const char *text)
{
    struct dial *dial = net->dials;

    while (dial != NULL && (dial->state == DIAL_CLOSING ||
                            dial->neighbourhood != neighbourhood ||
                            strcmp(dial->text, text) != 0)) {
        dial = dial->next;
    }
    return dial;
}

enum err dial_add(struct net *net,
                  unsigned neighbourhood,
                  const char *text,
                  const struct net_hint *hint)
{
    struct address address;
    struct dial *dial = NULL;
    size_t chars = strlen(text);

    if (chars >= ADDRESS_CHARS_MAX || address_parse(text, &address) != ERR_OK ||
        address.port == 0) {
        return ERR_INVALID;
    }
    dial = dial_find(net, neighbourhood, text);
    if (dial != NULL) {
        dial->is_passing = dial->is_passing && hint->is_passing;
        if (hint->origin == ORIGIN_TYPED) {
            dial->origin = ORIGIN_TYPED;
        }
        return ERR_OK;
    }
    if (net->dial_count >= PEERS_OUT_MAX) {
        return ERR_FULL;
    }
    dial = calloc(1, sizeof *dial);
    if (dial == NULL) {
        return ERR_NOMEM;
    }
    dial->net = net;
    dial->neighbourhood = neighbourhood;
    dial->address = address;
    dial->origin = hint->origin;
    dial->is_passing = hint->is_passing;
    dial->has_transport = address.has_key || !id_is_zero(&hint->whom);
    dial->transport = hint->whom;
    if (address.has_key) {
        memcpy(dial->transport.data, address.key, ID_BYTES);
    }
    memcpy(dial->text, text, chars + 1);
    (void)uv_timer_init(net->loop, &dial->timer);
    dial->timer.data = dial;
    dial->pending = 1;
    dial->next = net->dials;
    net->dials = dial;
    net->dial_count++;
    wait_ms(dial, 0);
    return ERR_OK;
}

static void dial_close(struct dial *dial)
{
    if (dial->state == DIAL_CLOSING) {
        return;
    }
    if (dial->link != NULL) {
        dial->link->dial = NULL;
        dial->link = NULL;
    }
    if (dial->state == DIAL_RESOLVING) {
        (void)uv_cancel((uv_req_t *)&dial->resolve);
    }
    dial->state = DIAL_CLOSING;
    dial->net->dial_count--;
    uv_close((uv_handle_t *)&dial->timer, on_closed);
}

void dial_remove(struct net *net, unsigned neighbourhood, const char *text)
{
    struct dial *dial = dial_find(net, neighbourhood, text);

    if (dial != NULL && dial->origin != ORIGIN_TYPED) {
        dial_close(dial);
    }
}

void dial_stop(struct net *net)
{
    for (struct dial *dial = net->dials; dial != NULL; dial = dial->next) {
        dial_close(dial);
    }
}

const char *dial_place(const struct dial *dial)
{
    const char *at = strchr(dial->text, '@');

    return at == NULL ? dial->text : at + 1;
}

void dial_link_up(struct dial *dial, const struct id *transport)
{
    dial->up_ms = net_mono_ms(dial->net);
    dial->transport = *transport;
    dial->has_transport = true;
}

void dial_link_gone(struct dial *dial, bool was_up, enum err why)
{
    unsigned max_ms = dial->is_loopback ? DIAL_MS_MAX_LOOPBACK : DIAL_MS_MAX;
    bool is_hopeless = err_blame(why) == BLAME_PEER || why == ERR_VERSION ||
                       why == ERR_INVALID;

    dial->link = NULL;
    if (was_up && net_mono_ms(dial->net) - dial->up_ms >= SETTLED_MS) {
        dial->failures = 0;
    }
    if (dial->failures == 0 && !was_up) {
        log_line(LOG_INFO, "cannot reach address=%s why=%s", dial->text,
                 err_name(why));
    }
    if (dial->is_passing && (was_up || is_hopeless)) {
        dial->state = DIAL_WAITING;
        dial_close(dial);
        return;
    }
    if (is_hopeless) {
        dial->failures++;
        wait_ms(dial, dial_pause_ms(1, max_ms, max_ms, randombytes_random()));
        return;
    }
    wait_after_failure(dial);
}
