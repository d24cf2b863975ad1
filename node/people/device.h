/*
 * Devices: which keys sign for a household, in which lanes, and whose a
 * transport key is.
 *
 * Inside node/people only. Rules D1 to D8 of spec/people.md.
 */
#ifndef NODE_PEOPLE_DEVICE_H
#define NODE_PEOPLE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"
#include "node/people/entry.h"
#include "node/people/household.h"

/* Take what a kept DEVICE record says; false where it cannot be read. */
bool device_read(const struct entry *entry, struct roster_device *device);

/* Does one of a household's devices count this key for this stamp? */
bool device_signs(const struct roster_device *devices,
                  size_t count,
                  const struct id *signer,
                  uint64_t stamp_ms);

#endif
