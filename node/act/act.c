#include <assert.h>

#include <sodium.h>

#include "node/act/act_deal.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"

void answer_init(struct answer *answer)
{
    *answer = (struct answer){0};
    bytes_init(&answer->invite, RECORD_BYTES_MAX);
    bytes_init(&answer->council, BODY_BYTES_MAX_ROSTER);
}

void answer_release(struct answer *answer)
{
    bytes_release(&answer->invite);
    bytes_release(&answer->council);
    sodium_memzero(answer->one_time_seed, sizeof answer->one_time_seed);
}

bool act_is_to_come(const struct shelf_row *row, uint64_t now_ms)
{
    return class_find(row->class)->retention_days != RETENTION_FOR_EVER &&
           row->stamp_ms > now_ms + DAY_MS;
}

/* Write the record; past the head of its slot, and past what this step signed
 * in it, the stamp must be greater. A head of days to come gives way. */
static enum err act_write(const struct node *node,
                          const struct step *step,
                          struct record_draft *draft,
                          const unsigned char *secret,
                          struct bytes *bytes)
{
    const struct record *signed_before = NULL;
    struct record record;
    struct shelf_row head;
    uint64_t before_ms = 0;
    enum err err = record_write(draft, secret, bytes);

    if (err != ERR_OK) {
        return err;
    }
    err = record_read(bytes_view(bytes), &record);
    assert(err == ERR_OK);
    err = node->shelf.head(node->shelf.self, &record.slot, &head);
    before_ms = err == ERR_OK ? head.stamp_ms : 0;
    if (err == ERR_OK && act_is_to_come(&head, step->event->moment.now_ms)) {
        err = actions_drop(step->actions, &head.id);
        before_ms = 0;
    }
    err = err == ERR_UNKNOWN ? ERR_OK : err;
    signed_before = actions_stored(step->actions, &record.slot);
    if (signed_before != NULL && signed_before->stamp_ms > before_ms) {
        before_ms = signed_before->stamp_ms;
    }
    if (err == ERR_OK && before_ms >= draft->stamp_ms) {
        draft->stamp_ms = before_ms + 1;
        bytes_reset(bytes);
        err = record_write(draft, secret, bytes);
    }
    return err;
}

enum err act_sign(const struct node *node,
                  const struct step *step,
                  const struct act_draft *wanted,
                  struct id *out)
{
    const struct node_config *config = &node->config;
    const struct class_row *row = class_find(wanted->class);
    const struct moment *moment = &step->event->moment;
    struct record_draft draft = {
        .class = wanted->class,
        .kind = wanted->kind,
        .neighbourhood = config->neighbourhood,
        .household = config->household->signing.public,
        .lane = wanted->lane,
        .n = wanted->n,
        .stamp_ms = moment->now_ms > wanted->after_ms ? moment->now_ms
                                                      : wanted->after_ms + 1,
        .body = wanted->body,
    };
    struct record record;
    struct bytes bytes;
    enum err err = ERR_OK;

    assert(row != NULL);
    if (row->is_household_signed && !keys_household_signs(config->household)) {
        return ERR_DENIED;
    }
    if (!moment->is_plausible && row->retention_days != RETENTION_FOR_EVER) {
        return ERR_CLOCK;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = act_write(node, step, &draft,
                    row->is_household_signed ? config->household->signing.secret
                                             : config->device->signing.secret,
                    &bytes);
    if (err != ERR_OK) {
        goto out;
    }
    err = record_read(bytes_view(&bytes), &record);
    if (err != ERR_OK) {
        goto out;
    }
    *out = record.id;
    err = actions_store(step->actions, &record);
out:
    bytes_release(&bytes);
    return err;
}

enum err act_sign_written(const struct node *node,
                          const struct step *step,
                          struct act_draft *draft,
                          enum err written,
                          struct bytes *body)
{
    enum err err = written;

    if (err == ERR_OK) {
        draft->body = bytes_view(body);
        err = act_sign(node, step, draft, &step->answer->record);
    }
    bytes_release(body);
    return err;
}

static bool is_half_past(const struct shelf_row *row, uint64_t now_ms)
{
    const uint64_t half_ms =
        (uint64_t)class_find(row->class)->retention_days * DAY_MS / 2;

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

enum err act_is_due(const struct node *node,
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

/* Posts past their `until` are over; they are not signed again. */
static bool is_over(const struct record *record, uint64_t now_ms)
{
    struct post post;

    return record->class == CLASS_POST &&
           (post_read(record->body, &post) != ERR_OK ||
            (post.until_ms != 0 && post.until_ms <= now_ms));
}

static bool is_withdrawn_vouch(const struct record *record)
{
    struct body_vouch vouch;

    return record->class == CLASS_VOUCH && record->kind == KIND_VOUCH &&
           (body_vouch_read(record->body, &vouch) != ERR_OK ||
            vouch.is_withdrawn);
}

/* Newer rules of another steward hold, or none of ours do any more: a new
 * stamp would bring these back. */
static bool has_given_way(const struct node *node, const struct record *record)
{
    return record->class == CLASS_RULES &&
           !roster_is_ruled_by(node->roster, &record->id);
}

enum err act_renew(const struct node *node,
                   const struct step *step,
                   const struct shelf_row *row)
{
    const uint64_t now_ms = step->event->moment.now_ms;
    struct record record;
    struct bytes bytes;
    struct id id;
    enum err err = ERR_OK;

    if (actions_store_slot(step->actions, &row->slot)) {
        return ERR_OK; /* this step changed it: that is the newest */
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, &row->id, &bytes);
    if (err == ERR_OK) {
        err = record_read(bytes_view(&bytes), &record);
    }
    if (err == ERR_OK && !is_over(&record, now_ms) &&
        !is_withdrawn_vouch(&record) && !has_given_way(node, &record)) {
        const struct act_draft draft = {.class = record.class,
                                        .kind = record.kind,
                                        .lane = record.lane,
                                        .n = record.n,
                                        .body = record.body};

        err = act_sign(node, step, &draft, &id);
    }
    bytes_release(&bytes);
    return err;
}

bool command_is_post(const struct command *command)
{
    switch (command->kind) {
    case COMMAND_POST:
    case COMMAND_WITHDRAW:
    case COMMAND_RENEW:
    case COMMAND_HAND_OVER:
    case COMMAND_TAKE_OVER:
        return true;
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
    return false;
}

bool command_is_hours(const struct command *command)
{
    return command->kind == COMMAND_RECEIPT || command->kind == COMMAND_REFUSE;
}

bool command_is_thanks(const struct command *command)
{
    return command->kind == COMMAND_THANK || command->kind == COMMAND_UNTHANK;
}

bool command_is_deal(const struct command *command)
{
    return command->kind == COMMAND_ASK || command->kind == COMMAND_DEAL ||
           command->kind == COMMAND_DUTIES;
}

enum err act_command(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;

    assert(step->answer != NULL);
    if (command_is_hours(command)) {
        return act_hours(node, step);
    }
    if (command_is_deal(command)) {
        return act_deal(node, step);
    }
    if (command_is_thanks(command)) {
        return act_thanks(node, step);
    }
    return command_is_post(command) ? act_post(node, step)
                                    : act_people(node, step);
}
