/*
 * The inside of the oracle, shared by its files; nobody else includes it.
 */
#ifndef TESTS_SIM_ORACLE_ROUND_H
#define TESTS_SIM_ORACLE_ROUND_H

#include "tests/sim/oracle.h"

enum { LIVE, GRACE, ROSTER };
enum { NONE = 255, NEWCOMER = 7 };

/* The facts that are believed in one round. */
struct round {
    const struct history *history;
    uint64_t now_ms;
    int own;
    bool is_believed[HISTORY_FACTS_MAX];
    size_t adopted[HISTORY_CONTENTS]; /* facts, by height */
    size_t adopted_count;
    struct oracle *oracle;
};

/* The UTC day of a time. */
uint64_t oracle_day(uint64_t ms);

/* Is a fact newer than another of its slot? */
bool oracle_is_newer(const struct fact *left, const struct fact *right);

/* Find the chain of councils among what is believed, and mark those that are
 * kept. */
void oracle_climb(struct round *round, bool *is_kept);

/* Does a household count as a steward in a mode? */
bool oracle_is_steward(const struct round *round, unsigned household, int mode);

#endif
