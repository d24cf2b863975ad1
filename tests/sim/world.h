/*
 * The world: many machines, each with a real core, on one virtual clock.
 *
 *   chance ---> world ---> machine (core, shelf, clock) x many
 *                 |           ^
 *              timeline -> cable (ordered stream, until it is cut)
 *
 * A machine is driven as the product drives its core: step, write to the
 * shelf at once, commit, then release what waits. Everything that happens is
 * decided by the seed. Ends the test (cmocka) on what must not happen.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/node.h"
#include "tests/sim/chance.h"
#include "tests/sim/things.h"
#include "tests/sim/timeline.h"
#include "tests/sim/trace.h"

enum {
    MACHINES_MAX = 224,
    TIES_MAX = 1024,
    PLACE_BYTES_MAX = 512, /* content of the founding council */
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS,
};

/* The true time at which every world begins, and the build date. */
#define WORLD_BEGIN_MS UINT64_C(1800014400000) /* 2027-01-15 12:00 */
#define WORLD_BUILD_MS UINT64_C(1790000000000) /* 2026-09-21 */

/* What a test looks at from outside; may be NULL. */
struct world_hooks {
    void *self;
    /* A message leaves a rogue: true if the hook took care of it. */
    bool (*send)(void *self,
                 size_t cable,
                 bool is_listener,
                 struct view *bytes);
    /* A message arrives. */
    void (*heard)(void *self,
                  size_t cable,
                  bool is_listener,
                  struct view message);
    void (*closed)(void *self, size_t machine, size_t other, enum err err);
    void (*tell)(void *self, size_t machine, const struct tell *tell);
    void (*plan)(void *self, uint64_t number);
};

struct world {
    uint64_t seed;
    uint64_t now_ms;
    struct chance chance;
    struct timeline timeline;
    struct trace trace;
    struct sealing_keys *months; /* of each machine, its owner's; NULL: letters
                                    are sealed to the keys of devices alone */
    struct world_hooks hooks;
    struct neighbourhood neighbourhood;
    unsigned char place[PLACE_BYTES_MAX];
    size_t place_bytes;
    struct machine machines[MACHINES_MAX];
    size_t machine_count;
    struct cable *cables; /* owned */
    size_t cable_count;
    uint64_t cables_made;
    struct tie ties[TIES_MAX];
    size_t tie_count;
    bool *is_parted; /* owned; MACHINES_MAX x MACHINES_MAX */
    uint64_t steps;
    uint64_t tallies;      /* of hours, each time a ledger had changed */
    bool is_talking;       /* every message is printed */
    bool is_hasty;         /* nobody waits for the commit of a command */
    size_t lanes_max;      /* of a household; 0: as many as there may be */
    uint64_t apart_one_in; /* commands by another process; 0: none */
};

/* An empty world of this seed. */
void world_init(struct world *world, uint64_t seed);

/* End it; may be called twice. */
void world_release(struct world *world);

/* Let this much virtual time pass, with all that is due in it. */
void world_run(struct world *world, uint64_t ms);

/* Plan a call of the hook `plan`. */
void world_plan(struct world *world, uint64_t in_ms, uint64_t number);

/* The machine of this name; ends the test where there is none. */
struct machine *world_machine(struct world *world, const char *name);

/* Its place among the machines. */
size_t world_index(const struct world *world, const struct machine *machine);

/* The machine of a household that was added first, or NULL. */
const struct machine *world_home(const struct world *world,
                                 const struct id *household);

/* No cable between the two from now on, or again. */
void world_part(struct world *world,
                struct machine *left,
                struct machine *right,
                bool is_parted);

#endif
