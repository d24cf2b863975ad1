/* What residents do in a season. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

enum {
    HUBS = 2, /* the first machines are met most */
    POSTS_MAX = 512,
    BULK = 20,
    FLURRY = 10,
    MEET_MINUTES_MAX = 16,
};

void season_title(struct season *season, char title[static 32])
{
    (void)snprintf(title, 32, "thing %llu",
                   (unsigned long long)season->titles++);
}

static bool is_full(const struct machine *machine)
{
    return roster_level(node_roster(machine->node),
                        &machine->household.signing.public,
                        STANDING_LIVE) <= LEVEL_MAX;
}

static bool do_dial(struct season *season)
{
    struct world *world = &season->world;
    struct machine *dialler =
        &world->machines[chance_below(&world->chance, world->machine_count)];
    const uint64_t most =
        chance_in(&world->chance, 2) ? HUBS : world->machine_count;
    const size_t other = (size_t)chance_below(&world->chance, most);
    uint64_t ms = chance_between(&world->chance, 5000,
                                 MEET_MINUTES_MAX * (uint64_t)MINUTE_MS);

    return season_meet(season, dialler, &world->machines[other], ms) !=
           SIZE_MAX;
}

static bool post_on(struct season *season, struct machine *machine)
{
    char title[32];

    season_title(season, title);
    return machine != NULL &&
           deed_post(&season->world, machine, title, "") == ERR_OK;
}

static bool do_post(struct season *season)
{
    return post_on(season, season_anyone(season));
}

/* One of the posts of somebody's household. */
static struct machine *any_post(struct season *season, struct kept_post *out)
{
    static struct kept_post posts[POSTS_MAX];
    struct machine *machine = season_anyone(season);
    size_t count = 0;

    if (machine != NULL) {
        count = deed_posts(machine, &machine->household.signing.public, posts,
                           POSTS_MAX);
    }
    if (count == 0) {
        return NULL;
    }
    *out = posts[chance_below(&season->world.chance, count)];
    return machine;
}

/* Remember a version that will soon be an old one. */
static void remember_old(struct season *season,
                         const struct machine *machine,
                         const struct kept_post *post)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct old_record *old = &season->replays[season->replay_count];
    struct shelf_row row;
    struct bytes bytes;
    struct id slot;

    if (season->replay_count == REPLAYS_MAX) {
        return;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_POST, &post->household, post->lane, post->n, &slot);
    check_ok(port.head(port.self, &slot, &row));
    check_ok(port.read(port.self, &row.id, &bytes));
    old->data = malloc(bytes.bytes);
    assert_non_null(old->data);
    memcpy(old->data, bytes.data, bytes.bytes);
    old->bytes = bytes.bytes;
    season->replay_count++;
    bytes_release(&bytes);
}

/* Whoever changes, at home, what he withdrew elsewhere wants it back. */
static void forget_withdrawn(struct season *season, const char *title)
{
    for (size_t index = 0; index < season->withdrawn_count; index++) {
        if (strcmp(season->withdrawn[index].title, title) == 0) {
            season->withdrawn_count--;
            season->withdrawn[index] =
                season->withdrawn[season->withdrawn_count];
            return;
        }
    }
}

static bool do_edit(struct season *season)
{
    struct kept_post post;
    struct machine *machine = any_post(season, &post);

    if (machine == NULL) {
        return false;
    }
    remember_old(season, machine, &post);
    if (deed_edit(&season->world, machine, &post, "changed") != ERR_OK) {
        return false;
    }
    forget_withdrawn(season, post.title);
    return true;
}

static bool has_head(const struct machine *machine,
                     const struct kept_post *post,
                     struct shelf_row *row)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct id slot;

    record_slot(CLASS_POST, &post->household, post->lane, post->n, &slot);
    return port.head(port.self, &slot, row) == ERR_OK;
}

/* Another device may have changed it already, by a clock that is ahead. */
static bool is_newest(const struct season *season,
                      const struct kept_post *post,
                      const struct shelf_row *tombstone)
{
    const struct world *world = &season->world;

    for (size_t index = 0; index < world->machine_count; index++) {
        struct shelf_row row;

        if (has_head(&world->machines[index], post, &row) &&
            record_is_newer(row.stamp_ms, &row.id, tombstone->stamp_ms,
                            &tombstone->id)) {
            return false;
        }
    }
    return true;
}

static bool do_withdraw(struct season *season)
{
    struct kept_post post;
    struct shelf_row row;
    struct machine *machine = any_post(season, &post);
    struct withdrawn *withdrawn = NULL;

    if (machine == NULL || season->withdrawn_count == WITHDRAWN_MAX) {
        return false;
    }
    remember_old(season, machine, &post);
    if (deed_withdraw(&season->world, machine, &post) != ERR_OK) {
        return false;
    }
    forget_withdrawn(season, post.title);
    assert_true(has_head(machine, &post, &row) && row.is_tombstone);
    if (is_newest(season, &post, &row)) {
        withdrawn = &season->withdrawn[season->withdrawn_count++];
        withdrawn->household = post.household;
        withdrawn->tombstone = row.id;
        memcpy(withdrawn->title, post.title, sizeof withdrawn->title);
    }
    return true;
}

static bool has_record(struct memory_shelf *shelf, const struct id *id)
{
    struct shelf port = memory_shelf_port(shelf);
    struct shelf_row row;

    return port.find(port.self, id, &row) == ERR_OK;
}

/* By somebody else, or by the backup that this one puts back. */
static bool stays_known(const struct season *season,
                        const struct machine *machine,
                        const struct id *id)
{
    const struct world *world = &season->world;

    for (size_t index = 0; index < world->machine_count; index++) {
        const struct machine *other = &world->machines[index];

        if (other != machine && !other->is_rogue &&
            has_record(other->shelf, id)) {
            return true;
        }
    }
    return machine->backup != NULL && has_record(machine->backup, id);
}

void life_forget(struct season *season, const struct machine *machine)
{
    size_t index = 0;

    while (index < season->withdrawn_count) {
        struct withdrawn *withdrawn = &season->withdrawn[index];

        if (!stays_known(season, machine, &withdrawn->tombstone)) {
            season->withdrawn_count--;
            *withdrawn = season->withdrawn[season->withdrawn_count];
        } else {
            index++;
        }
    }
}

static bool do_renew(struct season *season)
{
    struct kept_post post;
    struct machine *machine = any_post(season, &post);

    if (machine == NULL ||
        deed_renew(&season->world, machine, &post) != ERR_OK) {
        return false;
    }
    forget_withdrawn(season, post.title);
    return true;
}

static bool do_profile(struct season *season)
{
    struct machine *machine = season_anyone(season);

    return machine != NULL && deed_profile(&season->world, machine) == ERR_OK;
}

static bool do_bulk(struct season *season)
{
    struct machine *machine = season_anyone(season);
    char title[32];
    int done = 0;

    for (int count = 0; machine != NULL && count < BULK; count++) {
        season_title(season, title);
        done += machine_is_up(machine) &&
                deed_post(&season->world, machine, title, "many") == ERR_OK;
    }
    return done > 0;
}

static bool do_flurry(struct season *season)
{
    struct kept_post post;
    struct machine *machine = any_post(season, &post);
    int done = 0;

    for (int count = 0; machine != NULL && count < FLURRY; count++) {
        done += machine_is_up(machine) &&
                deed_edit(&season->world, machine, &post, "again") == ERR_OK;
    }
    if (done > 0) {
        forget_withdrawn(season, post.title);
    }
    return done > 0;
}

/* Somebody with a free vouch slot; the founder always has one. */
static struct machine *invite_of_anyone(struct season *season,
                                        struct invite *invite)
{
    for (int tries = 0; tries < 6; tries++) {
        struct machine *machine = season_anyone(season);

        if (machine != NULL && is_full(machine) &&
            deed_invite(&season->world, machine, invite) == ERR_OK) {
            return machine;
        }
    }
    return machine_is_up(&season->world.machines[0]) &&
                   deed_invite(&season->world, &season->world.machines[0],
                               invite) == ERR_OK
               ? &season->world.machines[0]
               : NULL;
}

static bool take_up(struct season *season,
                    const char *name,
                    const struct invite *invite,
                    struct machine *inviter)
{
    struct world *world = &season->world;
    struct machine *machine = machine_add(world, name);

    machine_start(world, machine);
    if (deed_join(world, machine, invite) != ERR_OK) {
        return false;
    }
    (void)season_meet(season, machine, inviter, MINUTE_MS);
    return true;
}

bool life_join(struct season *season, const char *name)
{
    struct invite invite;
    struct machine *inviter = invite_of_anyone(season, &invite);

    return inviter != NULL && take_up(season, name, &invite, inviter);
}

/* It is a hub from its next start on, or a home again. */
static bool do_hub(struct season *season)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);
    struct event event = {.kind = EVENT_REACHABLE};
    const struct view addresses[] = {view_text("hall.example:5484"),
                                     view_text("10.0.0.1:5484")};

    if (machine == NULL) {
        return false;
    }
    event.as.reachable.addresses = addresses;
    event.as.reachable.count = (size_t)chance_below(&world->chance, 3);
    machine->config.is_hub = chance_in(&world->chance, 2);
    return machine_step(world, machine, &event, NULL) == ERR_OK;
}

/* Records of one set, parcel by parcel. */
struct carrying {
    struct world *world;
    struct machine *to;
    enum set set;
    struct bytes records;
};

static void hand_over(struct carrying *carrying)
{
    struct event event = {.kind = EVENT_CARRIED};

    event.as.carried =
        (struct carried){carrying->set, bytes_view(&carrying->records)};
    if (machine_is_up(carrying->to)) {
        (void)machine_step(carrying->world, carrying->to, &event, NULL);
    }
    bytes_reset(&carrying->records);
}

static enum err carry(void *visitor, struct view bytes)
{
    struct carrying *carrying = visitor;

    if (carrying->records.bytes + 2 + bytes.bytes > RECORDS_BYTES_MAX) {
        hand_over(carrying);
    }
    check_ok(bytes_append_u16(&carrying->records, (uint16_t)bytes.bytes));
    check_ok(bytes_append(&carrying->records, bytes));
    return ERR_OK;
}

static bool do_stick(struct season *season)
{
    struct machine *from = season_anyone(season);
    struct machine *to = season_anyone(season);
    struct carrying carrying = {.world = &season->world, .to = to};
    struct shelf port;

    if (from == NULL || to == NULL || from == to) {
        return false;
    }
    port = memory_shelf_port(from->shelf);
    bytes_init(&carrying.records, RECORDS_BYTES_MAX);
    for (int set = 0; set < SET_COUNT; set++) {
        carrying.set = (enum set)set;
        check_ok(port.walk_bytes(port.self, carrying.set, carry, &carrying));
        if (carrying.records.bytes > 0 || set == SET_ROSTER) {
            hand_over(&carrying);
        }
    }
    bytes_release(&carrying.records);
    return true;
}

static bool do_join(struct season *season)
{
    char name[MACHINE_NAME_CHARS];

    if (season->world.machine_count >= season->size_max) {
        return false;
    }
    (void)snprintf(name, sizeof name, "m%zu", season->world.machine_count);
    return life_join(season, name);
}

static bool do_stolen(struct season *season)
{
    char name[MACHINE_NAME_CHARS];
    struct invite invite;
    struct machine *inviter = NULL;

    if (season->world.machine_count + 2 > season->size_max) {
        return false;
    }
    inviter = invite_of_anyone(season, &invite);
    for (int count = 0; inviter != NULL && count < 2; count++) {
        (void)snprintf(name, sizeof name, "m%zu", season->world.machine_count);
        if (!take_up(season, name, &invite, inviter)) {
            return false;
        }
    }
    return inviter != NULL;
}

static bool vouch(struct season *season, enum command_kind kind)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);
    const struct machine *other = season_anyone(season);

    return machine != NULL && other != NULL && is_full(machine) &&
           deed_on(world, machine, kind, &other->household.signing.public) ==
               ERR_OK;
}

/* The node is stopped, and started with another scope. The founder keeps all,
 * so that there is somebody to be judged by. */
static bool do_keep(struct season *season)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);

    if (machine == NULL || machine == &world->machines[0]) {
        return false;
    }
    machine_commit(world, machine);
    machine_crash(world, machine);
    machine->config.keep_weeks = (unsigned)chance_below(&world->chance, 3);
    machine_start(world, machine);
    return true;
}

bool life_happen(struct season *season, enum happening happening)
{
    static bool (*const acts[])(struct season *) = {
        [HAPPENING_dial] = do_dial,
        [HAPPENING_post] = do_post,
        [HAPPENING_edit] = do_edit,
        [HAPPENING_withdraw] = do_withdraw,
        [HAPPENING_renew] = do_renew,
        [HAPPENING_hours] = life_hours,
        [HAPPENING_settle] = life_settle,
        [HAPPENING_letter] = life_letter,
        [HAPPENING_profile] = do_profile,
        [HAPPENING_bulk] = do_bulk,
        [HAPPENING_flurry] = do_flurry,
        [HAPPENING_hub] = do_hub,
        [HAPPENING_stick] = do_stick,
        [HAPPENING_join] = do_join,
        [HAPPENING_stolen] = do_stolen,
        [HAPPENING_keep] = do_keep,
        [HAPPENING_second_device] = life_second_device,
        [HAPPENING_restore_twice] = life_restore_twice,
    };

    if (happening == HAPPENING_vouch || happening == HAPPENING_unvouch) {
        return vouch(season, happening == HAPPENING_vouch ? COMMAND_VOUCH
                                                          : COMMAND_UNVOUCH);
    }
    return acts[happening](season);
}
