#include "net/address.h"

#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <uv.h>

enum { KEY_DIGITS = 2 * ADDRESS_KEY_BYTES, LINK_MARK = 7 };

/* Take "KEY@" off the front, where it is there. */
static enum err parse_key(const char **text, struct address *out)
{
    const char *at = strchr(*text, '@');
    size_t bytes = 0;

    out->has_key = at != NULL;
    if (at == NULL) {
        return ERR_OK;
    }
    if (at - *text != KEY_DIGITS ||
        sodium_hex2bin(out->key, sizeof out->key, *text, KEY_DIGITS, NULL,
                       &bytes, NULL) != 0 ||
        bytes != sizeof out->key) {
        return ERR_INVALID;
    }
    *text = at + 1;
    return ERR_OK;
}

static enum err parse_port(const char *text, uint16_t *out)
{
    unsigned long port = 0;
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 5 || text[digits] != '\0') {
        return ERR_INVALID;
    }
    port = strtoul(text, NULL, 10);
    if (port > UINT16_MAX) {
        return ERR_INVALID;
    }
    *out = (uint16_t)port;
    return ERR_OK;
}

static enum err
copy_host(const char *text, size_t chars, bool is_bracketed, char *out)
{
    /* A zone is the name of an interface, as br-lan or wlan_1. */
    const char *allowed = is_bracketed ? ".:%-_" : ".-";

    if (chars == 0 || chars >= ADDRESS_HOST_CHARS) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < chars; i++) {
        if (!isalnum((unsigned char)text[i]) &&
            strchr(allowed, text[i]) == NULL) {
            return ERR_INVALID;
        }
    }
    memcpy(out, text, chars);
    out[chars] = '\0';
    return ERR_OK;
}

enum err address_parse(const char *text, struct address *out)
{
    const char *end = NULL;
    bool is_bracketed = false;
    enum err err = parse_key(&text, out);

    if (err != ERR_OK) {
        return err;
    }
    is_bracketed = text[0] == '[';
    text += is_bracketed;
    end = strchr(text, is_bracketed ? ']' : ':');
    if (end == NULL || (is_bracketed && end[1] != ':')) {
        return ERR_INVALID;
    }
    err = copy_host(text, (size_t)(end - text), is_bracketed, out->host);
    if (err != ERR_OK) {
        return err;
    }
    return parse_port(end + (is_bracketed ? 2 : 1), &out->port);
}

enum err address_number(const struct address *address,
                        struct sockaddr_storage *out)
{
    memset(out, 0, sizeof *out);
    if (uv_ip4_addr(address->host, address->port, (struct sockaddr_in *)out) ==
        0) {
        return ERR_OK;
    }
    if (uv_ip6_addr(address->host, address->port, (struct sockaddr_in6 *)out) ==
        0) {
        return ERR_OK;
    }
    return ERR_INVALID;
}

void address_text(const struct sockaddr *address,
                  char out[static ADDRESS_TEXT_CHARS])
{
    char host[INET6_ADDRSTRLEN] = "?";
    bool is_6 = address->sa_family == AF_INET6;
    unsigned port = 0;

    if (is_6) {
        const struct sockaddr_in6 *in6 = (const void *)address;

        (void)uv_ip6_name(in6, host, sizeof host);
        port = ntohs(in6->sin6_port);
    } else if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)address;

        (void)uv_ip4_name(in, host, sizeof host);
        port = ntohs(in->sin_port);
    }
    (void)snprintf(out, ADDRESS_TEXT_CHARS, is_6 ? "[%s]:%u" : "%s:%u", host,
                   port);
}

static struct address_group group_of_4(const unsigned char *bytes)
{
    struct address_group group = {{4}, bytes[0] == 127};

    memcpy(group.data + 1, bytes, 4);
    return group;
}

struct address_group address_group(const struct sockaddr *address)
{
    struct address_group group = {{0}, false};
    bool is_of_link = false;

    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)address;

        return group_of_4((const unsigned char *)&in->sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;
        const unsigned char *bytes = in6->sin6_addr.s6_addr;

        if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
            return group_of_4(bytes + 12);
        }
        is_of_link = IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
        group.data[0] = is_of_link ? LINK_MARK : 6;
        memcpy(group.data + 1, is_of_link ? bytes + 8 : bytes,
               ADDRESS_GROUP_BYTES - 1);
        group.is_loopback = IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
    }
    return group;
}

bool address_group_equal(const struct address_group *left,
                         const struct address_group *right)
{
    return memcmp(left->data, right->data, ADDRESS_GROUP_BYTES) == 0;
}
