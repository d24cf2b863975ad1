#include "tests/sim/cable.h"

#include <stdlib.h>
#include <string.h>

#include "node/sync/wire.h"
#include "tests/lib/check.h"
#include "tests/sim/machine.h"
#include "tests/sim/told.h"

enum { SHUN_MS = 10 * MINUTE_MS };

static struct machine *
end_of(struct world *world, const struct cable *cable, bool is_listener)
{
    return &world->machines[cable->ends[is_listener]];
}

static bool may_meet(const struct world *world, size_t left, size_t right)
{
    return machine_is_up(&world->machines[left]) &&
           machine_is_up(&world->machines[right]) &&
           !world->is_parted[left * MACHINES_MAX + right] &&
           world->machines[left].shunned_ms[right] <= world->now_ms &&
           world->machines[right].shunned_ms[left] <= world->now_ms;
}

static size_t cable_place(struct world *world)
{
    size_t place = 0;

    while (place < world->cable_count && world->cables[place].number != 0) {
        place++;
    }
    if (place == world->cable_count) {
        world->cable_count = place == 0 ? 64 : place * 2;
        world->cables =
            realloc(world->cables, world->cable_count * sizeof *world->cables);
        assert_non_null(world->cables);
        memset(world->cables + place, 0,
               (world->cable_count - place) * sizeof *world->cables);
    }
    return place;
}

/* Plan something for one side, never before what was planned for it. */
static void
plan(struct world *world, size_t place, struct coming *coming, uint64_t in_ms)
{
    struct cable *cable = &world->cables[place];
    uint64_t *arrives_ms = &cable->arrives_ms[coming->is_listener];
    uint64_t at_ms = world->now_ms + in_ms;

    if (cable->jitter_ms > 0) {
        at_ms += chance_below(&world->chance, cable->jitter_ms + 1);
    }
    *arrives_ms = at_ms > *arrives_ms ? at_ms : *arrives_ms;
    coming->at_ms = *arrives_ms;
    coming->index = place;
    coming->number = cable->number;
    timeline_add(&world->timeline, coming);
}

size_t cable_dial(struct world *world,
                  struct machine *dialler,
                  struct machine *listener,
                  uint64_t delay_ms)
{
    struct coming coming = {.kind = COMING_UP};
    size_t ends[2] = {world_index(world, dialler),
                      world_index(world, listener)};
    size_t place = 0;

    if (!may_meet(world, ends[0], ends[1])) {
        return SIZE_MAX;
    }
    place = cable_place(world);
    world->cables[place] = (struct cable){
        .number = ++world->cables_made,
        .ends = {ends[0], ends[1]},
        .starts = {dialler->number, listener->number},
        .delay_ms = delay_ms,
        .dialled_ms = world->now_ms,
    };
    plan(world, place, &coming, delay_ms * 2);
    return place;
}

/* The listener is up when the third message, with its greeting, arrives. */
static void
plan_listener(struct world *world, size_t place, const struct machine *dialler)
{
    struct coming coming = {
        .kind = COMING_UP,
        .is_listener = true,
        .bytes = dialler->greeting.bytes,
        .data = malloc(dialler->greeting.bytes + 1),
    };

    assert_non_null(coming.data);
    if (coming.bytes > 0) {
        memcpy(coming.data, dialler->greeting.data, coming.bytes);
    }
    plan(world, place, &coming, world->cables[place].delay_ms);
}

/* A side is what it was when the cable was dialled. */
static bool side_lives(const struct world *world,
                       const struct cable *cable,
                       bool is_listener)
{
    const struct machine *machine = &world->machines[cable->ends[is_listener]];

    return machine_is_up(machine) &&
           machine->number == cable->starts[is_listener];
}

static struct cable *cable_of(struct world *world, const struct coming *coming)
{
    struct cable *cable = &world->cables[coming->index];

    return cable->number == coming->number ? cable : NULL;
}

void cable_up_due(struct world *world, const struct coming *coming)
{
    struct cable *cable = cable_of(world, coming);
    bool is_listener = coming->is_listener;
    struct event event = {.kind = EVENT_PEER_UP};
    struct machine *machine = NULL;

    if (cable == NULL || cable->is_cut ||
        !side_lives(world, cable, is_listener)) {
        return;
    }
    machine = end_of(world, cable, is_listener);
    cable->peers[is_listener] = ++machine->peers;
    event.peer = machine->peers;
    event.as.up = (struct peer_up){
        .is_dialled = !is_listener,
        .transport =
            end_of(world, cable, !is_listener)->device.transport.public,
        .hello = {coming->data, coming->bytes},
    };
    put_u64(event.as.up.binding, cable->number);
    if (!is_listener) {
        plan_listener(world, coming->index, machine);
    }
    trace_line(&world->trace, TRACE_LINKS, world->now_ms, "%s: %s %s",
               machine->name, is_listener ? "hears from" : "reaches",
               end_of(world, cable, !is_listener)->name);
    (void)machine_step(world, machine, &event, NULL);
}

/* A byte a second, behind all that is on its way already. */
static uint64_t drip_ms(const struct world *world,
                        const struct cable *cable,
                        bool is_listener,
                        size_t bytes)
{
    const uint64_t busy_ms = cable->arrives_ms[!is_listener];

    return bytes * 1000 +
           (busy_ms > world->now_ms ? busy_ms - world->now_ms : 0);
}

void cable_put(struct world *world,
               size_t place,
               bool is_listener,
               struct view message)
{
    struct cable *cable = &world->cables[place];
    struct coming coming = {
        .kind = COMING_MESSAGE,
        .is_listener = !is_listener,
        .bytes = message.bytes,
    };

    if (cable->is_cut || cable->is_stalled ||
        (cable->is_choked && message.data[0] == WIRE_RECORDS)) {
        return;
    }
    coming.data = malloc(message.bytes + 1);
    assert_non_null(coming.data);
    if (message.bytes > 0) {
        memcpy(coming.data, message.data, message.bytes);
    }
    plan(world, place, &coming,
         cable->delay_ms +
             (cable->drips[is_listener]
                  ? drip_ms(world, cable, is_listener, message.bytes)
                  : 0));
}

/* The cable that a machine knows by this number. */
static size_t cable_find(const struct world *world,
                         const struct machine *machine,
                         uint32_t peer,
                         bool *is_listener)
{
    size_t index = world_index(world, machine);

    for (size_t place = 0; place < world->cable_count; place++) {
        const struct cable *cable = &world->cables[place];

        for (unsigned side = 0; side < 2 && cable->number != 0; side++) {
            if (cable->ends[side] == index && cable->peers[side] == peer &&
                cable->starts[side] == machine->number) {
                *is_listener = side == 1;
                return place;
            }
        }
    }
    return SIZE_MAX;
}

void cable_send(struct world *world,
                struct machine *machine,
                uint32_t peer,
                struct view message)
{
    bool is_listener = false;
    size_t place = cable_find(world, machine, peer, &is_listener);

    if (place == SIZE_MAX) {
        return; /* it ended while the message waited for the commit */
    }
    if (machine->is_rogue && world->hooks.send != NULL &&
        world->hooks.send(world->hooks.self, place, is_listener, &message)) {
        return;
    }
    cable_put(world, place, is_listener, message);
}

void cable_message_due(struct world *world, const struct coming *coming)
{
    struct cable *cable = cable_of(world, coming);
    struct event event = {.kind = EVENT_MESSAGE};

    if (cable == NULL || cable->is_cut ||
        cable->peers[coming->is_listener] == 0 ||
        !side_lives(world, cable, coming->is_listener)) {
        return;
    }
    event.peer = cable->peers[coming->is_listener];
    event.as.message = (struct view){coming->data, coming->bytes};
    trace_mix_bytes(&world->trace, event.as.message);
    told_message(world, cable, coming->is_listener, event.as.message);
    if (world->hooks.heard != NULL) {
        world->hooks.heard(world->hooks.self, coming->index,
                           coming->is_listener, event.as.message);
    }
    (void)machine_step(world, end_of(world, cable, coming->is_listener), &event,
                       NULL);
}

/* A cable without ends is free, and its tie wants another. */
static void cable_free(struct world *world, struct cable *cable)
{
    const struct cable ended = *cable;

    cable->number = 0;
    tie_lost(world, &ended);
}

void cable_down_due(struct world *world, const struct coming *coming)
{
    struct cable *cable = cable_of(world, coming);
    struct event event = {.kind = EVENT_PEER_DOWN};
    bool is_listener = coming->is_listener;
    struct machine *machine = NULL;
    uint64_t number = 0;

    if (cable == NULL) {
        return;
    }
    machine = end_of(world, cable, is_listener);
    event.peer = cable->peers[is_listener];
    number = cable->number;
    cable->peers[is_listener] = 0;
    cable->is_ending = true;
    if (event.peer != 0 && side_lives(world, cable, is_listener)) {
        trace_line(&world->trace, TRACE_LINKS, world->now_ms, "%s: loses %s",
                   machine->name, end_of(world, cable, !is_listener)->name);
        (void)machine_step(world, machine, &event, NULL);
    }
    cable = &world->cables[coming->index];
    if (cable->number != number) {
        return;
    }
    if (cable->peers[!is_listener] == 0) {
        cable_free(world, cable);
    } else if (cable->is_stalled && !is_listener) {
        tie_lost(world, cable); /* who dialled does not wait for the other */
    }
}

static void
plan_down(struct world *world, size_t place, bool is_listener, uint64_t in_ms)
{
    struct coming coming = {.kind = COMING_DOWN, .is_listener = is_listener};

    plan(world, place, &coming, in_ms);
}

void cable_close(struct world *world,
                 struct machine *machine,
                 uint32_t peer,
                 enum err err)
{
    bool is_listener = false;
    size_t place = cable_find(world, machine, peer, &is_listener);
    const struct cable *cable = NULL;

    if (place == SIZE_MAX) {
        return;
    }
    cable = &world->cables[place];
    if (err_blame(err) == BLAME_PEER) {
        machine->shunned_ms[cable->ends[!is_listener]] =
            world->now_ms + SHUN_MS;
    }
    trace_line(&world->trace, TRACE_LINKS, world->now_ms, "%s: closes %s: %s",
               machine->name, world->machines[cable->ends[!is_listener]].name,
               err_text(err));
    if (world->is_talking) {
        print_message("[%llu] %s closes %s: %s\n",
                      (unsigned long long)world->now_ms, machine->name,
                      world->machines[cable->ends[!is_listener]].name,
                      err_name(err));
    }
    if (world->hooks.closed != NULL) {
        world->hooks.closed(world->hooks.self, cable->ends[is_listener],
                            cable->ends[!is_listener], err);
    }
    world->cables[place].is_ending = true;
    plan_down(world, place, is_listener, 0);
    if (!cable->is_stalled) { /* else the other side has to see for itself */
        plan_down(world, place, !is_listener, cable->delay_ms);
    }
}

void cable_cut(struct world *world, size_t place)
{
    struct cable *cable = &world->cables[place];

    if (cable->number == 0 || cable->is_cut) {
        return;
    }
    cable->is_cut = true;
    cable->arrives_ms[0] = 0;
    cable->arrives_ms[1] = 0;
    plan_down(world, place, false, cable->delay_ms);
    plan_down(world, place, true, cable->delay_ms);
}

void cable_cut_all(struct world *world, const struct machine *machine)
{
    size_t index = world_index(world, machine);

    for (size_t place = 0; place < world->cable_count; place++) {
        struct cable *cable = &world->cables[place];

        if (cable->number == 0 ||
            (cable->ends[0] != index && cable->ends[1] != index)) {
            continue;
        }
        if (cable->is_stalled && !cable->is_cut) {
            cable->is_ending = true; /* the other side is not told */
            plan_down(world, place, cable->ends[1] == index, 0);
        } else {
            cable_cut(world, place);
        }
    }
}

size_t cable_between(const struct world *world,
                     const struct machine *left,
                     const struct machine *right)
{
    size_t ends[2] = {world_index(world, left), world_index(world, right)};

    for (size_t place = 0; place < world->cable_count; place++) {
        const struct cable *cable = &world->cables[place];

        if (cable->number != 0 && !cable->is_cut && !cable->is_ending &&
            ((cable->ends[0] == ends[0] && cable->ends[1] == ends[1]) ||
             (cable->ends[1] == ends[0] && cable->ends[0] == ends[1]))) {
            return place;
        }
    }
    return SIZE_MAX;
}

size_t cable_count_of(const struct world *world, const struct machine *machine)
{
    size_t index = world_index(world, machine);
    size_t count = 0;

    for (size_t place = 0; place < world->cable_count; place++) {
        const struct cable *cable = &world->cables[place];

        count += cable->number != 0 && !cable->is_cut && !cable->is_ending &&
                 (cable->ends[0] == index || cable->ends[1] == index);
    }
    return count;
}
