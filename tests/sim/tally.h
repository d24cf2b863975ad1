/*
 * Hours once more, added up the slow way from spec/hours.md: it shares no code
 * with node/deal and reads a half where its bytes stand (spec/records.md).
 */
#ifndef TESTS_SIM_TALLY_H
#define TESTS_SIM_TALLY_H

#include "tests/sim/world.h"

/*
 * What one household gave another had, over the receipts on a machine's shelf:
 * each household's balance is what its halves and the others' come to, and all
 * add up to zero. For every step; looks only where the ledger has changed since
 * it looked last. Ends the test where it is not so.
 */
void tally_check(struct world *world, struct machine *machine);

#endif
