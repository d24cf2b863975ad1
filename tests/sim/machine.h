/*
 * A machine: a core, its shelf and its clock, driven as the product does it.
 */
#ifndef TESTS_SIM_MACHINE_H
#define TESTS_SIM_MACHINE_H

#include "tests/sim/world.h"

/* Add a machine with keys of the world's chance; it is off. */
struct machine *machine_add(struct world *world, const char *name);

/* Start the core over what is on the shelf; nothing where it runs. */
void machine_start(struct world *world, struct machine *machine);

/* The power goes: what was not committed is gone, cables end. */
void machine_crash(struct world *world, struct machine *machine);

/* The lid closes, or opens: cables end, memory stays. */
void machine_sleep(struct world *world, struct machine *machine);
void machine_wake(struct world *world, struct machine *machine);

/* Is it on and awake? */
bool machine_is_up(const struct machine *machine);

/* Give back everything. */
void machine_release(struct machine *machine);

/*
 * One step of the core, with what follows from it. The event's moment and
 * seed are filled in. A HOST error crashes the machine, which starts again
 * a minute later, and the later the oftener nothing could be written.
 */
enum err machine_step(struct world *world,
                      struct machine *machine,
                      struct event *event,
                      struct answer *answer);

/* End the open transaction and release what waited for it. */
void machine_commit(struct world *world, struct machine *machine);

/*
 * A person's command. `is_apart`: another process does it over the same
 * shelf and nudges the running one; always so while the machine is off.
 */
enum err machine_command(struct world *world,
                         struct machine *machine,
                         const struct command *command,
                         struct answer *answer,
                         bool is_apart);

/* What its clock says. */
struct moment machine_moment(const struct world *world,
                             const struct machine *machine);

/* Something of the timeline that concerns a machine. */
void machine_tick(struct world *world, const struct coming *coming);
void machine_commit_due(struct world *world, const struct coming *coming);
void machine_verified(struct world *world, struct coming *coming);
void machine_start_due(struct world *world, const struct coming *coming);

/* Start it again after a while. */
void machine_plan_start(struct world *world,
                        const struct machine *machine,
                        uint64_t in_ms);

#endif
