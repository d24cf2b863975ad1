/*
 * What members say beside their posts: the records of the class SAY, found by
 * their slots, so that nobody reads a board for them.
 */
#ifndef STORE_SAY_H
#define STORE_SAY_H

#include "node/bytes.h"
#include "node/err.h"
#include "store/store.h"

typedef enum err say_visit(void *visitor, struct view record);

/* Visit all that are kept, in no order; tombstones are left out. */
MUST_USE enum err
say_each(struct store *store, say_visit *visit, void *visitor);

#endif
