/* device: the machines of this household: list, let in, strike out. */
#include "cli/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/enrolling.h"
#include "cli/invitation.h"
#include "cli/movein.h"
#include "cli/qr.h"
#include "cli/reachable.h"
#include "cli/when.h"
#include "node/record/identity.h"

enum { MINUTES_DEFAULT = 60, MINUTES_MAX = 24 * 60, ID_DIGITS_MIN = 8 };

static const struct option_row device_options[] = {
    {"name", "NAME", "join: what this machine is called: \"phone\""},
    {"minutes", "N", "add: how long the code can be used; 60"},
    {"qr", NULL, "add: show the code as a QR code, too"},
    {"dry-run", NULL, "remove: check only; strike nothing out"},
    {NULL, NULL, NULL},
};

static const struct roster_household *own_of(const struct counter *counter)
{
    return roster_find(counter->desk.roster, &counter->desk.own);
}

static bool is_this(const struct counter *counter,
                    const struct roster_device *device)
{
    return !device->is_struck &&
           id_equal(&device->signing,
                    &counter->drive.keys.device.signing.public);
}

/* A struck out machine is known by the key it had last. */
static const struct id *key_of(const struct roster_device *device)
{
    if (device->is_struck && device->former_count > 0) {
        return &device->former[device->former_count - 1];
    }
    return &device->signing;
}

static json_t *row_of(const struct counter *counter,
                      const struct roster_device *device)
{
    char code[WORDS_CHARS];
    char hex[ID_HEX_CHARS];

    identity_words(key_of(device), code);
    id_to_hex(key_of(device), hex);
    return json_pack("{s:s,s:s,s:s,s:b,s:s,s:o}", "name",
                     (const char *)device->name, "code", code, "id", hex,
                     "this", is_this(counter, device), "state",
                     device->is_struck ? "struck out" : "in use", "since",
                     out_time_json(device->stamp_ms));
}

static enum err list(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"name", "NAME", false, true},    {"code", "CODE", false, false},
        {"state", "STATE", false, false}, {"this", "THIS ONE", false, false},
        {"since", "SINCE", false, false},
    };
    const struct out *out = &counter->call->out;
    const struct roster_household *own = own_of(counter);
    json_t *rows = json_array();
    enum err err = rows == NULL ? ERR_NOMEM : ERR_OK;

    for (size_t index = 0;
         err == ERR_OK && own != NULL && index < own->device_count; index++) {
        json_t *row = row_of(counter, &own->devices[index]);

        if (row == NULL || json_array_append_new(rows, row) != 0) {
            err = ERR_NOMEM;
        }
    }
    if (err == ERR_OK) {
        out_json(out, rows);
        if (!out->is_json) {
            when_rows(rows, "since", counter->desk.now_ms);
        }
        err = out_table(out, rows, columns, sizeof columns / sizeof *columns);
    }
    json_decref(rows);
    return err;
}

static enum err may_add(struct counter *counter)
{
    struct problem *why = &counter->call->why;
    enum err err = ERR_OK;

    if (!keys_hold_household(&counter->drive.keys)) {
        return device_lacks_key(why);
    }
    if (household_running(own_of(counter)) >= DEVICES_MAX) {
        err = problem_set(why, ERR_FULL, "too-many-machines",
                          "Your household has %d machines, as many as it may.",
                          DEVICES_MAX);
        problem_advise(why, "Strike one out: kith device remove");
    }
    return err;
}

/* Only this machine can let another in, so only where it listens counts. */
static enum err fill_addresses(struct counter *counter,
                               struct invitation *invitation)
{
    const struct id *own = &counter->drive.keys.device.transport.public;
    struct problem *why = &counter->call->why;
    bool has_own = false;
    size_t kept = 0;
    enum err err = reachable_fill(&counter->drive, invitation, &has_own);

    for (size_t index = 0; index < invitation->address_count; index++) {
        if (id_equal(&invitation->addresses[index].transport, own)) {
            invitation->addresses[kept++] = invitation->addresses[index];
        }
    }
    invitation->address_count = kept;
    if (err == ERR_OK && kept == 0) {
        err = problem_set(why, ERR_CLOSED, "no-node",
                          "Your node is not running, so the other machine "
                          "could not reach it.");
        problem_advise(why, "Start kith run, then kith device add again");
    }
    return err;
}

static enum err
show_code(const struct call *call, const struct bytes *code, uint64_t until_ms)
{
    const char *text = (const char *)code->data;
    json_t *document = json_pack("{s:s,s:o}", "code", text, "expires",
                                 out_time_json(until_ms));
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
    out_hint(&call->out, "On the other machine: kith device join CODE. For one "
                         "machine, once; whoever has it can be that machine, "
                         "so show it to nobody.");
    return err;
}

static enum err write_code(struct counter *counter,
                           uint64_t until_ms,
                           struct invitation *invitation,
                           struct bytes *out)
{
    const struct keys *keys = &counter->drive.keys;
    enum err err = ERR_OK;

    invitation->kind = INVITATION_DEVICE;
    memcpy(invitation->network_key, keys->network_key, INVITATION_KEY_BYTES);
    randombytes_buf(invitation->one_time_seed,
                    sizeof invitation->one_time_seed);
    (void)snprintf(invitation->place, sizeof invitation->place, "%s",
                   roster_place(counter->desk.roster));
    err = enrolling_pass(keys, invitation->one_time_seed, until_ms,
                         &invitation->record);
    if (err == ERR_OK) {
        err = fill_addresses(counter, invitation);
    }
    return err == ERR_OK ? invitation_write(invitation, out) : err;
}

static enum err add(struct counter *counter)
{
    struct call *call = counter->call;
    const uint64_t limits[] = {1, MINUTES_MAX};
    uint64_t minutes = MINUTES_DEFAULT;
    uint64_t until_ms = 0;
    struct invitation invitation;
    struct bytes code;
    enum err err = arguments_number(&call->arguments, "minutes", limits,
                                    &minutes, &call->why);

    if (err == ERR_OK) {
        err = may_add(counter);
    }
    if (err != ERR_OK) {
        return err;
    }
    until_ms = counter->desk.now_ms + minutes * 60 * 1000;
    invitation_init(&invitation);
    bytes_init(&code, INVITATION_TEXT_BYTES_MAX);
    err = write_code(counter, until_ms, &invitation, &code);
    if (err == ERR_OK) {
        err = show_code(call, &code, until_ms);
    }
    bytes_wipe(&code);
    invitation_release(&invitation);
    return err;
}

static bool is_meant(const struct roster_device *device, const char *text)
{
    const size_t chars = strlen(text);
    char code[WORDS_CHARS];
    char hex[ID_HEX_CHARS];

    identity_words(&device->signing, code);
    id_to_hex(&device->signing, hex);
    return strcasecmp((const char *)device->name, text) == 0 ||
           strcasecmp(code, text) == 0 ||
           (chars >= ID_DIGITS_MIN && chars < ID_HEX_CHARS &&
            strncasecmp(hex, text, chars) == 0);
}

static enum err find(struct counter *counter, const char *text, struct id *out)
{
    const struct roster_household *own = own_of(counter);
    struct problem *why = &counter->call->why;
    size_t found = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        if (!own->devices[index].is_struck &&
            is_meant(&own->devices[index], text)) {
            *out = own->devices[index].signing;
            found++;
        }
    }
    if (found == 0) {
        err = problem_set(why, ERR_UNKNOWN, "unknown-machine",
                          "Your household has no machine \"%.80s\".", text);
    } else if (found > 1) {
        err = problem_set(why, ERR_AMBIGUOUS, "ambiguous-machine",
                          "Several machines are called \"%.80s\".", text);
    }
    problem_advise(why, "kith device lists them; use the code of one");
    return err;
}

static enum err removed(const struct counter *counter, const struct id *device)
{
    const struct out *out = &counter->call->out;
    const bool is_rehearsal =
        arguments_has(&counter->call->arguments, "dry-run");
    char code[WORDS_CHARS];
    char hex[ID_HEX_CHARS];
    json_t *document = NULL;

    identity_words(device, code);
    id_to_hex(device, hex);
    document = json_pack("{s:s,s:s,s:s,s:b}", "id", hex, "code", code, "state",
                         is_rehearsal ? "in use" : "struck out", "dry_run",
                         is_rehearsal);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    if (is_rehearsal) {
        out_say(out, "%s would be struck out; nothing was.", code);
        return ERR_OK;
    }
    out_say(out, "%s is struck out.", code);
    out_hint(out, "What it posted stays, and what it signs from now on counts "
                  "nowhere. Withdraw what should go: kith board --mine");
    return ERR_OK;
}

static enum err strike(struct counter *counter)
{
    struct problem *why = &counter->call->why;
    struct command command = {.kind = COMMAND_STRIKE};
    struct answer answer;
    enum err err =
        find(counter, counter->call->arguments.words[1], &command.as.device);

    if (err != ERR_OK) {
        return err;
    }
    problem_init(why);
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    answer_release(&answer);
    if (err == ERR_INVALID) {
        err = problem_set(why, err, "this-machine",
                          "That is this machine; another one has to strike it "
                          "out.");
        problem_advise(why, "kith device lists them");
        problem_exit(why, 77);
    }
    return err == ERR_OK ? removed(counter, &command.as.device) : err;
}

/* A machine that is let in is let in by hand, on both. */
static enum err refuse_rehearsal(struct call *call)
{
    enum err err = problem_set(&call->why, ERR_INVALID, "usage",
                               "--dry-run is for kith device remove.");

    problem_advise(&call->why, "Leave it out; kith device --help");
    problem_exit(&call->why, 64);
    return err;
}

static enum err device_run(struct call *call)
{
    const struct arguments *arguments = &call->arguments;
    const char *what = arguments->word_count > 0 ? arguments->words[0] : "list";
    const size_t more =
        arguments->word_count > 0 ? arguments->word_count - 1 : 0;
    enum err err = ERR_OK;

    if (arguments_has(arguments, "dry-run") && strcmp(what, "remove") != 0) {
        return refuse_rehearsal(call);
    }
    if (strcmp(what, "list") == 0 && more == 0) {
        return counter_run(call, STORE_READ, list);
    }
    if (strcmp(what, "add") == 0 && more == 0) {
        return counter_run(call, STORE_WRITE, add);
    }
    if (strcmp(what, "remove") == 0 && more == 1) {
        return counter_run(call, STORE_WRITE, strike);
    }
    if (strcmp(what, "join") == 0 && more == 1) {
        return enrolling_join(call);
    }
    err = problem_set(&call->why, ERR_INVALID, "usage",
                      "kith device takes: nothing, add, join CODE, or remove "
                      "MACHINE.");
    problem_advise(&call->why, "kith device --help");
    problem_exit(&call->why, 64);
    return err;
}

const struct verb verb_device = {
    .name = "device",
    .group = GROUP_PEOPLE,
    .usage = "[add | join CODE | remove MACHINE]",
    .summary = "the machines of your household: list, let in, strike out",
    .example = "kith device add --qr\n"
               "kith device join kith-device:AbC... --name phone\n"
               "kith device remove phone",
    .options = device_options,
    .words_max = 2,
    .run = device_run,
};
