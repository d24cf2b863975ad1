/*
 * Do two rosters answer alike? Every question about people that a roster
 * answers without its records is asked of both.
 */
#ifndef TESTS_LIB_ALIKE_H
#define TESTS_LIB_ALIKE_H

#include <stdbool.h>

#include "node/people/roster.h"

bool rosters_are_alike(const struct roster *left, const struct roster *right);

/* Frozen by `own` and thawed for its day: roster_free it. NULL where it
 * cannot be, or where the bytes are not those of the thawed one frozen again.
 */
struct roster *
roster_thawed(const struct roster *roster, const struct id *own, uint32_t day);

#endif
