/* backup and restore: one file that holds everything, keys and all. */
#include "store/backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/when.h"
#include "cli/where.h"
#include "store/local.h"

enum {
    LETTERS_DAYS = 59, /* two months ahead a machine has keys for its letters */
};

static enum err
explain_backup(enum err err, const char *path, struct problem *why)
{
    if (err == ERR_STATE) {
        err = problem_set(why, err, "file-exists",
                          "%.300s exists already and is left as it is.", path);
        problem_exit(why, EX_CANTCREAT);
        problem_advise(why, "Choose another name for the backup.");
    } else if (err != ERR_OK) {
        err = problem_set(why, err, "cannot-write",
                          "%.300s cannot be written: %s.", path, err_text(err));
        problem_exit(why, EX_CANTCREAT);
        problem_advise(why, "Nothing was left there. Name a file in a folder "
                            "that is there and has room.");
    }
    return err;
}

/* doctor asks when this was last done. */
static enum err note_backup(struct counter *counter)
{
    struct store *store = counter->drive.store;
    enum err err = ERR_OK;

    counter_pause(counter);
    err = store_begin(store);
    if (err != ERR_OK) {
        return err;
    }
    err = local_set_fact(store, LOCAL_LAST_BACKUP_MS, counter->desk.now_ms);
    return store_commit(store, err);
}

static enum err backup(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    const char *path = counter->call->arguments.words[0];
    json_t *document = NULL;
    enum err err = ERR_OK;

    counter_pause(counter);
    err = explain_backup(
        backup_write(counter->drive.store, &counter->drive.keys, path), path,
        &counter->call->why);
    if (err == ERR_OK) {
        err = note_backup(counter);
    }
    if (err != ERR_OK) {
        return err;
    }
    document = json_pack("{s:o}", "file", out_file_json(path));
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    out_say(out, "Everything is in %s.", path);
    out_hint(out, "Whoever has it can act as your household: keep it where "
                  "only you can reach it.");
    return ERR_OK;
}

static enum err backup_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, backup);
}

static enum err
explain_restore(enum err err, const char *path, struct problem *why)
{
    if (err == ERR_UNKNOWN) {
        err = problem_set(why, err, "no-such-file", "There is no file %.300s.",
                          path);
    } else if (err == ERR_CORRUPT || err == ERR_MALFORMED) {
        err =
            problem_set(why, ERR_MALFORMED, "damaged-backup",
                        "%.300s is no backup of kith, or it is damaged.", path);
        problem_advise(why, "Try an older one.");
    } else if (err == ERR_STATE) {
        err = problem_set(why, err, "already-here",
                          "This home is in that neighbourhood already; nothing "
                          "was changed.");
        problem_advise(why, "Set KITH_HOME to an empty folder and restore "
                            "there.");
    } else if (err == ERR_NEWER_STORE) {
        err = problem_set(why, err, "newer-backup",
                          "%.300s was made by a newer version of kith.", path);
    }
    return err;
}

/* A file that is there and may not be read is told apart from a folder of ours
 * that may not be written. */
static enum err check_readable(const char *path, struct problem *why)
{
    struct stat about;
    const bool is_there = stat(path, &about) == 0;
    const bool is_folder = is_there && S_ISDIR(about.st_mode);
    enum err err = ERR_OK;

    if (is_there && !is_folder && access(path, R_OK) == 0) {
        return S_ISREG(about.st_mode)
                   ? ERR_OK
                   : explain_restore(ERR_CORRUPT, path, why); /* a pipe */
    }
    if (!is_there && errno == ENOENT) {
        return explain_restore(ERR_UNKNOWN, path, why);
    }
    err = problem_set(why, ERR_UNKNOWN, "cannot-read",
                      "%.300s cannot be read: %s.", path,
                      is_folder ? "it is a folder" : strerror(errno));
    problem_advise(why, "Name a backup that you may read.");
    return err;
}

/* Up to when it knows what happened, what is lost with that, and what the
 * machine of before keeps others waiting for. */
static void restore_hints(const struct counter *counter)
{
    const struct out *out = &counter->call->out;
    const uint64_t now_ms = counter->desk.now_ms;
    const uint64_t of_ms = counter->drive.former_ms;
    char when[WHEN_CHARS];

    when_write(of_ms, now_ms, when);
    out_hint(out,
             "It is of %s. What happened since then comes back from your "
             "neighbours: kith run",
             when);
    if (of_ms + (uint64_t)LETTERS_DAYS * DAY_MS < now_ms) {
        out_hint(out,
                 "But it has no keys for what you wrote of late: where kith "
                 "deals shows less than the other side has, say it again.");
    }
    out_hint(out, "Is the machine of before gone for good? kith device shows "
                  "its name, kith device remove NAME strikes it out: till then "
                  "asks that it would answer by itself wait for it.");
}

static enum err restore_report(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    const struct desk *desk = &counter->desk;
    char id[NEIGHBOURHOOD_HEX_CHARS];
    json_t *document = NULL;

    neighbourhood_to_hex(&counter->drive.keys.neighbourhood, id);
    document = json_pack("{s:o,s:{s:s,s:s},s:o}", "household",
                         desk_household(desk, &desk->own), "neighbourhood",
                         "name", roster_place(desk->roster), "id", id, "as_of",
                         out_time_json(counter->drive.former_ms));
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    out_say(out, "%s in %s is back.",
            json_string_value(json_object_get(
                json_object_get(document, "household"), "name")),
            roster_place(desk->roster));
    restore_hints(counter);
    json_decref(document);
    return ERR_OK;
}

/* The first opening makes the restored folder a device of its own. */
static enum err restore_run(struct call *call)
{
    const char *path = call->arguments.words[0];
    struct counter *counter = calloc(1, sizeof *counter);
    struct home_folder folder;
    struct where where;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = where_find(&where, &call->why);
    if (err == ERR_OK) {
        err = check_readable(path, &call->why);
    }
    if (err == ERR_OK) {
        err = explain_restore(backup_restore(path, where.home, &folder), path,
                              &call->why);
    }
    if (err == ERR_OK) {
        err = counter_open_folder(counter, call, &folder, STORE_WRITE);
    }
    if (err == ERR_OK) {
        err = restore_report(counter);
        counter_close(counter);
    }
    free(counter);
    return err;
}

const struct verb verb_backup = {
    .name = "backup",
    .group = GROUP_NODE,
    .usage = "FILE",
    .summary = "one file with everything, keys and all",
    .example = "kith backup /media/stick/kith.backup",
    .words_min = 1,
    .words_max = 1,
    .run = backup_run,
};

const struct verb verb_restore = {
    .name = "restore",
    .group = GROUP_NODE,
    .usage = "FILE",
    .summary = "begin again from a backup",
    .example = "kith restore /media/stick/kith.backup",
    .words_min = 1,
    .words_max = 1,
    .run = restore_run,
};
