#include "net/beacon.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/log.h"
#include "node/moment.h"

/* Of the local network and of no other: the scope is in both addresses. */
static const char group_4[] = "239.255.54.84";
static const char group_6[] = "ff02::6b69:7468";

enum { NEVER_MS = 24 * 60 * 60 * 1000 };

/* The TCP port at which a socket of this family is reached by an interface's
 * address; 0: at none. */
static uint16_t port_at(const struct net *net,
                        const uv_interface_address_t *interface)
{
    const struct sockaddr_in *wanted_4 = &interface->address.address4;
    const struct sockaddr_in6 *wanted_6 = &interface->address.address6;

    for (size_t i = 0; i < net->listener_count; i++) {
        struct sockaddr_storage at;
        const struct sockaddr_in *in = (const void *)&at;
        const struct sockaddr_in6 *in6 = (const void *)&at;
        int bytes = sizeof at;

        if (uv_tcp_getsockname(&net->listeners[i].tcp, (struct sockaddr *)&at,
                               &bytes) != 0 ||
            at.ss_family != wanted_4->sin_family) {
            continue;
        }
        if (at.ss_family == AF_INET &&
            (in->sin_addr.s_addr == htonl(INADDR_ANY) ||
             in->sin_addr.s_addr == wanted_4->sin_addr.s_addr)) {
            return ntohs(in->sin_port);
        }
        if (at.ss_family == AF_INET6 &&
            (IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr) ||
             IN6_ARE_ADDR_EQUAL(&in6->sin6_addr, &wanted_6->sin6_addr))) {
            return ntohs(in6->sin6_port);
        }
    }
    return 0;
}

/* Is this one that we call at? One address of each interface and family. */
static bool is_called_at(const uv_interface_address_t *interface)
{
    const struct sockaddr_in6 *in6 = &interface->address.address6;

    if (interface->is_internal != 0) {
        return false;
    }
    return interface->address.address4.sin_family == AF_INET ||
           (in6->sin6_family == AF_INET6 &&
            IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr));
}

/* Join the group at an interface, each time: it may be new. */
static bool aim(struct lan_socket *socket,
                uint16_t port,
                const uv_interface_address_t *interface,
                struct sockaddr_storage *to)
{
    char host[INET6_ADDRSTRLEN + 32] = "";
    const bool is_6 = socket->family == AF_INET6;
    const struct sockaddr_in6 *in6 = &interface->address.address6;
    size_t used = 0;
    size_t rest = 0;

    memset(to, 0, sizeof *to);
    if (!is_6) {
        (void)uv_ip4_name(&interface->address.address4, host, sizeof host);
        (void)uv_udp_set_membership(&socket->udp, group_4, host, UV_JOIN_GROUP);
        (void)uv_ip4_addr(group_4, port, (struct sockaddr_in *)to);
        return uv_udp_set_multicast_interface(&socket->udp, host) == 0;
    }
    (void)uv_ip6_name(in6, host, sizeof host);
    used = strlen(host);
    host[used++] = '%';
    rest = sizeof host - used;
    if (uv_if_indextoname(in6->sin6_scope_id, host + used, &rest) != 0) {
        return false;
    }
    (void)uv_udp_set_membership(&socket->udp, group_6, host, UV_JOIN_GROUP);
    (void)uv_ip6_addr(group_6, port, (struct sockaddr_in6 *)to);
    ((struct sockaddr_in6 *)to)->sin6_scope_id = in6->sin6_scope_id;
    return true;
}

/* One packet of our own at one interface. */
static void call_at(struct lan *lan,
                    const uv_interface_address_t *interface,
                    const unsigned char *key,
                    struct beacon *beacon)
{
    unsigned char nonce[BEACON_NONCE_BYTES];
    unsigned char packet[BEACON_BYTES];
    const bool is_6 = interface->address.address4.sin_family == AF_INET6;
    struct lan_socket *socket = &lan->sockets[is_6];
    struct sockaddr_storage to;
    uv_buf_t buffer = uv_buf_init((char *)packet, sizeof packet);

    if (!socket->is_open || !aim(socket, lan->port, interface, &to)) {
        return;
    }
    beacon->port = port_at(lan->net, interface);
    if (beacon->port == 0 && (beacon->flags & BEACON_ASKS) == 0) {
        return;
    }
    randombytes_buf(nonce, sizeof nonce);
    beacon_seal(key, nonce, beacon, packet);
    /* What is lost is called again. */
    (void)uv_udp_try_send(&socket->udp, &buffer, 1, (struct sockaddr *)&to);
}

static void call_out(struct lan *lan, unsigned neighbourhood)
{
    const struct handshake_door *door = &lan->net->doors[neighbourhood];
    struct lan_caller *caller = &lan->callers[neighbourhood];
    uv_interface_address_t *interfaces = NULL;
    struct beacon beacon = {.flags = 0};
    unsigned char key[BEACON_KEY_BYTES];
    int count = 0;
    int called = 0;

    if (net_now_ms(lan->net) == 0 ||
        uv_interface_addresses(&interfaces, &count) != 0) {
        return;
    }
    beacon.flags = caller->calls < LAN_CALLS_FIRST ? BEACON_ASKS : 0;
    beacon_key(door->psk, &door->neighbourhood, day_of(net_now_ms(lan->net)),
               key);
    beacon_tag(key, door->own.public, beacon.tag);
    for (int i = 0; i < count && called < LAN_INTERFACES_MAX; i++) {
        if (is_called_at(&interfaces[i])) {
            call_at(lan, &interfaces[i], key, &beacon);
            called++;
        }
    }
    uv_free_interface_addresses(interfaces, count);
    sodium_memzero(key, sizeof key);
    caller->calls += caller->calls < LAN_CALLS_FIRST;
    caller->called_ms = net_mono_ms(lan->net);
}

/* The first calls follow one another quickly; then they are jittered by a
 * third either way, so that no two nodes call in step. */
static uint64_t pause_ms(const struct lan_caller *caller)
{
    if (caller->calls < LAN_CALLS_FIRST) {
        return LAN_QUIET_MS * (caller->calls > 0 ? caller->calls : 1U);
    }
    return LAN_CALL_MS * 2 / 3 + randombytes_uniform(LAN_CALL_MS * 2 / 3);
}

static void on_timer(uv_timer_t *timer)
{
    struct lan *lan = timer->data;
    const uint64_t now_ms = net_mono_ms(lan->net);

    for (unsigned i = 0; i < lan->net->door_count; i++) {
        if (lan->callers[i].due_ms <= now_ms) {
            call_out(lan, i);
            lan->callers[i].due_ms = now_ms + pause_ms(&lan->callers[i]);
        }
    }
    lan_schedule(lan);
}

void lan_schedule(struct lan *lan)
{
    const uint64_t now_ms = net_mono_ms(lan->net);
    uint64_t due_ms = now_ms + NEVER_MS;

    for (unsigned i = 0; i < lan->net->door_count; i++) {
        due_ms =
            lan->callers[i].due_ms < due_ms ? lan->callers[i].due_ms : due_ms;
    }
    (void)uv_timer_start(&lan->timer, on_timer,
                         due_ms > now_ms ? due_ms - now_ms : 0, 0);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer)
{
    struct lan_socket *socket = handle->data;

    (void)wanted;
    *buffer = uv_buf_init((char *)socket->lan->packet, LAN_PACKET_BYTES);
}

static void on_packet(uv_udp_t *udp,
                      ssize_t bytes,
                      const uv_buf_t *buffer,
                      const struct sockaddr *from,
                      unsigned flags)
{
    struct lan_socket *socket = udp->data;

    if (bytes > 0 && from != NULL && (flags & UV_UDP_PARTIAL) == 0) {
        lan_hear(socket->lan, from, (const unsigned char *)buffer->base,
                 (size_t)bytes);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct lan *lan = handle->data;
    struct net *net = lan->net;

    lan->handles--;
    net->handles--;
    if (lan->handles == 0) {
        net->lan = NULL;
        free(lan);
    }
    net_closed_one(net);
}

/* Several nodes of one machine share the port. */
static int bind_socket(struct lan_socket *socket)
{
    struct sockaddr_storage any;
    unsigned flags = UV_UDP_REUSEADDR;
    int code = 0;

    memset(&any, 0, sizeof any);
    if (socket->family == AF_INET6) {
        (void)uv_ip6_addr("::", socket->lan->port, (struct sockaddr_in6 *)&any);
        flags |= UV_UDP_IPV6ONLY;
    } else {
        (void)uv_ip4_addr("0.0.0.0", socket->lan->port,
                          (struct sockaddr_in *)&any);
    }
    code = uv_udp_bind(&socket->udp, (struct sockaddr *)&any, flags);
    if (code == 0) {
        (void)uv_udp_set_multicast_ttl(&socket->udp, 1);
        (void)uv_udp_set_multicast_loop(&socket->udp, 1);
        code = uv_udp_recv_start(&socket->udp, on_room, on_packet);
    }
    return code;
}

static void open_socket(struct lan *lan, struct lan_socket *socket, int family)
{
    int code = uv_udp_init(lan->net->loop, &socket->udp);

    socket->lan = lan;
    socket->family = family;
    if (code != 0) {
        return;
    }
    lan->handles++;
    lan->net->handles++;
    socket->udp.data = socket;
    code = bind_socket(socket);
    socket->is_open = code == 0;
    if (code != 0) {
        log_line(LOG_INFO, "no beacons family=%s why=\"%s\"",
                 family == AF_INET6 ? "IPv6" : "IPv4", uv_strerror(code));
    }
}

enum err lan_new(struct net *net, uint16_t port)
{
    struct lan *lan = calloc(1, sizeof *lan);

    if (lan == NULL) {
        return ERR_NOMEM;
    }
    lan->net = net;
    lan->port = port == 0 ? LAN_PORT : port;
    lan->dials = LAN_DIALS_MAX;
    lan->dial_ms = net_mono_ms(net);
    randombytes_buf(lan->share_key, sizeof lan->share_key);
    (void)uv_timer_init(net->loop, &lan->timer);
    lan->timer.data = lan;
    lan->handles = 1;
    net->handles++;
    open_socket(lan, &lan->sockets[0], AF_INET);
    open_socket(lan, &lan->sockets[1], AF_INET6);
    for (unsigned i = 0; i < net->door_count; i++) {
        lan->callers[i].due_ms =
            net_mono_ms(net) + randombytes_uniform(LAN_ANSWER_MS_SPREAD);
    }
    net->lan = lan;
    lan_schedule(lan);
    return ERR_OK;
}

void lan_stop(struct lan *lan)
{
    if (lan == NULL || uv_is_closing((uv_handle_t *)&lan->timer)) {
        return;
    }
    uv_close((uv_handle_t *)&lan->timer, on_closed);
    for (size_t i = 0; i < 2; i++) {
        struct lan_socket *socket = &lan->sockets[i];

        if (socket->udp.data != NULL) {
            socket->udp.data = lan; /* for on_closed; nothing is heard now */
            uv_close((uv_handle_t *)&socket->udp, on_closed);
        }
    }
}
