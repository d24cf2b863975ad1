/* What we keep of the board, signed now and then for newcomers. */
#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/sync/manifest.h"

/* Does the last one say the same? */
static enum err says_the_same(const struct node *node,
                              const struct id *last,
                              struct view body,
                              bool *is_same)
{
    struct record record;
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, last, &bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&bytes), &record);
    }
    *is_same = err == ERR_OK && view_equal(record.body, body);
    bytes_release(&bytes);
    return err;
}

/* The one in our slot. ERR_UNKNOWN: there is none. */
static enum err last_one(const struct node *node,
                         const struct act_draft *draft,
                         struct shelf_row *out)
{
    struct id slot;

    record_slot(CLASS_MANIFEST, &node->config.household->signing.public,
                draft->lane, draft->n, &slot);
    return node->shelf.head(node->shelf.self, &slot, out);
}

/* Sign another, unless the last one is less than half as old as it gets and
 * says the same. */
static enum err replace(const struct node *node,
                        const struct step *step,
                        struct act_draft *draft,
                        const struct shelf_row *last)
{
    const uint64_t half_ms =
        (uint64_t)class_find(CLASS_MANIFEST)->retention_days * DAY_MS / 2;
    struct body_manifest body;
    struct bytes bytes;
    struct id id;
    bool is_same = false;
    enum err err = ERR_OK;

    if (!sync_manifest(node->sync, &body)) {
        return ERR_OK;
    }
    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    err = body_manifest_write(&body, &bytes);
    draft->body = bytes_view(&bytes);
    if (err == ERR_OK && last != NULL &&
        last->stamp_ms + half_ms > step->event->moment.now_ms) {
        err = says_the_same(node, &last->id, draft->body, &is_same);
    }
    if (err == ERR_OK && !is_same) {
        err = act_sign(node, step, draft, &id);
    }
    bytes_release(&bytes);
    return err;
}

enum err act_manifest(const struct node *node, const struct step *step)
{
    struct act_draft draft = {.class = CLASS_MANIFEST, .kind = 1};
    struct shelf_row last;
    enum err err = ERR_OK;

    if (!manifest_is_wanted(node->roster, &node->config,
                            sync_board_records(node->sync))) {
        return ERR_OK;
    }
    err = act_lane(node, step, &draft.lane);
    if (err == ERR_OK) {
        err = last_one(node, &draft, &last);
        if (err == ERR_UNKNOWN) {
            err = replace(node, step, &draft, NULL);
        } else if (err == ERR_OK &&
                   last.stamp_ms + MANIFEST_MS <= step->event->moment.now_ms) {
            err = replace(node, step, &draft, &last);
        }
    }
    return err_blame(err) == BLAME_HOST ? err : ERR_OK;
}
