#include "node/meet/hubs.h"

#include <string.h>

#include "node/record/body.h"
#include "node/record/record.h"

struct listing {
    const struct roster *roster;
    const struct id *own;
    struct hub_address *out;
    size_t count;
};

/* The device that signed, if it is one of a household with standing now. */
static const struct roster_device *device_of(const struct roster *roster,
                                             const struct record *record)
{
    const struct roster_household *household =
        roster_find(roster, &record->household);

    if (household == NULL || household->level[STANDING_LIVE] == LEVEL_NONE) {
        return NULL;
    }
    for (size_t index = 0; index < household->device_count; index++) {
        const struct roster_device *device = &household->devices[index];

        if (!device->is_struck && id_equal(&device->signing, &record->signer)) {
            return device;
        }
    }
    return NULL;
}

static void list_one(struct listing *listing,
                     const struct body_address *body,
                     const struct id *transport)
{
    for (size_t index = 0;
         index < body->addresses_count && listing->count < HUB_ADDRESSES_MAX;
         index++) {
        struct hub_address *address = &listing->out[listing->count];
        const struct view text = body->addresses[index];

        memset(address, 0, sizeof *address);
        memcpy(address->text, text.data, text.bytes);
        address->transport = *transport;
        listing->count++;
    }
}

static enum err visit(void *visitor, struct view bytes)
{
    struct listing *listing = visitor;
    const struct roster_device *device = NULL;
    struct body_address body;
    struct record record;

    if (record_read(bytes, &record) != ERR_OK) {
        return ERR_CORRUPT;
    }
    if (record.class != CLASS_ADDRESS || record.kind != 1 ||
        record.body.bytes == 0) {
        return ERR_OK;
    }
    device = device_of(listing->roster, &record);
    if (device == NULL || id_equal(&device->transport, listing->own) ||
        body_address_read(record.body, &body) != ERR_OK ||
        (body.flags & ADDRESS_FLAG_HUB) == 0) {
        return ERR_OK;
    }
    list_one(listing, &body, &device->transport);
    return ERR_OK;
}

enum err hubs_list(const struct shelf *shelf,
                   const struct roster *roster,
                   const struct id *own,
                   struct hub_address *out,
                   size_t *count)
{
    struct listing listing = {roster, own, out, 0};
    enum err err =
        shelf->walk_bytes(shelf->self, SET_PRESENCE, visit, &listing);

    *count = listing.count;
    return err;
}
