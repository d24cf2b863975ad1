#include "tests/sim/machine.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/record/time.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/months.h"
#include "tests/sim/once.h"
#include "tests/sim/tally.h"
#include "tests/sim/told.h"

enum {
    RESTART_MS = MINUTE_MS,
    RESTARTS_DOUBLED = 4, /* to 16 minutes, while nothing can be written */
    NAP_MS = 10 * MINUTE_MS,
};

static const uint64_t never_ms = UINT64_MAX;

struct machine *machine_add(struct world *world, const char *name)
{
    struct machine *machine = &world->machines[world->machine_count];
    unsigned char seed[KEY_SEED_BYTES];

    assert_true(world->machine_count < MACHINES_MAX);
    assert_true(strlen(name) < MACHINE_NAME_CHARS);
    world->machine_count++;
    *machine = (struct machine){.verify_ms = 2, .wake_ms = never_ms};
    memcpy(machine->name, name, strlen(name) + 1);
    chance_bytes(&world->chance, seed, sizeof seed);
    keys_household_make(seed, &machine->household);
    chance_bytes(&world->chance, seed, sizeof seed);
    keys_device_make(seed, &machine->device);
    machine->config = (struct node_config){
        .neighbourhood = world->neighbourhood,
        .household = &machine->household,
        .device = &machine->device,
    };
    months_roll(world, machine, false);
    check_ok(memory_shelf_new(&machine->shelf));
    machine->shunned_ms = calloc(MACHINES_MAX, sizeof *machine->shunned_ms);
    assert_non_null(machine->shunned_ms);
    bytes_init(&machine->greeting, MESSAGE_BYTES_MAX);
    actions_init(&machine->actions);
    return machine;
}

void machine_release(struct machine *machine)
{
    node_free(machine->node);
    machine->node = NULL;
    actions_release(&machine->actions);
    bytes_release(&machine->greeting);
    memory_shelf_free(machine->shelf);
    memory_shelf_free(machine->backup);
    free(machine->shunned_ms);
    machine->shelf = NULL;
    machine->backup = NULL;
    machine->shunned_ms = NULL;
}

bool machine_is_up(const struct machine *machine)
{
    return machine->node != NULL && !machine->is_asleep;
}

static uint64_t machine_mono(const struct world *world,
                             const struct machine *machine)
{
    return world->now_ms - machine->started_ms + 1000;
}

struct moment machine_moment(const struct world *world,
                             const struct machine *machine)
{
    const struct clock *clock = &machine->clock;
    struct moment moment = {.mono_ms = machine_mono(world, machine)};
    int64_t true_ms = (int64_t)(WORLD_BEGIN_MS + world->now_ms);
    int64_t drift_ms = (int64_t)world->now_ms * clock->drift_ppm / 1000000;
    uint64_t wall_ms = (uint64_t)(true_ms + drift_ms + clock->skew_ms);

    if (clock->is_unset) {
        wall_ms = world->now_ms - machine->started_ms;
    }
    /* as if it had been so for long: a clock that jumps is the worst */
    moment.now_ms = time_trusted(WORLD_BUILD_MS, clock->high_water_ms,
                                 wall_ms < DAY_MS ? 0 : wall_ms - DAY_MS,
                                 wall_ms, &moment.is_plausible);
    return moment;
}

static struct coming machine_coming(const struct world *world,
                                    const struct machine *machine,
                                    enum coming_kind kind,
                                    uint64_t in_ms)
{
    return (struct coming){
        .kind = kind,
        .at_ms = world->now_ms + in_ms,
        .index = world_index(world, machine),
        .number = machine->number,
    };
}

/* The machine that something of the timeline concerns; NULL where it has
 * started anew since, or is not up. */
static struct machine *machine_of(struct world *world,
                                  const struct coming *coming)
{
    struct machine *machine = &world->machines[coming->index];

    return machine->number == coming->number && machine_is_up(machine) ? machine
                                                                       : NULL;
}

static void
plan_wake(struct world *world, struct machine *machine, uint64_t at_ms)
{
    struct coming coming = machine_coming(world, machine, COMING_WAKE, 0);

    if (at_ms >= machine->wake_ms) {
        return;
    }
    machine->wake_ms = at_ms;
    coming.at_ms = at_ms;
    timeline_add(&world->timeline, &coming);
}

void machine_plan_start(struct world *world,
                        const struct machine *machine,
                        uint64_t in_ms)
{
    struct coming coming = machine_coming(world, machine, COMING_START, in_ms);

    timeline_add(&world->timeline, &coming);
}

void machine_start_due(struct world *world, const struct coming *coming)
{
    struct machine *machine = &world->machines[coming->index];

    if (machine->number == coming->number) {
        machine_start(world, machine);
    }
}

void machine_start(struct world *world, struct machine *machine)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct event event = {.kind = EVENT_TICK};

    if (machine->node != NULL) {
        return;
    }
    machine->number++;
    machine->started_ms = world->now_ms;
    machine->wake_ms = never_ms;
    machine->peers = 0;
    machine->is_asleep = false;
    check_ok(node_new(&machine->config, &port, &machine->node));
    plan_wake(world, machine, world->now_ms + HOUR_MS);
    if (machine_step(world, machine, &event, NULL) == ERR_OK) {
        tie_redial_all(world, machine);
    }
}

void machine_crash(struct world *world, struct machine *machine)
{
    if (machine->node == NULL) {
        return;
    }
    cable_cut_all(world, machine);
    node_free(machine->node);
    machine->node = NULL;
    machine->number++;
    machine->is_commit_planned = false;
    machine->applied = 0;
    actions_reset(&machine->actions);
    memory_shelf_rollback(machine->shelf);
}

void machine_sleep(struct world *world, struct machine *machine)
{
    if (machine_is_up(machine)) {
        machine_commit(world, machine);
        cable_cut_all(world, machine);
        machine->is_asleep = true;
    }
}

/* The core learns on waking what was lost meanwhile. */
void machine_wake(struct world *world, struct machine *machine)
{
    struct node_peer peers[64];
    size_t count = 0;

    if (machine->node == NULL || !machine->is_asleep) {
        return;
    }
    machine->is_asleep = false;
    count = node_peers(machine->node, peers, 64);
    for (size_t index = 0; index < count && machine_is_up(machine); index++) {
        struct event event = {.kind = EVENT_PEER_DOWN,
                              .peer = peers[index].number};

        (void)machine_step(world, machine, &event, NULL);
    }
    if (machine_is_up(machine)) {
        machine->wake_ms = never_ms;
        plan_wake(world, machine, world->now_ms + 1);
        tie_redial_all(world, machine);
    }
}

/* What cannot go on as it is: the process ends and is started again. */
static void
machine_fail(struct world *world, struct machine *machine, enum err err)
{
    if (err == ERR_CORRUPT || err == ERR_NOMEM) {
        check_err_at(err, ERR_OK, machine->name, __FILE__, __LINE__);
    }
    machine_crash(world, machine);
    machine_plan_start(world, machine,
                       (uint64_t)RESTART_MS << machine->failures);
    machine->failures += machine->failures < RESTARTS_DOUBLED ? 1 : 0;
}

/* STORE and DROP go to the shelf at once. */
static enum err machine_apply(struct world *world, struct machine *machine)
{
    enum err err = ERR_OK;

    while (machine->applied < machine->actions.count && err == ERR_OK) {
        const struct action *action =
            &machine->actions.items[machine->applied++];

        if (action->kind == ACTION_STORE) {
            told_put(world, machine, bytes_view(&action->bytes));
        } else if (action->kind == ACTION_DROP) {
            told_drop(world, machine, &action->id);
        }
        err = memory_shelf_apply(machine->shelf, action);
    }
    tally_check(world, machine);
    return err;
}

static void release_verify(struct world *world,
                           const struct machine *machine,
                           struct action *action)
{
    struct coming coming =
        machine_coming(world, machine, COMING_VERIFIED, machine->verify_ms);

    coming.batch = action_take_batch(action);
    timeline_add(&world->timeline, &coming);
}

static void
release_wake(struct world *world, struct machine *machine, uint64_t mono_ms)
{
    uint64_t now_ms = machine_mono(world, machine);

    plan_wake(world, machine,
              world->now_ms + (mono_ms > now_ms ? mono_ms - now_ms : 1));
}

static void release_action(struct world *world,
                           struct machine *machine,
                           struct action *action)
{
    switch (action->kind) {
    case ACTION_STORE:
        told_store(world, machine, bytes_view(&action->bytes));
        break;
    case ACTION_DROP:
    case ACTION_KEEP:
    case ACTION_HOLD:
    case ACTION_SHOW:
    case ACTION_UNHOLD:
    case ACTION_FILE:
    case ACTION_HANDED:
    case ACTION_SUMMARY:
    case ACTION_FORGET:
    case ACTION_PHOTO:
    case ACTION_WISHED:
        break;
    case ACTION_VERIFY:
        release_verify(world, machine, action);
        break;
    case ACTION_SEND:
        cable_send(world, machine, action->peer, bytes_view(&action->bytes));
        break;
    case ACTION_CLOSE:
        cable_close(world, machine, action->peer, action->err);
        break;
    case ACTION_GREET:
        bytes_reset(&machine->greeting);
        check_ok(bytes_append(&machine->greeting, bytes_view(&action->bytes)));
        break;
    case ACTION_WAKE:
        release_wake(world, machine, action->wake_mono_ms);
        break;
    case ACTION_TELL:
        told_tell(world, machine, &action->tell);
        break;
    }
}

/* Commit, then release. True where something was stored or dropped. */
static bool commit_once(struct world *world, struct machine *machine)
{
    struct actions released = machine->actions;
    struct moment moment = machine_moment(world, machine);
    bool has_changed = false;
    enum err err = memory_shelf_commit(machine->shelf);

    machine->is_commit_planned = false;
    if (err != ERR_OK) {
        machine_fail(world, machine, err);
        return false;
    }
    actions_init(&machine->actions);
    machine->applied = 0;
    if (moment.is_plausible) {
        machine->clock.high_water_ms = moment.now_ms;
    }
    for (size_t index = 0; index < released.count; index++) {
        enum action_kind kind = released.items[index].kind;

        has_changed |= kind == ACTION_STORE || kind == ACTION_DROP;
        release_action(world, machine, &released.items[index]);
    }
    machine->failures = has_changed ? 0 : machine->failures;
    actions_reset(&released);
    if (machine->actions.items == NULL) {
        machine->actions = released; /* keep its memory */
    } else {
        actions_release(&released);
    }
    return has_changed;
}

void machine_commit(struct world *world, struct machine *machine)
{
    struct event event = {.kind = EVENT_CHANGED};

    if (commit_once(world, machine)) {
        (void)machine_step(world, machine, &event, NULL);
    }
}

void machine_commit_due(struct world *world, const struct coming *coming)
{
    struct machine *machine = machine_of(world, coming);

    if (machine != NULL && machine->is_commit_planned) {
        machine_commit(world, machine);
    }
}

static void machine_end_step(struct world *world, struct machine *machine)
{
    struct coming coming =
        machine_coming(world, machine, COMING_COMMIT, machine->commit_ms);

    if (machine->actions.count == 0) {
        return;
    }
    if (machine->commit_ms == 0) {
        machine_commit(world, machine);
    } else if (!machine->is_commit_planned) {
        machine->is_commit_planned = true;
        timeline_add(&world->timeline, &coming);
    }
}

enum err machine_step(struct world *world,
                      struct machine *machine,
                      struct event *event,
                      struct answer *answer)
{
    enum err err = ERR_OK;

    assert_true(machine_is_up(machine));
    world->steps++;
    event->moment = machine_moment(world, machine);
    chance_bytes(&world->chance, event->seed, sizeof event->seed);
    trace_mix(&world->trace, world->now_ms);
    trace_mix(&world->trace, world_index(world, machine) * 16 + event->kind);
    err = node_step(machine->node, event, &machine->actions, answer);
    if (err != ERR_OK && event->kind != EVENT_COMMAND) {
        machine_fail(world, machine, err);
        return err;
    }
    once_check(machine, &machine->actions);
    if (machine_apply(world, machine) != ERR_OK) {
        machine_fail(world, machine, ERR_IO);
        return ERR_IO;
    }
    machine_end_step(world, machine);
    return err;
}

void machine_tick(struct world *world, const struct coming *coming)
{
    struct machine *machine = machine_of(world, coming);
    struct event event = {.kind = EVENT_TICK};

    if (machine == NULL || machine->wake_ms != coming->at_ms) {
        return;
    }
    machine->wake_ms = never_ms;
    plan_wake(world, machine, world->now_ms + HOUR_MS);
    (void)machine_step(world, machine, &event, NULL);
}

void machine_verified(struct world *world, struct coming *coming)
{
    struct machine *machine = machine_of(world, coming);
    struct event event = {.kind = EVENT_VERIFIED, .as.batch = coming->batch};

    if (machine == NULL && world->machines[coming->index].is_asleep) {
        coming->at_ms += NAP_MS; /* the pool sleeps too */
        timeline_add(&world->timeline, coming);
        coming->batch = NULL;
    }
    if (machine != NULL) {
        verify_batch_run(coming->batch);
        coming->batch = NULL;
        (void)machine_step(world, machine, &event, NULL);
    }
}

/* Another process over the same shelf. */
static enum err command_apart(struct world *world,
                              struct machine *machine,
                              struct event *event,
                              struct answer *answer)
{
    struct shelf port = memory_shelf_port(machine->shelf);
    struct node *node = NULL;
    struct actions actions;
    enum err err = ERR_OK;

    actions_init(&actions);
    event->moment = machine_moment(world, machine);
    chance_bytes(&world->chance, event->seed, sizeof event->seed);
    check_ok(node_new(&machine->config, &port, &node));
    err = node_step(node, event, &actions, answer);
    once_check(machine, &actions);
    for (size_t index = 0; index < actions.count && err == ERR_OK; index++) {
        err = memory_shelf_apply(machine->shelf, &actions.items[index]);
    }
    if (err == ERR_OK) {
        tally_check(world, machine);
        err = memory_shelf_commit(machine->shelf);
    }
    if (err != ERR_OK) {
        memory_shelf_rollback(machine->shelf);
    }
    for (size_t index = 0; index < actions.count && err == ERR_OK; index++) {
        if (actions.items[index].kind == ACTION_STORE) {
            told_store(world, machine, bytes_view(&actions.items[index].bytes));
        }
    }
    actions_release(&actions);
    node_free(node);
    return err;
}

enum err machine_command(struct world *world,
                         struct machine *machine,
                         const struct command *command,
                         struct answer *answer,
                         bool is_apart)
{
    struct event event = {.kind = EVENT_COMMAND, .as.command = command};
    struct event changed = {.kind = EVENT_CHANGED};
    uint64_t number = machine->number;
    enum err err = ERR_OK;

    if (!is_apart && machine_is_up(machine)) {
        return machine_step(world, machine, &event, answer);
    }
    if (machine->node != NULL && machine->actions.count > 0) {
        machine_commit(world, machine);
    }
    err = command_apart(world, machine, &event, answer);
    if (err == ERR_OK && number == machine->number && machine_is_up(machine)) {
        (void)machine_step(world, machine, &changed, NULL);
    }
    return err;
}
