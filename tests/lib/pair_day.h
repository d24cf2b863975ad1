/*
 * Posts of one day on the shelf of a side: what lies in one drop week.
 */
#ifndef TESTS_LIB_PAIR_DAY_H
#define TESTS_LIB_PAIR_DAY_H

#include "tests/lib/pair.h"

/* Put posts of household 0, in the slots from `n` to `end`, of one day. */
void pair_keep_day(struct pair *pair,
                   size_t side,
                   const struct street *street,
                   uint32_t n,
                   uint32_t end,
                   int day);

#endif
