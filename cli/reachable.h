/*
 * Where this node can be reached: what an invite carries.
 */
#ifndef CLI_REACHABLE_H
#define CLI_REACHABLE_H

#include <stdbool.h>

#include <jansson.h>

#include "cli/drive.h"
#include "cli/invitation.h"
#include "node/err.h"

/*
 * Fill in addresses, own ones first, then hubs, those met lately before the
 * others, for one of which a place is kept; then where others were met. The
 * drive looks (drive_look). A wildcard becomes the addresses of the interfaces,
 * a home network's before loopback, which is taken only where there is nothing
 * else.
 *
 * has_own  false: no node runs, so where it will listen is not known
 */
MUST_USE enum err reachable_fill(struct drive *drive,
                                 struct invitation *invitation,
                                 bool *has_own);

/* Does a node listen on loopback alone? Then it is one of several of one
 * machine. `listening`: an array of addresses, or NULL: it does not run. */
bool reachable_is_home(const json_t *listening);

/*
 * May an address that a record names be dialled? One with a key may not, nor
 * a number that means no machine: of no host, of many, of one link only. One
 * of loopback may where `is_home`: this node is there as well.
 */
bool reachable_may_dial(const char *address, bool is_home);

/*
 * The addresses that an address listened on stands for: itself, or those of
 * the interfaces for "0.0.0.0:P" and "[::]:P"; the number written.
 *
 * loopback  true: those of the loopback interface, else the others
 */
size_t reachable_expand(const char *listening,
                        bool loopback,
                        char (*out)[INVITATION_ADDRESS_CHARS],
                        size_t max);

#endif
