#include "store/board.h"

#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "store/board_inside.h"
#include "store/live.h"
#include "store/local.h"
#include "store/walk.h"

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static int compare_numbers(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;

    return (a->number > b->number) - (a->number < b->number);
}

const struct rank *ranks_find(const struct ranks *ranks, uint64_t number)
{
    const struct rank key = {.number = number};

    return ranks->count == 0 ? NULL
                             : bsearch(&key, ranks->items, ranks->count,
                                       sizeof key, compare_numbers);
}

void ranks_release(struct ranks *ranks)
{
    free(ranks->items);
    *ranks = (struct ranks){NULL, 0};
}

/* Copy the ids in order, to look them up. NULL: no memory. */
static struct id *sort_ids(const struct id *ids, size_t count)
{
    struct id *sorted = calloc(count + 1, sizeof *sorted);

    if (sorted != NULL && count > 0) {
        memcpy(sorted, ids, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, compare_ids);
    }
    return sorted;
}

/* Append one keeper; the array doubles. */
static enum err ranks_add(struct ranks *ranks, const struct rank *rank)
{
    size_t count = ranks->count;

    if ((count & (count - 1)) == 0) { /* full: the room is a power of two */
        size_t room = count == 0 ? 1 : 2 * count;
        struct rank *items = realloc(ranks->items, room * sizeof *ranks->items);

        if (items == NULL) {
            return ERR_NOMEM;
        }
        ranks->items = items;
    }
    ranks->items[ranks->count++] = *rank;
    return ERR_OK;
}

static struct rank *rank_of(struct ranks *ranks, uint64_t number)
{
    const struct rank key = {.number = number};

    return ranks->count == 0 ? NULL
                             : bsearch(&key, ranks->items, ranks->count,
                                       sizeof key, compare_numbers);
}

/* A post has ended since it was last counted. */
static enum err count_off(void *visitor, uint64_t keeper, uint64_t posted_ms)
{
    struct rank *rank = rank_of(visitor, keeper);

    (void)posted_ms;
    if (rank != NULL && rank->live > 0) {
        rank->live--;
    }
    return ERR_OK;
}

/* Posts that are in no run yet. */
static enum err
count_tail(struct store *store, uint64_t now_ms, struct ranks *ranks)
{
    enum err err = tail_know_posts(store);

    for (size_t i = 0; err == ERR_OK && i < store->tail.post_count; i++) {
        struct placed placed;
        struct rank *rank = NULL;
        bool is_erased = false;

        placed_get(store->tail.orders + i * ORDER_ENTRY_BYTES, &placed);
        rank = rank_of(ranks, placed.keeper);
        if (rank != NULL && !placed_has_ended(&placed, now_ms)) {
            err = is_gone(store, placed.seq, &is_erased);
            rank->live += !is_erased;
            if (placed.posted_ms > rank->newest_ms) {
                rank->newest_ms = placed.posted_ms;
            }
        }
    }
    return err;
}

static enum err
correct(struct store *store, uint64_t now_ms, struct ranks *ranks)
{
    uint64_t until_ms = 0;
    enum err err =
        live_ended(store, now_ms, SIZE_MAX, count_off, ranks, &until_ms);

    return err == ERR_OK ? count_tail(store, now_ms, ranks) : err;
}

enum err ranks_load(struct store *store,
                    uint64_t now_ms,
                    const struct id *shown,
                    size_t shown_count,
                    struct ranks *out)
{
    static const char text[] =
        "SELECT number, id, live, newest FROM household ORDER BY number";
    struct id *sorted = NULL;
    struct query query;
    struct rank rank;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    *out = (struct ranks){NULL, 0};
    if (shown != NULL) {
        sorted = sort_ids(shown, shown_count);
        if (sorted == NULL) {
            return ERR_NOMEM;
        }
    }
    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        rank.number = query_get(&query, 0);
        query_get_id(&query, 1, &rank.household);
        rank.live = (uint32_t)query_get(&query, 2);
        rank.newest_ms = query_get(&query, 3);
        household_note(store, &rank.household, rank.number);
        if (sorted == NULL || bsearch(&rank.household, sorted, shown_count,
                                      sizeof *sorted, compare_ids) != NULL) {
            added = ranks_add(out, &rank);
        }
    }
    err = query_end(&query);
    free(sorted);
    if (err == ERR_OK) {
        err = added;
    }
    return err == ERR_OK ? correct(store, now_ms, out) : err;
}

enum err board_keepers(struct store *store,
                       uint64_t now_ms,
                       struct board_keeper *out,
                       size_t max,
                       size_t *count)
{
    struct ranks ranks = {NULL, 0};
    size_t i = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *count = 0;
    if (err != ERR_OK) {
        return err;
    }
    err = ranks_load(store, now_ms, NULL, 0, &ranks);
    for (i = 0; err == ERR_OK && i < ranks.count && *count < max; i++) {
        if (ranks.items[i].live > 0) {
            out[*count].household = ranks.items[i].household;
            out[*count].live = ranks.items[i].live;
            (*count)++;
        }
    }
    ranks_release(&ranks);
    return glance_end(store, is_ours, err);
}

bool board_is_near(const struct board_query *query, const struct post *post)
{
    struct cell cell;

    return query->near == NULL ||
           (cell_read(post->cell, &cell) &&
            cell_is_within(query->near, &cell, query->within_m));
}

bool board_has_tag(const struct board_query *query, const struct post *post)
{
    bool has = query->tag.bytes == 0;

    for (size_t i = 0; i < post->tags_count; i++) {
        has = has || view_equal(post->tags[i], query->tag);
    }
    return has;
}

void board_post_release(struct board_post *post)
{
    bytes_release(&post->bytes);
}

enum err
board_post_read(struct store *store, uint64_t seq, struct board_post *out)
{
    struct record record;
    uint64_t keeper = 0;
    enum err err = ERR_OK;

    bytes_init(&out->bytes, RECORD_BYTES_MAX);
    err = kept_at(store, seq, &out->kept, &out->bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&out->bytes), &record);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!placed_read_post(&record, &out->post, &out->id)) {
        return ERR_UNKNOWN;
    }
    err = household_find(store, &record.household, &keeper);
    out->placed = placed_of(&record, &out->post, &out->id, keeper, seq);
    return err;
}

static enum err hand_over(struct store *store,
                          const struct board_post *post,
                          const struct delivery *delivery)
{
    struct board_row row = {
        .post = post->id,
        .record = post->kept.row.id,
        .keeper = post->kept.row.household,
        .is_ended = placed_has_ended(&post->placed, delivery->now_ms),
        .bytes = bytes_view(&post->bytes),
    };
    enum err err = local_is_hidden(store, &row.post, &row.is_hidden);

    return err == ERR_OK ? delivery->visit(delivery->visitor, &row) : err;
}

enum err board_deliver(struct store *store,
                       uint64_t seq,
                       const struct delivery *delivery)
{
    struct board_post post;
    enum err err = board_post_read(store, seq, &post);

    if (err == ERR_OK) {
        err = hand_over(store, &post, delivery);
    } else if (err == ERR_UNKNOWN) {
        err = ERR_OK; /* it has rotten on the disk */
    }
    board_post_release(&post);
    return err;
}
