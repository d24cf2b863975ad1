/*
 * What is kept of one household, found by its slots: so a few records among a
 * million are not looked for among all of them. Inside store/.
 */
#ifndef STORE_OWNED_H
#define STORE_OWNED_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "store/listing.h"

/*
 * Visit the records of a household: first those in counted slots, by class,
 * lane and number; then, by set, machines and what is named by content.
 *
 * cursor  0: from the beginning; moved on, and 0 again at the end
 * visit   ERR_AGAIN: this one was taken, and no more is wanted now
 *
 * It may end early, after it has looked at many slots.
 */
MUST_USE enum err owned_visit(struct store *store,
                              const struct id *household,
                              uint64_t *cursor,
                              visit_kept *visit,
                              void *visitor);

#endif
