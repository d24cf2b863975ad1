#include "store/merge.h"

#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/lane.h"
#include "store/live.h"
#include "store/placed.h"
#include "store/schema.h"
#include "store/search_follow.h"
#include "store/tally.h"

/* Entries of one index that are to become a run. */
struct batch {
    unsigned char *entries; /* owned */
    size_t count;
};

struct merge {
    struct store *store;
    uint64_t upto;
    uint64_t swept_ms; /* see live_swept */
    struct batch batches[INDEX_COUNT];
    struct tally live;   /* posts that count */
    struct tally newest; /* of these of a keeper, when it was posted */
};

static enum err merge_begin(struct merge *merge, struct store *store)
{
    const uint64_t behind = store->last - store->merged;
    const uint64_t rows =
        behind < STORE_TAIL_ROWS_MAX ? behind : STORE_TAIL_ROWS_MAX;

    *merge = (struct merge){.store = store, .upto = store->merged + rows};
    for (int index = 0; index < (int)INDEX_COUNT; index++) {
        const size_t room =
            index == (int)INDEX_KEY ? store->tail.key_count : (size_t)rows;

        merge->batches[index].entries =
            malloc((room + 1) * run_entry_bytes((enum index)index));
        if (merge->batches[index].entries == NULL) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static void merge_release(struct merge *merge)
{
    for (int index = 0; index < (int)INDEX_COUNT; index++) {
        free(merge->batches[index].entries);
    }
    tally_release(&merge->live);
    tally_release(&merge->newest);
}

static unsigned char *next_entry(struct merge *merge, enum index index)
{
    struct batch *batch = &merge->batches[index];

    return batch->entries + run_entry_bytes(index) * batch->count++;
}

/* The keys are in memory already. */
static void take_keys(struct merge *merge)
{
    const struct tail *tail = &merge->store->tail;

    for (size_t i = 0; i < tail->key_room; i++) {
        if (tail->keys[i].seq != 0 && tail->keys[i].seq <= merge->upto) {
            run_entry_put(next_entry(merge, INDEX_KEY), tail->keys[i].key,
                          tail->keys[i].seq);
        }
    }
}

static enum err count_live(struct merge *merge, const struct placed *placed)
{
    uint64_t *live = NULL;
    uint64_t *newest = NULL;
    enum err err = tally_at(&merge->live, placed->keeper, &live);

    if (err == ERR_OK) {
        (*live)++;
        err = tally_at(&merge->newest, placed->keeper, &newest);
    }
    if (err == ERR_OK && placed->posted_ms > *newest) {
        *newest = placed->posted_ms;
    }
    return err;
}

static enum err take_post(struct merge *merge, const unsigned char *order)
{
    struct placed placed;

    placed_get(order, &placed);
    if (placed.seq > merge->upto) {
        return ERR_OK;
    }
    memcpy(next_entry(merge, INDEX_ORDER), order, ORDER_ENTRY_BYTES);
    run_entry_put(next_entry(merge, INDEX_POST), placed.post64, placed.seq);
    if (placed.until_ms > 0) {
        run_entry_put(next_entry(merge, INDEX_UNTIL), placed.until_ms,
                      placed.seq);
    }
    return placed_has_ended(&placed, merge->swept_ms)
               ? ERR_OK
               : count_live(merge, &placed);
}

/* The posts are in memory too, unless one of them may have gone since. */
static enum err take_posts(struct merge *merge)
{
    struct store *store = merge->store;
    const struct tail *tail = &store->tail;
    enum err err = ERR_OK;

    if (!tail->is_sure) {
        tail_forget_posts(&store->tail, store->merged + 1);
    }
    err = tail_read_posts(store);
    for (size_t i = 0; err == ERR_OK && i < tail->post_count; i++) {
        err = take_post(merge, tail->orders + i * ORDER_ENTRY_BYTES);
    }
    return err;
}

static enum err write_batch(struct merge *merge, enum index index)
{
    struct batch *batch = &merge->batches[index];
    struct run_writer writer;
    enum err err = ERR_OK;

    run_entries_sort(index, batch->entries, batch->count);
    run_begin(
        &writer, merge->store,
        (struct run_name){index, 0, merge->store->merged + 1, merge->upto});
    for (size_t i = 0; err == ERR_OK && i < batch->count; i++) {
        err = run_add(&writer, batch->entries + i * run_entry_bytes(index));
    }
    return run_end(&writer, err);
}

/* Those of what came later, too, which does no harm. */
static enum err write_lanes(struct merge *merge)
{
    const struct tally *lanes = &merge->store->tail.lanes;
    const uint64_t class_mask = (1 << TAIL_CLASS_BITS) - 1;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < lanes->room; i++) {
        const struct tally_item *item = &lanes->items[i];

        if (item->key != 0) {
            err = lane_write(
                merge->store, item->key >> (TAIL_LANE_BITS + TAIL_CLASS_BITS),
                (enum record_class)(item->key >> TAIL_LANE_BITS & class_mask),
                (uint32_t)item->key, item->number);
        }
    }
    return err;
}

static enum err write_live(struct merge *merge)
{
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < merge->live.room; i++) {
        const struct tally_item *item = &merge->live.items[i];
        uint64_t *newest = NULL;

        if (item->key != 0) {
            err = tally_at(&merge->newest, item->key, &newest);
        }
        if (err == ERR_OK && item->key != 0) {
            err = live_change(merge->store, item->key, (int64_t)item->number,
                              *newest);
        }
    }
    return err;
}

enum err merge_note(struct store *store)
{
    store->merges++;
    return meta_set(&store->sql, META_MERGES, store->merges);
}

static enum err write_all(struct merge *merge)
{
    enum err err = ERR_OK;

    for (int index = 0; err == ERR_OK && index < (int)INDEX_COUNT; index++) {
        err = write_batch(merge, (enum index)index);
    }
    if (err == ERR_OK) {
        err = write_lanes(merge);
    }
    if (err == ERR_OK) {
        err = write_live(merge);
    }
    if (err == ERR_OK) {
        err = meta_set(&merge->store->sql, META_MERGED, merge->upto);
    }
    if (err == ERR_OK) {
        err = merge_note(merge->store);
    }
    return err;
}

enum err merge_tail(struct store *store)
{
    struct merge merge;
    enum err err = tail_know_keys(store);

    if (err != ERR_OK || store->last == store->merged) {
        return err;
    }
    err = merge_begin(&merge, store);
    if (err == ERR_OK) {
        err = live_swept(store, &merge.swept_ms);
    }
    if (err == ERR_OK) {
        take_keys(&merge);
        err = take_posts(&merge);
    }
    if (err == ERR_OK) {
        err = write_all(&merge);
    }
    if (err == ERR_OK) {
        err = tail_cut(&store->tail, merge.upto);
        absent_forget(&store->absent);
        store->merged = merge.upto;
    }
    if (err == ERR_OK) {
        err = search_settle(store);
    }
    merge_release(&merge);
    if (err != ERR_OK) {
        store->is_known = false;
    }
    return err;
}
