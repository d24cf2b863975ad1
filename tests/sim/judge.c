/* All meet again, and then all must keep and show the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/scope.h"
#include "node/sync/admit.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"
#include "tests/sim/told.h"

enum {
    ROUNDS_MAX = 10,
    ROUND_MINUTES = 4,
    POSTS_MAX = 8192,
    /* Clocks that ran ahead are caught up with. */
    WAIT_HOURS = 3,
    /* The judge comes far from midnight, when days change. */
    HOUR_OF_JUDGEMENT = 9,
};

/* What one machine keeps, as a member of the village. */
struct kept {
    unsigned char sets[SET_COUNT][32];
    size_t counts[SET_COUNT];
    unsigned char members[32];
};

struct keeping {
    const struct world *world;
    const struct machine *machine;
    const struct roster *roster;
    struct moment moment;
    uint16_t from_week; /* of the set: what both keep */
    crypto_generichash_state state;
    size_t count;
};

static bool is_judged(const struct world *world, const struct machine *machine)
{
    const struct machine *founder = &world->machines[0];

    return !machine->is_rogue && machine_is_up(machine) &&
           roster_level(node_roster(founder->node),
                        &machine->household.signing.public,
                        STANDING_LIVE) != LEVEL_NONE;
}

static enum err add_roster(void *visitor, struct view bytes)
{
    struct record record;

    check_ok(record_read(bytes, &record));
    check_ok(roster_add(visitor, &record, false));
    return ERR_OK;
}

/* The roster of a shelf, without the favour that a node does its own. */
static struct roster *plain_roster(const struct world *world,
                                   const struct machine *machine)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct roster *roster = NULL;

    check_ok(roster_new(&world->neighbourhood, &roster));
    check_ok(port.walk_bytes(port.self, SET_ROSTER, add_roster, roster));
    check_ok(
        roster_settle(roster, day_of(machine_moment(world, machine).now_ms)));
    return roster;
}

/* What a member signed counts for all others, on whichever machine. */
static void expect_own_counts(const struct keeping *keeping,
                              const struct record *record,
                              enum err err)
{
    const struct machine *machine = keeping->machine;

    if (err == ERR_STRANGER && class_find(record->class)->set != SET_ROSTER &&
        id_equal(&record->household, &machine->household.signing.public) &&
        roster_level(keeping->roster, &record->household, STANDING_GRACE) !=
            LEVEL_NONE) {
        print_error("%s: nobody counts its %s %u/%u\n", machine->name,
                    class_find(record->class)->name, (unsigned)record->lane,
                    (unsigned)record->n);
        fail();
    }
}

static unsigned weeks_of(const struct machine *machine)
{
    return machine->config.keep_weeks;
}

/* What is before its scope a machine keeps of its own, and tombstones. */
static void expect_past_stays(const struct keeping *keeping,
                              const struct record *record)
{
    const struct machine *machine = keeping->machine;

    if (weeks_of(machine) != KEEP_ALL && !record_is_tombstone(record) &&
        !id_equal(&record->household, &machine->household.signing.public)) {
        print_error("%s keeps %u weeks, and %s %u of %s past them\n",
                    machine->name, weeks_of(machine),
                    class_find(record->class)->name, (unsigned)record->n,
                    told_name(keeping->world, &record->household));
        fail();
    }
}

/* A node keeps its own whatever its standing; the others need not. */
static enum err add_kept(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct keeping *keeping = visitor;
    struct shelf port = memory_shelf_port(keeping->machine->shelf);
    static const struct id nobody;
    struct bytes bytes;
    struct record record;
    enum err err = ERR_STRANGER;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(port.read(port.self, id, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    if (class_find(record.class)->set != SET_ROSTER) {
        err = admit_check(keeping->roster, &record, &keeping->moment, &nobody);
    } else if (roster_keeps(keeping->roster, id)) {
        err = ERR_OK;
    }
    expect_own_counts(keeping, &record, err);
    if (err == ERR_OK && scope_has(keeping->from_week, drop_day)) {
        (void)crypto_generichash_update(&keeping->state, id->data, ID_BYTES);
        keeping->count++;
    } else if (err == ERR_OK) {
        expect_past_stays(keeping, &record);
    } else if (!id_equal(&record.household,
                         &keeping->machine->household.signing.public)) {
        print_error(
            "%s keeps what it must not: %s %u of %s, %s, stamped "
            "%lld s ago\n",
            keeping->machine->name, class_find(record.class)->name,
            (unsigned)record.n, told_name(keeping->world, &record.household),
            err_name(err),
            ((long long)keeping->moment.now_ms - (long long)record.stamp_ms) /
                1000);
        fail();
    }
    bytes_release(&bytes);
    return ERR_OK;
}

static void keep_members(const struct roster *roster, unsigned char *out)
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, 32);
    for (size_t index = 0; index < roster_count(roster); index++) {
        const struct roster_household *household = roster_at(roster, index);

        if (household->level[STANDING_LIVE] != LEVEL_NONE) {
            (void)crypto_generichash_update(&state, household->id.data,
                                            ID_BYTES);
            (void)crypto_generichash_update(
                &state, &household->level[STANDING_LIVE], 1);
        }
    }
    (void)crypto_generichash_final(&state, out, 32);
}

/* What it keeps in the scope of another, as that one's clock has it. */
static void keep(const struct world *world,
                 const struct machine *machine,
                 const struct machine *scope,
                 struct kept *out)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct roster *roster = plain_roster(world, machine);
    struct keeping keeping = {
        .world = world,
        .machine = machine,
        .roster = roster,
        .moment = machine_moment(world, machine),
    };

    memset(out, 0, sizeof *out);
    for (unsigned set = 0; set < SET_COUNT; set++) {
        keeping.count = 0;
        keeping.from_week =
            scope_from_week((enum set)set, weeks_of(scope),
                            machine_moment(world, scope).now_ms);
        (void)crypto_generichash_init(&keeping.state, NULL, 0, 32);
        check_ok(port.walk_ids(port.self, (enum set)set, add_kept, &keeping));
        (void)crypto_generichash_final(&keeping.state, out->sets[set], 32);
        out->counts[set] = keeping.count;
    }
    keep_members(roster, out->members);
    roster_free(roster);
}

/* Does an honest member keep something else than the founder? */
static bool is_differing(const struct world *world, bool is_telling)
{
    const struct machine *founder = &world->machines[0];
    struct kept wanted;
    struct kept kept;

    for (size_t index = 1; index < world->machine_count; index++) {
        const struct machine *machine = &world->machines[index];

        if (!is_judged(world, machine)) {
            continue;
        }
        keep(world, founder, machine, &wanted);
        keep(world, machine, machine, &kept);
        if (memcmp(&kept, &wanted, sizeof kept) == 0) {
            continue;
        }
        for (unsigned set = 0; is_telling && set < SET_COUNT; set++) {
            print_error("%s %s: %zu, the founder %zu%s\n", machine->name,
                        set_name((enum set)set), kept.counts[set],
                        wanted.counts[set],
                        memcmp(kept.sets[set], wanted.sets[set], 32) == 0
                            ? ""
                            : ", they differ");
        }
        return true;
    }
    return false;
}

/* Whoever found no lane for a machine strikes another one out, if he can. */
static void make_room(struct world *world)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        struct machine *machine = &world->machines[index];

        if (!machine->is_rogue) {
            check_ok(deed_make_room(world, machine));
        }
    }
}

/* The next in a circle: of all, or of those without a scope. */
static struct machine *
next_of(struct world *world, size_t index, bool keeps_all)
{
    for (size_t step = 1; step < world->machine_count; step++) {
        struct machine *next =
            &world->machines[(index + step) % world->machine_count];

        if (!next->is_rogue && (!keeps_all || weeks_of(next) == KEEP_ALL)) {
            return next;
        }
    }
    return &world->machines[0];
}

/* Each dials the next in a circle, the next that keeps all, since weeks that a
 * small home has dropped it cannot hand on, and somebody else. */
static void meet_all(struct season *season)
{
    struct world *world = &season->world;

    for (size_t index = 0; index < world->machine_count; index++) {
        struct machine *machine = &world->machines[index];
        uint64_t ms = ROUND_MINUTES * (uint64_t)MINUTE_MS;

        (void)season_meet(season, machine, season_anyone(season), ms);
        (void)season_meet(season, machine, next_of(world, index, false), ms);
        (void)season_meet(season, machine, next_of(world, index, true), ms);
    }
}

/* After a while of quiet each session between members is complete. */
static void expect_live(const struct season *season)
{
    const struct world *world = &season->world;

    for (size_t place = 0; place < world->cable_count; place++) {
        const struct cable *cable = &world->cables[place];
        const struct machine *ends[2] = {&world->machines[cable->ends[0]],
                                         &world->machines[cable->ends[1]]};
        struct node_peer peers[64];

        for (unsigned side = 0; side < 2; side++) {
            size_t count = 0;

            if (cable->number == 0 || cable->is_ending || cable->is_cut ||
                !is_judged(world, ends[0]) || !is_judged(world, ends[1])) {
                continue;
            }
            count = node_peers(ends[side]->node, peers, 64);
            while (count > 0 && peers[count - 1].number != cable->peers[side]) {
                count--;
            }
            if (count == 0 || !peers[count - 1].is_live) {
                print_error("%s: the session with %s does not end\n",
                            ends[side]->name, ends[1 - side]->name);
                fail();
            }
        }
    }
}

static bool is_same_post(const struct kept_post *post,
                         const struct withdrawn *withdrawn)
{
    return id_equal(&post->household, &withdrawn->household) &&
           strcmp(post->title, withdrawn->title) == 0;
}

static bool is_withdrawn(const struct season *season,
                         const struct kept_post *post)
{
    for (size_t index = 0; index < season->withdrawn_count; index++) {
        if (is_same_post(post, &season->withdrawn[index])) {
            return true;
        }
    }
    return false;
}

/* Does it show what was withdrawn? */
static bool shows_withdrawn(const struct season *season,
                            const struct machine *machine,
                            bool is_telling)
{
    static struct kept_post posts[POSTS_MAX];
    size_t count = deed_posts(machine, NULL, posts, POSTS_MAX);

    for (size_t index = 0; index < count; index++) {
        const struct kept_post *post = &posts[index];

        if (roster_level(node_roster(machine->node), &post->household,
                         STANDING_LIVE) == LEVEL_NONE ||
            !is_withdrawn(season, post)) {
            continue; /* hidden: its keeper cannot tell anybody */
        }
        if (is_telling) {
            print_error("%s shows the withdrawn %s of %s, revision %u in "
                        "slot %u/%u\n",
                        machine->name, post->title,
                        told_name(&season->world, &post->household),
                        (unsigned)post->revision, (unsigned)post->lane,
                        (unsigned)post->n);
        }
        return true;
    }
    return false;
}

static bool is_withdrawn_shown(const struct season *season, bool is_telling)
{
    const struct world *world = &season->world;

    for (size_t index = 0; index < world->machine_count; index++) {
        const struct machine *machine = &world->machines[index];

        if (is_judged(world, machine) &&
            shows_withdrawn(season, machine, is_telling)) {
            return true;
        }
    }
    return false;
}

static void await_judgement(struct world *world)
{
    uint64_t day_ms = (uint64_t)DAY_MS;
    uint64_t now_ms = 0;

    world_run(world, WAIT_HOURS * (uint64_t)HOUR_MS);
    now_ms = (WORLD_BEGIN_MS + world->now_ms) % day_ms;
    world_run(world, (day_ms + HOUR_OF_JUDGEMENT * (uint64_t)HOUR_MS - now_ms) %
                         day_ms);
}

void judge_season(struct season *season)
{
    struct world *world = &season->world;
    size_t rounds = 0;
    bool is_settled = false;

    await_judgement(world);
    for (; rounds < ROUNDS_MAX && !is_settled; rounds++) {
        make_room(world);
        meet_all(season);
        world_run(world, ROUND_MINUTES * (uint64_t)MINUTE_MS - 5000);
        expect_live(season);
        world_run(world, 10000);
        is_settled =
            !is_differing(world, false) && !is_withdrawn_shown(season, false);
    }
    if (!is_settled) {
        (void)is_differing(world, true);
        (void)is_withdrawn_shown(season, true);
        fail();
    }
    season->rounds += rounds;
}
