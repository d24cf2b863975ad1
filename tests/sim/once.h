/*
 * What a step signs last in a slot is the newest: of two records with one stamp
 * their ids would decide. Rule C1 of spec/acts.md.
 */
#ifndef TESTS_SIM_ONCE_H
#define TESTS_SIM_ONCE_H

#include "tests/sim/world.h"

/* Ends the test where a step of a machine did not. */
void once_check(const struct machine *machine, const struct actions *actions);

#endif
