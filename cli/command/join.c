/* join: take up an invite, and fetch the board if anyone is reachable. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/clock.h"
#include "cli/command/commands.h"
#include "cli/desk.h"
#include "cli/drive.h"
#include "cli/fetch.h"
#include "cli/field.h"
#include "cli/invitation.h"
#include "cli/movein.h"
#include "cli/near.h"
#include "cli/where.h"
#include "node/people/roster.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "node/record/text.h"
#include "store/home.h"

static const struct option_row join_options[] = {
    {"name", "NAME", "how neighbours see your household: \"Red gate\""},
    {"at", "CELL", "roughly where: 51.46,-0.10; it stays here, but in posts"},
    {"no-lan", NULL, "do not look for nodes on the local network"},
    {NULL, NULL, NULL},
};

/* Everything a joining rests on, on one heap block. */
struct joining {
    struct where where;
    struct drive drive;
    struct keys keys;
    struct invitation invitation;
    char text[2 * INVITATION_TEXT_BYTES_MAX];
    char name[NAME_BYTES_MAX + 1];
    struct near home;
    bool is_resumed;   /* with the keys of a joining that waits */
    bool is_named;     /* else the name is the one that it had */
    bool runs_without; /* `kith run` began before this folder was there */
    enum fetch_end end;
    uint64_t took_ms;
};

static enum err read_text(struct joining *joining, struct call *call)
{
    const char *given = call->arguments.words[0];

    if (strcmp(given, "-") == 0) {
        return field_begin(joining->text, sizeof joining->text, &call->why);
    }
    if (strlen(given) >= sizeof joining->text) {
        return ERR_CORRUPT;
    }
    memcpy(joining->text, given, strlen(given) + 1);
    return ERR_OK;
}

static enum err explain_text(enum err err, struct problem *why)
{
    if (err == ERR_OK || why->text[0] != '\0') {
        return err; /* it was the folder */
    }
    if (err == ERR_INVALID) {
        err = problem_set(why, err, "no-invite",
                          "This is not an invite: one begins with \"kith:\".");
        problem_advise(why, "Copy the whole text, or kith join - to read it "
                            "from a file");
    } else if (err == ERR_CORRUPT || err == ERR_MALFORMED) {
        err = problem_set(why, ERR_MALFORMED, "damaged-invite",
                          "This invite is damaged: characters are missing or "
                          "changed.");
        problem_advise(why, "Copy it again, whole, or ask for a new one");
    } else if (err == ERR_VERSION) {
        err = problem_set(why, err, "newer-invite",
                          "This invite was made by a newer version of kith.");
        problem_advise(why, "Install the newest version of kith");
        problem_exit(why, 65);
    } else if (err == ERR_LATE) {
        err =
            problem_set(why, err, "expired-invite", "This invite has expired.");
        problem_advise(why, "Ask for a new one: kith invite");
    } else if (err == ERR_SIGNATURE) {
        err = problem_set(why, err, "forged-invite",
                          "This invite was not signed by whom it names.");
        problem_advise(why, "Ask for a new one: kith invite");
    } else if (err == ERR_CLOCK) {
        err = problem_set(why, err, "clock-not-set",
                          "The clock of this machine is not set, so nobody "
                          "can tell whether the invite is still good.");
    }
    return err;
}

/* Everything that can be said of the invite before anything is made. */
static enum err check_record(struct joining *joining)
{
    const struct view bytes = bytes_view(&joining->invitation.record);
    const struct moment moment = clock_now(0, 0);
    struct body_invite invite;
    struct record record;
    enum err err = record_read(bytes, &record);

    if (err == ERR_OK &&
        (record.class != CLASS_VOUCH || record.kind != KIND_INVITE)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = body_invite_read(record.body, &invite);
    }
    if (err == ERR_OK) {
        err = record_verify(bytes);
    }
    if (err == ERR_OK && !moment.is_plausible) {
        err = ERR_CLOCK;
    }
    if (err == ERR_OK && invite.until_ms < moment.now_ms) {
        err = ERR_LATE;
    }
    if (err == ERR_OK) {
        joining->keys.neighbourhood = record.neighbourhood;
    }
    return err;
}

static enum err read_invite(struct joining *joining, struct call *call)
{
    enum err err = read_text(joining, call);

    if (err == ERR_OK) {
        err = invitation_read(joining->text, &joining->invitation);
    }
    if (err == ERR_OK && joining->invitation.kind != INVITATION_HOUSEHOLD) {
        err = problem_set(&call->why, ERR_INVALID, "device-code",
                          "This is a code for a machine of a household that "
                          "has joined already.");
        problem_advise(&call->why, "kith device join CODE");
        return err;
    }
    if (err == ERR_OK) {
        movein_keys(&joining->keys);
        err = check_record(joining);
    }
    return explain_text(err, &call->why);
}

/* What the household that waits is called, by now. */
static enum err find_name(struct joining *joining, struct call *call)
{
    struct drive *drive = &joining->drive;
    const struct roster_household *own = NULL;
    enum err err = drive_look(drive, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    own = roster_find(node_roster(drive->node), drive_own(drive));
    (void)snprintf(joining->name, sizeof joining->name, "%s",
                   own != NULL ? (const char *)own->name : drive->keys.name);
    drive_look_end(drive);
    return ERR_OK;
}

/* Without a name the household keeps the one it has, or is called by the words
 * of its key. */
static enum err choose_name(struct joining *joining, struct call *call)
{
    const char *name = arguments_value(&call->arguments, "name");
    enum err err = ERR_OK;

    joining->is_named = name != NULL || !joining->is_resumed;
    if (!joining->is_named) {
        return find_name(joining, call);
    }
    if (name == NULL) {
        desk_household_code(&joining->keys.household.signing.public,
                            joining->name);
        return ERR_OK;
    }
    err = movein_name("name", name, &call->why);
    if (err == ERR_OK) {
        (void)snprintf(joining->name, sizeof joining->name, "%s", name);
    }
    return err;
}

static enum err move_in(struct joining *joining, struct call *call)
{
    const struct invitation *invitation = &joining->invitation;
    struct command command = {.kind = COMMAND_JOIN};
    struct keys *keys = &joining->keys;
    struct answer answer;
    enum err err = ERR_OK;

    memcpy(keys->network_key, invitation->network_key, NETWORK_KEY_BYTES);
    memcpy(keys->name, joining->name, sizeof joining->name);
    answer_init(&answer);
    command.as.join.invite = bytes_view(&invitation->record);
    command.as.join.name = view_text(joining->name);
    command.as.join.keeps_profile = !joining->is_named;
    keys_one_time_make(invitation->one_time_seed, &command.as.join.one_time);
    err = joining->is_resumed ? drive_command(&joining->drive, &command, false,
                                              &answer, &call->why)
                              : movein(&joining->drive, &joining->where, keys,
                                       &command, &call->why);
    answer_release(&answer);
    keys_one_time_release(&command.as.join.one_time);
    return explain_text(err, &call->why);
}

static json_t *model(const struct joining *joining, size_t posts)
{
    const struct keys *keys = &joining->drive.keys;
    char household[ID_HEX_CHARS];
    char place[NEIGHBOURHOOD_HEX_CHARS];

    id_to_hex(drive_own(&joining->drive), household);
    neighbourhood_to_hex(&keys->neighbourhood, place);
    return json_pack("{s:{s:s,s:s},s:{s:s,s:s},s:I,s:b}", "household", "name",
                     joining->name, "id", household, "neighbourhood", "name",
                     joining->invitation.place, "id", place, "posts",
                     (json_int_t)posts, "reached",
                     joining->end == FETCH_SYNCED);
}

static void say(const struct joining *joining,
                const struct call *call,
                size_t homes,
                size_t posts)
{
    const struct out *out = &call->out;

    if (joining->end == FETCH_SYNCED) {
        out_say(out,
                "Joined %s (%zu homes) as %s. Fetched %zu posts in %" PRIu64
                ".%" PRIu64 " s.",
                joining->invitation.place, homes, joining->name, posts,
                joining->took_ms / 1000, joining->took_ms % 1000 / 100);
        out_hint(out, joining->runs_without
                          ? "See them: kith board"
                          : "See them: kith board. Stay in touch: kith run");
    } else if (joining->end == FETCH_WAITING) {
        out_say(out, "Asked to join %s as %s; nobody has answered yet.",
                joining->invitation.place, joining->name);
        out_hint(out,
                 "%s, and fetches the board once you are in; the same kith "
                 "join asks again.",
                 joining->drive.has_node
                     ? "kith run is running and goes on knocking"
                     : "A neighbour was reached and is slow. kith run goes on "
                       "knocking");
    } else {
        out_say(out, "Joined %s as %s.", joining->invitation.place,
                joining->name);
        out_hint(out, "Nobody could be reached now. The board comes as soon "
                      "as kith run meets a neighbour.");
    }
    if (joining->runs_without) {
        out_hint(out, "kith run is running, and does not know this "
                      "neighbourhood yet: stop it and start it again.");
    }
    if (!arguments_has(&call->arguments, "name") && joining->is_named) {
        out_hint(out, "Choose your own name: kith profile --name \"Red gate\"");
    } else if (text_looks_like_address(view_text(joining->name))) {
        out_hint(out, "\"%s\" looks like an address; every member sees it.",
                 joining->name);
    }
}

static enum err report(struct joining *joining, struct call *call)
{
    struct drive *drive = &joining->drive;
    const struct desk_board all = {.limit = BOARD_ROWS_MAX};
    json_t *posts = NULL;
    json_t *members = NULL;
    json_t *document = NULL;
    enum err err = drive_look(drive, &call->why);

    if (err == ERR_OK) {
        const struct desk desk = {
            .store = drive->store,
            .roster = node_roster(drive->node),
            .own = *drive_own(drive),
            .neighbourhood = &drive->keys.neighbourhood,
            .now_ms = drive_moment(drive).now_ms,
        };

        err = desk_board(&desk, &all, &posts);
        if (err == ERR_OK) {
            err = desk_members(&desk, &members);
        }
        drive_look_end(drive);
    }
    if (err == ERR_OK) {
        document = model(joining, json_array_size(posts));
        err = document == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (err == ERR_OK) {
        out_json(&call->out, document);
        say(joining, call, json_array_size(members), json_array_size(posts));
    }
    json_decref(document);
    json_decref(members);
    json_decref(posts);
    return err;
}

/* A node that runs here, and that was not there to be told of the joining. */
static void look_for_node(struct joining *joining)
{
    uint64_t holder = 0;

    joining->runs_without =
        !joining->drive.has_node &&
        run_lock_holder(joining->where.home, &holder) == ERR_OK && holder != 0;
}

/* Leave nothing of a joining that came to nothing, but one that waited. */
static void undo(struct joining *joining)
{
    if (!joining->is_resumed) {
        movein_undo(&joining->drive, &joining->where);
    }
}

/* A neighbour was there, heard us and let nobody in: another household came
 * first. What was asked before with these keys may have been kept elsewhere, so
 * they stay. */
static enum err turned_away(struct joining *joining, struct call *call)
{
    enum err err = problem_set(&call->why, ERR_DENIED, "used-invite",
                               "A neighbour was reached and did not let you "
                               "in: this invite was used or taken back.");

    problem_advise(&call->why, "Ask for a new one; each is for one household.");
    undo(joining);
    return err;
}

/* With the keys of a joining that waits, or new ones. */
static enum err move_in_alone(struct joining *joining, struct call *call)
{
    int turn = -1;
    enum err err = movein_begin(&joining->where, &turn, &call->why);

    if (err == ERR_OK) {
        err = movein_resume(&joining->drive, &joining->where,
                            &joining->keys.neighbourhood, &joining->is_resumed,
                            &call->why);
    }
    if (err == ERR_OK) {
        err = choose_name(joining, call);
    }
    if (err == ERR_OK) {
        err = move_in(joining, call);
    }
    home_close(joining->where.home, turn);
    return err;
}

static enum err join(struct joining *joining, struct call *call)
{
    const uint64_t begun_ms = clock_mono_ms();
    const char *at = arguments_value(&call->arguments, "at");
    enum err err = read_invite(joining, call);

    if (err == ERR_OK && at != NULL) {
        err = near_read(at, NULL, &joining->home, &call->why);
    }
    if (err == ERR_OK) {
        err = where_find(&joining->where, &call->why);
    }
    if (err == ERR_OK) {
        err = move_in_alone(joining, call);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = movein_addresses(&joining->drive, &joining->invitation);
    if (err == ERR_OK && at != NULL) {
        err = near_remember(joining->drive.store, &joining->home);
    }
    if (err != ERR_OK) {
        err = drive_explain(&joining->drive, err, &call->why);
        undo(joining);
        return err;
    }
    joining->end = FETCH_WAITING;
    if (!joining->drive.has_node) { /* else kith run is at the door */
        err = fetch_board(&joining->drive, &call->out,
                          !arguments_has(&call->arguments, "no-lan"),
                          &joining->end, &call->why);
    }
    joining->took_ms = clock_mono_ms() - begun_ms;
    look_for_node(joining);
    if (err == ERR_OK && joining->end == FETCH_REFUSED) {
        return turned_away(joining, call);
    }
    return err == ERR_OK ? report(joining, call) : err;
}

static enum err join_run(struct call *call)
{
    struct joining *joining = calloc(1, sizeof *joining);
    enum err err = ERR_NOMEM;

    if (joining == NULL) {
        return ERR_NOMEM;
    }
    drive_init(&joining->drive);
    invitation_init(&joining->invitation);
    err = join(joining, call);
    invitation_release(&joining->invitation);
    keys_release(&joining->keys);
    drive_release(&joining->drive);
    sodium_memzero(joining, sizeof *joining); /* the text holds keys */
    free(joining);
    return err;
}

const struct verb verb_join = {
    .name = "join",
    .group = GROUP_START,
    .usage = "INVITE",
    .summary = "join the neighbourhood that invited you",
    .example = "kith join kith:AbC... --name \"Red gate\"",
    .options = join_options,
    .words_min = 1,
    .words_max = 1,
    .run = join_run,
};
