#include <string.h>

#include <sodium.h>

#include "node/act/act_deal.h"
#include "node/act/act_device.h"
#include "node/act/act_heir.h"
#include "node/act/lot.h"
#include "node/act/posted.h"
#include "node/inside.h"
#include "node/limits.h"

uint32_t own_slots(const struct node *node, enum record_class class)
{
    const struct id *household = &node->config.household->signing.public;
    const struct roster_household *own = roster_find(node->roster, household);

    if (own == NULL || own->level[STANDING_ROSTER] == LEVEL_NONE ||
        (own->is_clashed && own->level[STANDING_LIVE] == LEVEL_NONE)) {
        return class_slots(class, LEVEL_NEWCOMER);
    }
    return roster_slots(node->roster, household, class, STANDING_LIVE);
}

/* The first number of the first lane marks the household's first post. */
enum err act_post_new(struct node *node,
                      const struct step *step,
                      const struct command_post *wanted)
{
    struct shelf_range range = {
        .household = node->config.household->signing.public,
        .class = CLASS_POST,
        .limit = own_slots(node, CLASS_POST),
    };
    struct act_draft draft = {.class = CLASS_POST, .kind = wanted->kind};
    struct post post = wanted->post;
    struct id id;
    enum err err = ERR_OK;

    if (range.limit == 0) {
        return ERR_DENIED;
    }
    err = act_lane(node, step, &range.lane);
    if (err != ERR_OK) {
        return err;
    }
    draft.lane = range.lane;
    err = node->shelf.free_slot(node->shelf.self, &range, &draft.n);
    if (err != ERR_OK) {
        return err;
    }
    memcpy(post.birth, step->event->seed, POST_BIRTH_BYTES);
    post.revision = 1;
    post.posted_ms = step->event->moment.now_ms;
    post.is_first = draft.n == 0 && draft.lane == 0;
    post_id(&range.household, draft.lane, draft.n, post.birth, &id);
    lot_commit(node, &id, &post);
    return posted_sign(node, step, &draft, &post);
}

/* What this step has read may have changed it: a thing that was taken over
 * meanwhile is not offered again. */
static enum err
read_now(const struct node *node, const struct step *step, struct posted *old)
{
    const struct command_post *wanted = &step->event->as.command->as.post;
    bool was_closed = false;
    enum err err = posted_read(node, &node->config.household->signing.public,
                               wanted->lane, wanted->n, old);

    if (err == ERR_OK) {
        was_closed = old->post.status == STATUS_CLOSED;
        err = posted_renew(old, step);
    }
    return err == ERR_OK && !was_closed && old->post.status == STATUS_CLOSED
               ? ERR_STATE
               : err;
}

static enum err act_post_change(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;
    const struct command_post *wanted = &command->as.post;
    struct posted old;
    struct post post;
    enum err err = ERR_OK;

    posted_init(&old);
    err = read_now(node, step, &old);
    if (err == ERR_OK) {
        post = command->kind == COMMAND_RENEW ? old.post : wanted->post;
        if (command->kind == COMMAND_RENEW) {
            post.until_ms = wanted->post.until_ms;
        }
        lot_commit(node, &old.id, &post);
        err = posted_revise(node, step, &old, &post);
    }
    if (err == ERR_OK &&
        (post.status == STATUS_CLOSED || old.post.status == STATUS_AWAY)) {
        err = deal_post_closed(node, step, &old.id, false);
    }
    posted_release(&old);
    return err;
}

static enum err act_post_withdraw(struct node *node, const struct step *step)
{
    const struct command_post *wanted = &step->event->as.command->as.post;
    const struct id *own = &node->config.household->signing.public;
    struct answer *answer = step->answer;
    struct act_draft draft = {
        .class = CLASS_POST, .lane = wanted->lane, .n = wanted->n};
    struct posted old;
    enum err err = ERR_OK;

    posted_init(&old);
    err = posted_read(node, own, wanted->lane, wanted->n, &old);
    if (err == ERR_OK) {
        draft.kind = old.record.kind;
        answer->revision = old.post.revision + 1;
        answer->post = old.id;
        err = act_sign(node, step, &draft, &answer->record);
    }
    if (err == ERR_OK) {
        err = deal_post_closed(node, step, &old.id, false);
    }
    posted_release(&old);
    return err;
}

enum err act_post(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;

    if (own_is_struck_out(node)) {
        return ERR_DENIED; /* nobody would count it */
    }
    switch (command->kind) {
    case COMMAND_POST:
        return command->as.post.is_new
                   ? act_post_new(node, step, &command->as.post)
                   : act_post_change(node, step);
    case COMMAND_RENEW:
        return act_post_change(node, step);
    case COMMAND_WITHDRAW:
        return act_post_withdraw(node, step);
    case COMMAND_HAND_OVER:
    case COMMAND_TAKE_OVER:
        return act_heir(node, step);
    case COMMAND_FOUND:
    case COMMAND_JOIN:
    case COMMAND_PROFILE:
    case COMMAND_DEVICE:
    case COMMAND_STRIKE:
    case COMMAND_INVITE:
    case COMMAND_VOUCH:
    case COMMAND_UNVOUCH:
    case COMMAND_COUNCIL:
    case COMMAND_RULES:
    case COMMAND_RECEIPT:
    case COMMAND_REFUSE:
    case COMMAND_ASK:
    case COMMAND_DEAL:
    case COMMAND_THANK:
    case COMMAND_UNTHANK:
    case COMMAND_DUTIES:
        break;
    }
    return ERR_STATE;
}
