/*
 * Devices: which keys sign for a household, and whose transport key that is.
 *
 * Inside node/people only. Rules D1 to D5 of spec/people.md.
 */
#ifndef NODE_PEOPLE_DEVICE_H
#define NODE_PEOPLE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/people/entry.h"
#include "node/people/household.h"

/* Who shows a transport key. */
struct transport {
    struct id key;
    size_t household; /* place in the directory */
    uint8_t lane;
};

/* Take what a kept DEVICE record says into its lane of `devices`. */
void device_read(const struct entry *entry,
                 struct roster_device devices[static DEVICES_MAX]);

/* Does one of the household's devices count this key for this stamp? */
bool device_signs(const struct roster_device devices[static DEVICES_MAX],
                  const struct id *signer,
                  uint64_t stamp_ms);

/* Order them by (key, household, lane). */
void transports_sort(struct transport *transports, size_t count);

/* The first with this key among sorted ones, or NULL. */
const struct transport *transports_find(const struct transport *transports,
                                        size_t count,
                                        const struct id *key);

#endif
