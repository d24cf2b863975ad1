/*
 * Months: the sealing keys of machines, as a driver makes them.
 */
#ifndef TESTS_SIM_MONTHS_H
#define TESTS_SIM_MONTHS_H

#include <stdbool.h>

#include "tests/sim/world.h"

/* Make what a machine lacks; where it has become another one, what it has is a
 * former machine's. Nothing in a world without months. */
void months_roll(struct world *world, struct machine *machine, bool is_new);

#endif
