#include "cli/reachable.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ask.h"
#include "net/address.h"
#include "net/net.h"
#include "node/meet/hubs.h"
#include "store/local.h"

enum { HOST_CHARS = 48, LISTENED_MAX = 8 };

/* "[::1]:80" and "10.0.0.1:80" as host and port; false for anything else. */
static bool
split(const char *address, char host[static HOST_CHARS], const char **port)
{
    const char *colon = strrchr(address, ':');
    size_t chars = 0;

    if (colon == NULL) {
        return false;
    }
    chars = (size_t)(colon - address);
    if (address[0] == '[' && chars > 2) {
        address++;
        chars -= 2;
    }
    if (chars >= HOST_CHARS) {
        return false;
    }
    memcpy(host, address, chars);
    host[chars] = '\0';
    *port = colon + 1;
    return true;
}

static bool is_loopback(const char *host)
{
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

static size_t expand_interfaces(int family,
                                const char *port,
                                bool loopback,
                                char (*out)[INVITATION_ADDRESS_CHARS],
                                size_t max)
{
    uv_interface_address_t *interfaces = NULL;
    int count = 0;
    size_t written = 0;

    if (uv_interface_addresses(&interfaces, &count) != 0) {
        return 0;
    }
    for (int index = 0; index < count && written < max; index++) {
        const uv_interface_address_t *one = &interfaces[index];
        char host[HOST_CHARS] = "";

        if (one->address.address4.sin_family != family ||
            (one->is_internal != 0) != loopback) {
            continue;
        }
        if (family == AF_INET) {
            (void)uv_ip4_name(&one->address.address4, host, sizeof host);
        } else {
            (void)uv_ip6_name(&one->address.address6, host, sizeof host);
        }
        if (strncmp(host, "fe80:", 5) == 0) {
            continue; /* of one link only; another machine cannot dial it */
        }
        (void)snprintf(out[written++], INVITATION_ADDRESS_CHARS,
                       family == AF_INET ? "%s:%s" : "[%s]:%s", host, port);
    }
    uv_free_interface_addresses(interfaces, count);
    return written;
}

size_t reachable_expand(const char *listening,
                        bool loopback,
                        char (*out)[INVITATION_ADDRESS_CHARS],
                        size_t max)
{
    char host[HOST_CHARS];
    const char *port = NULL;

    if (max == 0 || !split(listening, host, &port)) {
        return 0;
    }
    if (strcmp(host, "0.0.0.0") == 0) {
        return expand_interfaces(AF_INET, port, loopback, out, max);
    }
    if (strcmp(host, "::") == 0) {
        return expand_interfaces(AF_INET6, port, loopback, out, max);
    }
    if (is_loopback(host) != loopback ||
        strlen(listening) >= INVITATION_ADDRESS_CHARS) {
        return 0;
    }
    memcpy(out[0], listening, strlen(listening) + 1);
    return 1;
}

bool reachable_is_home(const json_t *listening)
{
    char found[1][INVITATION_ADDRESS_CHARS];
    bool is_home = json_array_size(listening) > 0;

    for (size_t index = 0; index < json_array_size(listening); index++) {
        const char *one = json_string_value(json_array_get(listening, index));

        is_home = is_home && one != NULL &&
                  reachable_expand(one, true, found, 1) > 0 &&
                  strcmp(found[0], one) == 0;
    }
    return is_home;
}

static bool may_dial_4(const struct sockaddr_in *in, bool is_home)
{
    const uint32_t number = ntohl(in->sin_addr.s_addr);

    if (number >> 24 == 127) {
        return is_home;
    }
    return number >> 24 != 0 && number >> 28 < 14 && number >> 16 != 0xA9FE;
}

static bool may_dial_6(const struct sockaddr_in6 *in6, bool is_home)
{
    const struct in6_addr *number = &in6->sin6_addr;

    if (IN6_IS_ADDR_LOOPBACK(number)) {
        return is_home;
    }
    return !IN6_IS_ADDR_UNSPECIFIED(number) && !IN6_IS_ADDR_MULTICAST(number) &&
           !IN6_IS_ADDR_LINKLOCAL(number) && !IN6_IS_ADDR_V4MAPPED(number) &&
           !IN6_IS_ADDR_V4COMPAT(number);
}

bool reachable_may_dial(const char *text, bool is_home)
{
    struct address address;
    struct sockaddr_storage number;

    if (address_parse(text, &address) != ERR_OK || address.has_key ||
        address.port == 0 || strchr(address.host, '%') != NULL) {
        return false;
    }
    if (address_number(&address, &number) != ERR_OK) {
        return is_home || strcmp(address.host, "localhost") != 0;
    }
    return number.ss_family == AF_INET6
               ? may_dial_6((const struct sockaddr_in6 *)&number, is_home)
               : may_dial_4((const struct sockaddr_in *)&number, is_home);
}

static void add(struct invitation *invitation,
                const char *address,
                const struct id *transport)
{
    struct invitation_address *place = NULL;

    for (size_t index = 0; index < invitation->address_count; index++) {
        if (strcmp(invitation->addresses[index].text, address) == 0) {
            return;
        }
    }
    if (invitation->address_count == INVITATION_ADDRESSES_MAX ||
        strlen(address) >= INVITATION_ADDRESS_CHARS) {
        return;
    }
    place = &invitation->addresses[invitation->address_count++];
    memcpy(place->text, address, strlen(address) + 1);
    place->transport = *transport;
}

static void add_own(struct invitation *invitation,
                    const json_t *listening,
                    bool loopback,
                    const struct id *transport)
{
    for (size_t index = 0; index < json_array_size(listening); index++) {
        const char *one = json_string_value(json_array_get(listening, index));
        char found[LISTENED_MAX][INVITATION_ADDRESS_CHARS];
        size_t count =
            one == NULL ? 0
                        : reachable_expand(one, loopback, found, LISTENED_MAX);

        for (size_t each = 0; each < count; each++) {
            add(invitation, found[each], transport);
        }
    }
}

/* One address of a hub; the first hub has a place in any case. */
static void add_hub(struct invitation *invitation,
                    const struct hub_address *hub,
                    bool *has_hub)
{
    for (size_t index = 0; index < invitation->address_count; index++) {
        if (id_equal(&invitation->addresses[index].transport,
                     &hub->transport)) {
            return;
        }
    }
    if (!*has_hub && invitation->address_count == INVITATION_ADDRESSES_MAX) {
        invitation->address_count--;
    }
    *has_hub = true;
    add(invitation, hub->text, &hub->transport);
}

/* Those that were met, the latest first, then the others. */
static enum err add_hubs(struct drive *drive,
                         struct invitation *invitation,
                         struct hub_address *hubs,
                         size_t count)
{
    struct local_address *known = calloc(LOCAL_ADDRESSES_MAX, sizeof *known);
    size_t known_count = 0;
    bool has_hub = false;
    enum err err = ERR_NOMEM;

    if (known == NULL) {
        return ERR_NOMEM;
    }
    err =
        local_addresses(drive->store, known, LOCAL_ADDRESSES_MAX, &known_count);
    for (size_t index = 0; err == ERR_OK && index < known_count; index++) {
        for (size_t hub = 0; hub < count; hub++) {
            if (known[index].last_success_ms != 0 &&
                id_equal(&known[index].transport, &hubs[hub].transport)) {
                add_hub(invitation, &hubs[hub], &has_hub);
            }
        }
    }
    for (size_t hub = 0; err == ERR_OK && hub < count; hub++) {
        add_hub(invitation, &hubs[hub], &has_hub);
    }
    free(known);
    return err;
}

static enum err find_hubs(struct drive *drive,
                          struct invitation *invitation,
                          const json_t *listening)
{
    const struct shelf shelf = store_shelf(drive->store);
    const bool is_home = reachable_is_home(listening);
    struct hub_address *hubs = calloc(HUB_ADDRESSES_MAX, sizeof *hubs);
    size_t count = 0;
    size_t kept = 0;
    enum err err = ERR_NOMEM;

    if (hubs == NULL) {
        return ERR_NOMEM;
    }
    err = hubs_list(&shelf, node_roster(drive->node),
                    &drive->keys.device.transport.public, hubs, &count);
    for (size_t index = 0; index < count; index++) {
        if (reachable_may_dial(hubs[index].text, is_home) &&
            strlen(hubs[index].text) < INVITATION_ADDRESS_CHARS) {
            hubs[kept++] = hubs[index];
        }
    }
    if (err == ERR_OK) {
        err = add_hubs(drive, invitation, hubs, kept);
    }
    free(hubs);
    return err;
}

static enum err add_known(struct drive *drive, struct invitation *invitation)
{
    struct local_address known[INVITATION_ADDRESSES_MAX];
    size_t count = 0;
    enum err err =
        local_addresses(drive->store, known, INVITATION_ADDRESSES_MAX, &count);

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (known[index].last_success_ms != 0 &&
            strchr(known[index].text, '%') == NULL &&
            strncmp(known[index].text, "[fe80:", 6) != 0) {
            add(invitation, known[index].text, &known[index].transport);
        }
    }
    return err;
}

enum err reachable_fill(struct drive *drive,
                        struct invitation *invitation,
                        bool *has_own)
{
    const struct id *transport = &drive->keys.device.transport.public;
    json_t *status = NULL;
    json_t *listening = NULL;
    enum err err = ERR_OK;

    *has_own = false;
    if (ask_what(drive->socket, "status", drive->folder.name, &status) ==
        ERR_OK) {
        json_t *named = json_object_get(status, "named");
        json_t *one = NULL;
        size_t index = 0;

        json_array_foreach(named, index, one)
        {
            add(invitation, json_string_value(one), transport);
        }
        listening = json_object_get(status, "listen");
        add_own(invitation, listening, false, transport);
        if (invitation->address_count == json_array_size(named)) {
            add_own(invitation, listening, true, transport);
        }
        *has_own = invitation->address_count > 0;
    }
    err = find_hubs(drive, invitation, listening);
    json_decref(status);
    return err == ERR_OK ? add_known(drive, invitation) : err;
}
