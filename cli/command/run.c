/* run: the node itself, until it is stopped. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/drive.h"
#include "cli/keep.h"
#include "cli/page.h"
#include "cli/reachable.h"
#include "cli/station.h"
#include "cli/where.h"
#include "net/address.h"
#include "net/limits.h"
#include "node/people/roster.h"

static const struct option_row run_options[] = {
    {"listen", "ADDR:PORT",
     "where others reach it; 0.0.0.0:5484 and [::]:5484"},
    {"peer", "[KEY@]ADDR:PORT", "stay connected to this node"},
    {"hub", NULL, "take hundreds of connections: for a hall's machine"},
    {"address", "HOST:PORT", "where a hub is dialled, if not as it listens"},
    {"keep", "WEEKS", "of the board, 1 to 17, or all; it is remembered"},
    {"only-peers", NULL, "dial nobody but these"},
    {"no-lan", NULL, "do not look for nodes on the local network"},
    {"check-first", NULL, "show nothing before its signature is checked"},
    {"notify", "PROGRAM", "run it for each thing you may want to know"},
    {"page", "ADDR:PORT", "where its page is, or none; 127.0.0.1:5480"},
    {"page-host", "NAME", "a name that the page is reached by, too"},
    {NULL, NULL, NULL},
};

static const char *const listen_default[] = {"0.0.0.0:5484", "[::]:5484"};

enum { NUMBER_CHARS = 40 }; /* " (process 1)" */

/* Everything a run rests on, on one heap block. */
struct running {
    struct where where;
    struct run_lock lock;
    struct drive drives[HOME_FOLDERS_MAX];
    size_t drive_count;
    struct station station;
    struct notify notify;
    struct page page;
    const char *listen[LISTEN_MAX];
    size_t listen_count;
    const char *named[MEET_NAMED_MAX];
    size_t named_count;
    unsigned keep_weeks;
    bool has_keep; /* --keep was given; else as it was */
};

static enum err take_lock(struct running *running, struct problem *why)
{
    uint64_t holder = 0;
    enum err err = run_lock_take(running->where.home, &running->lock, &holder);

    if (err == ERR_BUSY) {
        char number[NUMBER_CHARS] = "";

        if (holder != 0) {
            (void)snprintf(number, sizeof number, " (process %" PRIu64 ")",
                           holder);
        }
        err = problem_set(why, err, "already-running",
                          "kith is running here already%s.", number);
        problem_advise(why, "kith status shows it; stop it to take up a new "
                            "neighbourhood; set KITH_HOME for a second "
                            "household");
    } else if (err != ERR_OK) {
        err = problem_set(why, err, "", "Nothing can be kept in %.300s: %s.",
                          running->where.home, err_text(err));
    }
    return err;
}

static enum err open_one(struct running *running,
                         const struct home_folder *folder,
                         struct call *call)
{
    struct drive *drive = &running->drives[running->drive_count];
    enum err err =
        drive_open(drive, &running->where, folder, STORE_WRITE, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    running->drive_count++;
    drive->is_hub = arguments_has(&call->arguments, "hub");
    drive->checks_first = arguments_has(&call->arguments, "check-first");
    drive->photos_ahead = page_is_on(&running->page) ? 1 : 0;
    err = drive_restart(drive);
    return err == ERR_OK && running->has_keep
               ? keep_remember(drive, running->keep_weeks, &call->why)
               : err;
}

/* Nothing is there yet: a neighbourhood can be begun on the page. */
static enum err begin_on_page(struct running *running, struct call *call)
{
    enum err err = take_lock(running, &call->why);

    if (err == ERR_OK) {
        err = page_open(&running->page, &running->where);
    }
    return err == ERR_OK
               ? page_first(&running->page, &running->where, &call->out)
               : err;
}

static enum err open_drives(struct running *running, struct call *call)
{
    const char *in = arguments_value(&call->arguments, "in");
    struct home_list *list = calloc(1, sizeof *list);
    struct home_folder folder;
    enum err err = ERR_NOMEM;

    if (list == NULL) {
        return ERR_NOMEM;
    }
    err = where_list(&running->where, list, &call->why);
    if (err == ERR_OK && list->count == 0 && in == NULL &&
        page_is_on(&running->page)) {
        err = begin_on_page(running, call);
        if (err == ERR_OK) {
            err = where_list(&running->where, list, &call->why);
        }
    }
    if (err == ERR_OK && (in != NULL || list->count == 0)) {
        err = where_choose(&running->where, in, &folder, &call->why);
        list->count = 1;
        list->folders[0] = folder;
    }
    if (err == ERR_OK && running->lock.file < 0) {
        err = take_lock(running, &call->why);
    }
    if (err == ERR_OK) {
        err = page_open(&running->page, &running->where);
    }
    for (size_t index = 0; err == ERR_OK && index < list->count; index++) {
        err = open_one(running, &list->folders[index], call);
    }
    free(list);
    return err;
}

static enum err read_listen(struct running *running, struct call *call)
{
    const char *address = NULL;

    for (size_t index = 0;
         (address = arguments_nth(&call->arguments, "listen", index)) != NULL;
         index++) {
        if (index == LISTEN_MAX) {
            return problem_set(&call->why, ERR_FULL, "too-many-addresses",
                               "kith listens on %d addresses at most.",
                               LISTEN_MAX);
        }
        running->listen[running->listen_count++] = address;
    }
    return ERR_OK;
}

static enum err read_named(struct running *running, struct call *call)
{
    const char *address = NULL;

    for (size_t index = 0;
         (address = arguments_nth(&call->arguments, "address", index)) != NULL;
         index++) {
        enum err err = ERR_OK;

        if (index == MEET_NAMED_MAX) {
            return problem_set(&call->why, ERR_FULL, "too-many-addresses",
                               "A hub says %d addresses at most.",
                               MEET_NAMED_MAX);
        }
        if (strlen(address) >= INVITATION_ADDRESS_CHARS ||
            !reachable_may_dial(address, true)) {
            err = problem_set(&call->why, ERR_INVALID, "bad-address",
                              "%.100s is not a name or number and a port that "
                              "others could dial.",
                              address);
            problem_advise(&call->why,
                           "kith run --hub --address hall.example:5484");
            problem_exit(&call->why, EX_USAGE);
            return err;
        }
        running->named[running->named_count++] = address;
    }
    return ERR_OK;
}

/* Before anything is opened, and so written. */
static enum err read_peers(struct call *call)
{
    struct address parsed;
    const char *peer = NULL;

    for (size_t index = 0;
         (peer = arguments_nth(&call->arguments, "peer", index)) != NULL;
         index++) {
        enum err err = ERR_OK;

        if (strlen(peer) < ADDRESS_CHARS_MAX &&
            address_parse(peer, &parsed) == ERR_OK && parsed.port != 0) {
            continue;
        }
        err = problem_set(&call->why, ERR_INVALID, "bad-address",
                          "%.100s is not an address and port.", peer);
        problem_advise(&call->why, "kith run --peer 192.168.1.20:5484");
        problem_exit(&call->why, EX_USAGE);
        return err;
    }
    return ERR_OK;
}

/* A machine without IPv6 listens on IPv4 alone. */
static enum err open_station(struct running *running, struct call *call)
{
    const struct web_config page = page_config(&running->page);
    struct station_config config = {
        .page = page_is_on(&running->page) ? &page : NULL,
        .drives = running->drives,
        .drive_count = running->drive_count,
        .listen = running->listen,
        .listen_count = running->listen_count,
        .socket = running->where.own_socket,
        .is_hub = arguments_has(&call->arguments, "hub"),
        .has_lan = !arguments_has(&call->arguments, "no-lan") &&
                   !arguments_has(&call->arguments, "only-peers"),
        .has_plan = !arguments_has(&call->arguments, "only-peers"),
        .named = running->named,
        .named_count = running->named_count,
        .notify = running->notify.program != NULL ? &running->notify : NULL,
    };
    enum err err = ERR_OK;

    if (running->listen_count > 0) {
        return station_open(&running->station, &config, &call->why);
    }
    config.listen = listen_default;
    config.listen_count = 2;
    err = station_open(&running->station, &config, &call->why);
    if (err == ERR_IO || err == ERR_INVALID) {
        problem_init(&call->why);
        config.listen_count = 1;
        err = station_open(&running->station, &config, &call->why);
    }
    return err;
}

/* Peers that were named are dialled in every neighbourhood: only the right
 * one answers. */
static enum err dial(struct running *running, struct call *call)
{
    enum err err = ERR_OK;

    for (size_t each = 0; each < running->drive_count; each++) {
        const char *peer = NULL;

        for (size_t index = 0;
             err == ERR_OK &&
             (peer = arguments_nth(&call->arguments, "peer", index)) != NULL;
             index++) {
            err = station_dial(&running->station, each, peer);
        }
    }
    return err;
}

static enum err announce(const struct running *running, const struct call *call)
{
    const json_t *listening = running->station.core.listening;
    struct web *web = running->station.web;
    json_t *document =
        json_pack("{s:I,s:O,s:s?}", "pid", (json_int_t)getpid(), "listen",
                  listening, "page", web != NULL ? web_base(web) : NULL);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    for (size_t index = 0; index < json_array_size(listening); index++) {
        out_say(&call->out, "Listening on %s",
                json_string_value(json_array_get(listening, index)));
    }
    if (web != NULL) {
        page_announce(web, &call->out);
    }
    for (size_t index = 0; index < running->drive_count; index++) {
        if (running->drives[index].is_new_device) {
            out_hint(&call->out,
                     "This folder is a copy, so this machine is now a device "
                     "of its own of your household.");
        }
    }
    out_hint(&call->out, "Ctrl-C stops it.");
    (void)fflush(stdout);
    return ERR_OK;
}

static enum err run(struct running *running, struct call *call)
{
    enum err err = where_find(&running->where, &call->why);

    if (err == ERR_OK) {
        err = read_listen(running, call);
    }
    if (err == ERR_OK && running->notify.program != NULL) {
        err = notify_check(running->notify.program, &call->why);
    }
    if (err == ERR_OK) {
        err = read_named(running, call);
    }
    if (err == ERR_OK) {
        err = read_peers(call);
    }
    if (err == ERR_OK) {
        err = keep_read(&call->arguments, &running->keep_weeks,
                        &running->has_keep, &call->why);
    }
    if (err == ERR_OK) {
        err = page_listen(&running->page, &call->arguments, &call->out,
                          &call->why);
    }
    if (err == ERR_OK) {
        err = open_drives(running, call);
    }
    for (size_t index = 0; running->notify.program != NULL && err == ERR_OK &&
                           index < running->drive_count;
         index++) {
        err = notify_begin(running->drives[index].store);
    }
    if (err == ERR_OK) {
        err = open_station(running, call);
    }
    if (err == ERR_OK) {
        err = dial(running, call);
    }
    if (err == ERR_OK) {
        err = announce(running, call);
    }
    if (err == ERR_OK) {
        err = station_run(&running->station);
    }
    station_close(&running->station);
    return err;
}

static enum err run_run(struct call *call)
{
    struct running *running = calloc(1, sizeof *running);
    enum err err = ERR_NOMEM;

    if (running == NULL) {
        return ERR_NOMEM;
    }
    running->lock.file = -1;
    page_init(&running->page);
    running->notify.program = arguments_value(&call->arguments, "notify");
    err = run(running, call);
    for (size_t index = 0; index < running->drive_count; index++) {
        drive_release(&running->drives[index]);
    }
    page_release(&running->page);
    run_lock_release(&running->lock);
    free(running);
    return err == ERR_CLOSED ? ERR_OK
                             : err; /* a signal, before the first run */
}

const struct verb verb_run = {
    .name = "run",
    .group = GROUP_START,
    .usage = "",
    .summary = "the node: stay in touch until it is stopped",
    .example = "kith run\n"
               "kith run --listen 0.0.0.0:5484 --peer 192.168.1.20:5484\n"
               "kith run --keep \"8 weeks\"; kith run --keep all takes it back",
    .options = run_options,
    .run = run_run,
};
