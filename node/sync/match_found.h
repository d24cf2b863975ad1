/*
 * Found: from the items of a difference to records that are sent and asked
 * for. For the files of match only.
 */
#ifndef NODE_SYNC_MATCH_FOUND_H
#define NODE_SYNC_MATCH_FOUND_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/limits.h"
#include "node/sync/match.h"

struct work; /* inside.h */

/* FOUND being filled. */
struct found_list {
    unsigned char items[FOUND_MESSAGE_MAX * WIRE_FOUND_BYTES];
    size_t count;
};

/* Add the first bytes of one; a full message is sent. */
MUST_USE enum err
found_list_add(const struct work *work, struct found_list *list, uint64_t item);

/* Send what is left, as the last. */
MUST_USE enum err found_list_end(const struct work *work,
                                 const struct found_list *list);

/* Remember an id to be sent. ERR_NOMEM. */
MUST_USE enum err match_add(struct match *match, const struct id *id);

/* Send so many symbols more. */
MUST_USE enum err match_say(const struct work *work, size_t count);

/* Who has decoded: what is kept here is to be sent, what is not is said in
 * FOUND, unless it is too old or was refused. */
MUST_USE enum err match_tell_found(const struct work *work);

#endif
