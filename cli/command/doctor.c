/* doctor: what is wrong here, and what to do about it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/ask.h"
#include "cli/checkup.h"
#include "cli/clock.h"
#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/keep.h"
#include "cli/progress.h"
#include "cli/when.h"
#include "node/actions.h"
#include "node/limits.h"
#include "node/record/time.h"
#include "node/scope.h"
#include "store/local.h"
#include "store/rot.h"

enum { FREE_MIB_LOW = 64, BACKUP_DAYS_MAX = 30 };

/* A time that may be any: by its date and hour, as seen from long ago. */
static void date_write(uint64_t ms, char out[static WHEN_CHARS])
{
    when_write_hour(ms, 1, out);
}

static enum err check_clock(const struct counter *counter, json_t *rows)
{
    const struct moment moment = drive_moment(&counter->drive);
    char detail[CHECKUP_DETAIL_BYTES];
    char wall[WHEN_CHARS];
    const uint64_t now_ms = clock_wall_ms();

    date_write(now_ms, wall);
    (void)snprintf(detail, sizeof detail, "it says %s", wall);
    if (moment.is_plausible && moment.now_ms <= now_ms + EARLY_MS_MAX) {
        return checkup_add_dated(rows, "clock", detail, NULL, now_ms);
    }
    if (time_has_jumped(counter->drive.mark_ms, now_ms)) {
        date_write(counter->drive.mark_ms, wall);
        (void)snprintf(detail + strlen(detail), sizeof detail - strlen(detail),
                       ", after %s when last used", wall);
        return checkup_add_dated(
            rows, "clock", detail,
            "set the date of this machine; if it is right, nothing need "
            "be done: an hour after the next command it is believed",
            now_ms);
    }
    return checkup_add_dated(
        rows, "clock", detail,
        "set the date of this machine; nothing can be signed until "
        "then",
        now_ms);
}

static enum err check_folder(const struct counter *counter, json_t *rows)
{
    const char *path = counter->drive.folder.path;
    struct statvfs disk;
    struct stat found;
    char detail[CHECKUP_DETAIL_BYTES];
    uint64_t free_mib = 0;
    enum err err = ERR_OK;

    if (stat(path, &found) == 0 && (found.st_mode & 077) != 0) {
        err = checkup_add(rows, "folder",
                          "others on this machine may look into it",
                          "chmod -R go= on the data folder");
    } else {
        err = checkup_add(rows, "folder", "only you may look into it", NULL);
    }
    if (err != ERR_OK || statvfs(path, &disk) != 0) {
        return err;
    }
    free_mib = (uint64_t)disk.f_bavail * disk.f_frsize / (1024 * 1024);
    (void)snprintf(detail, sizeof detail, "%" PRIu64 " MiB are free", free_mib);
    return checkup_add(rows, "disk", detail,
                       free_mib < FREE_MIB_LOW ? "free some space" : NULL);
}

static enum err check_keys(const struct counter *counter, json_t *rows)
{
    struct keys keys;
    bool is_whole = false;
    enum err err = keys_load(counter->drive.folder.path, &keys, &is_whole);

    keys_release(&keys);
    if (err == ERR_OK && is_whole) {
        return checkup_add(rows, "keys", "both copies are good", NULL);
    }
    return checkup_add(
        rows, "keys", "one copy is missing or damaged",
        "any command that writes mends it: kith profile --name ...");
}

/* What is to be done about records that have rotted. */
static enum err tell_rotten(const struct rotten *rotten, json_t *rows)
{
    char detail[CHECKUP_DETAIL_BYTES];

    (void)snprintf(detail, sizeof detail,
                   "%" PRIu64 " record%s on disk %s rotten", rotten->all,
                   rotten->all == 1 ? "" : "s",
                   rotten->all == 1 ? "has" : "have");
    return checkup_add(
        rows, "store", detail,
        "kith doctor --mend drops what has rotten; neighbours who have "
        "it give it back");
}

static void show_looking(void *self, uint64_t done, uint64_t all)
{
    progress_show(self, done, all);
}

/* Each signature is checked: 19,000 a second, or fewer on a small machine. */
static enum err find_rotten(struct counter *counter, struct rotten *rotten)
{
    struct progress progress;
    enum err err = ERR_OK;

    progress_init(&progress, &counter->call->out, "Checking records");
    err = rot_find(counter->drive.store, show_looking, &progress, rotten);
    progress_end(&progress);
    return err;
}

/* Drop what has rotten, as many at a time as fit. */
static enum err
mend(struct counter *counter, struct rotten *rotten, uint64_t *dropped)
{
    struct drive *drive = &counter->drive;
    enum err err = ERR_OK;

    do {
        err = find_rotten(counter, rotten);
        if (err == ERR_OK && rotten->count > 0) {
            err = rot_drop(drive->store, rotten);
        }
        if (err == ERR_OK) {
            *dropped += rotten->count;
            rotten->all -= rotten->count;
        }
    } while (err == ERR_OK && rotten->all > 0);
    if (err == ERR_OK && *dropped > 0) {
        drive_nudge(drive);
    }
    return err == ERR_CORRUPT ? err
                              : drive_explain(drive, err, &counter->call->why);
}

/* What is whole, and what was dropped to make it so. */
static enum err
tell_whole(const struct counter *counter, uint64_t dropped, json_t *rows)
{
    char detail[CHECKUP_DETAIL_BYTES];
    uint64_t bytes = 0;
    enum err err = store_disk_bytes(counter->drive.store, &bytes);

    if (err != ERR_OK) {
        return err;
    }
    if (dropped == 0) {
        (void)snprintf(detail, sizeof detail, "whole; %" PRIu64 " KiB on disk",
                       bytes / 1024);
    } else {
        (void)snprintf(detail, sizeof detail,
                       "whole; %" PRIu64 " rotten record%s dropped, to be "
                       "given back by neighbours",
                       dropped, dropped == 1 ? " was" : "s were");
    }
    return checkup_add(rows, "store", detail, NULL);
}

static enum err check_store(struct counter *counter, json_t *rows)
{
    struct rotten *rotten = calloc(1, sizeof *rotten);
    uint64_t dropped = 0;
    enum err err = ERR_NOMEM;

    if (rotten == NULL) {
        return ERR_NOMEM;
    }
    err = arguments_has(&counter->call->arguments, "mend")
              ? mend(counter, rotten, &dropped)
              : find_rotten(counter, rotten);
    if (err == ERR_OK && rotten->all > 0) {
        err = tell_rotten(rotten, rows);
        goto out;
    }
    if (err == ERR_OK) {
        err = store_check(counter->drive.store);
    }
    if (err == ERR_OK) {
        err = tell_whole(counter, dropped, rows);
    } else if (err == ERR_CORRUPT) {
        err = checkup_add(rows, "store", "records on disk are damaged",
                          "kith restore with your last backup, into another "
                          "KITH_HOME; neighbours give back the rest");
    }
out:
    free(rotten);
    return err;
}

static enum err check_backup(struct counter *counter, json_t *rows)
{
    const uint64_t days_max = BACKUP_DAYS_MAX;
    uint64_t last_ms = 0;
    char detail[CHECKUP_DETAIL_BYTES] = "there is none";
    enum err err =
        local_fact(counter->drive.store, LOCAL_LAST_BACKUP_MS, &last_ms);
    bool is_old = last_ms + days_max * DAY_MS < counter->desk.now_ms;

    if (err != ERR_OK) {
        return err;
    }
    if (last_ms != 0) {
        char when[WHEN_CHARS];

        date_write(last_ms, when);
        (void)snprintf(detail, sizeof detail, "the last is of %s", when);
    }
    return checkup_add_dated(rows, "backup", detail,
                             is_old ? "kith backup FILE" : NULL, last_ms);
}

static enum err check_node(struct counter *counter, json_t *rows)
{
    char detail[CHECKUP_DETAIL_BYTES];
    json_t *answer = NULL;
    json_int_t peers = 0;
    bool is_ours = false;
    enum err err = ask_what(counter->drive.socket, "status",
                            counter->drive.folder.name, &answer);

    if (err != ERR_OK) {
        return checkup_add(rows, "node", "it is not running", "kith run");
    }
    is_ours = json_object_get(answer, "peers") != NULL;
    peers = json_integer_value(json_object_get(answer, "peers"));
    json_decref(answer);
    if (!is_ours) {
        return checkup_add(rows, "node", "it runs without this neighbourhood",
                           "stop kith run and start it again");
    }
    (void)snprintf(detail, sizeof detail,
                   "it runs, connected to %" JSON_INTEGER_FORMAT, peers);
    return checkup_add(rows, "node", detail,
                       peers == 0
                           ? "nobody is connected: kith run --peer with the "
                             "address of a neighbour"
                           : NULL);
}

static enum err check_keep(const struct counter *counter, json_t *rows)
{
    char words[KEEP_CHARS];
    char detail[CHECKUP_DETAIL_BYTES];
    unsigned weeks = 0;
    enum err err = keep_recall(counter->drive.store, &weeks);

    keep_words(weeks, words);
    (void)snprintf(detail, sizeof detail, "%s%s", words,
                   weeks == KEEP_ALL ? "" : " of the board, and its own");
    return err == ERR_OK ? checkup_add(rows, "keeps", detail, NULL) : err;
}

static enum err look(struct counter *counter, json_t *rows)
{
    enum err err = check_clock(counter, rows);

    if (err == ERR_OK) {
        err = check_folder(counter, rows);
    }
    if (err == ERR_OK) {
        err = check_keys(counter, rows);
    }
    if (err == ERR_OK) {
        err = check_backup(counter, rows);
    }
    if (err == ERR_OK) {
        err = checkup_people(counter, rows);
    }
    if (err == ERR_OK) {
        err = check_keep(counter, rows);
    }
    if (err == ERR_OK) {
        err = check_node(counter, rows);
    }
    if (err == ERR_OK) {
        counter_pause(counter);
        err = check_store(counter, rows);
    }
    return err;
}

/* A line for each, and under it what to do: none of it is cut. */
static void print(const struct out *out, const json_t *rows)
{
    const json_t *row = NULL;
    size_t index = 0;

    json_array_foreach(rows, index, row)
    {
        const char *fix = json_string_value(json_object_get(row, "fix"));

        out_say(out, "%-4s  %s: %s",
                json_string_value(json_object_get(row, "state")),
                json_string_value(json_object_get(row, "check")),
                json_string_value(json_object_get(row, "detail")));
        if (fix[0] != '\0') {
            out_say(out, "      %s", fix);
        }
    }
}

static enum err doctor_run(struct call *call)
{
    struct counter *counter = calloc(1, sizeof *counter);
    json_t *rows = json_array();
    enum err err = ERR_NOMEM;

    if (counter == NULL || rows == NULL) {
        goto out;
    }
    err = counter_open(counter, call,
                       arguments_has(&call->arguments, "mend") ? STORE_WRITE
                                                               : STORE_READ);
    if (err == ERR_OK) {
        err = look(counter, rows);
        counter_close(counter);
    }
    if (err == ERR_OK) {
        out_json(&call->out, rows);
        print(&call->out, rows);
    }
out:
    json_decref(rows);
    free(counter);
    return err;
}

static const struct option_row options[] = {
    {"mend", NULL, "drop what the disk has spoilt, to be given it again"},
    {NULL, NULL, NULL},
};

const struct verb verb_doctor = {
    .name = "doctor",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "what is wrong here, and what to do about it",
    .example = "kith doctor",
    .options = options,
    .run = doctor_run,
};
