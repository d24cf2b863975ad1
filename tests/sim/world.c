#include "tests/sim/world.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/memo.h"

enum { SAME_MS_STEPS_MAX = 200000, FORGETFUL_ONE_IN = 20 };

void world_init(struct world *world, uint64_t seed)
{
    assert_true(sodium_init() >= 0);
    memset(world, 0, sizeof *world);
    world->seed = seed;
    chance_init(&world->chance, seed);
    timeline_init(&world->timeline);
    trace_init(&world->trace);
    memo_begin(seed % FORGETFUL_ONE_IN == 0);
    world->is_parted = calloc((size_t)MACHINES_MAX * MACHINES_MAX, 1);
    assert_non_null(world->is_parted);
}

void world_release(struct world *world)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        machine_release(&world->machines[index]);
    }
    world->machine_count = 0;
    timeline_release(&world->timeline);
    trace_release(&world->trace);
    memo_end();
    free(world->cables);
    free(world->is_parted);
    world->cables = NULL;
    world->cable_count = 0;
    world->is_parted = NULL;
}

static void happen(struct world *world, struct coming *coming)
{
    switch (coming->kind) {
    case COMING_WAKE:
        machine_tick(world, coming);
        break;
    case COMING_COMMIT:
        machine_commit_due(world, coming);
        break;
    case COMING_VERIFIED:
        machine_verified(world, coming);
        break;
    case COMING_UP:
        cable_up_due(world, coming);
        break;
    case COMING_MESSAGE:
        cable_message_due(world, coming);
        break;
    case COMING_DOWN:
        cable_down_due(world, coming);
        break;
    case COMING_REDIAL:
        tie_redial_due(world, coming);
        break;
    case COMING_START:
        machine_start_due(world, coming);
        break;
    case COMING_PLAN:
        world->hooks.plan(world->hooks.self, coming->number);
        break;
    }
}

void world_run(struct world *world, uint64_t ms)
{
    uint64_t until_ms = world->now_ms + ms;
    uint64_t steps = world->steps;
    struct coming coming;

    while (timeline_take(&world->timeline, until_ms, &coming)) {
        if (coming.at_ms > world->now_ms) {
            world->now_ms = coming.at_ms;
            steps = world->steps;
        }
        /* Two cores that answer each other for ever make no time pass. */
        assert_true(world->steps - steps < SAME_MS_STEPS_MAX);
        happen(world, &coming);
        coming_release(&coming);
    }
    world->now_ms = until_ms;
}

void world_plan(struct world *world, uint64_t in_ms, uint64_t number)
{
    const struct coming coming = {
        .kind = COMING_PLAN,
        .at_ms = world->now_ms + in_ms,
        .number = number,
    };

    timeline_add(&world->timeline, &coming);
}

struct machine *world_machine(struct world *world, const char *name)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        if (strcmp(world->machines[index].name, name) == 0) {
            return &world->machines[index];
        }
    }
    print_error("no machine is called %s\n", name);
    fail();
    return NULL;
}

size_t world_index(const struct world *world, const struct machine *machine)
{
    return (size_t)(machine - world->machines);
}

const struct machine *world_home(const struct world *world,
                                 const struct id *household)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        const struct machine *machine = &world->machines[index];

        if (id_equal(&machine->household.signing.public, household)) {
            return machine;
        }
    }
    return NULL;
}

void world_part(struct world *world,
                struct machine *left,
                struct machine *right,
                bool is_parted)
{
    size_t ends[2] = {world_index(world, left), world_index(world, right)};
    size_t place = cable_between(world, left, right);

    world->is_parted[ends[0] * MACHINES_MAX + ends[1]] = is_parted;
    world->is_parted[ends[1] * MACHINES_MAX + ends[0]] = is_parted;
    if (is_parted && place != SIZE_MAX) {
        cable_cut(world, place);
    }
    if (!is_parted) {
        tie_redial_all(world, left);
    }
}
