/*
 * Storms: an hour of thirty machines whose cables are cut, stall and choke, and
 * which are killed. Whoever holds a stalled cable gives it up by itself, and
 * what is posted is everywhere within minutes.
 *
 *     ctest: timeout=300
 *
 * SIM_SEED and SIM_SEEDS say which: 200 with SIM_SEED=1 SIM_SEEDS=200.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

enum {
    SEEDS = 3,
    MACHINES = 30,
    TIES_MORE = 3, /* below it: beside the one that makes a tree of all */
    STORM_MS = 40 * MINUTE_MS,
    AFTER_MS = 10 * MINUTE_MS,
    LOOK_MS = 5000,
    GAP_MS = 8000, /* between two happenings, on average */
    NOTICED_MS = 5 * MINUTE_MS,
    HEALED_MS = 10 * MINUTE_MS,
    DOWN_MS = 90 * 1000,
    TROUBLES_MAX = 1024,
    POSTS_MAX = 1024,
    PLAN_HAPPENING = 0,
    PLAN_LOOK = 1,
    PLAN_HEAL = 2, /* and above: machines that are parted, as a number */
};

/* A cable that stalls or chokes. */
struct trouble {
    uint64_t cable; /* its number; 0: it is gone */
    uint64_t since_ms;
};

struct posted {
    struct id id; /* zero: it is everywhere */
    uint64_t since_ms;
};

struct storm {
    struct world world;
    uint64_t end_ms;
    struct trouble troubles[TROUBLES_MAX];
    size_t trouble_count;
    struct posted posts[POSTS_MAX];
    size_t post_count;
    uint64_t noticed_ms; /* the longest */
    uint64_t healed_ms;
    size_t cuts;
    size_t kills;
    size_t parts;
};

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text == NULL ? usual : strtoull(text, NULL, 10);
}

static struct machine *anyone(struct storm *storm)
{
    struct world *world = &storm->world;

    return &world->machines[chance_below(&world->chance, world->machine_count)];
}

static struct cable *any_cable(struct storm *storm)
{
    struct world *world = &storm->world;
    size_t first = (size_t)chance_below(&world->chance, world->cable_count);

    for (size_t step = 0; step < world->cable_count; step++) {
        struct cable *cable =
            &world->cables[(first + step) % world->cable_count];

        if (cable->number != 0 && !cable->is_cut && !cable->is_ending &&
            !cable->is_stalled && cable->peers[0] != 0 &&
            cable->peers[1] != 0) {
            return cable;
        }
    }
    return NULL;
}

/* The record that a machine stored last of its own. */
static void note_post(struct storm *storm, const struct machine *machine)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct journal_row row;
    struct posted *posted = &storm->posts[storm->post_count];
    uint64_t last = 0;
    size_t count = 0;

    assert_true(storm->post_count < POSTS_MAX);
    check_ok(port.journal_last(port.self, &last));
    check_ok(port.journal(port.self, last - 1, &row, 1, &count));
    assert_int_equal(count, 1);
    *posted = (struct posted){row.id, storm->world.now_ms};
    storm->post_count++;
}

static void post(struct storm *storm)
{
    struct machine *machine = anyone(storm);
    char title[32];

    (void)snprintf(title, sizeof title, "thing %zu", storm->post_count);
    if (machine_is_up(machine)) {
        check_ok(deed_post(&storm->world, machine, title, ""));
        note_post(storm, machine);
    }
}

static void trouble(struct storm *storm, bool is_stall)
{
    struct cable *cable = any_cable(storm);

    if (cable == NULL) {
        return;
    }
    assert_true(storm->trouble_count < TROUBLES_MAX);
    cable->is_stalled = is_stall;
    cable->is_choked = !is_stall;
    if (is_stall) {
        storm->troubles[storm->trouble_count++] =
            (struct trouble){cable->number, storm->world.now_ms};
    }
}

static void kill_one(struct storm *storm)
{
    struct world *world = &storm->world;
    struct machine *machine = anyone(storm);

    if (machine->node != NULL) {
        machine_crash(world, machine);
        machine_plan_start(world, machine,
                           chance_between(&world->chance, 1000, DOWN_MS));
        storm->kills++;
    }
}

static void part(struct storm *storm)
{
    struct world *world = &storm->world;
    struct machine *left = anyone(storm);
    struct machine *right = anyone(storm);

    if (left != right) {
        world_part(world, left, right, true);
        world_plan(world, chance_between(&world->chance, 1000, 2 * MINUTE_MS),
                   PLAN_HEAL + world_index(world, left) * MACHINES +
                       world_index(world, right));
        storm->parts++;
    }
}

static void happen(struct storm *storm)
{
    struct cable *cable = NULL;

    switch (chance_below(&storm->world.chance, 12)) {
    case 0:
    case 1:
        kill_one(storm);
        break;
    case 2:
        part(storm);
        break;
    case 3:
    case 4:
        cable = any_cable(storm);
        if (cable != NULL) {
            cable_cut(&storm->world, (size_t)(cable - storm->world.cables));
            storm->cuts++;
        }
        break;
    case 5:
    case 6:
        trouble(storm, true);
        break;
    case 7:
        trouble(storm, false);
        break;
    default:
        post(storm);
        break;
    }
}

static bool is_there(const struct world *world, uint64_t number)
{
    for (size_t place = 0; place < world->cable_count; place++) {
        if (world->cables[place].number == number) {
            return true;
        }
    }
    return false;
}

static void look_at_troubles(struct storm *storm)
{
    for (size_t index = 0; index < storm->trouble_count; index++) {
        struct trouble *one = &storm->troubles[index];
        uint64_t ms = storm->world.now_ms - one->since_ms;

        if (one->cable == 0) {
            continue;
        }
        if (!is_there(&storm->world, one->cable)) {
            one->cable = 0;
            storm->noticed_ms = ms > storm->noticed_ms ? ms : storm->noticed_ms;
        } else if (ms > NOTICED_MS) {
            fail_msg("a stall is not noticed in %llu ms",
                     (unsigned long long)ms);
        }
    }
}

static bool is_everywhere(const struct world *world, const struct id *id)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        const struct machine *machine = &world->machines[index];
        struct shelf port = memory_shelf_port(machine->shelf);
        struct shelf_row row;

        if (machine_is_up(machine) &&
            port.find(port.self, id, &row) != ERR_OK) {
            return false;
        }
    }
    return true;
}

static void look_at_posts(struct storm *storm)
{
    for (size_t index = 0; index < storm->post_count; index++) {
        struct posted *posted = &storm->posts[index];
        uint64_t ms = storm->world.now_ms - posted->since_ms;

        if (id_is_zero(&posted->id)) {
            continue;
        }
        if (is_everywhere(&storm->world, &posted->id)) {
            posted->id = (struct id){{0}};
            storm->healed_ms = ms > storm->healed_ms ? ms : storm->healed_ms;
        } else if (ms > HEALED_MS) {
            fail_msg("a post is not everywhere in %llu ms",
                     (unsigned long long)ms);
        }
    }
}

static void hook_plan(void *self, uint64_t number)
{
    struct storm *storm = self;
    struct world *world = &storm->world;

    if (number == PLAN_HAPPENING && world->now_ms < storm->end_ms) {
        happen(storm);
        world_plan(world, chance_between(&world->chance, 1, 2 * GAP_MS),
                   PLAN_HAPPENING);
    } else if (number == PLAN_LOOK) {
        look_at_troubles(storm);
        look_at_posts(storm);
        world_plan(world, LOOK_MS, PLAN_LOOK);
    } else if (number >= PLAN_HEAL) {
        world_part(world, &world->machines[(number - PLAN_HEAL) / MACHINES],
                   &world->machines[(number - PLAN_HEAL) % MACHINES], false);
    }
}

/* All are honest. */
static void hook_closed(void *self, size_t machine, size_t other, enum err err)
{
    const struct storm *storm = self;

    if (err_blame(err) == BLAME_PEER) {
        fail_msg("%s blames %s: %s", storm->world.machines[machine].name,
                 storm->world.machines[other].name, err_name(err));
    }
}

static void populate(struct storm *storm)
{
    struct world *world = &storm->world;

    story_found(world, "m0");
    for (size_t index = 1; index < MACHINES; index++) {
        char name[MACHINE_NAME_CHARS];

        (void)snprintf(name, sizeof name, "m%zu", index);
        story_member(world, name, "m0");
    }
    for (size_t index = 1; index < MACHINES; index++) {
        struct machine *machine = &world->machines[index];

        tie_drop(world, machine, &world->machines[0]);
        for (uint64_t count = 0; count <= world->seed % TIES_MORE; count++) {
            tie_add(world, machine,
                    &world->machines[chance_below(&world->chance, index)],
                    chance_between(&world->chance, 2, 150));
        }
    }
    world_run(world, 2 * (uint64_t)MINUTE_MS);
}

static enum err expect_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    const struct machine *machine = visitor;
    struct shelf port = memory_shelf_port(machine->shelf);
    struct shelf_row row;

    (void)drop_day;
    return port.find(port.self, id, &row);
}

static void expect_same(struct machine *left, struct machine *right)
{
    struct shelf port = memory_shelf_port(left->shelf);

    assert_int_equal(memory_shelf_count(left->shelf),
                     memory_shelf_count(right->shelf));
    for (unsigned set = 0; set < SET_COUNT; set++) {
        check_ok(port.walk_ids(port.self, (enum set)set, expect_id, right));
    }
}

static void expect_calm(struct storm *storm)
{
    for (size_t index = 0; index < storm->post_count; index++) {
        assert_true(id_is_zero(&storm->posts[index].id));
    }
    for (size_t index = 0; index < storm->trouble_count; index++) {
        assert_int_equal(storm->troubles[index].cable, 0);
    }
    for (size_t index = 1; index < storm->world.machine_count; index++) {
        expect_same(&storm->world.machines[0], &storm->world.machines[index]);
    }
}

static void live_through(struct storm *storm, uint64_t seed)
{
    struct world *world = &storm->world;

    memset(storm, 0, sizeof *storm);
    world_init(world, seed);
    world->hooks = (struct world_hooks){
        .self = storm, .closed = hook_closed, .plan = hook_plan};
    world->is_talking = getenv("SIM_TALK") != NULL;
    populate(storm);
    storm->end_ms = world->now_ms + STORM_MS;
    world_plan(world, 1, PLAN_HAPPENING);
    world_plan(world, LOOK_MS, PLAN_LOOK);
    world_run(world, STORM_MS + AFTER_MS);
    expect_calm(storm);
    print_message("SIM_SEED=%llu: %zu posts, %zu stalls, %zu cuts, %zu kills, "
                  "%zu parted; noticed in %llu s, everywhere in %llu s at "
                  "most\n",
                  (unsigned long long)seed, storm->post_count,
                  storm->trouble_count, storm->cuts, storm->kills, storm->parts,
                  (unsigned long long)storm->noticed_ms / 1000,
                  (unsigned long long)storm->healed_ms / 1000);
    world_release(world);
}

static void every_stall_is_noticed_and_healed(void **state)
{
    static struct storm storm;
    const uint64_t first = setting("SIM_SEED", 1);
    const uint64_t count =
        setting("SIM_SEEDS", getenv("SIM_SEED") != NULL ? 1 : SEEDS);

    (void)state;
    for (uint64_t seed = first; seed < first + count; seed++) {
        live_through(&storm, seed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stall_is_noticed_and_healed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
