/*
 * What is held: records that came and whose signatures are not checked yet,
 * in the order in which they came. They are in no set and in no index; what
 * may be shown of them is told as it is read. Rules U4 to U8 of
 * spec/manifest.md.
 */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/record.h"
#include "store/board.h"

struct store;

/* What ACTION_HOLD, ACTION_SHOW and ACTION_UNHOLD do. Inside store_begin. */
MUST_USE enum err held_put(struct store *store, const struct record *record);
MUST_USE enum err held_show(struct store *store, uint16_t week);
MUST_USE enum err
held_forget(struct store *store, uint64_t after, uint64_t upto);

/* As in struct shelf. */
MUST_USE enum err held_walk(struct store *store,
                            uint64_t *cursor,
                            shelf_visit_bytes *visit,
                            void *visitor);

/* Visit at most `limit` posts that are held and may be shown, in the order in
 * which they came; each says that it is unverified. */
MUST_USE enum err held_posts(struct store *store,
                             size_t limit,
                             board_visit *visit,
                             void *visitor);

/* How many records are held and may be shown. */
MUST_USE enum err held_count(struct store *store, uint64_t *records);

#endif
