/*
 * What is told: lines of the trace about records and people, in words.
 */
#ifndef TESTS_SIM_TOLD_H
#define TESTS_SIM_TOLD_H

#include "tests/sim/world.h"

/* A record that is about to be written, printed where the world is talking. */
void told_put(const struct world *world,
              const struct machine *machine,
              struct view bytes);

/* A record that a machine has committed. */
void told_store(struct world *world,
                const struct machine *machine,
                struct view bytes);

/* A record that it is about to drop. */
void told_drop(struct world *world,
               const struct machine *machine,
               const struct id *id);

/* Something its person may want to know. */
void told_tell(struct world *world,
               const struct machine *machine,
               const struct tell *tell);

/* A message that arrives, printed where the world is talking. */
void told_message(const struct world *world,
                  const struct cable *cable,
                  bool is_listener,
                  struct view message);

/* The name of a household: that of its machine, or "somebody". */
const char *told_name(const struct world *world, const struct id *household);

#endif
