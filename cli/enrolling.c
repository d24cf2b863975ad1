#include "cli/enrolling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/clock.h"
#include "cli/desk.h"
#include "cli/fetch.h"
#include "cli/field.h"
#include "cli/invitation.h"
#include "cli/movein.h"
#include "node/people/roster.h"
#include "store/place.h"

/* Everything it rests on, on one heap block. */
struct enrolling {
    struct where where;
    struct drive drive;
    struct keys keys;
    struct invitation invitation;
    char text[2 * INVITATION_TEXT_BYTES_MAX];
    bool is_resumed;
    enum fetch_end end;
};

enum err
enrolling_pass(const struct keys *keys,
               const unsigned char one_time_seed[static KEY_SEED_BYTES],
               uint64_t until_ms,
               struct bytes *out)
{
    struct pass pass = {.until_ms = until_ms};
    struct signing_keys one_time;
    enum err err = ERR_OK;

    keys_one_time_make(one_time_seed, &one_time);
    pass.one_time = one_time.public;
    keys_one_time_release(&one_time);
    pass_sign(&pass, &keys->neighbourhood, &keys->household.signing);
    err = bytes_append(
        out, (struct view){keys->neighbourhood.data, NEIGHBOURHOOD_BYTES});
    if (err == ERR_OK) {
        err =
            bytes_append(out, (struct view){keys->household_id.data, ID_BYTES});
    }
    if (err == ERR_OK) {
        err = bytes_append_u64(out, pass.until_ms);
    }
    return err == ERR_OK ? bytes_append(out, (struct view){pass.signature,
                                                           SIGNATURE_BYTES})
                         : err;
}

static enum err take(struct view *from, unsigned char *out, size_t bytes)
{
    struct view part;
    enum err err = view_take(from, bytes, &part);

    if (err == ERR_OK) {
        memcpy(out, part.data, bytes);
    }
    return err;
}

/* What the code says, into the keys of this machine. */
static enum err take_pass(const struct invitation *invitation,
                          struct keys *keys)
{
    struct view from = bytes_view(&invitation->record);
    struct signing_keys one_time;
    enum err err = take(&from, keys->neighbourhood.data, NEIGHBOURHOOD_BYTES);

    if (err == ERR_OK) {
        err = take(&from, keys->household_id.data, ID_BYTES);
    }
    if (err == ERR_OK) {
        err = view_take_u64(&from, &keys->pass.until_ms);
    }
    if (err == ERR_OK) {
        err = take(&from, keys->pass.signature, SIGNATURE_BYTES);
    }
    if (err != ERR_OK || from.bytes > 0) {
        return ERR_MALFORMED;
    }
    memcpy(keys->one_time_seed, invitation->one_time_seed, KEY_SEED_BYTES);
    keys_one_time_make(keys->one_time_seed, &one_time);
    keys->pass.one_time = one_time.public;
    keys_one_time_release(&one_time);
    return pass_verify(&keys->pass, &keys->neighbourhood, &keys->household_id);
}

static enum err explain_code(enum err err, struct problem *why)
{
    if (err == ERR_OK || why->name[0] != '\0') {
        return err;
    }
    if (err == ERR_VERSION) {
        err = problem_set(why, err, "newer-code",
                          "This code was made by a newer version of kith.");
        problem_advise(why, "Install the newest version of kith");
        problem_exit(why, 65);
    } else if (err == ERR_LATE) {
        err = problem_set(why, err, "expired-code", "This code has expired.");
        problem_advise(why, "Make another on the first machine: kith device "
                            "add");
    } else if (err == ERR_CLOCK) {
        err = problem_set(why, err, "clock-not-set",
                          "The clock of this machine is not set, so nobody "
                          "can tell whether the code is still good.");
    } else if (err == ERR_INVALID) {
        err = problem_set(why, err, "no-code",
                          "This is not a code for a machine: one begins with "
                          "\"kith-device:\".");
        problem_advise(why, "kith device add on the first machine shows one");
    } else if (err != ERR_NOMEM) {
        err = problem_set(why, ERR_MALFORMED, "damaged-code",
                          "This code is damaged: characters are missing or "
                          "changed.");
        problem_advise(why, "Copy it again, whole, or make another: kith "
                            "device add");
    }
    return err;
}

static enum err read_code(struct enrolling *enrolling, struct call *call)
{
    const char *given = call->arguments.words[1];
    const struct moment moment = clock_now(0, 0);
    struct keys *keys = &enrolling->keys;
    enum err err = ERR_CORRUPT;

    if (strcmp(given, "-") == 0) {
        err = field_begin(enrolling->text, sizeof enrolling->text, &call->why);
    } else if (strlen(given) < sizeof enrolling->text) {
        memcpy(enrolling->text, given, strlen(given) + 1);
        err = ERR_OK;
    }
    if (err == ERR_OK) {
        err = invitation_read(enrolling->text, &enrolling->invitation);
    }
    if (err == ERR_OK && enrolling->invitation.kind != INVITATION_DEVICE) {
        err = ERR_INVALID;
    }
    if (err == ERR_OK) {
        keys_init(keys);
        err = take_pass(&enrolling->invitation, keys);
    }
    if (err == ERR_OK && !moment.is_plausible) {
        err = ERR_CLOCK;
    }
    if (err == ERR_OK && keys->pass.until_ms < moment.now_ms) {
        err = ERR_LATE;
    }
    return explain_code(err, &call->why);
}

static void make_keys(struct enrolling *enrolling, const char *name)
{
    const struct invitation *invitation = &enrolling->invitation;
    struct keys *keys = &enrolling->keys;

    randombytes_buf(keys->device_seed, sizeof keys->device_seed);
    keys->created_ms = clock_now(0, 0).now_ms;
    memcpy(keys->network_key, invitation->network_key, NETWORK_KEY_BYTES);
    keys->has_pass = true;
    (void)snprintf(keys->name, sizeof keys->name, "%s", name);
    keys_derive(keys);
}

/* Another code for a machine that waits: the new pass, the same keys. */
static enum err renew_pass(struct enrolling *enrolling, struct call *call)
{
    const struct keys *from = &enrolling->keys;
    struct drive *drive = &enrolling->drive;
    struct keys *keys = &drive->keys;
    enum err err = ERR_OK;

    if (!keys->has_pass ||
        !id_equal(&keys->household_id, &from->household_id)) {
        err = problem_set(&call->why, ERR_STATE, "already-joined",
                          "This home waits to join that neighbourhood as "
                          "another household.");
        problem_advise(&call->why, "Use another KITH_HOME for this machine");
        return err;
    }
    keys->pass = from->pass;
    memcpy(keys->one_time_seed, from->one_time_seed, KEY_SEED_BYTES);
    err = keys_change(drive->store, keys);
    return err == ERR_OK ? drive_restart(drive) : err;
}

static enum err
move_in(struct enrolling *enrolling, const char *name, struct call *call)
{
    struct keys *keys = &enrolling->keys;
    enum err err =
        movein_resume(&enrolling->drive, &enrolling->where,
                      &keys->neighbourhood, &enrolling->is_resumed, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    if (enrolling->is_resumed) {
        return renew_pass(enrolling, call);
    }
    make_keys(enrolling, name == NULL ? "" : name);
    return movein(&enrolling->drive, &enrolling->where, keys, NULL, &call->why);
}

static enum err move_in_alone(struct enrolling *enrolling, struct call *call)
{
    const char *name = arguments_value(&call->arguments, "name");
    int turn = -1;
    enum err err = ERR_OK;

    if (name != NULL) {
        err = movein_name("name", name, &call->why);
    }
    if (err == ERR_OK) {
        err = where_find(&enrolling->where, &call->why);
    }
    if (err == ERR_OK) {
        err = movein_begin(&enrolling->where, &turn, &call->why);
    }
    if (err == ERR_OK) {
        err = move_in(enrolling, name, call);
    }
    home_close(enrolling->where.home, turn);
    return err;
}

static json_t *model(const struct enrolling *enrolling, const char *household)
{
    const struct keys *keys = &enrolling->drive.keys;
    char id[ID_HEX_CHARS];
    char place[NEIGHBOURHOOD_HEX_CHARS];
    char device[ID_HEX_CHARS];

    id_to_hex(&keys->household_id, id);
    id_to_hex(&keys->device.signing.public, device);
    neighbourhood_to_hex(&keys->neighbourhood, place);
    return json_pack("{s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s},s:b}", "household",
                     "name", household, "id", id, "neighbourhood", "name",
                     enrolling->invitation.place, "id", place, "device", "name",
                     keys->name, "id", device, "reached",
                     enrolling->end == FETCH_SYNCED);
}

static void say(const struct enrolling *enrolling,
                const struct out *out,
                const char *household)
{
    if (enrolling->end == FETCH_SYNCED) {
        out_say(out, "This machine is one of %s in %s now.", household,
                enrolling->invitation.place);
        out_hint(out, "See the board: kith board. Stay in touch: kith run");
        return;
    }
    out_say(out, "This machine waits to be let into your household in %s.",
            enrolling->invitation.place);
    out_hint(out, "The first machine did not answer. While kith run runs on "
                  "both, and until the code ends, it is let in by itself.");
}

static enum err report(struct enrolling *enrolling, struct call *call)
{
    struct drive *drive = &enrolling->drive;
    char name[NAME_BYTES_MAX + 1] = "your household";
    const struct roster_household *own = NULL;
    json_t *document = NULL;
    enum err err = drive_look(drive, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    own = roster_find(node_roster(drive->node), drive_own(drive));
    if (own != NULL && own->name[0] != '\0') {
        (void)snprintf(name, sizeof name, "%s", (const char *)own->name);
    }
    drive_look_end(drive);
    document = model(enrolling, name);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    say(enrolling, &call->out, name);
    return ERR_OK;
}

/* The first machine heard us out and let nobody in. */
static enum err turned_away(struct enrolling *enrolling, struct call *call)
{
    enum err err = problem_set(&call->why, ERR_DENIED, "used-code",
                               "The first machine did not let this one in: "
                               "the code was used, has ended, or your "
                               "household has too many machines.");

    problem_advise(&call->why, "kith device on the first machine lists them; "
                               "kith device add makes another code");
    if (!enrolling->is_resumed) {
        movein_undo(&enrolling->drive, &enrolling->where);
    }
    return err;
}

static enum err join(struct enrolling *enrolling, struct call *call)
{
    enum err err = read_code(enrolling, call);

    if (err == ERR_OK) {
        err = move_in_alone(enrolling, call);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = drive_explain(
        &enrolling->drive,
        movein_addresses(&enrolling->drive, &enrolling->invitation),
        &call->why);
    if (err == ERR_OK) {
        err = fetch_board(&enrolling->drive, &call->out, false, &enrolling->end,
                          &call->why);
    }
    if (err == ERR_OK && enrolling->end == FETCH_REFUSED) {
        return turned_away(enrolling, call);
    }
    return err == ERR_OK ? report(enrolling, call) : err;
}

enum err enrolling_join(struct call *call)
{
    struct enrolling *enrolling = calloc(1, sizeof *enrolling);
    enum err err = ERR_NOMEM;

    if (enrolling == NULL) {
        return ERR_NOMEM;
    }
    drive_init(&enrolling->drive);
    invitation_init(&enrolling->invitation);
    err = join(enrolling, call);
    invitation_release(&enrolling->invitation);
    keys_release(&enrolling->keys);
    drive_release(&enrolling->drive);
    sodium_memzero(enrolling, sizeof *enrolling);
    free(enrolling);
    return err;
}
