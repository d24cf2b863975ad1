#include "cli/movein.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <sysexits.h>

#include "cli/away.h"
#include "cli/clock.h"
#include "node/limits.h"
#include "node/people/roster.h"
#include "node/record/text.h"
#include "store/local.h"
#include "store/place.h"

void movein_keys(struct keys *keys)
{
    keys_init(keys);
    randombytes_buf(keys->household_seed, sizeof keys->household_seed);
    randombytes_buf(keys->device_seed, sizeof keys->device_seed);
    keys->created_ms = clock_now(0, 0).now_ms;
    keys_derive(keys);
}

void movein_undo(struct drive *drive, const struct where *where)
{
    const struct home_folder folder = drive->folder;
    enum err err = ERR_OK;

    drive_release(drive);
    err = home_remove(&folder);
    if (err == ERR_OK) {
        (void)rmdir(where->home); /* only where nothing else is in it */
    }
}

static enum err already_joined(struct problem *why)
{
    enum err err = problem_set(why, ERR_STATE, "already-joined",
                               "This home is in that neighbourhood already.");

    problem_advise(why, "kith board");
    return err;
}

/* The part of a path that is a file, where there should be a folder. */
static bool find_file(const char *path, char part[static PATH_BYTES_MAX])
{
    struct stat found;
    size_t bytes = 0;

    for (;;) {
        bytes += strcspn(path + bytes + 1, "/") + 1;
        (void)snprintf(part, PATH_BYTES_MAX, "%.*s", (int)bytes, path);
        if (stat(part, &found) != 0) {
            return false;
        }
        if (!S_ISDIR(found.st_mode)) {
            return true;
        }
        if (path[bytes] == '\0') {
            return false;
        }
    }
}

/* No folder can be made there, and the store's errors do not say why. */
static enum err
refuse_folder(const struct where *where, enum err err, struct problem *why)
{
    char file[PATH_BYTES_MAX];

    if (find_file(where->home, file)) {
        err = problem_set(why, err, "no-folder",
                          "Your data is to be in %.300s, but %.300s is a file.",
                          where->home, file);
    } else {
        err = problem_set(why, err,
                          err == ERR_DISK_FULL ? "disk-full" : "read-only",
                          "A folder for your data cannot be made in %.300s: "
                          "%s.",
                          where->home, err_text(err));
    }
    problem_advise(why, "Set KITH_HOME to a folder that you may write to");
    problem_exit(why, EX_CANTCREAT);
    return err;
}

static enum err
explain_folder(const struct where *where, enum err err, struct problem *why)
{
    if (err == ERR_STATE) {
        err = already_joined(why);
    } else if (err == ERR_BUSY) {
        err = problem_set(why, err, "busy",
                          "Another kith process makes its folder in %.300s.",
                          where->home);
    } else if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-neighbourhoods",
                          "A home can be in %d neighbourhoods at most.",
                          HOME_FOLDERS_MAX);
    } else if (err != ERR_OK) {
        err = refuse_folder(where, err, why);
    }
    return err;
}

enum err movein_begin(const struct where *where, int *turn, struct problem *why)
{
    return explain_folder(where, home_open(where->home, turn), why);
}

/* The first command names the months; keys that are not saved yet are not
 * rolled when it begins. */
static void make_months(struct drive *drive)
{
    const struct moment moment = drive_moment(drive);
    unsigned char seed[KEY_SEED_BYTES];

    if (moment.is_plausible) {
        randombytes_buf(seed, sizeof seed);
        sealing_roll(&drive->keys.sealing, moment.now_ms, seed);
        sodium_memzero(seed, sizeof seed);
    }
}

enum err movein(struct drive *drive,
                const struct where *where,
                struct keys *keys,
                const struct command *command,
                struct problem *why)
{
    struct home_folder folder;
    struct answer answer;
    enum err err = explain_folder(
        where, home_create(where->home, &keys->neighbourhood, &folder), why);

    drive_init(drive);
    if (err != ERR_OK) {
        return err;
    }
    answer_init(&answer);
    err = drive_create(drive, where, &folder, keys, why);
    if (err == ERR_OK && command != NULL) {
        make_months(drive);
        err = drive_command(drive, command, false, &answer, why);
    }
    if (err == ERR_OK) { /* they make the folder count */
        err =
            drive_explain(drive, keys_change(drive->store, &drive->keys), why);
    }
    if (err != ERR_OK) {
        drive->folder = folder;
        movein_undo(drive, where);
    }
    answer_release(&answer);
    return err;
}

enum err movein_addresses(struct drive *drive,
                          const struct invitation *invitation)
{
    enum err err = drive_begin(drive);

    for (size_t index = 0; err == ERR_OK && index < invitation->address_count;
         index++) {
        const struct invitation_address *from = &invitation->addresses[index];
        struct local_address address = {.transport = from->transport,
                                        .origin = ORIGIN_INVITE};

        memcpy(address.text, from->text, strlen(from->text) + 1);
        err = local_set_address(drive->store, &address);
    }
    return drive_commit(drive, err);
}

/* The folder of a neighbourhood in this home. ERR_UNKNOWN: there is none. */
static enum err find_folder(const struct where *where,
                            const struct neighbourhood *neighbourhood,
                            struct home_folder *out)
{
    struct home_list *list = calloc(1, sizeof *list);
    char hex[NEIGHBOURHOOD_HEX_CHARS];
    enum err err = ERR_NOMEM;

    if (list == NULL) {
        return ERR_NOMEM;
    }
    neighbourhood_to_hex(neighbourhood, hex);
    err = home_list(where->home, list);
    if (err == ERR_OK || err == ERR_FULL) {
        err = ERR_UNKNOWN;
    }
    for (size_t index = 0; err == ERR_UNKNOWN && index < list->count; index++) {
        if (memcmp(list->folders[index].name, hex, HOME_NAME_CHARS - 1) == 0) {
            *out = list->folders[index];
            err = ERR_OK;
        }
    }
    free(list);
    return err;
}

/* Does nobody know the household of this drive yet, or somebody not count it
 * as a member any more? */
static enum err
look_whether_waiting(struct drive *drive, bool *is_waiting, struct problem *why)
{
    struct away away = {.count = 0};
    enum err err = drive_look(drive, why);

    if (err != ERR_OK) {
        return err;
    }
    err = away_find(drive->store, drive_own(drive), drive_moment(drive).now_ms,
                    &away);
    *is_waiting = (away.count > 0 && keys_hold_household(&drive->keys)) ||
                  roster_level(node_roster(drive->node), drive_own(drive),
                               STANDING_ROSTER) == LEVEL_NONE;
    drive_look_end(drive);
    return drive_explain(drive, err, why);
}

enum err movein_resume(struct drive *drive,
                       const struct where *where,
                       const struct neighbourhood *neighbourhood,
                       bool *is_resumed,
                       struct problem *why)
{
    struct home_folder folder;
    enum err err = find_folder(where, neighbourhood, &folder);

    *is_resumed = false;
    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    err = drive_open(drive, where, &folder, STORE_WRITE, why);
    if (err != ERR_OK) {
        return err;
    }
    err = look_whether_waiting(drive, is_resumed, why);
    if (err == ERR_OK && !*is_resumed) {
        err = already_joined(why);
    }
    if (err != ERR_OK) {
        drive_release(drive);
    }
    return err;
}

enum err movein_name(const char *what, const char *name, struct problem *why)
{
    enum text_rule rule =
        text_check(view_text(name), TEXT_LINE, NAME_BYTES_MAX);
    enum err err = ERR_OK;

    if (rule == TEXT_RULE_OK) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-name",
                      "The %s cannot be used: %s (one line, %d bytes at most).",
                      what, text_rule_text(rule), NAME_BYTES_MAX);
    problem_advise(why, "Choose a short one in plain letters: \"Red gate\"");
    return err;
}
