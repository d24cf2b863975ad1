/* members, vouch, unvouch, profile: who is here, and who knows whom. */
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/movein.h"
#include "cli/near.h"
#include "cli/speaks.h"
#include "cli/when.h"
#include "node/board/code.h"
#include "node/record/text.h"

static const struct option_row act_options[] = {
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

static const struct option_row profile_options[] = {
    {"name", "NAME", "how neighbours see your household"},
    {"person", "NAME", "somebody it speaks for, or none; may be repeated"},
    {"at", "CELL", "roughly where it is, for its posts: 51.46,-0.10, or none"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

/* For the table: "Mill hall, Red gate" of a row's vouchers, and who is blocked
 * here beside its standing. */
static enum err add_words(json_t *members)
{
    json_t *member = NULL;
    size_t index = 0;

    json_array_foreach(members, index, member)
    {
        const bool is_blocked =
            json_is_true(json_object_get(member, "blocked"));
        char names[OUT_CELL_BYTES_MAX];

        out_names(json_object_get(member, "vouched_by"), names);
        if (json_object_set_new(member, "vouchers", json_string(names)) != 0 ||
            json_object_set_new(
                member, "standing",
                json_sprintf(
                    "%s%s",
                    json_string_value(json_object_get(member, "standing")),
                    is_blocked ? ", blocked" : "")) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static enum err members(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"name", "NAME", false, true},
        {"code", "CODE", false, false},
        {"standing", "STANDING", false, false},
        {"vouchers", "VOUCHED FOR BY", false, true},
        {"since", "SINCE", false, false},
    };
    const struct out *out = &counter->call->out;
    json_t *rows = NULL;
    enum err err = desk_members(&counter->desk, &rows);

    if (err == ERR_OK) {
        out_json(out, rows);
    }
    if (err == ERR_OK && !out->is_json) {
        err = add_words(rows);
        when_rows(rows, "since", counter->desk.now_ms);
    }
    if (err == ERR_OK) {
        err = out_table(out, rows, columns, sizeof columns / sizeof *columns);
    }
    json_decref(rows);
    return err;
}

static enum err members_run(struct call *call)
{
    return counter_run(call, STORE_READ, members);
}

static enum err vouch_refuse(struct problem *why, enum err err, bool is_vouch)
{
    if (why->name[0] != '\0') {
        return err;
    }
    if (err == ERR_INVALID) {
        err = problem_set(why, err, "own-household",
                          "That is your own household.");
        problem_advise(why, "kith members shows the others.");
    } else if (err == ERR_STATE || (err == ERR_UNKNOWN && !is_vouch)) {
        err = problem_set(why, ERR_STATE,
                          is_vouch ? "already-vouched" : "not-vouched",
                          is_vouch ? "You vouch for them already."
                                   : "You do not vouch for them.");
        problem_advise(why, "kith members shows who does.");
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-standing",
                          "Only full members may vouch; your household is not "
                          "one yet.");
        problem_advise(why, "Ask a member to vouch for you.");
    } else if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-vouches",
                          "All your vouches and invites are in use.");
        problem_advise(why, "Ask another member to vouch, or wait: a place is "
                            "free a week after an invite that nobody took has "
                            "ended. A vouch taken back keeps its place.");
    }
    return err;
}

/* {"id","handed_to"}, and where it went. */
static enum err report(struct counter *counter,
                       const struct answer *answer,
                       const char *done,
                       const char *undo)
{
    const struct out *out = &counter->call->out;
    const bool is_rehearsal =
        arguments_has(&counter->call->arguments, "dry-run");
    char hex[ID_HEX_CHARS];
    char went[COUNTER_WENT_BYTES];
    json_t *document = NULL;

    id_to_hex(&answer->record, hex);
    document = json_pack("{s:s,s:I,s:b}", "id", hex, "handed_to",
                         (json_int_t)counter->drive.handed_to, "dry_run",
                         is_rehearsal);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    if (is_rehearsal) {
        out_say(out, "This can be done; nothing was.");
        return ERR_OK;
    }
    counter_went(counter, went);
    out_say(out, "%s: %s.", done, went);
    if (undo != NULL) {
        out_hint(out, "Take it back: %s", undo);
    }
    return ERR_OK;
}

/* Whom a vouch was taken from may have others, or need none. */
static enum err say_what_is_left(struct counter *counter,
                                 const struct id *household)
{
    const struct out *out = &counter->call->out;
    unsigned level = LEVEL_NONE;
    enum err err = counter_resume(counter);

    if (err != ERR_OK) {
        return err;
    }
    level = roster_level(counter->desk.roster, household, STANDING_LIVE);
    if (level == LEVEL_NONE) {
        out_hint(out, "They are no member any more: nobody else vouches for "
                      "them.");
    } else if (strcmp(desk_standing(level), "steward") == 0) {
        out_hint(out, "They stay, as a steward: kith council propose says who "
                      "is one from then on.");
    } else {
        out_hint(out, "They stay: kith members shows who vouches for them.");
    }
    return ERR_OK;
}

static enum err vouch_act(struct counter *counter, bool is_vouch)
{
    struct call *call = counter->call;
    struct command command = {.kind =
                                  is_vouch ? COMMAND_VOUCH : COMMAND_UNVOUCH};
    char code[DESK_HOUSEHOLD_CODE_CHARS];
    char undo[64];
    struct answer answer;
    enum err err = desk_household_find(&counter->desk, call->arguments.words[0],
                                       &command.as.household, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    desk_household_code(&command.as.household, code);
    (void)snprintf(undo, sizeof undo, "kith %s %s",
                   is_vouch ? "unvouch" : "vouch", code);
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err != ERR_OK && call->why.text[0] == '\0') {
        err = vouch_refuse(&call->why, err, is_vouch);
    }
    if (err == ERR_OK) {
        err = report(
            counter, &answer,
            is_vouch ? "You vouch for them" : "Your vouch is withdrawn", undo);
    }
    if (err == ERR_OK && !is_vouch &&
        !arguments_has(&call->arguments, "dry-run")) {
        err = say_what_is_left(counter, &command.as.household);
    }
    answer_release(&answer);
    return err;
}

static enum err vouch(struct counter *counter)
{
    return vouch_act(counter, true);
}

static enum err unvouch(struct counter *counter)
{
    return vouch_act(counter, false);
}

static enum err vouch_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, vouch);
}

static enum err unvouch_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, unvouch);
}

/* For whom we speak. */
static enum err add_people(const struct counter *counter, json_t *model)
{
    json_t *names = NULL;
    enum err err = speaks_people(&counter->desk, &counter->desk.own, &names);

    return err == ERR_OK && json_object_set_new(model, "people", names) != 0
               ? ERR_NOMEM
               : err;
}

static void say_people(const struct out *out, const json_t *names)
{
    const json_t *name = NULL;
    size_t index = 0;

    json_array_foreach(names, index, name)
    {
        out_say(out, "speaks for %s", json_string_value(name));
    }
}

static enum err profile_show(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    json_t *model = desk_household(&counter->desk, &counter->desk.own);
    char code[DESK_HOUSEHOLD_CODE_CHARS];
    char cell[CELL_CHARS] = "";
    struct near near;
    enum err err = near_recall(counter->drive.store, &near);

    desk_household_code(&counter->desk.own, code);
    if (err == ERR_OK && near.is_somewhere) {
        cell_write(&near.cell, cell);
    }
    if (model == NULL ||
        json_object_set_new(model, "code", json_string(code)) != 0 ||
        json_object_set_new(model, "cell", json_string(cell)) != 0) {
        err = err == ERR_OK ? ERR_NOMEM : err;
    }
    if (err == ERR_OK) {
        err = add_people(counter, model);
    }
    if (err != ERR_OK) {
        json_decref(model);
        return err;
    }
    out_json(out, model);
    out_say(out, "%s (%s)", json_string_value(json_object_get(model, "name")),
            code);
    say_people(out, json_object_get(model, "people"));
    if (near.is_somewhere) {
        out_say(out, "near %s", cell);
    }
    out_hint(out, "Change it: kith profile --name \"Red gate\"");
    json_decref(model);
    return ERR_OK;
}

/* Those for whom it spoke before, where none are named. */
static void keep_people(const json_t *names, struct command_profile *profile)
{
    const json_t *name = NULL;
    size_t index = 0;

    json_array_foreach(names, index, name)
    {
        profile->people[profile->people_count++] =
            view_text(json_string_value(name));
    }
}

static enum err profile_read(const struct call *call,
                             const json_t *old,
                             struct command_profile *profile,
                             struct problem *why)
{
    const char *kept_name = json_string_value(json_object_get(old, "name"));
    const char *name = arguments_value(&call->arguments, "name");
    const char *person = NULL;
    enum err err = ERR_OK;

    name = name != NULL ? name : kept_name;
    err = movein_name("name", name, why);
    profile->name = view_text(name);
    if (!arguments_has(&call->arguments, "person")) {
        keep_people(json_object_get(old, "people"), profile);
    }
    for (size_t index = 0;
         err == ERR_OK &&
         (person = arguments_nth(&call->arguments, "person", index)) != NULL;
         index++) {
        if (index == PEOPLE_MAX) {
            return problem_set(why, ERR_FULL, "too-many-people",
                               "A household names %d people at most.",
                               PEOPLE_MAX);
        }
        if (strcmp(person, "none") == 0) {
            continue;
        }
        err = movein_name("name of a person", person, why);
        profile->people[profile->people_count++] = view_text(person);
    }
    return err;
}

/* Where it is stays at home; nothing is published. */
static enum err profile_place(struct counter *counter)
{
    struct call *call = counter->call;
    struct near near;
    enum err err =
        near_read(arguments_value(&call->arguments, "at"),
                  roster_ruled(counter->desk.roster), &near, &call->why);

    if (err != ERR_OK || arguments_has(&call->arguments, "dry-run")) {
        return err;
    }
    counter_pause(counter);
    err = near_remember(counter->drive.store, &near);
    return err == ERR_OK ? counter_resume(counter) : err;
}

static enum err profile(struct counter *counter)
{
    struct call *call = counter->call;
    struct command command = {.kind = COMMAND_PROFILE};
    json_t *old = NULL;
    struct answer answer;
    enum err err = ERR_OK;

    if (arguments_has(&call->arguments, "at")) {
        err = profile_place(counter);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!arguments_has(&call->arguments, "name") &&
        !arguments_has(&call->arguments, "person")) {
        return profile_show(counter);
    }
    old = desk_household(&counter->desk, &counter->desk.own);
    if (old == NULL) {
        return ERR_NOMEM;
    }
    answer_init(&answer);
    err = add_people(counter, old);
    if (err == ERR_OK) {
        err = profile_read(call, old, &command.as.profile, &call->why);
    }
    if (err == ERR_OK) {
        err = counter_command(counter, &command, &answer);
    }
    if (err == ERR_OK) {
        err =
            report(counter, &answer, "Your household has a new profile", NULL);
    }
    if (err == ERR_OK && text_looks_like_address(command.as.profile.name)) {
        out_hint(&call->out, "It looks like an address; every member sees it.");
    }
    answer_release(&answer);
    json_decref(old);
    return err;
}

/* To look at it takes nobody's turn. */
static enum err profile_run(struct call *call)
{
    const struct arguments *given = &call->arguments;
    const bool is_change = arguments_has(given, "name") ||
                           arguments_has(given, "person") ||
                           arguments_has(given, "at");

    return counter_run(call, is_change ? STORE_WRITE : STORE_READ, profile);
}

const struct verb verb_members = {
    .name = "members",
    .group = GROUP_PEOPLE,
    .usage = "",
    .summary = "the households of the neighbourhood",
    .example = "kith members",
    .run = members_run,
};

const struct verb verb_vouch = {
    .name = "vouch",
    .group = GROUP_PEOPLE,
    .usage = "HOUSEHOLD",
    .summary = "say that you know a household",
    .example = "kith vouch \"Red gate\"",
    .options = act_options,
    .words_min = 1,
    .words_max = 1,
    .run = vouch_run,
};

const struct verb verb_unvouch = {
    .name = "unvouch",
    .group = GROUP_PEOPLE,
    .usage = "HOUSEHOLD",
    .summary = "take a vouch back",
    .example = "kith unvouch \"Red gate\"",
    .options = act_options,
    .words_min = 1,
    .words_max = 1,
    .run = unvouch_run,
};

const struct verb verb_profile = {
    .name = "profile",
    .group = GROUP_PEOPLE,
    .usage = "",
    .summary = "how neighbours see your household",
    .example = "kith profile --name \"Red gate\" --person Ana --person Ben",
    .options = profile_options,
    .run = profile_run,
};
