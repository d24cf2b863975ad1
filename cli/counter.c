#include "cli/counter.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/away.h"
#include "cli/device.h"
#include "cli/where.h"
#include "node/board/code.h"
#include "node/people/roster.h"

enum { DUTY_ROUNDS_MAX = 16 };

static enum err counter_look(struct counter *counter)
{
    struct drive *drive = &counter->drive;
    enum err err = drive_look(drive, &counter->call->why);

    if (err != ERR_OK) {
        return err;
    }
    counter->is_looking = true;
    counter->desk = (struct desk){
        .store = drive->store,
        .roster = node_roster(drive->node),
        .own = *drive_own(drive),
        .neighbourhood = &drive->keys.neighbourhood,
        .now_ms = drive_moment(drive).now_ms,
    };
    return ERR_OK;
}

/* Whoever copies a folder should know that it became another machine. */
static void counter_tell_copied(const struct counter *counter)
{
    if (counter->drive.is_new_device) {
        out_hint(&counter->call->out,
                 "This folder is a copy, so this machine is now a device of "
                 "its own of your household.");
    }
}

static enum err counter_enter(struct counter *counter,
                              const struct where *where,
                              const struct home_folder *folder,
                              enum store_mode mode)
{
    struct call *call = counter->call;
    enum err err = drive_open(&counter->drive, where, folder, mode, &call->why);

    if (err == ERR_OK) {
        counter_tell_copied(counter);
        err = counter_look(counter);
    }
    if (err != ERR_OK) {
        counter_close(counter);
    }
    return err;
}

enum err counter_open_folder(struct counter *counter,
                             struct call *call,
                             const struct home_folder *folder,
                             enum store_mode mode)
{
    struct where where;
    enum err err = where_find(&where, &call->why);

    *counter = (struct counter){.call = call};
    drive_init(&counter->drive);
    return err == ERR_OK ? counter_enter(counter, &where, folder, mode) : err;
}

enum err
counter_open(struct counter *counter, struct call *call, enum store_mode mode)
{
    const char *in = arguments_value(&call->arguments, "in");
    struct home_folder folder;
    struct where where;
    enum err err = where_find(&where, &call->why);

    *counter = (struct counter){.call = call};
    drive_init(&counter->drive);
    if (err == ERR_OK) {
        err = where_choose(&where, in, &folder, &call->why);
    }
    return err == ERR_OK ? counter_enter(counter, &where, &folder, mode) : err;
}

enum err counter_run(struct call *call,
                     enum store_mode mode,
                     enum err (*act)(struct counter *counter))
{
    struct counter *counter = calloc(1, sizeof *counter);
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open(counter, call, mode);
    if (err == ERR_OK) {
        err = act(counter);
        counter_close(counter);
    }
    free(counter);
    return err;
}

void counter_pause(struct counter *counter)
{
    if (counter->is_looking) {
        drive_look_end(&counter->drive);
        counter->is_looking = false;
    }
}

enum err counter_resume(struct counter *counter)
{
    return counter->is_looking ? ERR_OK : counter_look(counter);
}

void counter_close(struct counter *counter)
{
    counter_pause(counter);
    drive_rest(&counter->drive);
    drive_release(&counter->drive);
}

/* Does it take the household's key? */
static bool needs_key(enum command_kind kind)
{
    switch (kind) {
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
        return true;
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
    return false;
}

static bool has_duties(const struct command *command)
{
    return command_is_deal(command) || command->kind == COMMAND_WITHDRAW ||
           (command->kind == COMMAND_POST && !command->as.post.is_new);
}

enum err counter_duties(struct counter *counter)
{
    const struct command command = {.kind = COMMAND_DUTIES};
    bool has_more = !counter->drive.has_node;
    enum err err = ERR_OK;

    counter_pause(counter);
    for (int round = 0; err == ERR_OK && has_more && round < DUTY_ROUNDS_MAX;
         round++) {
        struct answer answer;

        answer_init(&answer);
        err = drive_command(&counter->drive, &command, false, &answer,
                            &counter->call->why);
        has_more = answer.has_more;
        answer_release(&answer);
    }
    return err;
}

enum err counter_command(struct counter *counter,
                         const struct command *command,
                         struct answer *answer)
{
    struct call *call = counter->call;
    const bool is_rehearsal = arguments_has(&call->arguments, "dry-run");
    enum err err = ERR_OK;

    if (needs_key(command->kind) &&
        !keys_hold_household(&counter->drive.keys)) {
        return device_lacks_key(&call->why);
    }
    counter_pause(counter);
    err = drive_command(&counter->drive, command, is_rehearsal, answer,
                        &call->why);
    return err == ERR_OK && !is_rehearsal && has_duties(command)
               ? counter_duties(counter)
               : err;
}

void counter_erase(struct counter *counter)
{
    bool is_due = false;

    counter_pause(counter);
    if (!counter->drive.has_node &&
        store_is_scrub_due(counter->drive.store, &is_due) == ERR_OK && is_due &&
        store_scrub(counter->drive.store) != ERR_OK) {
        out_hint(&counter->call->out,
                 "Its words leave the disk when kith run is next idle.");
    }
}

/* Why this machine may not post; ERR_OK where it may. */
static enum err machine_refuse(const struct counter *counter)
{
    struct problem *why = &counter->call->why;
    enum err err = ERR_OK;

    switch (device_state(&counter->drive, counter->desk.roster)) {
    case DEVICE_LISTED:
        break;
    case DEVICE_WAITING:
        err = problem_set(why, ERR_DENIED, "machine-waiting",
                          "This machine has not been let into your household "
                          "yet.");
        problem_advise(why, "Start kith run here and on the machine that made "
                            "the code, then post again.");
        break;
    case DEVICE_STRUCK:
        err = problem_set(why, ERR_DENIED, "machine-struck-out",
                          "This machine was struck out of your household, so "
                          "nobody would see the post.");
        problem_advise(why, "On another machine: kith device add");
        break;
    case DEVICE_CROWDED:
        err = problem_set(why, ERR_DENIED, "too-many-machines",
                          "Your household has %d machines and copies of them, "
                          "so no place is left for this one.",
                          LANES_MAX);
        problem_advise(why, "kith device lists them; kith device remove one");
        break;
    }
    return err;
}

enum err counter_refuse_post(struct counter *counter, enum err err)
{
    struct problem *why = &counter->call->why;
    const unsigned level =
        roster_level(counter->desk.roster, &counter->desk.own, STANDING_LIVE);
    const unsigned slots = roster_slots(
        counter->desk.roster, &counter->desk.own, CLASS_POST, STANDING_LIVE);

    if ((err == ERR_FULL || err == ERR_DENIED) &&
        machine_refuse(counter) != ERR_OK) {
        return ERR_DENIED;
    }
    if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-posts",
                          "You have %u posts, as many as a household of your "
                          "standing (%s) may.",
                          slots, desk_standing(level));
        problem_advise(why, "kith board --mine lists them; withdraw one.");
        return err;
    }
    if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-standing",
                          "Nobody vouches for your household any more, so "
                          "nobody would see the post.");
        problem_advise(why, "Ask a neighbour to vouch for you again; kith "
                            "members shows who is here.");
        return err;
    }
    if (err == ERR_STATE) { /* the word of its heir came with this step */
        err = problem_set(why, err, "post-over",
                          "Another household has taken it over meanwhile, so "
                          "it is closed, and stays as it was.");
        problem_advise(why, "kith log says who keeps it now.");
        return err;
    }
    if (err == ERR_CLOCK) {
        err = problem_set(why, err, "clock-not-set",
                          "The clock of this machine is not set, or has just "
                          "jumped, so nothing that expires can be signed.");
        problem_advise(why, "Set the date, or, if it is right, post again in "
                            "an hour; kith doctor says which.");
        problem_exit(why, 75);
        return err;
    }
    return err;
}

/* Why a node that runs could hand it to nobody, where that is known. */
static const char *why_waiting(const struct counter *counter)
{
    const struct drive *drive = &counter->drive;
    struct away away;

    if (!drive->has_node) {
        return " when kith run runs";
    }
    return away_find(drive->store, drive_own(drive), counter->desk.now_ms,
                     &away) == ERR_OK &&
                   (away.has_own || away.count > 0)
               ? "; kith doctor says why"
               : "";
}

void counter_went(const struct counter *counter,
                  char text[static COUNTER_WENT_BYTES])
{
    const struct drive *drive = &counter->drive;

    if (drive->handed_to == 1) {
        (void)snprintf(text, COUNTER_WENT_BYTES, "handed to 1 node");
    } else if (drive->handed_to > 1) {
        (void)snprintf(text, COUNTER_WENT_BYTES, "handed to %llu nodes",
                       (unsigned long long)drive->handed_to);
    } else {
        (void)snprintf(text, COUNTER_WENT_BYTES, "waiting to be sent%s",
                       why_waiting(counter));
    }
}

enum err counter_report(struct counter *counter,
                        const struct answer *answer,
                        const char *code,
                        const char *done,
                        const char *undo)
{
    struct call *call = counter->call;
    const bool is_rehearsal = arguments_has(&call->arguments, "dry-run");
    char hex[ID_HEX_CHARS];
    char went[COUNTER_WENT_BYTES];
    json_t *document = NULL;

    id_to_hex(&answer->post, hex);
    document = json_pack("{s:s, s:s, s:I, s:I, s:b}", "id", hex, "code", code,
                         "revision", (json_int_t)answer->revision, "handed_to",
                         (json_int_t)counter->drive.handed_to, "dry_run",
                         is_rehearsal);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    if (is_rehearsal) {
        out_say(&call->out, "Would be published as %s; nothing was.", code);
        return ERR_OK;
    }
    counter_went(counter, went);
    out_say(&call->out, "%s %s: %s.", done, code, went);
    if (undo != NULL) {
        out_hint(&call->out, "Take it back: kith %s %s", undo, code);
    }
    return ERR_OK;
}

enum err counter_publish(struct counter *counter,
                         const struct draft *draft,
                         const struct desk_post *old)
{
    const bool is_rehearsal =
        arguments_has(&counter->call->arguments, "dry-run");
    const struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = old == NULL,
                    .kind = draft->kind,
                    .lane = old == NULL ? 0 : old->lane,
                    .n = old == NULL ? 0 : old->n,
                    .post = draft->post},
    };
    struct answer answer;
    char code[CODE_CHARS];
    enum err err = ERR_OK;

    answer_init(&answer);
    if (!is_rehearsal && draft->album.count > 0) {
        counter_pause(counter);
        err = album_keep(&draft->album, counter->drive.store,
                         counter->desk.now_ms);
    }
    if (err == ERR_OK) {
        err = counter_command(counter, &command, &answer);
    }
    if (err != ERR_OK && !is_rehearsal && draft->album.count > 0) {
        album_forget(&draft->album, counter->drive.store);
    }
    if (err != ERR_OK) {
        err = counter->call->why.name[0] == '\0'
                  ? counter_refuse_post(counter, err)
                  : err;
        goto out;
    }
    post_code((enum post_kind)draft->kind, draft->post.title, &answer.post,
              CODE_DIGITS_MIN, code);
    if (!is_rehearsal) {
        err = counter_resume(counter);
        if (err == ERR_OK) {
            err = desk_code(&counter->desk, (enum post_kind)draft->kind,
                            draft->post.title, &answer.post, code);
        }
    }
    if (err == ERR_OK) {
        err = counter_report(counter, &answer, code,
                             old == NULL ? "Published" : "Changed",
                             old == NULL ? "withdraw" : NULL);
    }
out:
    answer_release(&answer);
    return err;
}
