/*
 * A post by what its place on the board depends on, as it stands in
 * INDEX_ORDER:
 *
 *   1   closed * 4 + asked for * 2 + not the keeper's first
 *   3   number of the keeper
 *   6   2^48 - 1 - posted, so that the newest comes first
 *   8   post id, its first bytes
 *   6   until; 0: as long as it is kept
 *   1   kind
 *   5   sequence
 *
 * Inside store/.
 */
#ifndef STORE_PLACED_H
#define STORE_PLACED_H

#include <stdbool.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/id.h"
#include "node/record/record.h"
#include "store/run.h"

struct placed {
    bool is_closed;
    bool has_asks;
    bool is_first;
    unsigned kind;
    uint64_t keeper;    /* number of the household */
    uint64_t posted_ms; /* below 2^48, as until_ms */
    uint64_t until_ms;
    uint64_t post64; /* id_prefix of the post id */
    uint64_t seq;
};

/*
 * Read the post of a record, if it is one that is shown.
 *
 * post     what its body says; views point into the record
 * post_id  its id
 *
 * false: no post, a withdrawal, or of a kind that is not known here
 */
bool placed_read_post(const struct record *record,
                      struct post *post,
                      struct id *post_id);

/* The same, at a glimpse: for a record as it was stored. */
bool placed_glimpse_post(const struct record *record,
                         struct post *post,
                         struct id *post_id);

/* The same without its id, which costs as much as all the rest. */
bool placed_glimpse(const struct record *record, struct post *post);

/* Its place. `keeper` and `seq` as in struct placed. */
struct placed placed_of(const struct record *record,
                        const struct post *post,
                        const struct id *post_id,
                        uint64_t keeper,
                        uint64_t seq);

/* Has it ended by `now_ms`? */
bool placed_has_ended(const struct placed *placed, uint64_t now_ms);

/* Write it as an entry of INDEX_ORDER. */
void placed_put(unsigned char out[static ORDER_ENTRY_BYTES],
                const struct placed *placed);

/* Read it from one. */
void placed_get(const unsigned char in[static ORDER_ENTRY_BYTES],
                struct placed *out);

#endif
