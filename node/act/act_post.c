#include <string.h>

#include <sodium.h>

#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"

/* What is on the shelf in a post slot of ours. */
struct act_old {
    struct shelf_row row;
    struct bytes bytes; /* owned */
    struct record record;
    struct post post;
};

static void old_init(struct act_old *old)
{
    *old = (struct act_old){0};
    bytes_init(&old->bytes, RECORD_BYTES_MAX);
}

/* Read the post in one of our slots. ERR_UNKNOWN: none, or withdrawn. */
static enum err act_old_read(const struct node *node,
                             uint32_t lane,
                             uint32_t n,
                             struct act_old *old)
{
    const struct shelf *shelf = &node->shelf;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_POST, &node->config.household->signing.public, lane, n,
                &slot);
    err = shelf->head(shelf->self, &slot, &old->row);
    if (err == ERR_OK && old->row.is_tombstone) {
        err = ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        err = shelf->read(shelf->self, &old->row.id, &old->bytes);
    }
    if (err == ERR_OK) {
        err = record_read(bytes_view(&old->bytes), &old->record);
    }
    if (err == ERR_OK) {
        err = post_read(old->record.body, &old->post);
    }
    return err;
}

static enum err act_post_sign(struct node *node,
                              const struct step *step,
                              const struct act_draft *wanted,
                              const struct post *post)
{
    struct answer *answer = step->answer;
    struct act_draft draft = *wanted;
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = post_write(post, &body);
    if (err == ERR_OK) {
        draft.body = bytes_view(&body);
        err = act_sign(node, step, &draft, &answer->record);
    }
    if (err == ERR_OK) {
        answer->revision = post->revision;
        post_id(&node->config.household->signing.public, draft.lane, draft.n,
                post->birth, &answer->post);
    }
    bytes_release(&body);
    return err;
}

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
static enum err act_post_new(struct node *node, const struct step *step)
{
    const struct command_post *wanted = &step->event->as.command->as.post;
    struct shelf_range range = {
        .household = node->config.household->signing.public,
        .class = CLASS_POST,
        .limit = own_slots(node, CLASS_POST),
    };
    struct act_draft draft = {.class = CLASS_POST, .kind = wanted->kind};
    struct post post = wanted->post;
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
    return act_post_sign(node, step, &draft, &post);
}

static enum err act_post_change(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;
    const struct command_post *wanted = &command->as.post;
    struct act_draft draft = {
        .class = CLASS_POST, .lane = wanted->lane, .n = wanted->n};
    struct act_old old;
    struct post post;
    enum err err = ERR_OK;

    old_init(&old);
    err = act_old_read(node, wanted->lane, wanted->n, &old);
    if (err != ERR_OK) {
        goto out;
    }
    if (old.post.revision == UINT32_MAX) {
        err = ERR_FULL;
        goto out;
    }
    draft.kind = old.record.kind;
    post = command->kind == COMMAND_RENEW ? old.post : wanted->post;
    if (command->kind == COMMAND_RENEW) {
        post.until_ms = wanted->post.until_ms;
    }
    memcpy(post.birth, old.post.birth, POST_BIRTH_BYTES);
    post.revision = old.post.revision + 1;
    post.posted_ms = old.post.posted_ms;
    post.is_first = old.post.is_first;
    err = act_post_sign(node, step, &draft, &post);
out:
    bytes_release(&old.bytes);
    return err;
}

static enum err act_post_withdraw(struct node *node, const struct step *step)
{
    const struct command_post *wanted = &step->event->as.command->as.post;
    struct answer *answer = step->answer;
    struct act_draft draft = {
        .class = CLASS_POST, .lane = wanted->lane, .n = wanted->n};
    struct act_old old;
    enum err err = ERR_OK;

    old_init(&old);
    err = act_old_read(node, wanted->lane, wanted->n, &old);
    if (err != ERR_OK) {
        goto out;
    }
    draft.kind = old.record.kind;
    answer->revision = old.post.revision + 1;
    post_id(&old.record.household, wanted->lane, wanted->n, old.post.birth,
            &answer->post);
    err = act_sign(node, step, &draft, &answer->record);
out:
    bytes_release(&old.bytes);
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
        return command->as.post.is_new ? act_post_new(node, step)
                                       : act_post_change(node, step);
    case COMMAND_RENEW:
        return act_post_change(node, step);
    case COMMAND_WITHDRAW:
        return act_post_withdraw(node, step);
    case COMMAND_FOUND:
    case COMMAND_JOIN:
    case COMMAND_PROFILE:
    case COMMAND_DEVICE:
    case COMMAND_STRIKE:
    case COMMAND_INVITE:
    case COMMAND_VOUCH:
    case COMMAND_UNVOUCH:
    case COMMAND_RECEIPT:
    case COMMAND_REFUSE:
        break;
    }
    return ERR_STATE;
}
