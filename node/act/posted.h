/*
 * A post as it stands on the shelf, and a new revision of one of ours.
 */
#ifndef NODE_ACT_POSTED_H
#define NODE_ACT_POSTED_H

#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/inside.h"
#include "node/record/record.h"

struct posted {
    struct shelf_row row;
    struct bytes bytes; /* owned */
    struct record record;
    struct post post; /* borrows from `bytes` */
    struct id id;     /* of the post */
};

/* Make ready and empty; takes no memory. Give back; may be called twice. */
void posted_init(struct posted *posted);
void posted_release(struct posted *posted);

/* Read the post in a slot. ERR_UNKNOWN: none, or withdrawn. */
MUST_USE enum err posted_read(const struct node *node,
                              const struct id *household,
                              uint32_t lane,
                              uint32_t n,
                              struct posted *posted);

/* Let a post that was read be what this step made of it. ERR_UNKNOWN: it was
 * withdrawn. */
MUST_USE enum err posted_renew(struct posted *posted, const struct step *step);

/*
 * Sign a post into one of our slots and store it; the answer, where there is
 * one, is told its record, revision and post.
 *
 * ERR_INVALID  the spec refuses it; else errors of act_sign
 */
MUST_USE enum err posted_sign(const struct node *node,
                              const struct step *step,
                              const struct act_draft *wanted,
                              const struct post *post);

/*
 * Publish the next revision of one of ours: what `post` says, with the birth,
 * the first publication and the kind that it has.
 *
 * ERR_FULL  it has been revised too often
 */
MUST_USE enum err posted_revise(const struct node *node,
                                const struct step *step,
                                const struct posted *posted,
                                const struct post *post);

#endif
