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

static bool is_half_past(const struct shelf_row *row, uint64_t now_ms)
{
    const uint64_t half_ms =
        (uint64_t)class_find(CLASS_ADDRESS)->retention_days * DAY_MS / 2;

    return row->stamp_ms + half_ms <= now_ms;
}

/* Does the head say the same? */
static enum err says_so(const struct node *node,
                        const struct id *id,
                        struct view body,
                        bool *is_so)
{
    struct record record;
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, id, &bytes);
    if (err == ERR_OK) {
        err = record_read(bytes_view(&bytes), &record);
    }
    *is_so = err == ERR_OK && view_equal(record.body, body);
    bytes_release(&bytes);
    return err;
}

/* Is there something to sign: what was never said, or said otherwise, or so
 * long ago that it is to be said again? */
static enum err is_due(const struct node *node,
                       const struct step *step,
                       const struct act_draft *draft,
                       bool *is_due)
{
    struct shelf_row head;
    struct id slot;
    bool is_said = false;
    enum err err = ERR_OK;

    record_slot(draft->class, &node->config.household->signing.public,
                draft->lane, draft->n, &slot);
    err = node->shelf.head(node->shelf.self, &slot, &head);
    if (err == ERR_UNKNOWN) {
        *is_due = draft->body.bytes > 0;
        return ERR_OK;
    }
    if (err == ERR_OK && (draft->body.bytes == 0 || head.is_tombstone)) {
        *is_due = head.is_tombstone != (draft->body.bytes == 0);
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = says_so(node, &head.id, draft->body, &is_said);
    }
    *is_due = !is_said || is_half_past(&head, step->event->moment.now_ms);
    return err;
}

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
        err = is_due(node, step, &draft, &is_wanted);
    }
    if (err == ERR_OK && is_wanted) {
        err = act_sign(node, step, &draft, &id);
    }
    bytes_release(&body);
    return err;
}
