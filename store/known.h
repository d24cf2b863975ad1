/*
 * What a process remembers of the file, brought up to date. Inside store/.
 */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/record.h"

struct store;

/* See that what is remembered agrees with the file. Inside a transaction;
 * costs one look when nothing has changed. */
MUST_USE enum err known_refresh(struct store *store);

/* Begin a transaction for reading unless one is open; `is_ours` tells. What
 * is remembered is current until glance_end. */
MUST_USE enum err glance_begin(struct store *store, bool *is_ours);
MUST_USE enum err glance_end(struct store *store, bool is_ours, enum err err);

/* See that all keys (all posts) behind the runs are in store->tail; for
 * tail_read_posts in any order. */
MUST_USE enum err tail_know_keys(struct store *store);
MUST_USE enum err tail_know_posts(struct store *store);
MUST_USE enum err tail_read_posts(struct store *store);

/* Note a record that is the next in store->tail of posts and lanes. */
MUST_USE enum err tail_note(struct store *store,
                            const struct record *record,
                            uint64_t household,
                            uint64_t seq);

#endif
