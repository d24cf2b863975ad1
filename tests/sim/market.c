#include "tests/sim/market.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/months.h"

enum {
    LATE_MAX = 10,
    APART_ONE_IN = 4,
    PER_DAY = 4, /* of each machine */
    PLAN_TRADE = 0,
    LASTED_MS = 90 * 1000, /* long enough to be in step */
    PUT_OFF_MAX = 10,      /* the end of a meeting, by a minute each */
    AHEAD_MS = 10 * MINUTE_MS,
};

struct row {
    const char *name;
    uint64_t weight;
};

static const struct row rows[] = {
#define TRADE_ROW(name, weight, text) {#name, weight},
    TRADE_MAP(TRADE_ROW)
#undef TRADE_ROW
};

/* What of a season happens here, and how often. */
static const struct {
    enum happening happening;
    uint64_t weight;
} weather[] = {
    {HAPPENING_dial, 250},        {HAPPENING_hours, 12},
    {HAPPENING_settle, 12},       {HAPPENING_stick, 3},
    {HAPPENING_second_device, 4}, {HAPPENING_restore_twice, 1},
    {HAPPENING_cut, 15},          {HAPPENING_cut_early, 5},
    {HAPPENING_stall, 3},         {HAPPENING_slow, 4},
    {HAPPENING_double_dial, 4},   {HAPPENING_part, 8},
    {HAPPENING_split, 2},         {HAPPENING_isolate, 4},
    {HAPPENING_sleep, 10},        {HAPPENING_stop, 8},
    {HAPPENING_crash, 8},         {HAPPENING_crash_open, 5},
    {HAPPENING_disk_full, 2},     {HAPPENING_disk_error, 2},
    {HAPPENING_journal_cut, 3},   {HAPPENING_backup, 12},
    {HAPPENING_restore, 3},       {HAPPENING_skew, 3},
    {HAPPENING_jump_on, 1},       {HAPPENING_jump_back, 1},
    {HAPPENING_unset, 1},
};

const char *market_name(enum trade trade)
{
    return rows[trade].name;
}

static bool do_weather(struct season *season)
{
    struct chance *chance = &season->world.chance;
    enum happening happening = HAPPENING_dial;
    uint64_t sum = 0;
    uint64_t number = 0;
    bool is_done = false;

    for (size_t each = 0; each < FIELD_COUNT(weather); each++) {
        sum += weather[each].weight;
    }
    number = chance_below(chance, sum);
    for (size_t each = 0; each < FIELD_COUNT(weather); each++) {
        if (number < weather[each].weight) {
            happening = weather[each].happening;
            break;
        }
        number -= weather[each].weight;
    }
    is_done = happening <= HAPPENING_restore_twice
                  ? life_happen(season, happening)
                  : weather_happen(season, happening);
    season->counts[happening] += is_done;
    return is_done;
}

static void trade(struct market *market)
{
    struct chance *chance = &market->season.world.chance;
    unsigned index = 0;
    uint64_t sum = 0;
    uint64_t number = 0;

    for (index = 0; index < TRADE_COUNT; index++) {
        sum += rows[index].weight;
    }
    number = chance_below(chance, sum);
    for (index = 0; number >= rows[index].weight; index++) {
        number -= rows[index].weight;
    }
    market->counts[index] += index == TRADE_weather
                                 ? do_weather(&market->season)
                                 : market_trade(market, (enum trade)index);
}

/* Each machine has the keys of its months, as a driver makes them. */
static void roll(struct market *market)
{
    struct world *world = &market->season.world;

    for (size_t each = 0; each < world->machine_count; each++) {
        if (sealing_is_due(&market->months[each],
                           WORLD_BEGIN_MS + world->now_ms)) {
            months_roll(world, &world->machines[each], false);
        }
    }
}

static void plan_next(struct market *market)
{
    struct world *world = &market->season.world;
    const uint64_t gap_ms = (uint64_t)DAY_MS / (world->machine_count * PER_DAY);

    if (world->now_ms < market->season.end_ms) {
        world_plan(world, chance_between(&world->chance, 1, gap_ms * 2),
                   PLAN_TRADE);
    }
}

static enum err add_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    unsigned char *sum = visitor;

    (void)drop_day;
    for (size_t byte = 0; byte < ID_BYTES; byte++) {
        sum[byte] ^= id->data[byte];
    }
    return ERR_OK;
}

/* The first set of which they do not keep the same; SET_COUNT: none. */
static enum set differing(const struct machine *one,
                          const struct machine *other)
{
    const struct machine *const both[2] = {one, other};
    unsigned set = 0;

    for (; set < SET_COUNT; set++) {
        unsigned char sums[2][ID_BYTES] = {{0}};

        for (size_t side = 0; side < 2; side++) {
            struct shelf port = memory_shelf_port(both[side]->shelf);

            check_ok(
                port.walk_ids(port.self, (enum set)set, add_id, sums[side]));
        }
        if (memcmp(sums[0], sums[1], ID_BYTES) != 0) {
            break;
        }
    }
    return (enum set)set;
}

/* Would each let pass what the other does? Rule A3 of spec/admission.md. */
static bool have_one_time(const struct world *world,
                          const struct machine *one,
                          const struct machine *other)
{
    const struct moment left = machine_moment(world, one);
    const struct moment right = machine_moment(world, other);

    return left.is_plausible && right.is_plausible &&
           left.now_ms < right.now_ms + AHEAD_MS &&
           right.now_ms < left.now_ms + AHEAD_MS;
}

/* Two part; where they met for long enough they agree. What is under way to
 * one of them, or waits for its time, is waited for. */
static void part(struct market *market, size_t place)
{
    struct world *world = &market->season.world;
    struct cable *cable = &world->cables[place];
    const struct machine *one = &world->machines[cable->ends[0]];
    const struct machine *other = &world->machines[cable->ends[1]];

    if (machine_is_up(one) && machine_is_up(other) && !cable->is_cut &&
        world->now_ms - cable->dialled_ms > LASTED_MS &&
        have_one_time(world, one, other)) {
        const enum set set = differing(one, other);

        if (set != SET_COUNT && cable->put_off < PUT_OFF_MAX) {
            cable->put_off++;
            world_plan(world, MINUTE_MS, cable->number);
            return;
        }
        if (set != SET_COUNT) {
            print_error("%s and %s have met, and differ: %s\n", one->name,
                        other->name, set_name(set));
            fail();
        }
        market->put_off += cable->put_off;
        market_compare(market, one, other, false);
        market_look(market, one, false);
        market_look(market, other, false);
    }
    cable_cut(world, place);
}

static void hook_plan(void *self, uint64_t number)
{
    struct market *market = self;
    struct world *world = &market->season.world;

    if (number == PLAN_TRADE) {
        if (!market->season.is_over) {
            roll(market);
            trade(market);
            plan_next(market);
        }
        return;
    }
    if (number >= WEATHER_ENDS) {
        weather_end(&market->season, number);
        return;
    }
    for (size_t place = 0; place < world->cable_count; place++) {
        if (world->cables[place].number == number) {
            part(market, place);
        }
    }
}

static void begin(struct market *market, uint64_t seed, uint64_t households)
{
    struct season *season = &market->season;
    struct world *world = &season->world;

    memset(market, 0, sizeof *market);
    world_init(world, seed);
    world->hooks = (struct world_hooks){.self = market, .plan = hook_plan};
    world->months = market->months;
    world->lanes_max = DEVICES_MAX; /* as many as a letter is sealed to */
    world->is_talking = getenv("SIM_TALK") != NULL;
    world->apart_one_in = APART_ONE_IN;
    season->size = (size_t)households;
    season->size_max = season->size + LATE_MAX;
}

uint64_t market_run(struct market *market,
                    uint64_t seed,
                    uint64_t households,
                    uint64_t days)
{
    struct season *season = &market->season;
    struct world *world = &season->world;
    uint64_t hash = 0;

    begin(market, seed, households);
    season_populate(season);
    season->days = days;
    season->end_ms = world->now_ms + days * (uint64_t)DAY_MS;
    plan_next(market);
    world_run(world, days * (uint64_t)DAY_MS);
    season->is_over = true;
    weather_mend(season);
    judge_season(season);
    /* Letters are sealed again for new machines once a day. */
    world_run(world, 2 * (uint64_t)DAY_MS);
    judge_season(season);
    market_judge(market);
    market->tallies = world->tallies;
    hash = world->trace.hash;
    world_release(world);
    return hash;
}
