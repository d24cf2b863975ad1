/*
 * Thanks, said openly and taken back. Rule C29 of spec/acts.md.
 */
#include "node/act/act_device.h"
#include "node/board/thanks.h"
#include "node/inside.h"
#include "node/limits.h"

static bool is_member(const struct node *node, const struct id *household)
{
    return roster_level(node->roster, household, STANDING_LIVE) <=
           LEVEL_NEWCOMER;
}

static enum err act_thank(struct node *node, const struct step *step)
{
    const struct thanks *thanks = &step->event->as.command->as.thanks;
    struct shelf_range range = {
        .household = node->config.household->signing.public,
        .class = CLASS_SAY,
        .limit = own_slots(node, CLASS_SAY),
    };
    struct act_draft draft = {.class = CLASS_SAY, .kind = KIND_THANKS};
    struct bytes body;
    enum err err = ERR_OK;

    if (range.limit == 0 || id_equal(&thanks->household, &range.household)) {
        return ERR_DENIED;
    }
    if (!is_member(node, &thanks->household)) {
        return ERR_UNKNOWN;
    }
    err = act_lane(node, step, &range.lane);
    if (err == ERR_OK) {
        err = node->shelf.free_slot(node->shelf.self, &range, &draft.n);
    }
    if (err != ERR_OK) {
        return err;
    }
    draft.lane = range.lane;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = thanks_write(thanks, &body);
    return act_sign_written(node, step, &draft, err, &body);
}

/* The slot is one of ours; a tombstone stays one. */
static enum err act_unthank(struct node *node, const struct step *step)
{
    const struct command_slot *slot = &step->event->as.command->as.unthank;
    struct act_draft draft = {.class = CLASS_SAY,
                              .kind = KIND_THANKS,
                              .lane = slot->lane,
                              .n = slot->n};
    struct shelf_row head;
    struct id id;
    enum err err = ERR_OK;

    record_slot(CLASS_SAY, &node->config.household->signing.public, slot->lane,
                slot->n, &id);
    err = node->shelf.head(node->shelf.self, &id, &head);
    if (err == ERR_OK && (head.is_tombstone || head.kind != KIND_THANKS)) {
        err = ERR_UNKNOWN;
    }
    return err == ERR_OK ? act_sign(node, step, &draft, &step->answer->record)
                         : err;
}

enum err act_thanks(struct node *node, const struct step *step)
{
    if (own_is_struck_out(node)) {
        return ERR_DENIED; /* nobody would count it */
    }
    return step->event->as.command->kind == COMMAND_THANK
               ? act_thank(node, step)
               : act_unthank(node, step);
}
