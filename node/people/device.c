#include "node/people/device.h"

#include <stdlib.h>
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

static int compare_transports(const void *left_item, const void *right_item)
{
    const struct transport *left = left_item;
    const struct transport *right = right_item;
    int order = id_compare(&left->key, &right->key);

    if (order == 0 && left->household != right->household) {
        order = left->household < right->household ? -1 : 1;
    }
    return order;
}

void transports_sort(struct transport *transports, size_t count)
{
    qsort(transports, count, sizeof(struct transport), compare_transports);
}

const struct transport *transports_find(const struct transport *transports,
                                        size_t count,
                                        const struct id *key)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (id_compare(&transports[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && id_equal(&transports[low].key, key) ? &transports[low]
                                                              : NULL;
}
