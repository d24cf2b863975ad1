/* What breaks in a season, and how it is mended. */
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

/* What ends by itself is planned as a number: what, and to which machine. */
enum ending { END_DISK, END_CLOCK, END_POOL, END_PART, END_SLEEP };

static uint64_t hours(struct season *season, uint64_t low, uint64_t high)
{
    return chance_between(&season->world.chance, low * HOUR_MS, high * HOUR_MS);
}

static void plan_end(struct season *season,
                     enum ending ending,
                     const struct machine *machine,
                     uint64_t in_ms)
{
    world_plan(&season->world, in_ms,
               WEATHER_ENDS + world_index(&season->world, machine) * 8 +
                   (uint64_t)ending);
}

static void unpart_all(struct world *world, const struct machine *machine)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        world_part(world, &world->machines[world_index(world, machine)],
                   &world->machines[index], false);
    }
}

void weather_end(struct season *season, uint64_t number)
{
    struct world *world = &season->world;
    struct machine *machine = &world->machines[(number - WEATHER_ENDS) / 8];

    switch ((enum ending)((number - WEATHER_ENDS) % 8)) {
    case END_DISK:
        memory_shelf_refuse(machine->shelf, ERR_OK);
        machine->commit_ms = 0;
        break;
    case END_CLOCK:
        machine->clock.skew_ms = 0;
        machine->clock.is_unset = false;
        break;
    case END_POOL:
        machine->verify_ms = 2;
        break;
    case END_PART:
        unpart_all(world, machine);
        break;
    case END_SLEEP:
        machine_wake(world, machine);
        break;
    }
}

static bool happen_to_cable(struct season *season, enum happening happening)
{
    struct world *world = &season->world;
    struct chance *chance = &world->chance;
    size_t place = season_any_cable(season);
    struct cable *cable = NULL;
    struct machine *ends[2];

    if (place == SIZE_MAX) {
        return false;
    }
    cable = &world->cables[place];
    ends[0] = &world->machines[cable->ends[0]];
    ends[1] = &world->machines[cable->ends[1]];
    if (happening == HAPPENING_stall) {
        cable->is_stalled = true;
    } else if (happening == HAPPENING_slow) {
        cable->delay_ms = chance_between(chance, 1000, 5000);
    } else if (happening == HAPPENING_jitter) {
        cable->jitter_ms = chance_between(chance, 10, 2000);
    } else {
        cable_cut(world, place);
    }
    if (happening == HAPPENING_reconnect) {
        (void)season_meet(season, ends[1], ends[0], 5 * (uint64_t)MINUTE_MS);
    }
    return true;
}

/* A new cable, and something with it before it is old. */
static bool happen_to_dial(struct season *season, enum happening happening)
{
    struct world *world = &season->world;
    struct machine *dialler = season_anyone(season);
    struct machine *listener = season_anyone(season);
    size_t place = SIZE_MAX;

    if (dialler == NULL || listener == NULL) {
        return false;
    }
    place = season_meet(season, dialler, listener, 5 * (uint64_t)MINUTE_MS);
    if (place == SIZE_MAX) {
        return false;
    }
    if (happening == HAPPENING_cut_early) {
        world_plan(world, chance_below(&world->chance, 1500),
                   world->cables[place].number);
        return true;
    }
    place = cable_dial(world, listener, dialler, 20);
    if (place != SIZE_MAX) {
        world_plan(world, 5 * (uint64_t)MINUTE_MS, world->cables[place].number);
    }
    return place != SIZE_MAX;
}

static bool happen_between(struct season *season, enum happening happening)
{
    struct world *world = &season->world;
    struct machine *machine = season_anyone(season);

    if (machine == NULL) {
        return false;
    }
    for (size_t index = 0; index < world->machine_count; index++) {
        struct machine *other = &world->machines[index];
        uint64_t one_in = happening == HAPPENING_part ? 10 : 1;

        if (other != machine && chance_in(&world->chance, one_in)) {
            world_part(world, machine, other, true);
        }
    }
    plan_end(season, END_PART, machine, hours(season, 1, 24));
    return true;
}

/* Everybody of one half loses everybody of the other. */
static bool happen_split(struct season *season)
{
    struct world *world = &season->world;
    size_t half = world->machine_count / 2;
    uint64_t end_ms = hours(season, 1, 24);

    for (size_t left = 0; left < half; left++) {
        for (size_t right = half; right < world->machine_count; right++) {
            world_part(world, &world->machines[left], &world->machines[right],
                       true);
        }
        plan_end(season, END_PART, &world->machines[left], end_ms);
    }
    return true;
}

static void crash_open(struct season *season, struct machine *machine)
{
    char title[32];
    enum err err = ERR_OK;

    machine->commit_ms = 500;
    season_title(season, title);
    season->world.is_hasty = true;
    err = deed_post(&season->world, machine, title, "");
    season->world.is_hasty = false;
    (void)err; /* refused or not, it is lost */
    machine_crash(&season->world, machine);
    machine->commit_ms = 0;
    machine_plan_start(&season->world, machine, 1000);
}

static void crash_loop(struct season *season, struct machine *machine)
{
    for (int count = 0; count < 3; count++) {
        machine_crash(&season->world, machine);
        machine_start(&season->world, machine);
    }
}

static bool happen_power(struct season *season,
                         enum happening happening,
                         struct machine *machine)
{
    struct world *world = &season->world;

    if (happening == HAPPENING_sleep) {
        machine_sleep(world, machine);
        plan_end(season, END_SLEEP, machine, hours(season, 1, 12));
    } else if (happening == HAPPENING_stop) {
        machine_crash(world, machine);
        machine_plan_start(world, machine, hours(season, 1, 12));
    } else if (happening == HAPPENING_crash) {
        machine_crash(world, machine);
        machine_plan_start(world, machine,
                           chance_between(&world->chance, 1, 5000));
    } else if (happening == HAPPENING_crash_open) {
        crash_open(season, machine);
    } else {
        crash_loop(season, machine);
    }
    return true;
}

static void
set_back(struct season *season, struct machine *machine, bool is_restored)
{
    struct world *world = &season->world;

    if (is_restored) {
        life_forget(season, machine);
        if (deed_restore(world, machine)) {
            machine_start(world, machine);
            if (deed_device(world, machine) != ERR_OK) {
                /* The clock is not set: it is announced when it is. */
                machine->is_unannounced = true;
            }
        }
        return;
    }
    machine_commit(world, machine);
    memory_shelf_free(machine->backup);
    machine->backup = NULL;
    check_ok(memory_shelf_copy(machine->shelf, &machine->backup));
}

/* A record of somebody else is gone; our own would be gone for good. */
static bool rot(struct season *season, struct machine *machine)
{
    struct world *world = &season->world;
    struct shelf port = memory_shelf_port(machine->shelf);
    struct event event = {.kind = EVENT_CHANGED};
    struct shelf_scan scan = {.cursor = chance_next(&world->chance) | 1};
    struct shelf_row row;
    size_t count = 0;

    machine_commit(world, machine);
    check_ok(port.scan(port.self, &scan, &row, 1, &count));
    if (count == 0 || !machine_is_up(machine) ||
        id_equal(&row.household, &machine->household.signing.public) ||
        memory_shelf_drop(machine->shelf, &row.id) != ERR_OK) {
        return false;
    }
    check_ok(memory_shelf_commit(machine->shelf));
    return machine_step(world, machine, &event, NULL) == ERR_OK;
}

static bool happen_disk(struct season *season,
                        enum happening happening,
                        struct machine *machine)
{
    struct chance *chance = &season->world.chance;

    if (happening == HAPPENING_rot) {
        return rot(season, machine);
    }
    if (happening == HAPPENING_journal_cut) {
        machine_commit(&season->world, machine);
        memory_shelf_cut_journal(machine->shelf,
                                 (size_t)chance_below(chance, 20));
        return true;
    }
    if (happening == HAPPENING_slow_disk) {
        machine->commit_ms = chance_between(chance, 10, 3000);
    } else {
        memory_shelf_refuse(machine->shelf, happening == HAPPENING_disk_full
                                                ? ERR_DISK_FULL
                                                : ERR_IO);
    }
    plan_end(season, END_DISK, machine,
             happening == HAPPENING_disk_error ? 1 : hours(season, 1, 4));
    return true;
}

static void restart(struct season *season, struct machine *machine)
{
    machine_crash(&season->world, machine);
    machine_start(&season->world, machine);
}

static bool happen_clock(struct season *season,
                         enum happening happening,
                         struct machine *machine)
{
    struct chance *chance = &season->world.chance;
    struct clock *clock = &machine->clock;
    int64_t minutes = (int64_t)chance_below(chance, 9) - 4;
    uint64_t end_ms = hours(season, 2, 12);

    if (happening == HAPPENING_skew) {
        clock->skew_ms = minutes * MINUTE_MS;
        return true;
    }
    if (happening == HAPPENING_drift) {
        clock->drift_ppm = (int64_t)chance_below(chance, 200) - 100;
        return true;
    }
    if (happening == HAPPENING_jump_on) {
        clock->skew_ms = HOUR_MS;
    } else if (happening == HAPPENING_jump_back) {
        clock->skew_ms = -HOUR_MS;
    } else if (happening == HAPPENING_far_future) {
        clock->skew_ms = 3650 * (int64_t)DAY_MS;
        end_ms = HOUR_MS;
    } else {
        clock->is_unset = true;
        restart(season, machine);
    }
    plan_end(season, END_CLOCK, machine, end_ms);
    return true;
}

bool weather_happen(struct season *season, enum happening happening)
{
    struct machine *machine = season_anyone(season);

    if (happening <= HAPPENING_jitter || happening == HAPPENING_reconnect) {
        return happening == HAPPENING_cut_early
                   ? happen_to_dial(season, happening)
                   : happen_to_cable(season, happening);
    }
    if (happening == HAPPENING_double_dial) {
        return happen_to_dial(season, happening);
    }
    if (happening == HAPPENING_split) {
        return happen_split(season);
    }
    if (machine == NULL) {
        return false;
    }
    if (happening <= HAPPENING_isolate) {
        return happen_between(season, happening);
    }
    if (happening <= HAPPENING_crash_loop) {
        return happen_power(season, happening, machine);
    }
    if (happening == HAPPENING_slow_pool) {
        machine->verify_ms = chance_between(&season->world.chance, 500, 5000);
        plan_end(season, END_POOL, machine, hours(season, 1, 6));
        return true;
    }
    if (happening <= HAPPENING_journal_cut) {
        return happen_disk(season, happening, machine);
    }
    if (happening <= HAPPENING_restore) {
        if (happening == HAPPENING_restore && machine->backup == NULL) {
            return false;
        }
        set_back(season, machine, happening == HAPPENING_restore);
        return true;
    }
    return happen_clock(season, happening, machine);
}

void weather_mend(struct season *season)
{
    struct world *world = &season->world;

    for (size_t place = 0; place < world->cable_count; place++) {
        cable_cut(world, place);
    }
    for (size_t index = 0; index < world->machine_count; index++) {
        struct machine *machine = &world->machines[index];

        machine->commit_ms = 0;
        machine->verify_ms = 2;
        machine->clock.skew_ms = 0;
        machine->clock.drift_ppm = 0;
        machine->clock.is_unset = false;
        memory_shelf_refuse(machine->shelf, ERR_OK);
        unpart_all(world, machine);
        for (size_t other = 0; other < world->machine_count; other++) {
            machine->shunned_ms[other] = 0;
        }
        if (machine->is_rogue) {
            machine_crash(world, machine);
            continue;
        }
        machine_wake(world, machine);
        machine_start(world, machine);
        if (machine->is_unannounced) {
            check_ok(deed_device(world, machine));
        }
    }
}
