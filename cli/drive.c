#include "cli/drive.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/device.h"
#include "cli/drive_apply.h"
#include "cli/keep.h"
#include "node/people/roster.h"
#include "node/record/time.h"
#include "store/held.h"
#include "store/letter.h"
#include "store/local.h"
#include "store/photos.h"
#include "store/place.h"
#include "store/wish.h"

/* The node answers within 150 ms; more is a machine under load. */
enum { NUDGE_MS_MAX = 1000 };

enum { REST_SLICES_MAX = 4 }; /* each well under 100 ms */

void drive_init(struct drive *drive)
{
    memset(drive, 0, sizeof *drive);
    keys_init(&drive->keys);
}

void drive_release(struct drive *drive)
{
    node_free(drive->node);
    store_close(drive->store);
    keys_release(&drive->keys);
    drive_init(drive);
}

const struct id *drive_own(const struct drive *drive)
{
    return &drive->keys.household.signing.public;
}

enum err
drive_explain(const struct drive *drive, enum err err, struct problem *why)
{
    const char *path = drive->folder.path;

    if (err == ERR_OK || why->text[0] != '\0') {
        return err;
    }
    if (err == ERR_NEWER_STORE) {
        return problem_set(why, err, "newer-store",
                           "%.300s was written by a newer version of kith.",
                           path);
    }
    if (err == ERR_READ_ONLY) {
        return problem_set(why, err, "read-only",
                           "%.300s cannot be written to.", path);
    }
    if (err == ERR_DISK_FULL) {
        return problem_set(why, err, "disk-full",
                           "The disk that holds %.300s is full.", path);
    }
    if (err == ERR_CORRUPT || err == ERR_UNKNOWN) {
        err = problem_set(why, err, "damaged-folder",
                          "%.300s is damaged: keys or records in it cannot "
                          "be read.",
                          path);
        problem_advise(why, "kith restore with your last backup, into "
                            "another KITH_HOME");
        return err;
    }
    if (err == ERR_BUSY) {
        return problem_set(why, err, "busy",
                           "Another kith process is busy with %.300s.", path);
    }
    if (err == ERR_CLOCK) {
        err = problem_set(why, err, "clock-not-set",
                          "The clock of this machine is not set, or has just "
                          "jumped, so nothing can be signed.");
        problem_advise(why, "Set the date, then try again; where there is a "
                            "neighbourhood already, kith doctor says more.");
    }
    return err;
}

enum err drive_restart(struct drive *drive)
{
    struct node_config config = {
        .neighbourhood = drive->keys.neighbourhood,
        .household = &drive->keys.household,
        .device = &drive->keys.device,
        .sealing = &drive->keys.sealing,
        .enrolment = drive->keys.has_pass ? &drive->enrolment : NULL,
        .is_hub = drive->is_hub,
        .checks_first = drive->checks_first,
        .photos_ahead = drive->is_hub ? PHOTO_PARTS : drive->photos_ahead,
    };
    const struct shelf shelf = store_shelf(drive->store);
    enum err err = keep_recall(drive->store, &config.keep_weeks);

    if (err != ERR_OK) {
        return err;
    }
    device_enrolment(&drive->keys, &drive->enrolment);
    node_free(drive->node);
    drive->node = NULL;
    return node_new(&config, &shelf, &drive->node);
}

static void place_drive(struct drive *drive,
                        const struct where *where,
                        const struct home_folder *folder)
{
    drive_init(drive);
    drive->folder = *folder;
    memcpy(drive->socket, where->socket, sizeof drive->socket);
}

/* Keys that are kept in one good copy only are written twice again. */
static enum err load_keys(struct drive *drive)
{
    bool is_whole = true;
    enum err err = keys_load(drive->folder.path, &drive->keys, &is_whole);

    if (err == ERR_OK && !is_whole && !drive->is_read_only) {
        err = keys_heal(drive->store, &drive->keys);
    }
    return err;
}

static enum err read_marks(struct drive *drive)
{
    enum err err = store_high_water(drive->store, &drive->mark_ms);

    return err == ERR_OK ? store_jumped(drive->store, &drive->jumped_ms) : err;
}

static enum err open_parts(struct drive *drive, enum store_mode wanted)
{
    enum err err = store_open(drive->folder.path, wanted, &drive->store);

    drive->is_read_only = wanted == STORE_READ;
    if (err == ERR_OK) {
        err = load_keys(drive);
    }
    if (err == ERR_OK) {
        err = read_marks(drive);
        drive->former_ms = drive->mark_ms;
    }
    if (err == ERR_OK) {
        err = drive_restart(drive);
    }
    return err;
}

enum err drive_open(struct drive *drive,
                    const struct where *where,
                    const struct home_folder *folder,
                    enum store_mode wanted,
                    struct problem *why)
{
    enum err err = ERR_OK;

    place_drive(drive, where, folder);
    err = drive_explain(drive, open_parts(drive, wanted), why);
    if (err == ERR_OK && wanted != STORE_READ) {
        err = device_settle(drive, why);
    }
    if (err != ERR_OK) {
        drive_release(drive);
    }
    return err;
}

enum err drive_create(struct drive *drive,
                      const struct where *where,
                      const struct home_folder *folder,
                      struct keys *keys,
                      struct problem *why)
{
    enum err err = ERR_OK;

    place_drive(drive, where, folder);
    drive->keys = *keys;
    keys_release(keys);
    keys_derive(&drive->keys);
    err = store_open(folder->path, STORE_CREATE, &drive->store);
    if (err == ERR_OK) {
        err = drive_restart(drive);
    }
    err = drive_explain(drive, err, why);
    if (err != ERR_OK) {
        drive_release(drive);
    }
    return err;
}

struct moment drive_moment(const struct drive *drive)
{
    return clock_now(drive->mark_ms, drive->jumped_ms);
}

/* Where the disk is full, or says no, letters wait for the months; nothing
 * else does. */
static void roll_months(struct drive *drive, uint64_t now_ms)
{
    unsigned char seed[KEY_SEED_BYTES];
    enum err err = ERR_OK;

    randombytes_buf(seed, sizeof seed);
    err = keys_roll(drive->store, &drive->keys, now_ms, seed);
    (void)err;
    sodium_memzero(seed, sizeof seed);
}

/* Note a clock that has jumped, in a transaction of its own: the one that
 * follows may come to nothing, just because of that. */
static enum err note_clock(struct drive *drive)
{
    const uint64_t wall_ms = clock_wall_ms();
    enum err err = ERR_OK;

    if (wall_ms < clock_made_ms() || /* never believed, however it goes on */
        (!time_has_jumped(drive->mark_ms, wall_ms) && drive->jumped_ms == 0)) {
        return ERR_OK;
    }
    err = store_begin(drive->store);
    if (err == ERR_OK) {
        err =
            store_commit(drive->store, store_note_clock(drive->store, wall_ms));
    }
    return err == ERR_OK ? read_marks(drive) : err;
}

enum err drive_begin(struct drive *drive)
{
    struct moment moment;
    enum err err = note_clock(drive);

    if (err != ERR_OK) {
        return err;
    }
    moment = drive_moment(drive);
    if (moment.is_plausible) {
        roll_months(drive, moment.now_ms);
    }
    err = store_begin(drive->store);

    if (err != ERR_OK) {
        return err;
    }
    drive->is_writing = true;
    if (moment.is_plausible) {
        err = store_pass_time(drive->store, moment.now_ms);
        drive->mark_ms = moment.now_ms;
    }
    return err == ERR_OK ? ERR_OK : drive_commit(drive, err);
}

enum err drive_commit(struct drive *drive, enum err err)
{
    if (!drive->is_writing) {
        return err;
    }
    drive->is_writing = false;
    if (err == ERR_OK) {
        const struct shelf shelf = store_shelf(drive->store);

        err = shelf.journal_last(shelf.self, &drive->sequence);
    }
    return store_commit(drive->store, err);
}

void drive_nudge(struct drive *drive)
{
    const char *error = NULL;
    json_t *answer = NULL;
    json_t *request =
        json_pack("{s:s,s:s,s:I}", "do", "nudge", "in", drive->folder.name,
                  "sequence", (json_int_t)drive->sequence);

    drive->has_node = false;
    drive->handed_to = 0;
    if (request != NULL &&
        ask_node(drive->socket, request, NUDGE_MS_MAX, &answer) == ERR_OK) {
        error = json_string_value(json_object_get(answer, "error"));
        /* One that began before this folder was there runs without it. */
        drive->has_node = error == NULL || strcmp(error, "unknown") != 0;
        drive->handed_to =
            (uint64_t)json_integer_value(json_object_get(answer, "handed_to"));
        json_decref(answer);
    }
    json_decref(request);
}

void drive_rest(struct drive *drive)
{
    bool has_more = drive->sequence != 0 && !drive->has_node;

    for (int slice = 0; has_more && slice < REST_SLICES_MAX; slice++) {
        if (store_idle(drive->store, &has_more) != ERR_OK) {
            has_more = false; /* another time */
        }
    }
}

enum err drive_step(struct drive *drive,
                    struct event *event,
                    struct actions *actions,
                    struct answer *answer)
{
    size_t before = actions->count;
    enum err err = ERR_OK;

    assert(drive->is_writing);
    event->moment = drive_moment(drive);
    randombytes_buf(event->seed, sizeof event->seed);
    err = node_step(drive->node, event, actions, answer);
    sodium_memzero(event->seed, sizeof event->seed);
    return err == ERR_OK ? drive_apply(drive, actions, before) : err;
}

enum err drive_verify(struct drive *drive, struct actions *actions)
{
    enum err err = ERR_OK;

    /* What comes of a batch may be another batch, behind it in the list. */
    for (size_t index = 0; err == ERR_OK && index < actions->count; index++) {
        struct event event = {.kind = EVENT_VERIFIED};

        if (actions->items[index].kind != ACTION_VERIFY) {
            continue;
        }
        event.as.batch = action_take_batch(&actions->items[index]);
        if (event.as.batch != NULL) {
            verify_batch_run(event.as.batch);
            err = drive_step(drive, &event, actions, NULL);
        }
    }
    return err;
}

/* Did the step read a letter? */
static bool has_read(const struct actions *actions)
{
    for (size_t index = 0; index < actions->count; index++) {
        if (actions->items[index].kind == ACTION_FILE) {
            return true;
        }
    }
    return false;
}

/* A letter that was read in the step of a command which was refused may be why
 * it was: it is kept, so that this shows. */
static enum err
keep_caught_up(struct drive *drive, struct actions *actions, enum err refused)
{
    enum err err = ERR_OK;

    if (!has_read(actions) || err_blame(refused) == BLAME_HOST) {
        return drive_commit(drive, refused);
    }
    err = drive_commit(drive, drive_apply(drive, actions, 0));
    return err == ERR_OK ? refused : err;
}

enum err drive_command(struct drive *drive,
                       const struct command *command,
                       bool is_rehearsal,
                       struct answer *answer,
                       struct problem *why)
{
    struct event event = {.kind = EVENT_COMMAND, .as.command = command};
    struct actions actions;
    enum err err = drive_begin(drive);

    if (err != ERR_OK) {
        return drive_explain(drive, err, why);
    }
    actions_init(&actions);
    err = drive_step(drive, &event, &actions, answer);
    if (err != ERR_OK && !is_rehearsal) {
        err = keep_caught_up(drive, &actions, err);
    } else if (err == ERR_OK) {
        err = drive_verify(drive, &actions);
    }
    actions_release(&actions);
    if (err == ERR_OK && is_rehearsal) {
        /* The store forgets it, so the core must too. */
        err = drive_commit(drive, ERR_STATE);
        return err == ERR_STATE ? drive_restart(drive) : err;
    }
    err = drive_commit(drive, err);
    if (err == ERR_OK) {
        drive_nudge(drive);
    }
    return err_blame(err) == BLAME_HOST ? drive_explain(drive, err, why) : err;
}

enum err drive_look(struct drive *drive, struct problem *why)
{
    const struct moment moment = drive_moment(drive);
    enum err err = store_begin_read(drive->store);

    if (err != ERR_OK) {
        return drive_explain(drive, err, why);
    }
    err = node_refresh(drive->node, &moment);
    if (err != ERR_OK) {
        drive_look_end(drive);
    }
    return drive_explain(drive, err, why);
}

void drive_look_end(struct drive *drive)
{
    enum err err = store_commit(drive->store, ERR_OK);

    (void)err; /* it wrote nothing */
}

void drive_place(const struct home_folder *folder,
                 char name[static NAME_BYTES_MAX + 1])
{
    struct drive *drive = calloc(1, sizeof *drive);
    struct where where = {.home = ""};
    struct problem why;

    name[0] = '\0';
    problem_init(&why);
    if (drive == NULL) {
        return;
    }
    drive_init(drive);
    if (drive_open(drive, &where, folder, STORE_READ, &why) == ERR_OK &&
        drive_look(drive, &why) == ERR_OK) {
        (void)snprintf(name, NAME_BYTES_MAX + 1, "%s",
                       roster_place(node_roster(drive->node)));
        drive_look_end(drive);
    }
    drive_release(drive);
    free(drive);
}
