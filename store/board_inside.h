/*
 * What the files of the board share: who has how many posts, and how a post
 * is handed to a visitor. Inside store/.
 */
#ifndef STORE_BOARD_INSIDE_H
#define STORE_BOARD_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "store/board.h"
#include "store/inside.h"
#include "store/placed.h"

/* A keeper on this board. */
struct rank {
    uint64_t number; /* of the household */
    struct id household;
    uint32_t live;
    uint64_t newest_ms; /* none of its posts is newer */
};

struct ranks {
    struct rank *items; /* owned; ascending numbers */
    size_t count;
};

/*
 * Count the live posts of keepers.
 *
 * shown  `shown_count` households, the others are left out; NULL: all
 *
 * ERR_NOMEM
 */
MUST_USE enum err ranks_load(struct store *store,
                             uint64_t now_ms,
                             const struct id *shown,
                             size_t shown_count,
                             struct ranks *out);

/* May be called twice. */
void ranks_release(struct ranks *ranks);

/* NULL: not on this board. */
const struct rank *ranks_find(const struct ranks *ranks, uint64_t number);

/* A visitor with what it wants to know. */
struct delivery {
    uint64_t now_ms;
    board_visit *visit;
    void *visitor;
};

/* Hand one post to the visitor; what is no post any more is nothing. */
MUST_USE enum err board_deliver(struct store *store,
                                uint64_t seq,
                                const struct delivery *delivery);

/* Digits that the codes of two posts have in common, of the first twelve. */
unsigned code_digits_alike(const struct id *left, const struct id *right);

/* Is a post where the query wants it? One that says no cell is nowhere. */
bool board_is_near(const struct board_query *query, const struct post *post);

/* Has a post the tag that the query wants? */
bool board_has_tag(const struct board_query *query, const struct post *post);

/* A post that was read. */
struct board_post {
    struct kept kept;
    struct bytes bytes; /* owned; of the record */
    struct post post;   /* views into bytes */
    struct id id;
    struct placed placed;
};

/* Read the post at a sequence. ERR_UNKNOWN: there is none. What was read
 * must be released in any case. */
MUST_USE enum err
board_post_read(struct store *store, uint64_t seq, struct board_post *out);

/* May be called twice. */
void board_post_release(struct board_post *post);

#endif
