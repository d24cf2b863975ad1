#include "cli/device.h"

#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/people/roster.h"
#include "store/place.h"

static const struct roster_household *own_of(const struct drive *drive,
                                             const struct roster *roster)
{
    return roster_find(roster, drive_own(drive));
}

static bool is_announced(const struct drive *drive,
                         const struct roster_household *own)
{
    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        if (!own->devices[index].is_struck &&
            id_equal(&own->devices[index].signing,
                     &drive->keys.device.signing.public)) {
            return true;
        }
    }
    return false;
}

/* Is our key one that a lane only had before? */
static bool is_former(const struct drive *drive,
                      const struct roster_household *own)
{
    const struct id *key = &drive->keys.device.signing.public;

    for (size_t index = 0; own != NULL && index < own->device_count; index++) {
        const struct roster_device *device = &own->devices[index];

        for (size_t each = 0; each < device->former_count; each++) {
            if (id_equal(&device->former[each], key)) {
                return true;
            }
        }
    }
    return false;
}

enum device_state device_state(const struct drive *drive,
                               const struct roster *roster)
{
    const struct roster_household *own = own_of(drive, roster);

    if (is_announced(drive, own)) {
        return DEVICE_LISTED;
    }
    if (is_former(drive, own)) {
        return DEVICE_STRUCK;
    }
    return keys_hold_household(&drive->keys) && own != NULL &&
                   own->device_count >= LANES_MAX
               ? DEVICE_CROWDED
               : DEVICE_WAITING;
}

void device_enrolment(const struct keys *keys, struct enrolment *out)
{
    struct signing_keys one_time;

    *out = (struct enrolment){.pass = keys->pass,
                              .signing = keys->device.signing.public,
                              .transport = keys->device.transport.public,
                              .sealing = keys->device.sealing.public};
    if (!keys->has_pass) {
        *out = (struct enrolment){.name = ""};
        return;
    }
    memcpy(out->name, keys->name, sizeof out->name);
    keys_one_time_make(keys->one_time_seed, &one_time);
    enrolment_sign(out, &keys->neighbourhood, &one_time);
    keys_one_time_release(&one_time);
}

enum err device_lacks_key(struct problem *why)
{
    enum err err = problem_set(why, ERR_DENIED, "no-household-key",
                               "This machine does not hold your household's "
                               "key, which that takes.");

    problem_advise(why, "Do it on the machine that let this one in.");
    return err;
}

static enum err cannot_copy(struct problem *why)
{
    enum err err = problem_set(why, ERR_DENIED, "copied-device",
                               "This folder is a copy of a machine that does "
                               "not hold your household's key, so it cannot "
                               "become a machine of its own.");

    problem_advise(why, "Let this machine in anew: kith device add on the one "
                        "that holds the key, kith device join here, in an "
                        "empty KITH_HOME.");
    return err;
}

static enum err take_new_keys(struct drive *drive)
{
    enum err err = ERR_OK;

    randombytes_buf(drive->keys.device_seed, sizeof drive->keys.device_seed);
    sealing_part(&drive->keys.sealing);
    keys_derive(&drive->keys);
    err = keys_part(drive->store, &drive->keys);
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

/* Once it is listed its pass has served. */
static enum err forget_pass(struct drive *drive)
{
    struct keys *keys = &drive->keys;
    enum err err = ERR_OK;

    keys->has_pass = false;
    keys->pass = (struct pass){.until_ms = 0};
    sodium_memzero(keys->one_time_seed, sizeof keys->one_time_seed);
    err = keys_change(drive->store, keys);
    return err == ERR_OK ? drive_restart(drive) : err;
}

/* A machine that another one lets in: it cannot announce itself. */
static enum err settle_guest(struct drive *drive,
                             bool is_listed,
                             bool is_copied,
                             struct problem *why)
{
    const bool has_pass = drive->keys.has_pass;

    if (is_copied) {
        return has_pass && !is_listed ? take_new_keys(drive) : cannot_copy(why);
    }
    return has_pass && is_listed ? forget_pass(drive) : ERR_OK;
}

enum err device_settle(struct drive *drive, struct problem *why)
{
    const struct roster_household *own = NULL;
    bool is_copied = false;
    bool is_known = false;
    bool is_listed = false;
    enum err err = store_is_copied(drive->store, &is_copied);

    if (err == ERR_OK) {
        err = drive_look(drive, why);
    }
    if (err != ERR_OK) {
        return drive_explain(drive, err, why);
    }
    own = own_of(drive, node_roster(drive->node));
    is_known = own != NULL;
    is_listed = is_announced(drive, own);
    drive_look_end(drive);
    if (!keys_hold_household(&drive->keys)) {
        err = settle_guest(drive, is_listed, is_copied, why);
        return drive_explain(drive, err, why);
    }
    if (!is_known || (is_listed && !is_copied)) {
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
