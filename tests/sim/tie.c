#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"

enum {
    REDIAL_MS = 1000,
    REDIAL_MS_MAX = 15 * MINUTE_MS,
    LASTING_MS = MINUTE_MS,
};

static struct tie *tie_between(struct world *world, size_t left, size_t right)
{
    for (size_t index = 0; index < world->tie_count; index++) {
        struct tie *tie = &world->ties[index];

        if ((tie->ends[0] == left && tie->ends[1] == right) ||
            (tie->ends[1] == left && tie->ends[0] == right)) {
            return tie;
        }
    }
    return NULL;
}

void tie_add(struct world *world,
             struct machine *dialler,
             struct machine *listener,
             uint64_t delay_ms)
{
    size_t ends[2] = {world_index(world, dialler),
                      world_index(world, listener)};
    struct tie *tie = tie_between(world, ends[0], ends[1]);
    struct coming coming = {.kind = COMING_REDIAL, .at_ms = world->now_ms};

    if (tie == NULL) {
        assert_true(world->tie_count < TIES_MAX);
        tie = &world->ties[world->tie_count++];
    }
    *tie = (struct tie){{ends[0], ends[1]}, true, delay_ms, REDIAL_MS};
    coming.index = (size_t)(tie - world->ties);
    timeline_add(&world->timeline, &coming);
}

void tie_drop(struct world *world,
              const struct machine *left,
              const struct machine *right)
{
    struct tie *tie =
        tie_between(world, world_index(world, left), world_index(world, right));
    size_t place = cable_between(world, left, right);

    if (tie != NULL) {
        tie->is_wanted = false;
    }
    if (place != SIZE_MAX) {
        cable_cut(world, place);
    }
}

void tie_redial_all(struct world *world, const struct machine *machine)
{
    size_t end = world_index(world, machine);

    for (size_t index = 0; index < world->tie_count; index++) {
        const struct tie *tie = &world->ties[index];
        const struct coming coming = {
            .kind = COMING_REDIAL,
            .at_ms = world->now_ms + 1,
            .index = index,
        };

        if (tie->is_wanted && (tie->ends[0] == end || tie->ends[1] == end)) {
            timeline_add(&world->timeline, &coming);
        }
    }
}

/* Who is turned away again and again asks less and less often. */
void tie_lost(struct world *world, const struct cable *cable)
{
    struct tie *tie = tie_between(world, cable->ends[0], cable->ends[1]);
    struct coming coming = {.kind = COMING_REDIAL};

    if (tie == NULL || !tie->is_wanted) {
        return;
    }
    tie->redial_ms *= 2;
    if (world->now_ms - cable->dialled_ms >= LASTING_MS) {
        tie->redial_ms = REDIAL_MS;
    } else if (tie->redial_ms > REDIAL_MS_MAX) {
        tie->redial_ms = REDIAL_MS_MAX;
    }
    coming.at_ms = world->now_ms + tie->redial_ms;
    coming.index = (size_t)(tie - world->ties);
    timeline_add(&world->timeline, &coming);
}

/* Where the two cannot meet now, whoever is back later dials. */
void tie_redial_due(struct world *world, const struct coming *coming)
{
    const struct tie *tie = &world->ties[coming->index];
    struct machine *dialler = &world->machines[tie->ends[0]];
    struct machine *listener = &world->machines[tie->ends[1]];

    if (!tie->is_wanted ||
        cable_between(world, dialler, listener) != SIZE_MAX) {
        return;
    }
    (void)cable_dial(world, dialler, listener, tie->delay_ms);
}
