/*
 * What is held: records that came and whose signatures are not checked yet,
 * in the order in which they came. They are in no set and in no index; what
 * may be shown of them is told as it is read. Once verified their bytes stay
 * where they are, so that they are written once. Rules U4 to U8 of
 * spec/manifest.md.
 */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"
#include "node/record/record.h"
#include "store/board.h"

struct delivery; /* board_inside.h */
struct store;

/* Where what is held stands, as far as one process knows. */
struct held_places {
    uint64_t last;  /* the last place that was given; 0: not known */
    uint64_t first; /* of the span that it ends; 0: it ends none */

    /* What is let go of: of the places behind `after` those up to `taken`
     * were taken in or erased. */
    uint64_t after;
    uint64_t taken;
    uint64_t upto; /* 0: nothing is */
};

/* What ACTION_HOLD, ACTION_SHOW and ACTION_UNHOLD do. Inside store_begin; what
 * is not stored after held_forget and before the next, or the commit, goes. */
MUST_USE enum err held_put(struct store *store, const struct record *record);
MUST_USE enum err held_show(struct store *store, uint16_t week);
MUST_USE enum err
held_forget(struct store *store, uint64_t after, uint64_t upto);

/* Where the bytes of a record that is being stored stand, if held_forget let
 * go of them; 0: nowhere. In the order in which they were held. */
MUST_USE enum err
held_claim(struct store *store, struct view bytes, uint64_t *place);

/* End held_forget; what comes before a commit. */
MUST_USE enum err held_settle(struct store *store);

/* As in struct shelf. */
MUST_USE enum err held_walk(struct store *store,
                            uint64_t *cursor,
                            shelf_visit_bytes *visit,
                            void *visitor);

/* Deliver at most `max` posts of a page that are held and may be shown, in the
 * order in which they came; each row says that it is unverified. Errors as
 * board_page. */
MUST_USE enum err held_page(struct store *store,
                            const struct board_query *query,
                            size_t max,
                            const struct delivery *delivery);

/* The same for those whose ids lie from `first` to `last`, whoever keeps them;
 * `count` were delivered. */
MUST_USE enum err held_between(struct store *store,
                               const struct id *first,
                               const struct id *last,
                               size_t max,
                               const struct delivery *delivery,
                               size_t *count);

/* How many digits of its code a post shares with another one that is held and
 * may be shown. */
MUST_USE enum err
held_alike(struct store *store, const struct id *post, unsigned *digits);

/* At most how many records are held. */
MUST_USE enum err held_span(struct store *store, uint64_t *records);

/* How many records are held and may be shown. */
MUST_USE enum err held_count(struct store *store, uint64_t *records);

#endif
