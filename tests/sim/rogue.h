/*
 * The inside of rogues: what their files share.
 */
#ifndef TESTS_SIM_ROGUE_H
#define TESTS_SIM_ROGUE_H

#include "node/sync/wire.h"
#include "tests/sim/season.h"

/* Records that are ground: a crowd, pairs at most, and slots for them. */
enum { GROUND_CROWD = 48, GROUND_PAIRS = 4, GROUND_SLOTS = 64 };

/* Put a record on a rogue's shelf, past its core, which then offers it. */
void rogue_shelve(struct season *season,
                  struct machine *rogue,
                  struct view record);

/*
 * Post GROUND_CROWD records whose items are in the same of the first 32
 * symbols, and one to GROUND_PAIRS pairs of which both are in the same of the
 * first 4,096, found by trying. False where the rogue did it before.
 */
bool rogue_grind(struct season *season, struct machine *rogue);

/* Greet from now on with sets that it does not have. */
bool rogue_greet(struct season *season, struct machine *rogue);

/* What a rogue that lies about sketches says instead of its core; false: what
 * its core says goes out. */
bool rogue_sketch_send(struct season *season,
                       size_t place,
                       bool is_listener,
                       const struct wire_message *message);

#endif
