#include <string.h>

#include "node/act/act_device.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/moment.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/record.h"

enum {
    VOUCHES_SHOWN_MAX = 256, /* more than any level has slots */
    INVITE_LINGER_DAYS = 7,
};

static const struct id *own_id(const struct node *node)
{
    return &node->config.household->signing.public;
}

static enum err act_profile(const struct node *node,
                            const struct step *step,
                            const struct command_profile *profile)
{
    struct body_household household = {.name = profile->name,
                                       .people_count = profile->people_count};
    struct act_draft draft = {.class = CLASS_HOUSEHOLD, .kind = 1};
    struct bytes body;

    memcpy(household.people, profile->people, sizeof household.people);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    return act_sign_written(node, step, &draft,
                            body_household_write(&household, &body), &body);
}

/* What the household said of itself so far, if anything; it points into
 * `bytes`. */
static enum err own_profile(const struct node *node,
                            struct bytes *bytes,
                            struct body_household *out)
{
    struct shelf_row head;
    struct record record;
    struct id slot;
    enum err err = ERR_OK;

    *out = (struct body_household){.people_count = 0};
    record_slot(CLASS_HOUSEHOLD, own_id(node), 0, 0, &slot);
    err = node->shelf.head(node->shelf.self, &slot, &head);
    if (err == ERR_UNKNOWN || (err == ERR_OK && head.is_tombstone)) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = node->shelf.read(node->shelf.self, &head.id, bytes);
    }
    if (err == ERR_OK) {
        err = record_read(bytes_view(bytes), &record);
    }
    return err == ERR_OK ? body_household_read(record.body, out) : err;
}

/* Another name, for the same people. */
static enum err
act_rename(const struct node *node, const struct step *step, struct view name)
{
    struct command_profile profile = {.name = name};
    struct body_household said;
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = own_profile(node, &bytes, &said);
    profile.people_count = said.people_count;
    memcpy(profile.people, said.people, sizeof profile.people);
    if (err == ERR_OK) {
        err = act_profile(node, step, &profile);
    }
    bytes_release(&bytes);
    return err;
}

static enum err act_found(const struct node *node, const struct step *step)
{
    const struct command_found *found = &step->event->as.command->as.found;
    struct body_council council = {.content = found->council};
    struct act_draft draft = {.class = CLASS_COUNCIL, .kind = 1};
    struct neighbourhood neighbourhood;
    struct bytes body;
    enum err err = ERR_OK;

    council_neighbourhood(found->council, &neighbourhood);
    if (!neighbourhood_equal(&neighbourhood, &node->config.neighbourhood)) {
        return ERR_INVALID;
    }
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    err = body_council_sign(&council, &neighbourhood,
                            &node->config.household->signing);
    if (err == ERR_OK) {
        err = body_council_write(&council, &body);
    }
    err = act_sign_written(node, step, &draft, err, &body);
    if (err == ERR_OK) {
        err = act_device(node, step);
    }
    if (err == ERR_OK) {
        err = act_profile(node, step, &found->profile);
    }
    return err;
}

/* Is this an INVITE of this neighbourhood, good and not expired? */
static enum err invite_check(const struct node *node,
                             const struct step *step,
                             struct view bytes,
                             const struct id *one_time,
                             struct record *record)
{
    struct body_invite invite;
    enum err err = record_read(bytes, record);

    if (err != ERR_OK || record->class != CLASS_VOUCH ||
        record->kind != KIND_INVITE || record_is_tombstone(record) ||
        !neighbourhood_equal(&record->neighbourhood,
                             &node->config.neighbourhood)) {
        return ERR_MALFORMED;
    }
    err = body_invite_read(record->body, &invite);
    if (err == ERR_OK) {
        err = record_verify(bytes);
    }
    if (err == ERR_OK && !id_equal(&invite.one_time, one_time)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK && invite.until_ms < step->event->moment.now_ms) {
        err = ERR_LATE;
    }
    return err;
}

static enum err act_join_sign(const struct node *node,
                              const struct step *step,
                              const struct command_join *command)
{
    struct body_join join = {.name = command->name};
    struct act_draft draft = {.class = CLASS_JOIN, .kind = 1};
    struct bytes body;

    body_join_sign(&join, &command->one_time, &node->config.neighbourhood,
                   own_id(node));
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    return act_sign_written(node, step, &draft, body_join_write(&join, &body),
                            &body);
}

static enum err act_join(const struct node *node, const struct step *step)
{
    const struct command_join *command = &step->event->as.command->as.join;
    struct record invite;
    enum err err = invite_check(node, step, command->invite,
                                &command->one_time.public, &invite);

    if (err == ERR_OK) {
        err = actions_store(step->actions, &invite);
    }
    if (err == ERR_OK) {
        err = act_join_sign(node, step, command);
    }
    if (err == ERR_OK) {
        err = act_device(node, step);
    }
    if (err == ERR_OK && !command->keeps_profile) {
        err = act_rename(node, step, command->name);
    }
    return err;
}

/* An invite that nobody took up, some days after its end: its JOIN may still
 * be on its way before that. */
static bool is_spent(const struct roster_vouch *vouch, uint64_t now_ms)
{
    const uint64_t linger_ms = (uint64_t)INVITE_LINGER_DAYS * DAY_MS;

    return vouch->is_invite && vouch->joins == 0 &&
           (vouch->is_withdrawn || vouch->until_ms + linger_ms <= now_ms);
}

static enum err
spent_slot(const struct node *node, const struct step *step, uint32_t *n)
{
    struct roster_vouch vouches[VOUCHES_SHOWN_MAX];
    const size_t count = roster_vouches_of(node->roster, own_id(node), vouches,
                                           VOUCHES_SHOWN_MAX);

    for (size_t index = 0; index < count; index++) {
        if (is_spent(&vouches[index], step->event->moment.now_ms)) {
            *n = vouches[index].n;
            return ERR_OK;
        }
    }
    return ERR_FULL;
}

/* A vouch slot of ours that is empty, else one whose invite is spent. */
static enum err
free_vouch_slot(const struct node *node, const struct step *step, uint32_t *n)
{
    const struct shelf_range range = {
        .household = *own_id(node),
        .class = CLASS_VOUCH,
        .limit = roster_slots(node->roster, own_id(node), CLASS_VOUCH,
                              STANDING_LIVE),
    };
    enum err err = ERR_OK;

    if (range.limit == 0) {
        return ERR_DENIED;
    }
    err = node->shelf.free_slot(node->shelf.self, &range, n);
    return err == ERR_FULL ? spent_slot(node, step, n) : err;
}

static enum err act_invite(const struct node *node, const struct step *step)
{
    struct answer *answer = step->answer;
    struct body_invite invite = {
        .until_ms = step->event->as.command->as.invite_until_ms};
    struct act_draft draft = {.class = CLASS_VOUCH, .kind = KIND_INVITE};
    struct signing_keys one_time;
    struct bytes body;
    enum err err = ERR_OK;

    if (invite.until_ms <= step->event->moment.now_ms) {
        return ERR_INVALID;
    }
    memcpy(answer->one_time_seed, step->event->seed, KEY_SEED_BYTES);
    keys_one_time_make(answer->one_time_seed, &one_time);
    invite.one_time = one_time.public;
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    err = free_vouch_slot(node, step, &draft.n);
    if (err == ERR_OK) {
        err = body_invite_write(&invite, &body);
    }
    if (err == ERR_OK) {
        size_t stored = step->actions->count;

        draft.body = bytes_view(&body);
        err = act_sign(node, step, &draft, &answer->record);
        if (err == ERR_OK) {
            err = bytes_append(&answer->invite,
                               bytes_view(&step->actions->items[stored].bytes));
        }
    }
    keys_one_time_release(&one_time);
    bytes_release(&body);
    return err;
}

static bool vouch_concerns(const struct roster_vouch *vouch,
                           const struct id *household)
{
    if (!vouch->is_invite) {
        return id_equal(&vouch->subject, household);
    }
    for (size_t index = 0; index < vouch->joins; index++) {
        if (id_equal(&vouch->joined[index], household)) {
            return true;
        }
    }
    return false;
}

/* Our slot that says something of this household: a vouch for it, or an
 * invite on which it joined. ERR_UNKNOWN where there is none. */
static enum err find_own_vouch(const struct node *node,
                               const struct id *household,
                               struct roster_vouch *out)
{
    struct roster_vouch vouches[VOUCHES_SHOWN_MAX];
    size_t count = roster_vouches_of(node->roster, own_id(node), vouches,
                                     VOUCHES_SHOWN_MAX);

    for (size_t index = 0; index < count; index++) {
        if (vouch_concerns(&vouches[index], household)) {
            *out = vouches[index];
            return ERR_OK;
        }
    }
    return ERR_UNKNOWN;
}

static enum err act_vouch_sign(const struct node *node,
                               const struct step *step,
                               uint32_t n,
                               const struct body_vouch *vouch)
{
    struct act_draft draft = {.class = CLASS_VOUCH, .kind = KIND_VOUCH, .n = n};
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    return act_sign_written(node, step, &draft, body_vouch_write(vouch, &body),
                            &body);
}

/* A withdrawn vouch is healed in its own slot, an invite is confirmed in
 * its; otherwise the vouch takes a free slot. */
static enum err act_vouch(const struct node *node, const struct step *step)
{
    const struct body_vouch body = {.household =
                                        step->event->as.command->as.household};
    struct roster_vouch vouch = {.n = 0};
    uint32_t n = 0;
    enum err err = ERR_OK;

    if (id_equal(&body.household, own_id(node))) {
        return ERR_INVALID;
    }
    err = find_own_vouch(node, &body.household, &vouch);
    if (err == ERR_OK && !vouch.is_invite && !vouch.is_withdrawn) {
        return ERR_STATE;
    }
    n = vouch.n;
    if (err == ERR_UNKNOWN) {
        err = free_vouch_slot(node, step, &n);
    }
    return err == ERR_OK ? act_vouch_sign(node, step, n, &body) : err;
}

/* Taking back names the household still, so that everybody can tell why it
 * had standing. It may stand on several slots of ours: whoever took up two of
 * our invites does. */
static enum err act_unvouch(const struct node *node, const struct step *step)
{
    const struct body_vouch body = {.household =
                                        step->event->as.command->as.household,
                                    .is_withdrawn = true};
    struct roster_vouch vouches[VOUCHES_SHOWN_MAX];
    const size_t count = roster_vouches_of(node->roster, own_id(node), vouches,
                                           VOUCHES_SHOWN_MAX);
    bool is_found = false;
    bool is_done = true;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (!vouch_concerns(&vouches[index], &body.household)) {
            continue;
        }
        is_found = true;
        if (!vouches[index].is_withdrawn) {
            is_done = false;
            err = act_vouch_sign(node, step, vouches[index].n, &body);
        }
    }
    if (err == ERR_OK && is_done) {
        return is_found ? ERR_STATE : ERR_UNKNOWN;
    }
    return err;
}

/* Nobody asked, so nobody is answered. */
enum err act_confirm(const struct node *node,
                     const struct step *step,
                     const struct roster_vouch *invite)
{
    const struct body_vouch body = {.household = invite->joined[0]};
    struct answer unasked;
    struct step quiet = *step;
    enum err err = ERR_OK;

    answer_init(&unasked);
    quiet.answer = &unasked;
    err = act_vouch_sign(node, &quiet, invite->n, &body);
    answer_release(&unasked);
    return err;
}

enum err act_people(struct node *node, const struct step *step)
{
    const struct command *command = step->event->as.command;

    switch (command->kind) {
    case COMMAND_FOUND:
        return act_found(node, step);
    case COMMAND_JOIN:
        return act_join(node, step);
    case COMMAND_PROFILE:
        return act_profile(node, step, &command->as.profile);
    case COMMAND_DEVICE:
        return act_device(node, step);
    case COMMAND_STRIKE:
        return act_strike(node, step);
    case COMMAND_INVITE:
        return act_invite(node, step);
    case COMMAND_VOUCH:
        return act_vouch(node, step);
    case COMMAND_UNVOUCH:
        return act_unvouch(node, step);
    case COMMAND_COUNCIL:
        return act_council(node, step);
    case COMMAND_RULES:
        return act_rules(node, step);
    case COMMAND_POST:
    case COMMAND_WITHDRAW:
    case COMMAND_RENEW:
    case COMMAND_HAND_OVER:
    case COMMAND_TAKE_OVER:
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
