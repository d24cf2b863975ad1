#include "tests/sim/season.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/memo.h"

enum {
    SIZE_MIN = 7,
    SIZE_NORMAL = 30,
    LATE_MAX = 10,
    APART_ONE_IN = 4,
    /* Happenings a day and machine; six in ten are meetings. */
    PER_DAY = 11,
    PLAN_HAPPENING = 0,
};

struct row {
    const char *name;
    uint64_t weight;
};

static const struct row rows[] = {
#define HAPPENING_ROW(name, weight, text) {#name, weight},
    HAPPENING_MAP(HAPPENING_ROW)
#undef HAPPENING_ROW
};

static const char *const roles[] = {
#define ROLE_ROW(name, text) #name,
    ROLE_MAP(ROLE_ROW)
#undef ROLE_ROW
};

const char *happening_name(enum happening happening)
{
    return rows[happening].name;
}

const char *role_name(enum role role)
{
    return roles[role];
}

struct machine *season_anyone(struct season *season)
{
    struct world *world = &season->world;

    for (int tries = 0; tries < 20; tries++) {
        struct machine *machine =
            &world
                 ->machines[chance_below(&world->chance, world->machine_count)];

        if (machine_is_up(machine) && !machine->is_rogue) {
            return machine;
        }
    }
    return NULL;
}

size_t season_any_cable(struct season *season)
{
    struct world *world = &season->world;
    size_t begin = (size_t)chance_below(&world->chance, world->cable_count);

    for (size_t step = 0; step < world->cable_count; step++) {
        size_t place = (begin + step) % world->cable_count;
        const struct cable *cable = &world->cables[place];

        if (cable->number != 0 && !cable->is_cut && !cable->is_ending) {
            return place;
        }
    }
    return SIZE_MAX;
}

size_t season_meet(struct season *season,
                   struct machine *dialler,
                   struct machine *listener,
                   uint64_t ms)
{
    struct world *world = &season->world;
    size_t place = SIZE_MAX;

    if (dialler != listener &&
        cable_between(world, dialler, listener) == SIZE_MAX) {
        place = cable_dial(world, dialler, listener,
                           chance_between(&world->chance, 2, 300));
    }
    if (place != SIZE_MAX) {
        world_plan(world, ms, world->cables[place].number);
    }
    return place;
}

static enum happening pick(struct chance *chance)
{
    uint64_t sum = 0;
    uint64_t number = 0;
    size_t index = 0;

    for (index = 0; index < HAPPENING_COUNT; index++) {
        sum += rows[index].weight;
    }
    number = chance_below(chance, sum);
    for (index = 0; number >= rows[index].weight; index++) {
        number -= rows[index].weight;
    }
    return (enum happening)index;
}

static void plan_next(struct season *season)
{
    struct world *world = &season->world;
    uint64_t gap_ms = (uint64_t)DAY_MS / (world->machine_count * PER_DAY);

    if (world->now_ms < season->end_ms) {
        world_plan(world, chance_between(&world->chance, 1, gap_ms * 2),
                   PLAN_HAPPENING);
    }
}

static void happen(struct season *season)
{
    enum happening happening = pick(&season->world.chance);
    bool is_done = false;

    if (happening <= HAPPENING_restore_twice) {
        is_done = life_happen(season, happening);
    } else if (happening < HAPPENING_misdeed) {
        is_done = weather_happen(season, happening);
    } else {
        is_done = rogue_happen(season);
    }
    season->counts[happening] += is_done ? 1 : 0;
}

static void hook_plan(void *self, uint64_t number)
{
    struct season *season = self;
    struct world *world = &season->world;

    if (number == PLAN_HAPPENING) {
        if (!season->is_over) {
            happen(season);
            plan_next(season);
        }
        return;
    }
    if (number >= WEATHER_ENDS) {
        weather_end(season, number);
        return;
    }
    for (size_t place = 0; place < world->cable_count; place++) {
        if (world->cables[place].number == number) {
            cable_cut(world, place);
        }
    }
}

/* Nobody honest is ever blamed by somebody honest. */
static void hook_closed(void *self, size_t machine, size_t other, enum err err)
{
    const struct season *season = self;
    const struct machine *machines = season->world.machines;

    if (err_blame(err) == BLAME_PEER && !machines[machine].is_rogue &&
        !machines[other].is_rogue) {
        print_error("%s blames honest %s: %s\n", machines[machine].name,
                    machines[other].name, err_name(err));
        fail();
    }
}

static void begin(struct season *season, uint64_t seed, uint64_t days)
{
    struct world *world = &season->world;

    memset(season, 0, sizeof *season);
    world_init(world, seed);
    world->hooks = (struct world_hooks){
        .self = season,
        .send = rogue_send,
        .closed = hook_closed,
        .plan = hook_plan,
    };
    world->is_talking = getenv("SIM_TALK") != NULL;
    world->apart_one_in = APART_ONE_IN;
    season->days = days;
    season->size =
        (size_t)chance_between(&world->chance, SIZE_MIN, SIZE_NORMAL);
    season->size_max = season->size + LATE_MAX;
    season->rogues =
        (size_t)chance_between(&world->chance, 0, season->size / 5);
}

void season_populate(struct season *season)
{
    struct world *world = &season->world;
    struct machine *founder = machine_add(world, "m0");

    deed_place(world, founder);
    machine_start(world, founder);
    check_ok(deed_found(world, founder));
    for (size_t index = 1; index < season->size; index++) {
        char name[MACHINE_NAME_CHARS];

        (void)snprintf(name, sizeof name, "m%zu", index);
        assert_true(life_join(season, name));
        world_run(world, 2 * (uint64_t)MINUTE_MS);
    }
}

/* The last ones that joined. */
static void choose_rogues(struct season *season)
{
    struct world *world = &season->world;

    for (size_t index = 0; index < season->rogues; index++) {
        size_t place = season->size - 1 - index;

        season->roles[place] =
            (enum role)chance_below(&world->chance, ROLE_COUNT);
        world->machines[place].is_rogue = true;
    }
}

uint64_t season_run(struct season *season,
                    uint64_t seed,
                    uint64_t days,
                    bool is_forgetful)
{
    struct world *world = &season->world;
    uint64_t hash = 0;

    begin(season, seed, days);
    memo_begin(is_forgetful);
    season_populate(season);
    choose_rogues(season);
    season->end_ms = world->now_ms + days * (uint64_t)DAY_MS;
    plan_next(season);
    world_run(world, days * (uint64_t)DAY_MS);
    season->is_over = true;
    weather_mend(season);
    judge_season(season);
    hash = world->trace.hash;
    world_release(world);
    for (size_t index = 0; index < season->replay_count; index++) {
        free(season->replays[index].data);
    }
    season->replay_count = 0;
    return hash;
}
