/* Households with more machines than one. */
#include <stdio.h>

#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

static bool post_on(struct season *season, struct machine *machine)
{
    char title[32];

    season_title(season, title);
    return deed_post(&season->world, machine, title, "again") == ERR_OK;
}

/* The same household on another machine, from a copy of its folder. */
bool life_second_device(struct season *season)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);
    struct machine *second = NULL;
    char name[MACHINE_NAME_CHARS];

    if (machine == NULL || !deed_has_room(world, machine) ||
        world->machine_count >= season->size_max) {
        return false;
    }
    (void)snprintf(name, sizeof name, "m%zu", world->machine_count);
    second = machine_add(world, name);
    machine_commit(world, machine);
    second->household = machine->household;
    memory_shelf_free(second->shelf);
    check_ok(memory_shelf_copy(machine->shelf, &second->shelf));
    machine_start(world, second);
    return deed_device(world, second) == ERR_OK;
}

/* One backup on two machines, and neither knows of the other. */
bool life_restore_twice(struct season *season)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);
    struct machine *second = NULL;
    char name[MACHINE_NAME_CHARS];

    if (machine == NULL || machine->backup == NULL ||
        world->machine_count >= season->size_max ||
        !deed_has_room(world, machine)) {
        return false;
    }
    (void)snprintf(name, sizeof name, "m%zu", world->machine_count);
    second = machine_add(world, name);
    life_forget(season, machine);
    assert_true(deed_restore_on(world, machine, second));
    assert_true(deed_restore(world, machine));
    machine_start(world, machine);
    machine_start(world, second);
    machine->is_unannounced = deed_device(world, machine) != ERR_OK;
    second->is_unannounced = deed_device(world, second) != ERR_OK;
    return post_on(season, machine) + post_on(season, second) > 0;
}
