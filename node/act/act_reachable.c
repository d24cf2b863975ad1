/*
 * Where this node can be dialled: a hub publishes it, a home takes back what
 * it published as a hub. Rules: M1 to M4 of spec/discovery.md.
 */
#include <assert.h>

#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"

static enum err write_body(const struct reachable *reachable, struct bytes *out)
{
    struct body_address body = {.flags = ADDRESS_FLAG_HUB};

    if (reachable->count > ADDRESSES_MAX) {
        return ERR_FULL;
    }
    for (size_t index = 0; index < reachable->count; index++) {
        body.addresses[index] = reachable->addresses[index];
    }
    body.addresses_count = reachable->count;
    return body_address_write(&body, out);
}

enum err act_reachable(const struct node *node, const struct step *step)
{
    const struct reachable *reachable = &step->event->as.reachable;
    const struct roster_device *device = own_device(node);
    struct act_draft draft = {.class = CLASS_ADDRESS, .kind = 1};
    struct bytes body;
    struct id id;
    bool is_wanted = false;
    enum err err = ERR_OK;

    if (device == NULL || !step->event->moment.is_plausible) {
        return ERR_OK; /* the driver says it again */
    }
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    if (node->config.is_hub && reachable->count > 0) {
        err = write_body(reachable, &body);
    }
    draft.lane = device->lane;
    draft.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = act_is_due(node, step, &draft, &is_wanted);
    }
    if (err == ERR_OK && is_wanted) {
        err = act_sign(node, step, &draft, &id);
    }
    bytes_release(&body);
    return err;
}
