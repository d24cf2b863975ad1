/*
 * The words of posts on their way into the search index. That is what taking
 * in a record costs most beside its signature, so it waits until nothing else
 * is to do; until then whoever searches reads these posts, as he reads those
 * that are in no run. Inside store/.
 */
#ifndef STORE_SEARCH_FOLLOW_H
#define STORE_SEARCH_FOLLOW_H

#include <stdint.h>

#include "node/err.h"

struct store;

/* How many records in runs the search index has not seen. */
uint64_t search_behind(const struct store *store);

/* Bring the words of the oldest of them into it, of STORE_WORDS_ROWS records at
 * most. Inside store_begin. */
MUST_USE enum err search_follow(struct store *store);

/* After a merge: the same as far as no more than STORE_WORDS_BEHIND_MAX
 * records may be behind; else note how many are. */
MUST_USE enum err search_settle(struct store *store);

#endif
