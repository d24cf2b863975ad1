/*
 * What anyone can tell from the promises that a post lists, without names.
 *
 * Normative: spec/deals.md, conflicts 1 and 2.
 */
#ifndef NODE_DEAL_HELD_H
#define NODE_DEAL_HELD_H

#include <stdbool.h>

#include "node/board/post.h"
#include "node/deal/kind.h"
#include "node/id.h"

enum held {
    HELD_NOT_YET, /* the post does not list it: not certain */
    HELD_BOUND,
    HELD_TWICE, /* earlier ones take all there is */
    HELD_END,
};

/* What the post says of a promise. `yes`: id of the letter that made it. */
enum held held_of(const struct post *post,
                  const struct kind_row *kind,
                  const struct id *yes);

/* Are more promises listed than there is to give? A proof that needs no
 * names. */
bool held_is_too_many(const struct post *post, const struct kind_row *kind);

/* "not yet", "bound", "twice". */
const char *held_name(enum held held);

#endif
