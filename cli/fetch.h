/*
 * The first visit: a household that has just joined fetches people and board
 * from whoever can be reached, for a short while.
 */
#ifndef CLI_FETCH_H
#define CLI_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/drive.h"
#include "cli/out.h"
#include "cli/problem.h"
#include "node/err.h"

enum {
    FETCH_KNOCK_MS = 2000,  /* so long an address may take to answer */
    FETCH_LAN_MS = 3000,    /* so long nobody is heard on the local network */
    FETCH_QUIET_MS = 10000, /* given up when nothing came for so long */
    FETCH_DOOR_MS = 15000,  /* the same while connected and not let in */
};

/* How a first visit ended. */
enum fetch_end {
    FETCH_NOBODY,  /* nobody could be reached */
    FETCH_REFUSED, /* somebody heard us out and sent us away: no member */
    FETCH_WAITING, /* somebody was there and has not answered */
    FETCH_BROKEN,  /* it broke off */
    FETCH_SYNCED,  /* in step with one */
};

/*
 * Dial the addresses that the store knows and run until in step with one.
 *
 * has_lan  look for nodes on the local network too, where no address answers
 */
MUST_USE enum err fetch_board(struct drive *drive,
                              const struct out *out,
                              bool has_lan,
                              enum fetch_end *end,
                              struct problem *why);

/* Is there an answer at one of these "ADDR:PORT", within FETCH_KNOCK_MS? */
bool fetch_knock(const char *const *addresses, size_t count);

#endif
