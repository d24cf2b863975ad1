/*
 * What anyone can tell from the promises that a post lists, without names.
 *
 * Normative: spec/deals.md, conflicts 1 and 2.
 */
#ifndef NODE_DEAL_PROMISE_H
#define NODE_DEAL_PROMISE_H

#include <stdbool.h>

#include "node/board/post.h"
#include "node/deal/kind.h"
#include "node/id.h"

enum promise {
    PROMISE_NOT_YET, /* the post does not list it: not certain */
    PROMISE_BOUND,
    PROMISE_TWICE, /* earlier ones take all there is */
    PROMISE_END,
};

/* What the post says of a promise. `yes`: id of the letter that made it. */
enum promise promise_of(const struct post *post,
                        const struct kind_row *kind,
                        const struct id *yes);

/* Are more promises listed than there is to give? A proof that needs no
 * names. */
bool promise_is_too_many(const struct post *post, const struct kind_row *kind);

/* "not yet", "bound", "twice". */
const char *promise_name(enum promise promise);

#endif
