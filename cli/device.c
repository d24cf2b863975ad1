#include "cli/device.h"

#include <sodium.h>

#include "node/people/roster.h"
#include "store/place.h"

static bool is_announced(const struct drive *drive,
                         const struct roster_household *own)
{
    for (size_t index = 0; index < own->device_count; index++) {
        if (!own->devices[index].is_struck &&
            id_equal(&own->devices[index].signing,
                     &drive->keys.device.signing.public)) {
            return true;
        }
    }
    return false;
}

static enum err take_new_keys(struct drive *drive)
{
    enum err err = ERR_OK;

    randombytes_buf(drive->keys.device_seed, sizeof drive->keys.device_seed);
    keys_derive(&drive->keys);
    err = keys_change(drive->store, &drive->keys);
    if (err == ERR_OK) {
        drive->is_new_device = true;
        err = drive_restart(drive);
    }
    return err;
}

static enum err announce(struct drive *drive, struct problem *why)
{
    const struct command command = {.kind = COMMAND_DEVICE};
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = drive_command(drive, &command, false, &answer, why);
    answer_release(&answer);
    /* A machine that was struck out, or for which no lane is left, is told so
     * when it wants to post. */
    return err == ERR_DENIED || err == ERR_FULL ? ERR_OK : err;
}

enum err device_settle(struct drive *drive, struct problem *why)
{
    const struct roster_household *own = NULL;
    bool is_copied = false;
    bool is_listed = true;
    enum err err = store_is_copied(drive->store, &is_copied);

    if (err == ERR_OK) {
        err = drive_look(drive, why);
    }
    if (err != ERR_OK) {
        return drive_explain(drive, err, why);
    }
    own = roster_find(node_roster(drive->node), drive_own(drive));
    if (own != NULL) {
        is_listed = is_announced(drive, own);
    }
    drive_look_end(drive);
    if (own == NULL || (is_listed && !is_copied)) {
        return ERR_OK;
    }
    if (is_copied) {
        err = take_new_keys(drive);
    }
    if (err == ERR_OK) {
        err = announce(drive, why);
    }
    return drive_explain(drive, err, why);
}
