/*
 * Found: from the items of a difference to records that are sent and asked
 * for. For match.c only.
 */
#ifndef NODE_SYNC_MATCH_FOUND_H
#define NODE_SYNC_MATCH_FOUND_H

#include "node/err.h"

struct work; /* inside.h */

/* Who has decoded: what is kept here is to be sent, what is not is said in
 * FOUND, unless it is too old or was refused. */
MUST_USE enum err match_tell_found(const struct work *work);

#endif
