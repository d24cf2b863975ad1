/*
 * Slots of letters that have done their work, or crowd out others. Rule W2 of
 * spec/letters.md.
 */
#include <stdlib.h>

#include "node/act/act_letter.h"
#include "node/act/opened.h"
#include "node/limits.h"
#include "node/mail/limits.h"

/* Has a reader's machine had the letter in this slot for long enough? */
static enum err is_spent(struct node *node,
                         const struct step *step,
                         const struct shelf_row *row,
                         bool *is_so)
{
    const uint64_t spent_ms = LETTER_SPENT_DAYS * (uint64_t)DAY_MS;
    struct filed filed = {.handed_ms = 0};
    struct opened opened;
    enum err err = ERR_OK;

    opened_init(&opened);
    err = opened_read(&opened, node, row);
    if (err == ERR_OK) {
        err =
            node->shelf.mail.filed(node->shelf.self, &opened.letter.id, &filed);
    }
    opened_release(&opened);
    *is_so = err == ERR_OK && filed.handed_ms != 0 &&
             filed.handed_ms + spent_ms <= step->event->moment.now_ms;
    return err == ERR_UNKNOWN || err == ERR_MALFORMED ? ERR_OK : err;
}

enum err act_spent_slot(struct node *node,
                        const struct step *step,
                        const struct shelf_range *range,
                        uint32_t *n)
{
    const struct shelf *shelf = &node->shelf;
    uint64_t oldest_ms = UINT64_MAX;
    enum err err = ERR_OK;

    for (uint32_t each = 0; err == ERR_OK && each < range->limit; each++) {
        struct shelf_row head;
        struct id slot;
        bool is_so = false;

        record_slot(range->class, &range->household, range->lane, each, &slot);
        err = shelf->head(shelf->self, &slot, &head);
        if (err == ERR_OK && !head.is_tombstone && head.stamp_ms < oldest_ms &&
            !actions_store_slot(step->actions, &slot)) {
            err = is_spent(node, step, &head, &is_so);
        }
        if (is_so) {
            oldest_ms = head.stamp_ms;
            *n = each;
        }
        err = err == ERR_UNKNOWN ? ERR_OK : err;
    }
    return err == ERR_OK && oldest_ms == UINT64_MAX ? ERR_FULL : err;
}

/* A slot of ours, and a household that waits for its letter. */
struct holding {
    struct id reader;
    uint64_t stamp_ms;
    uint32_t n;
};

struct holdings {
    struct holding *items; /* owned; room for all slots, and all readers */
    size_t count;
};

/* By reader, the oldest first. */
static int by_reader(const void *left, const void *right)
{
    const struct holding *one = left;
    const struct holding *other = right;
    const int order = id_compare(&one->reader, &other->reader);

    if (order != 0) {
        return order;
    }
    return one->stamp_ms < other->stamp_ms ? -1
                                           : one->stamp_ms > other->stamp_ms;
}

static enum err add_holding(struct node *node,
                            const struct shelf_row *row,
                            struct holdings *holdings)
{
    struct opened opened;
    enum err err = ERR_OK;

    opened_init(&opened);
    err = opened_read(&opened, node, row);
    for (size_t index = 0; err == ERR_OK && index < opened.letter.readers_count;
         index++) {
        holdings->items[holdings->count++] = (struct holding){
            opened.letter.readers[index], row->stamp_ms, row->n};
    }
    opened_release(&opened);
    return err == ERR_UNKNOWN || err == ERR_MALFORMED ? ERR_OK : err;
}

static enum err gather(struct node *node,
                       const struct step *step,
                       const struct shelf_range *range,
                       struct holdings *holdings)
{
    const struct shelf *shelf = &node->shelf;
    enum err err = ERR_OK;

    for (uint32_t n = 0; err == ERR_OK && n < range->limit; n++) {
        struct shelf_row head;
        struct id slot;

        record_slot(range->class, &range->household, range->lane, n, &slot);
        err = shelf->head(shelf->self, &slot, &head);
        if (err == ERR_OK && !actions_store_slot(step->actions, &slot)) {
            err = add_holding(node, &head, holdings);
        }
        err = err == ERR_UNKNOWN ? ERR_OK : err;
    }
    qsort(holdings->items, holdings->count, sizeof holdings->items[0],
          by_reader);
    return err;
}

/* The oldest of those that wait for the household with the most of them. */
static const struct holding *most_of(const struct holdings *holdings,
                                     size_t *most)
{
    const struct holding *best = NULL;
    size_t from = 0;

    *most = 0;
    for (size_t at = 0; at < holdings->count; at++) {
        if (!id_equal(&holdings->items[at].reader,
                      &holdings->items[from].reader)) {
            from = at;
        }
        if (at - from + 1 > *most) {
            *most = at - from + 1;
            best = &holdings->items[from];
        }
    }
    return best;
}

enum err act_crowded_slot(struct node *node,
                          const struct step *step,
                          const struct shelf_range *range,
                          const struct letter_draft *draft,
                          uint32_t *n)
{
    struct holdings holdings = {.count = 0};
    const struct holding *oldest = NULL;
    size_t most = 0;
    enum err err = ERR_OK;

    holdings.items = calloc((size_t)range->limit * LETTER_READERS_MAX,
                            sizeof *holdings.items);
    if (holdings.items == NULL) {
        return ERR_NOMEM;
    }
    err = gather(node, step, range, &holdings);
    oldest = most_of(&holdings, &most);
    if (err == ERR_OK &&
        (most * LETTER_CROWD_PART < range->limit ||
         id_is_among(draft->readers, draft->readers_count, &oldest->reader))) {
        err = ERR_FULL;
    }
    if (err == ERR_OK) {
        *n = oldest->n;
    }
    free(holdings.items);
    return err;
}
