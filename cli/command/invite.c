/* invite: the text that lets one household in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/invitation.h"
#include "cli/qr.h"
#include "cli/reachable.h"
#include "node/people/roster.h"

enum { DAYS_DEFAULT = 14, DAYS_MAX = 60 };

static const struct option_row invite_options[] = {
    {"days", "N", "how long it can be used; 14"},
    {"qr", NULL, "show it as a QR code, too"},
    {"dry-run", NULL, "check only; make nothing"},
    {NULL, NULL, NULL},
};

static enum err invite_refuse(const struct counter *counter, enum err err)
{
    struct problem *why = &counter->call->why;

    if (why->name[0] != '\0') {
        return err;
    }
    if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-standing",
                          "Only full members may invite; your household is "
                          "not one yet.");
        problem_advise(why, "Ask a member to vouch for you: kith members");
    } else if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-invites",
                          "All your vouches and invites are in use.");
        problem_advise(why, "Ask another member to invite, or wait: a place is "
                            "free a week after an invite that nobody took has "
                            "ended. A vouch taken back keeps its place.");
    }
    return err;
}

static enum err fill(struct counter *counter,
                     const struct answer *answer,
                     struct invitation *invitation,
                     bool *has_own)
{
    const struct keys *keys = &counter->drive.keys;
    enum err err =
        bytes_append(&invitation->record, bytes_view(&answer->invite));

    memcpy(invitation->network_key, keys->network_key, INVITATION_KEY_BYTES);
    memcpy(invitation->one_time_seed, answer->one_time_seed, KEY_SEED_BYTES);
    if (err == ERR_OK) {
        err = counter_resume(counter);
    }
    if (err == ERR_OK) {
        (void)snprintf(invitation->place, sizeof invitation->place, "%s",
                       roster_place(counter->desk.roster));
        err = reachable_fill(&counter->drive, invitation, has_own);
    }
    return err;
}

static enum err
print(const struct call *call, const char *text, uint64_t until_ms)
{
    json_t *document = json_pack("{s:s,s:o}", "invite", text, "expires",
                                 out_time_json(until_ms));
    char until[OUT_TIME_CHARS];
    enum err err = ERR_OK;

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    out_say(&call->out, "%s", text);
    if (arguments_has(&call->arguments, "qr") && !call->out.is_json) {
        err = qr_draw(stdout, text,
                      call->out.is_terminal && call->out.has_colour);
    }
    out_time(until_ms, until);
    out_hint(&call->out,
             "For one household, until %.10s. Whoever has it can join in your "
             "name, so hand it over yourself.",
             until);
    return err;
}

static enum err print_rehearsal(const struct call *call, uint64_t until_ms)
{
    json_t *document = json_pack("{s:n,s:o,s:b}", "invite", "expires",
                                 out_time_json(until_ms), "dry_run", 1);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    out_say(&call->out, "An invite can be made; none was.");
    return ERR_OK;
}

static enum err
show(struct counter *counter, const struct answer *answer, uint64_t until_ms)
{
    struct invitation invitation;
    struct bytes text;
    bool has_own = false;
    enum err err = ERR_OK;

    invitation_init(&invitation);
    bytes_init(&text, INVITATION_TEXT_BYTES_MAX);
    err = fill(counter, answer, &invitation, &has_own);
    if (err == ERR_OK) {
        err = invitation_write(&invitation, &text);
    }
    if (err == ERR_OK) {
        err = print(counter->call, (const char *)text.data, until_ms);
    }
    if (err == ERR_OK && !has_own) {
        out_hint(&counter->call->out,
                 "Your node is not running, so the invite does not say where "
                 "it is: start kith run before the next one, or they use "
                 "kith run --peer.");
    }
    bytes_wipe(&text);
    invitation_release(&invitation);
    return err;
}

static enum err invite(struct counter *counter)
{
    struct call *call = counter->call;
    struct command command = {.kind = COMMAND_INVITE};
    const uint64_t limits[] = {1, DAYS_MAX};
    uint64_t days = DAYS_DEFAULT;
    struct answer answer;
    enum err err =
        arguments_number(&call->arguments, "days", limits, &days, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    command.as.invite_until_ms = counter->desk.now_ms + days * DAY_MS;
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err != ERR_OK) {
        err = invite_refuse(counter, err);
    } else if (arguments_has(&call->arguments, "dry-run")) {
        err = print_rehearsal(call, command.as.invite_until_ms);
    } else {
        err = show(counter, &answer, command.as.invite_until_ms);
    }
    answer_release(&answer);
    return err;
}

static enum err invite_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, invite);
}

const struct verb verb_invite = {
    .name = "invite",
    .group = GROUP_START,
    .usage = "",
    .summary = "a text or QR code that lets one household in",
    .example = "kith invite --qr",
    .options = invite_options,
    .run = invite_run,
};
