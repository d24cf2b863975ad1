/*
 * Addresses of nodes: "[KEY@]HOST:PORT" as text, and what of a socket
 * address counts for limits.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "net/limits.h"
#include "node/err.h"

enum {
    ADDRESS_HOST_CHARS = 254, /* a DNS name with the end mark */
    ADDRESS_KEY_BYTES = 32,
    ADDRESS_GROUP_BYTES = 9,
    ADDRESS_TEXT_CHARS = 56, /* "[IPv6]:port" with the end mark */
};

struct address {
    bool has_key;
    unsigned char key[ADDRESS_KEY_BYTES]; /* it must show this static key */
    char host[ADDRESS_HOST_CHARS];        /* name or number, no brackets */
    uint16_t port;
};

/* Whom a limit is about: an IPv4 address or the /64 of an IPv6 address; of a
 * link, whose machines share that, the rest of the address. */
struct address_group {
    unsigned char data[ADDRESS_GROUP_BYTES]; /* kind, bits */
    bool is_loopback;
};

/*
 * Read "HOST:PORT", "[IPV6]:PORT", either after "KEY@" with 64 hexadecimal
 * digits. A host name holds letters, digits, '-', '.' only.
 *
 * ERR_INVALID  anything else; `out` is unspecified
 */
MUST_USE enum err address_parse(const char *text, struct address *out);

/*
 * The socket address of a host that is a number.
 *
 * ERR_INVALID  it is a name
 */
MUST_USE enum err address_number(const struct address *address,
                                 struct sockaddr_storage *out);

/* "1.2.3.4:5484" or "[fe80::1]:5484". */
void address_text(const struct sockaddr *address,
                  char out[static ADDRESS_TEXT_CHARS]);

/* The group of a socket address; IPv4 inside IPv6 is IPv4. */
struct address_group address_group(const struct sockaddr *address);

/* Same family and same prefix. */
bool address_group_equal(const struct address_group *left,
                         const struct address_group *right);

#endif
