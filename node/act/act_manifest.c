/* What we keep of the board, signed now and then for newcomers. */
#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/sync/manifest.h"

static uint32_t records_of(const struct body_manifest *body)
{
    uint32_t records = 0;

    for (size_t index = 0; index < body->weeks_count; index++) {
        records += body->weeks[index].records;
    }
    return records;
}

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

/* Is the one in the slot too young, or half as old as it gets and the same? */
static enum err is_due(const struct node *node,
                       const struct step *step,
                       const struct act_draft *draft,
                       bool *answer)
{
    const uint64_t half_ms =
        (uint64_t)class_find(CLASS_MANIFEST)->retention_days * DAY_MS / 2;
    const uint64_t now_ms = step->event->moment.now_ms;
    struct shelf_row row;
    struct id slot;
    bool is_same = false;
    enum err err = ERR_OK;

    record_slot(CLASS_MANIFEST, &node->config.household->signing.public,
                draft->lane, draft->n, &slot);
    err = node->shelf.head(node->shelf.self, &slot, &row);
    *answer = err == ERR_UNKNOWN;
    if (err == ERR_UNKNOWN) {
        return ERR_OK;
    }
    if (err == ERR_OK && row.stamp_ms + MANIFEST_MS <= now_ms) {
        err = says_the_same(node, &row.id, draft->body, &is_same);
        *answer = !is_same || row.stamp_ms + half_ms <= now_ms;
    }
    return err;
}

enum err act_manifest(const struct node *node, const struct step *step)
{
    struct act_draft draft = {.class = CLASS_MANIFEST, .kind = 1};
    struct body_manifest body;
    struct bytes bytes;
    struct id id;
    bool is_so = false;
    enum err err = ERR_OK;

    if (!sync_manifest(node->sync, &body) ||
        !manifest_is_wanted(node->roster, &node->config, records_of(&body))) {
        return ERR_OK;
    }
    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    err = body_manifest_write(&body, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = act_lane(node, step, &draft.lane);
    }
    if (err == ERR_OK) {
        err = is_due(node, step, &draft, &is_so);
    }
    if (err == ERR_OK && is_so) {
        err = act_sign(node, step, &draft, &id);
    }
    bytes_release(&bytes);
    return err_blame(err) == BLAME_HOST ? err : ERR_OK;
}
