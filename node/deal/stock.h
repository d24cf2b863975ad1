/*
 * One post and all the deals about it, as its keeper sees them: what is left,
 * who comes next, who holds the thing.
 *
 * Promises bind in the order of the post's revisions that list them, so that
 * two machines of a keeper that were apart agree on which of two is bound.
 * Custody beats dates: what is out is out until it is back. Normative:
 * spec/deals.md, "conflicts" and "queue".
 */
#ifndef NODE_DEAL_STOCK_H
#define NODE_DEAL_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/deal/deal.h"

/* All borrowed. */
struct stock {
    const struct post *post;
    const struct kind_row *kind;
    const struct id *id; /* of the post */
    const struct deal *deals;
    size_t count;
};

/*
 * Can what this deal wishes be promised, or, once it is promised, does it
 * bind? A promised deal for which it is false is promised twice.
 *
 * deal  one of the stock, or a copy with another wish
 */
bool stock_fits(const struct stock *stock,
                const struct deal *deal,
                uint64_t now_ms);

/*
 * Is this promised to more than there is, or out with two at once, and not
 * the one that binds? Two machines of a keeper that were apart can do that; it
 * is shown, and undone or served first.
 *
 * deal  one of the stock
 */
bool stock_is_twice(const struct stock *stock,
                    const struct deal *deal,
                    uint64_t now_ms);

/* How many of the post's quantity nobody has or is promised. */
uint16_t stock_left(const struct stock *stock);

/* Who has the thing, where it has to come back; else NULL. */
const struct deal *stock_holder(const struct stock *stock);

/*
 * The deal that stands in the way of handing the thing out for this one: who
 * has it, or is promised it for days before it is back; of promises for the
 * same days the one that binds. Else NULL.
 *
 * deal  its due_ms, where there is one, says when it will be back; else its
 *       to_ms does
 */
const struct deal *stock_in_the_way(const struct stock *stock,
                                    const struct deal *deal,
                                    uint64_t now_ms);

/* The place in the queue of one that waits or asks, from 1; else 0. Whoever
 * waits stands before all that only asked. */
size_t stock_place(const struct stock *stock, const struct deal *deal);

/* Does its wish fit, and are its days such as the post is lent for? So that
 * nobody has to look at it before it is promised. */
bool stock_grants(const struct stock *stock,
                  const struct deal *deal,
                  uint64_t now_ms);

/* The first of the queue to whom it can be granted; NULL if there is none. */
const struct deal *stock_next(const struct stock *stock, uint64_t now_ms);

/* May a longer loan be granted by itself: nobody waits, the days are free, and
 * the post lends it for as long? */
bool stock_may_renew(const struct stock *stock,
                     const struct deal *deal,
                     uint64_t now_ms);

/*
 * Put into the next revision what the public may know: held, left, asks,
 * busy days and status. A post that is away or closed stays so.
 *
 * out  the post's revision to come, else complete
 */
void stock_tell(const struct stock *stock, uint64_t now_ms, struct post *out);

#endif
