/*
 * The shelf: the port through which the core reads what is kept.
 *
 * Answered inside the transaction of the step, so a step sees one state. The
 * store implements it over SQLite, the tests in memory. There is no other
 * call out of the core. Every function returns ERR_OK, ERR_UNKNOWN where
 * stated, or a HOST error of the implementation, which ends the step.
 */
#ifndef NODE_SHELF_H
#define NODE_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/class.h"
#include "node/row.h"
#include "node/shelf_mail.h"
#include "node/shelf_photo.h"

struct post;   /* node/board/post.h */
struct record; /* node/record/record.h */

struct shelf {
    void *self;

    /* The head of a slot; ERR_UNKNOWN where the slot is empty. */
    enum err (*head)(void *self, const struct id *slot, struct shelf_row *out);

    /* The same of a record's slot; at once where its number was never used. */
    enum err (*head_of)(void *self,
                        const struct record *record,
                        struct shelf_row *out);

    /* The row of a kept record; ERR_UNKNOWN where it is not kept. */
    enum err (*find)(void *self, const struct id *id, struct shelf_row *out);

    /* The row of one whose id begins with these bytes; ERR_UNKNOWN. */
    enum err (*prefixed)(void *self, uint64_t prefix, struct shelf_row *out);

    /* Replace `out` by the bytes of a kept record; ERR_UNKNOWN. */
    enum err (*read)(void *self, const struct id *id, struct bytes *out);

    /* Visit the ids of a set; any order. */
    enum err (*walk_ids)(void *self,
                         enum set set,
                         shelf_visit_id *visit,
                         void *visitor);

    /* Visit the bytes of every record of a set; any order. */
    enum err (*walk_bytes)(void *self,
                           enum set set,
                           shelf_visit_bytes *visit,
                           void *visitor);

    /* At most `max` ids of a drop week of a set above `after` (NULL: from
     * the first), ascending. Fewer than `max`: there are no more. What came
     * or went since the first ones were read may be missed, or listed. */
    enum err (*week_ids)(void *self,
                         const struct shelf_week *week,
                         const struct id *after,
                         struct id *ids,
                         size_t max,
                         size_t *count);

    /* Visit the bytes of the records of a week in an order of the shelf's
     * own, from a cursor (0: the beginning) that is moved behind each record
     * whose visit returned ERR_OK. What is stored later may be left out. */
    enum err (*week_bytes)(void *self,
                           const struct shelf_week *week,
                           uint64_t *cursor,
                           shelf_visit_bytes *visit,
                           void *visitor);

    /* Visit the bytes of what is held (ACTION_HOLD), in the order in which it
     * came; cursor and end of the walk as for week_bytes. */
    enum err (*held)(void *self,
                     uint64_t *cursor,
                     shelf_visit_bytes *visit,
                     void *visitor);

    /* At most `max` records of a household in all sets, in the shelf's own
     * order, from a cursor (0: the beginning) that is moved on and is 0 again
     * at the end. Fewer, or none, need not be the end. */
    enum err (*household_rows)(void *self,
                               const struct id *household,
                               uint64_t *cursor,
                               struct shelf_row *rows,
                               size_t max,
                               size_t *count);

    /* At most `max` kept records of all sets, in the shelf's own order, from
     * where a scan is, which is moved on. Fewer: the end. */
    enum err (*scan)(void *self,
                     struct shelf_scan *scan,
                     struct shelf_row *rows,
                     size_t max,
                     size_t *count);

    /* At most `max` records whose drop day is below `day`. */
    enum err (*expired)(void *self,
                        uint16_t day,
                        struct shelf_row *rows,
                        size_t max,
                        size_t *count);

    /* A slot number below `range->limit` whose slot is empty or holds a
     * tombstone, preferring one never used; ERR_FULL where there is none. */
    enum err (*free_slot)(void *self,
                          const struct shelf_range *range,
                          uint32_t *n);

    /* At most `max` journal rows above `after`, ascending. ERR_UNKNOWN: some
     * were already cut off; begin again from the sets. */
    enum err (*journal)(void *self,
                        uint64_t after,
                        struct journal_row *rows,
                        size_t max,
                        size_t *count);

    /* The greatest sequence number; 0 for an empty journal. */
    enum err (*journal_last)(void *self, uint64_t *sequence);

    /* Replace `out` by what was last kept in a place; ERR_UNKNOWN. */
    enum err (*recall)(void *self, enum snapshot place, struct bytes *out);

    /* What a household gave less what it had, in minutes, over the receipts
     * of which both halves are kept; 0 for a stranger. */
    enum err (*balance)(void *self,
                        const struct id *household,
                        int64_t *minutes);

    /* How many wishes are kept. */
    enum err (*wishes)(void *self, uint64_t *count);

    /* The first wish that a post of another fits, of which nobody was told yet
     * (ACTION_WISHED); ERR_UNKNOWN where none is, or it is not shown here. */
    enum err (*wish)(void *self,
                     const struct id *keeper,
                     const struct id *id,
                     const struct post *post,
                     uint32_t *number);

    struct shelf_mail mail;     /* the letters at home; the same `self` */
    struct shelf_photos photos; /* see there */
};

#endif
