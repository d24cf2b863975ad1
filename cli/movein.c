#include "cli/movein.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/clock.h"
#include "node/limits.h"
#include "node/record/text.h"

void movein_keys(struct keys *keys)
{
    keys_init(keys);
    randombytes_buf(keys->household_seed, sizeof keys->household_seed);
    randombytes_buf(keys->device_seed, sizeof keys->device_seed);
    keys->created_ms = clock_now(0).now_ms;
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

static enum err make_folder(const struct where *where,
                            const struct neighbourhood *neighbourhood,
                            struct home_folder *folder,
                            struct problem *why)
{
    enum err err = home_create(where->home, neighbourhood, folder);

    if (err == ERR_STATE) {
        err = problem_set(why, err, "already-joined",
                          "This home is in that neighbourhood already.");
        problem_advise(why, "kith board");
    } else if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-neighbourhoods",
                          "A home can be in %d neighbourhoods at most.",
                          HOME_FOLDERS_MAX);
    } else if (err != ERR_OK) {
        err = problem_set(why, err,
                          err == ERR_DISK_FULL ? "disk-full" : "read-only",
                          "A folder for your data cannot be made in %.300s: "
                          "%s.",
                          where->home, err_text(err));
        problem_advise(why, "Set KITH_HOME to a folder that you may write to");
    }
    return err;
}

enum err movein(struct drive *drive,
                const struct where *where,
                struct keys *keys,
                const struct command *command,
                struct problem *why)
{
    struct home_folder folder;
    struct answer answer;
    enum err err = make_folder(where, &keys->neighbourhood, &folder, why);

    drive_init(drive);
    if (err != ERR_OK) {
        return err;
    }
    answer_init(&answer);
    err = drive_create(drive, where, &folder, keys, why);
    if (err == ERR_OK) {
        err = drive_command(drive, command, false, &answer, why);
    }
    if (err != ERR_OK) {
        drive->folder = folder;
        movein_undo(drive, where);
    }
    answer_release(&answer);
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
