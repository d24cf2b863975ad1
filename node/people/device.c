#include "node/people/device.h"

#include <string.h>

#include "node/limits.h"
#include "node/record/body.h"

bool device_read(const struct entry *entry, struct roster_device *device)
{
    struct body_device body;

    if (body_device_read(entry_body(entry), &body) != ERR_OK) {
        return false;
    }
    *device = (struct roster_device){
        .lane = entry->n,
        .is_struck = body_device_is_struck_out(&body),
        .stamp_ms = entry->stamp_ms,
        .signing = body.signing,
        .transport = body.transport,
        .sealing = body.sealing,
        .former_count = body.former_count,
        .one_time = body.one_time,
    };
    for (size_t index = 0; index < body.former_count; index++) {
        device->former[index] = body.former[index].key;
        device->former_ended_ms[index] = body.former[index].ended_ms;
    }
    if (body.name.bytes <= NAME_BYTES_MAX && body.name.bytes > 0) {
        memcpy(device->name, body.name.data, body.name.bytes);
    }
    return true;
}

static bool lane_signs(const struct roster_device *device,
                       const struct id *signer,
                       uint64_t stamp_ms)
{
    if (!device->is_struck && id_equal(&device->signing, signer)) {
        return true;
    }
    for (size_t index = 0; index < device->former_count; index++) {
        if (id_equal(&device->former[index], signer) &&
            stamp_ms < device->former_ended_ms[index]) {
            return true;
        }
    }
    return false;
}

bool device_signs(const struct roster_device *devices,
                  size_t count,
                  const struct id *signer,
                  uint64_t stamp_ms)
{
    for (size_t index = 0; index < count; index++) {
        if (lane_signs(&devices[index], signer, stamp_ms)) {
            return true;
        }
    }
    return false;
}
