/*
 * The tail: records that are in no run yet, found in memory.
 *
 * A process fills it from the table of records, behind what it has seen, and
 * empties it when the tail was merged. What it says of a record that was
 * rolled back or erased since is found out by whoever follows it. Inside
 * store/.
 */
#ifndef STORE_TAIL_H
#define STORE_TAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "store/tally.h"

struct tail_key {
    uint64_t key; /* as in INDEX_KEY */
    uint64_t seq; /* 0: this place is free */
};

struct tail {
    struct tail_key *keys; /* owned; open addressing */
    size_t key_count;
    size_t key_room;       /* a power of two, or 0 */
    uint64_t keys_next;    /* the first sequence that is not in keys */
    unsigned char *orders; /* owned; entries of INDEX_ORDER */
    unsigned char *posts;  /* owned; entries of INDEX_POST */
    size_t post_count;     /* of each */
    size_t post_room;
    struct tally lanes;  /* how many numbers were used; see below */
    uint64_t posts_next; /* the first sequence that is not in these three */
    bool is_sorted;      /* orders and posts are in order */
    bool is_sure;        /* none of the posts may have gone since */
};

/* A lane as a key of tail.lanes: household, class, lane. */
enum { TAIL_LANE_BITS = 32, TAIL_CLASS_BITS = 8 };

/* Give its memory back; empty from `next` on. May be called twice. */
void tail_reset(struct tail *tail, uint64_t next);

/* Forget what was noted of records up to `upto`, and keep the memory for
 * others. ERR_NOMEM. */
MUST_USE enum err tail_cut(struct tail *tail, uint64_t upto);

/* Note that a key leads to a record. ERR_NOMEM. */
MUST_USE enum err tail_add(struct tail *tail, uint64_t key, uint64_t seq);

/* Forget that it does. */
void tail_remove(struct tail *tail, uint64_t key, uint64_t seq);

/* The next record that a key leads to, from place `*at` on (0: the first);
 * 0 when there is none. */
uint64_t tail_find(const struct tail *tail, uint64_t key, size_t *at);

/* Forget all posts and lanes; they are to be noted from `next` on. */
void tail_forget_posts(struct tail *tail, uint64_t next);

/* A key that is looked for or noted soon: see store_expect. */
void tail_expect(const struct tail *tail, uint64_t key);

/* Note a post by its two entries. ERR_NOMEM. */
MUST_USE enum err tail_add_post(struct tail *tail,
                                const unsigned char *order,
                                const unsigned char *post);

/* Put what was noted of posts in order. */
void tail_sort(struct tail *tail);

#endif
