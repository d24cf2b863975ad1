/*
 * Where this node can be reached: what an invite carries.
 */
#ifndef CLI_REACHABLE_H
#define CLI_REACHABLE_H

#include <stdbool.h>

#include "cli/drive.h"
#include "cli/invitation.h"
#include "node/err.h"

/*
 * Fill in addresses, own ones first, then where others were met lately. A
 * wildcard becomes the addresses of the interfaces, a home network's before
 * loopback, which is taken only where there is nothing else.
 *
 * has_own  false: no node runs, so where it will listen is not known
 */
MUST_USE enum err reachable_fill(struct drive *drive,
                                 struct invitation *invitation,
                                 bool *has_own);

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
