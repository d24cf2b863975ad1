#include "cli/device.h"

#include <sodium.h>

#include "node/people/roster.h"
#include "store/place.h"

/* The next lane that no device of the household has; with none left, its own:
 * then the copy takes the place of what it was copied from. */
static uint8_t choose_lane(const struct roster_household *own, uint8_t lane)
{
    for (uint8_t step = 1; own->devices != NULL && step < DEVICES_MAX; step++) {
        uint8_t next = (uint8_t)((lane + step) % DEVICES_MAX);

        if (!own->devices[next].is_listed) {
            return next;
        }
    }
    return lane;
}

static bool is_announced(const struct drive *drive,
                         const struct roster_household *own)
{
    const struct keys *keys = &drive->keys;

    return own->devices != NULL && own->devices[keys->lane].is_listed &&
           id_equal(&own->devices[keys->lane].signing,
                    &keys->device.signing.public);
}

static enum err take_new_keys(struct drive *drive, uint8_t lane)
{
    enum err err = ERR_OK;

    randombytes_buf(drive->keys.device_seed, sizeof drive->keys.device_seed);
    drive->keys.lane = lane;
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
    return err;
}

enum err device_settle(struct drive *drive, struct problem *why)
{
    const struct roster_household *own = NULL;
    bool is_copied = false;
    bool is_listed = true;
    uint8_t lane = drive->keys.lane;
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
        lane = choose_lane(own, lane);
    }
    drive_look_end(drive);
    if (own == NULL || (is_listed && !is_copied)) {
        return ERR_OK;
    }
    if (is_copied) {
        err = take_new_keys(drive, lane);
    }
    if (err == ERR_OK) {
        err = announce(drive, why);
    }
    return drive_explain(drive, err, why);
}
