#include "store/merge.h"

#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/lane.h"
#include "store/live.h"
#include "store/placed.h"
#include "store/schema.h"
#include "store/search.h"
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
    struct tally lanes;  /* how many numbers were used */
    struct tally live;   /* posts that count */
    struct tally newest; /* of these of a keeper, when it was posted */
    struct bytes bytes;  /* of the record at hand */
};

/* A lane as a key of a tally: household, class, lane. */
enum { LANE_BITS = 32, CLASS_BITS = 8 };

static enum err merge_begin(struct merge *merge, struct store *store)
{
    const uint64_t behind = store->last - store->merged;
    const uint64_t rows =
        behind < STORE_TAIL_ROWS_MAX ? behind : STORE_TAIL_ROWS_MAX;

    *merge = (struct merge){.store = store, .upto = store->merged + rows};
    bytes_init(&merge->bytes, RECORD_BYTES_MAX);
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
    tally_release(&merge->lanes);
    tally_release(&merge->live);
    tally_release(&merge->newest);
    bytes_release(&merge->bytes);
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

static enum err
take_lane(struct merge *merge, uint64_t household, const struct record *record)
{
    uint64_t *used = NULL;
    enum err err = ERR_OK;

    if (class_find(record->class)->is_content_named) {
        return ERR_OK;
    }
    err = tally_at(&merge->lanes,
                   (household << CLASS_BITS | (uint64_t)record->class)
                           << LANE_BITS |
                       record->lane,
                   &used);
    if (err == ERR_OK && record->n >= *used) {
        *used = (uint64_t)record->n + 1;
    }
    return err;
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

static enum err take_post(struct merge *merge,
                          uint64_t household,
                          const struct record *record,
                          uint64_t seq)
{
    struct placed placed;
    struct post post;
    struct id post_id;
    enum err err = ERR_OK;

    if (!placed_glimpse_post(record, &post, &post_id)) {
        return ERR_OK;
    }
    placed = placed_of(record, &post, &post_id, household, seq);
    placed_put(next_entry(merge, INDEX_ORDER), &placed);
    run_entry_put(next_entry(merge, INDEX_POST), placed.post64, seq);
    if (placed.until_ms > 0) {
        run_entry_put(next_entry(merge, INDEX_UNTIL), placed.until_ms, seq);
    }
    if (!placed_has_ended(&placed, merge->swept_ms)) {
        err = count_live(merge, &placed);
    }
    return err == ERR_OK ? search_add(merge->store, seq, &post) : err;
}

static enum err take_row(struct merge *merge, struct query *query)
{
    struct record record;
    uint64_t household = 0;
    enum err err = ERR_OK;

    if (record_read_header(query_get_view(query, 1), &record) != ERR_OK) {
        return ERR_OK;
    }
    err = household_number(merge->store, &record.household, &household);
    if (err == ERR_OK) {
        err = take_lane(merge, household, &record);
    }
    return err == ERR_OK
               ? take_post(merge, household, &record, query_get(query, 0))
               : err;
}

static enum err take_rows(struct merge *merge)
{
    static const char text[] =
        "SELECT seq, bytes FROM whole WHERE seq>? AND seq<=? AND state=0"
        " ORDER BY seq";
    struct query query;
    enum err taken = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &merge->store->sql, text);
    query_number(&query, merge->store->merged);
    query_number(&query, merge->upto);
    while (taken == ERR_OK && query_row(&query)) {
        taken = take_row(merge, &query);
    }
    err = query_end(&query);
    return err == ERR_OK ? taken : err;
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

static enum err write_tallies(struct merge *merge)
{
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < merge->lanes.room; i++) {
        const struct tally_item *item = &merge->lanes.items[i];
        const uint64_t class_mask = (1 << CLASS_BITS) - 1;

        if (item->key != 0) {
            err = lane_write(
                merge->store, item->key >> (LANE_BITS + CLASS_BITS),
                (enum record_class)(item->key >> LANE_BITS & class_mask),
                (uint32_t)item->key, item->number);
        }
    }
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

/* What was merged is in the tail no longer; what came since stays. */
static enum err cut_tail(struct merge *merge)
{
    struct store *store = merge->store;
    struct tail old = store->tail;
    enum err err = ERR_OK;

    store->tail = (struct tail){.keys = NULL};
    absent_forget(&store->absent);
    tail_reset(&store->tail, merge->upto + 1);
    for (size_t i = 0; err == ERR_OK && i < old.key_room; i++) {
        if (old.keys[i].seq > merge->upto) {
            err = tail_add(&store->tail, old.keys[i].key, old.keys[i].seq);
        }
    }
    store->tail.keys_next = old.keys_next;
    tail_reset(&old, 0);
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
        err = write_tallies(merge);
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
        err = take_rows(&merge);
    }
    if (err == ERR_OK) {
        err = write_all(&merge);
    }
    if (err == ERR_OK) {
        err = cut_tail(&merge);
        store->merged = merge.upto;
    }
    merge_release(&merge);
    if (err != ERR_OK) {
        store->is_known = false;
    }
    return err;
}
