/*
 * Cables: connections as TCP gives them. What is sent arrives in order after
 * a delay, until the cable is cut; then both sides are told.
 */
#ifndef TESTS_SIM_CABLE_H
#define TESTS_SIM_CABLE_H

#include "tests/sim/world.h"

/*
 * Dial: the handshake takes one and a half round trips, then both sides are
 * up. Nothing happens where one of them is off or they are parted. The
 * cable's place, or SIZE_MAX.
 */
size_t cable_dial(struct world *world,
                  struct machine *dialler,
                  struct machine *listener,
                  uint64_t delay_ms);

/* Send from the side of `machine` whose number for the cable is `peer`. */
void cable_send(struct world *world,
                struct machine *machine,
                uint32_t peer,
                struct view message);

/* Send from one side of a cable, past the core. */
void cable_put(struct world *world,
               size_t place,
               bool is_listener,
               struct view message);

/* A side ends the connection; what it sent before still arrives. */
void cable_close(struct world *world,
                 struct machine *machine,
                 uint32_t peer,
                 enum err err);

/* Cut it: what is under way is lost, each side learns of it. */
void cable_cut(struct world *world, size_t place);

/* Cut all that one machine has. */
void cable_cut_all(struct world *world, const struct machine *machine);

/* The cable between two that is up on both sides, or SIZE_MAX. */
size_t cable_between(const struct world *world,
                     const struct machine *left,
                     const struct machine *right);

/* How many have an end at the machine. */
size_t cable_count_of(const struct world *world, const struct machine *machine);

/* Something of the timeline that concerns a cable. */
void cable_up_due(struct world *world, const struct coming *coming);
void cable_message_due(struct world *world, const struct coming *coming);
void cable_down_due(struct world *world, const struct coming *coming);

/* A tie: dial again whenever there is no cable between the two. */
void tie_add(struct world *world,
             struct machine *dialler,
             struct machine *listener,
             uint64_t delay_ms);
void tie_drop(struct world *world,
              const struct machine *left,
              const struct machine *right);
/* The machine is back: dial whatever it is tied to. */
void tie_redial_all(struct world *world, const struct machine *machine);

/* A cable has ended: its tie dials again after a while. */
void tie_lost(struct world *world, const struct cable *cable);

/* Something of the timeline that concerns a tie. */
void tie_redial_due(struct world *world, const struct coming *coming);

#endif
