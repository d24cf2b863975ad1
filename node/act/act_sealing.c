/*
 * Publishing the sealing keys of this machine. Rules K1 to K6 of
 * spec/letters.md.
 */
#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/mail/sealing.h"

enum err act_sealing(const struct node *node, const struct step *step)
{
    const struct roster_device *device = own_device(node);
    struct act_draft draft = {.class = CLASS_SEALING, .kind = 1};
    struct body_sealing sealing;
    struct bytes body;
    struct id id;
    bool is_due = false;
    enum err err = ERR_OK;

    if (device == NULL || node->config.sealing == NULL ||
        !step->event->moment.is_plausible) {
        return ERR_OK;
    }
    sealing_published(node->config.sealing, step->event->moment.now_ms,
                      &sealing);
    if (sealing.months_count == 0) {
        return ERR_OK;
    }
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = body_sealing_write(&sealing, &body);
    draft.lane = device->lane;
    draft.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = act_is_due(node, step, &draft, &is_due);
    }
    if (err == ERR_OK && is_due) {
        err = act_sign(node, step, &draft, &id);
    }
    bytes_release(&body);
    return err;
}
