/* What is done about a beacon that was heard. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "net/beacon.h"
#include "net/dial.h"
#include "net/link.h"
#include "net/log.h"
#include "node/moment.h"

enum { SECOND_MS = 1000, DIAL_TEXT_CHARS = 80, ZONE_CHARS = 64 };

/* A beacon of ours, and the key of the day that opened it. */
struct heard {
    struct beacon beacon;
    unsigned neighbourhood;
    const struct handshake_door *door;
    unsigned char key[BEACON_KEY_BYTES];
};

/* The share that a source has of our attention. */
static size_t share_of(const struct lan *lan, const struct sockaddr *from)
{
    unsigned char hash[crypto_shorthash_BYTES];
    const struct sockaddr_in *in = (const void *)from;
    const struct sockaddr_in6 *in6 = (const void *)from;
    bool is_6 = from->sa_family == AF_INET6;

    (void)crypto_shorthash(
        hash,
        is_6 ? in6->sin6_addr.s6_addr : (const unsigned char *)&in->sin_addr,
        is_6 ? sizeof in6->sin6_addr : sizeof in->sin_addr, lan->share_key);
    return hash[0] % LAN_SHARES;
}

/* Is there time for one more packet, of all and of this source? */
static bool may_listen(struct lan *lan, const struct sockaddr *from)
{
    const uint64_t second = net_mono_ms(lan->net) / SECOND_MS;
    uint8_t *share = &lan->shares[share_of(lan, from)];

    if (second != lan->second) {
        lan->second = second;
        lan->heard = 0;
        memset(lan->shares, 0, sizeof lan->shares);
    }
    if (lan->heard >= LAN_PACKETS_MAX || *share >= LAN_PACKETS_MAX_SOURCE) {
        return false;
    }
    lan->heard++;
    (*share)++;
    return true;
}

/* Under the keys of today, yesterday and tomorrow, of each neighbourhood. */
static bool
open_it(const struct net *net, const unsigned char *data, struct heard *out)
{
    const uint32_t today = day_of(net_now_ms(net));
    const uint32_t days[] = {today, today - 1, today + 1};

    for (size_t i = 0; i < net->door_count; i++) {
        const struct handshake_door *door = &net->doors[i];

        for (size_t each = 0; each < sizeof days / sizeof days[0]; each++) {
            beacon_key(door->psk, &door->neighbourhood, days[each], out->key);
            if (beacon_open(out->key, data, &out->beacon) == ERR_OK) {
                out->neighbourhood = (unsigned)i;
                out->door = door;
                return true;
            }
        }
    }
    return false;
}

/* Whoever calls is connected already; and how many were dialled. */
static bool
is_linked(const struct net *net, const struct heard *heard, unsigned *dialled)
{
    bool is_so = false;

    *dialled = 0;
    for (const struct link *link = net->links; link != NULL;
         link = link->next) {
        unsigned char tag[BEACON_TAG_BYTES];

        if (link->state != LINK_UP ||
            link->neighbourhood != heard->neighbourhood) {
            continue;
        }
        *dialled += link->is_dialled;
        beacon_tag(heard->key, link->transport.data, tag);
        is_so = is_so || memcmp(tag, heard->beacon.tag, sizeof tag) == 0;
    }
    return is_so;
}

/* The entry of whoever calls; a new one takes the place of the one that was
 * silent longest. */
static struct lan_other *
find_other(struct lan *lan, const struct heard *heard, uint64_t now_ms)
{
    struct lan_other *oldest = &lan->others[0];

    for (size_t i = 0; i < lan->other_count; i++) {
        struct lan_other *other = &lan->others[i];

        if (other->neighbourhood == heard->neighbourhood &&
            memcmp(other->tag, heard->beacon.tag, BEACON_TAG_BYTES) == 0) {
            return other;
        }
        oldest = other->heard_ms < oldest->heard_ms ? other : oldest;
    }
    if (lan->other_count < LAN_OTHERS_MAX) {
        oldest = &lan->others[lan->other_count++];
    }
    *oldest = (struct lan_other){.neighbourhood = heard->neighbourhood,
                                 .first_ms = now_ms};
    memcpy(oldest->tag, heard->beacon.tag, BEACON_TAG_BYTES);
    return oldest;
}

/* One dial of a few, and then one in LAN_DIAL_MS. */
static bool take_dial(struct lan *lan, uint64_t now_ms)
{
    while (lan->dials < LAN_DIALS_MAX && lan->dial_ms + LAN_DIAL_MS <= now_ms) {
        lan->dials++;
        lan->dial_ms += LAN_DIAL_MS;
    }
    if (lan->dials == 0) {
        return false;
    }
    if (lan->dials == LAN_DIALS_MAX) {
        lan->dial_ms = now_ms;
    }
    lan->dials--;
    return true;
}

/* "10.0.0.7:5484" or "[fe80::1%eth0]:5484". */
static bool place_text(const struct sockaddr *from,
                       uint16_t port,
                       char out[static DIAL_TEXT_CHARS])
{
    char host[INET6_ADDRSTRLEN] = "";
    char zone[ZONE_CHARS] = "";
    size_t zone_bytes = sizeof zone;

    if (from->sa_family == AF_INET) {
        (void)uv_ip4_name((const void *)from, host, sizeof host);
        return snprintf(out, DIAL_TEXT_CHARS, "%s:%u", host, (unsigned)port) <
               DIAL_TEXT_CHARS;
    }
    if (from->sa_family != AF_INET6) {
        return false;
    }
    (void)uv_ip6_name((const void *)from, host, sizeof host);
    if (IN6_IS_ADDR_LINKLOCAL(
            &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr) &&
        uv_if_indextoname(
            ((const struct sockaddr_in6 *)(const void *)from)->sin6_scope_id,
            zone, &zone_bytes) != 0) {
        return false;
    }
    return snprintf(out, DIAL_TEXT_CHARS, "[%s%s%s]:%u", host,
                    zone[0] == '\0' ? "" : "%", zone,
                    (unsigned)port) < DIAL_TEXT_CHARS;
}

/* Of two that hear each other the one with the smaller tag dials; the other
 * does after a while, since the way may be open in one direction only. */
static bool is_my_turn(const struct lan *lan,
                       const struct heard *heard,
                       const struct lan_other *other,
                       uint64_t now_ms)
{
    unsigned char own[BEACON_TAG_BYTES];

    if (now_ms < other->again_ms) {
        return false;
    }
    beacon_tag(heard->key, heard->door->own.public, own);
    return lan->net->listener_count == 0 ||
           memcmp(own, other->tag, sizeof own) < 0 ||
           now_ms >= other->first_ms + LAN_TURN_MS;
}

static void dial_it(struct lan *lan,
                    const struct heard *heard,
                    struct lan_other *other,
                    const struct sockaddr *from)
{
    const struct net_hint hint = {.origin = ORIGIN_LAN, .is_passing = true};
    const uint64_t now_ms = net_mono_ms(lan->net);
    uint64_t pause_ms = LAN_AGAIN_MS;
    char place[DIAL_TEXT_CHARS];
    enum err err = ERR_OK;

    if (!is_my_turn(lan, heard, other, now_ms) ||
        !place_text(from, heard->beacon.port, place) ||
        !take_dial(lan, now_ms)) {
        return;
    }
    for (unsigned i = 0; i < other->dials && pause_ms < LAN_AGAIN_MS_MAX; i++) {
        pause_ms *= 2;
    }
    other->dials++;
    other->again_ms = now_ms + pause_ms;
    err = dial_add(lan->net, heard->neighbourhood, place, &hint);
    log_line(LOG_DEBUG, "heard on the local network address=%s%s%s", place,
             err == ERR_OK ? "" : " why=", err == ERR_OK ? "" : err_name(err));
}

/* Call as well, soon but not at once, so that a crowd does not answer in one
 * instant; and not again before a second has passed. */
static void answer(struct lan *lan, unsigned neighbourhood)
{
    struct lan_caller *caller = &lan->callers[neighbourhood];
    const uint64_t now_ms = net_mono_ms(lan->net);
    uint64_t due_ms =
        now_ms + LAN_ANSWER_MS_MIN + randombytes_uniform(LAN_ANSWER_MS_SPREAD);

    if (caller->called_ms != 0 && due_ms < caller->called_ms + LAN_QUIET_MS) {
        due_ms = caller->called_ms + LAN_QUIET_MS;
    }
    if (due_ms < caller->due_ms) {
        caller->due_ms = due_ms;
        lan_schedule(lan);
    }
}

void lan_hear(struct lan *lan,
              const struct sockaddr *from,
              const unsigned char *data,
              size_t bytes)
{
    struct net *net = lan->net;
    struct lan_other *other = NULL;
    struct heard heard;
    unsigned char own[BEACON_TAG_BYTES];
    unsigned dialled = 0;

    if (bytes != BEACON_BYTES || net_now_ms(net) == 0 ||
        !may_listen(lan, from) || !open_it(net, data, &heard)) {
        return;
    }
    beacon_tag(heard.key, heard.door->own.public, own);
    if (memcmp(own, heard.beacon.tag, sizeof own) == 0) {
        return; /* our own voice */
    }
    if ((heard.beacon.flags & BEACON_ASKS) != 0) {
        answer(lan, heard.neighbourhood);
    }
    if (heard.beacon.port == 0) {
        return;
    }
    other = find_other(lan, &heard, net_mono_ms(net));
    other->heard_ms = net_mono_ms(net);
    if (is_linked(net, &heard, &dialled)) {
        other->dials = 0;
        other->first_ms = other->heard_ms; /* from its end on they take turns */
    } else if (dialled < LAN_LINKS_MAX) {
        dial_it(lan, &heard, other, from);
    }
}
