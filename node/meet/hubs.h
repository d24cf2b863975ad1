/*
 * The addresses of hubs, as their ADDRESS records say them.
 *
 * A view: computed when asked for, from what is kept. Rules: M5 of
 * spec/discovery.md.
 */
#ifndef NODE_MEET_HUBS_H
#define NODE_MEET_HUBS_H

#include <stddef.h>

#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/people/roster.h"
#include "node/shelf.h"

/* One address of a hub. */
struct hub_address {
    char text[ADDRESS_BYTES_MAX + 1]; /* "host:port", as it was written */
    struct id transport;              /* of the device there */
};

/*
 * The addresses of hubs whose household has standing now and whose device is
 * not struck out, but for those of one device; at most HUB_ADDRESSES_MAX.
 *
 * own  transport key of the device that is left out
 * out  room for HUB_ADDRESSES_MAX
 *
 * HOST errors of the shelf; ERR_NOMEM
 */
MUST_USE enum err hubs_list(const struct shelf *shelf,
                            const struct roster *roster,
                            const struct id *own,
                            struct hub_address *out,
                            size_t *count);

#endif
