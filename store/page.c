/*
 * A page of the board, quietest first.
 *
 * Posts fall into four groups (asked or not, a keeper's first or not). First
 * posts are few and looked at together. In a group of the others the keepers
 * with fewest live posts come first, so the walk goes from keeper to keeper
 * and stops when the page is full: INDEX_ORDER has each keeper's posts of a
 * group in order. A page by words or tag ranks what the search index finds.
 */
#include "store/page.h"

#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "node/moment.h"
#include "store/board_inside.h"
#include "store/candidate.h"
#include "store/held.h"
#include "store/limits.h"
#include "store/local.h"
#include "store/walk.h"

enum { FIRST_DAYS = 30, GROUPS = 4 };

static int compare_keys(const void *left, const void *right)
{
    const uint64_t *a = left;
    const uint64_t *b = right;

    return (*a > *b) - (*a < *b);
}

/* Fewest posts first; of equals the one that may have the newest. */
static int compare_live(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;

    if (a->live != b->live) {
        return a->live < b->live ? -1 : 1;
    }
    return (a->newest_ms < b->newest_ms) - (a->newest_ms > b->newest_ms);
}

bool page_hides(const struct page *page, uint64_t post64)
{
    return !page->query->with_hidden && page->hidden_count > 0 &&
           bsearch(&post64, page->hidden, page->hidden_count, sizeof post64,
                   compare_keys) != NULL;
}

static enum err load_hidden(struct page *page)
{
    static const char text[] = "SELECT post FROM hidden";
    struct query query;
    struct id id;

    page->hidden = calloc(LOCAL_HIDDEN_MAX, sizeof *page->hidden);
    if (page->hidden == NULL) {
        return ERR_NOMEM;
    }
    query_begin(&query, &page->store->sql, text);
    while (page->hidden_count < LOCAL_HIDDEN_MAX && query_row(&query)) {
        query_get_id(&query, 0, &id);
        page->hidden[page->hidden_count++] = id_prefix(&id);
    }
    qsort(page->hidden, page->hidden_count, sizeof *page->hidden, compare_keys);
    return query_end(&query);
}

/* The group in which a live post is. */
static uint8_t group_of(const struct page *page, const struct placed *placed)
{
    const bool is_first =
        placed->is_first && placed->posted_ms > page->first_after_ms;

    return (uint8_t)(2 * placed->has_asks + (is_first ? 0 : 1));
}

/* Read where a post is, and its tags; no index knows. */
static enum err is_asked_for(struct page *page, uint64_t seq, bool *is_so)
{
    struct board_post post;
    enum err err = ERR_OK;

    *is_so = true;
    if (page->query->near == NULL && !page->reads_tags) {
        return ERR_OK;
    }
    err = board_post_read(page->store, seq, &post);
    *is_so = err == ERR_OK && board_is_near(page->query, &post.post) &&
             board_has_tag(page->query, &post.post);
    board_post_release(&post);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

enum err page_offer(struct page *page, const struct placed *placed)
{
    const struct board_query *asked = page->query;
    const struct rank *keeper = ranks_find(&page->ranks, placed->keeper);
    struct candidate candidate = {.seq = placed->seq,
                                  .posted_ms = placed->posted_ms,
                                  .post64 = placed->post64};
    bool is_erased = false;
    bool is_wanted = true;
    enum err err = ERR_OK;

    candidate.is_ended = placed_has_ended(placed, asked->now_ms);
    if (keeper == NULL || placed->posted_ms < asked->since_ms ||
        (asked->kind != 0 && asked->kind != placed->kind) ||
        (candidate.is_ended && !asked->with_ended)) {
        return ERR_OK;
    }
    if (!candidate.is_ended) {
        candidate.live = keeper->live;
        candidate.group = group_of(page, placed);
    }
    if (candidates_is_too_late(&page->found, &candidate) ||
        page_hides(page, placed->post64)) {
        return ERR_OK;
    }
    err = is_gone(page->store, placed->seq, &is_erased);
    if (err == ERR_OK && !is_erased) {
        err = is_asked_for(page, placed->seq, &is_wanted);
    }
    return err == ERR_OK && !is_erased && is_wanted
               ? candidates_offer(&page->found, &candidate)
               : err;
}

/* Where a walk begins and ends: places of INDEX_ORDER that have these first
 * bytes in common. */
struct stretch {
    struct placed first;
    size_t bytes;
    uint8_t group; /* the only one that is wanted; GROUPS: any */
};

enum { GROUP_BYTES = 1, KEEPER_BYTES = 4 };

/* Has a post no chance any more, nor any behind it in its stretch? */
static bool is_over(const struct page *page,
                    const struct stretch *stretch,
                    const struct placed *placed)
{
    const struct rank *keeper = NULL;
    struct candidate candidate = {.group = stretch->group,
                                  .posted_ms = placed->posted_ms,
                                  .post64 = placed->post64,
                                  .seq = placed->seq};

    if (stretch->bytes != KEEPER_BYTES) {
        return false; /* not in the order of the page */
    }
    if (placed->posted_ms < page->query->since_ms) {
        return true;
    }
    keeper = ranks_find(&page->ranks, placed->keeper);
    candidate.live = keeper == NULL ? 0 : keeper->live;
    return candidates_is_too_late(&page->found, &candidate);
}

/* Is it of the group that is wanted, and live? */
static bool is_of_stretch(const struct page *page,
                          const struct stretch *stretch,
                          const struct placed *placed)
{
    return stretch->group == GROUPS ||
           (!placed_has_ended(placed, page->query->now_ms) &&
            group_of(page, placed) == stretch->group);
}

/* Offer the posts of a stretch as long as one has a chance. */
static enum err walk_stretch(struct page *page, const struct stretch *stretch)
{
    const unsigned kind = page->query->kind;
    unsigned char bound[ORDER_ENTRY_BYTES];
    const unsigned char *entry = NULL;
    struct placed placed;
    enum err err = ERR_OK;

    placed_put(bound, &stretch->first);
    memset(bound + ORDER_ENTRY_BYTES - SEQ_BYTES, 0, SEQ_BYTES);
    err = walk_seek(&page->walk, bound);
    if (err == ERR_OK) {
        err = walk_next(&page->walk, &entry);
    }
    while (err == ERR_OK && entry != NULL &&
           memcmp(entry, bound, stretch->bytes) == 0) {
        placed_get(entry, &placed);
        if ((kind == 0 || kind == placed.kind) &&
            is_over(page, stretch, &placed)) {
            return ERR_OK;
        }
        if ((kind == 0 || kind == placed.kind) &&
            is_of_stretch(page, stretch, &placed)) {
            err = page_offer(page, &placed);
        }
        if (err == ERR_OK) {
            err = walk_next(&page->walk, &entry);
        }
    }
    return err;
}

/* The newest there could be: where a stretch begins. */
static const uint64_t newest_ms = (UINT64_C(1) << 48) - 1;

/* First posts of all keepers. */
static enum err walk_firsts(struct page *page, uint8_t group)
{
    const struct stretch stretch = {.first = {.has_asks = group / 2 == 1,
                                              .is_first = true,
                                              .posted_ms = newest_ms},
                                    .bytes = GROUP_BYTES,
                                    .group = group};

    return walk_stretch(page, &stretch);
}

/* All other posts of one keeper with or without asks: first posts of long
 * ago among them. */
static enum err
walk_keeper(struct page *page, const struct rank *keeper, uint8_t group)
{
    struct stretch stretch = {.first = {.has_asks = group / 2 == 1,
                                        .is_first = true,
                                        .keeper = keeper->number,
                                        .posted_ms = page->first_after_ms},
                              .bytes = KEEPER_BYTES,
                              .group = group};
    enum err err = walk_stretch(page, &stretch);

    stretch.first.is_first = false;
    stretch.first.posted_ms = newest_ms;
    return err == ERR_OK ? walk_stretch(page, &stretch) : err;
}

/* Keepers with equally many posts, from `first` to before `end`: the newest
 * post comes first, so the walk ends at the first keeper who has none that is
 * new enough, and need not look into the posts of a whole village. */
static enum err walk_equals(struct page *page,
                            const struct rank *first,
                            const struct rank *end,
                            uint8_t group)
{
    enum err err = ERR_OK;

    for (; err == ERR_OK && first < end && first->live > 0; first++) {
        const struct candidate best = {
            .group = group, .live = first->live, .posted_ms = first->newest_ms};

        if (first->newest_ms < page->query->since_ms ||
            candidates_is_too_late(&page->found, &best)) {
            break;
        }
        err = walk_keeper(page, first, group);
    }
    candidates_settle(&page->found);
    return err;
}

/* Live posts in order: group by group, and keepers with fewest first. */
static enum err walk_live(struct page *page, const struct rank *order)
{
    size_t count = page->ranks.count;
    size_t i = 0;
    unsigned group = 0;
    enum err err = ERR_OK;

    for (group = 0; err == ERR_OK && group < GROUPS; group++) {
        if (group % 2 == 0) {
            err = candidates_is_full(&page->found)
                      ? ERR_OK
                      : walk_firsts(page, (uint8_t)group);
            candidates_settle(&page->found);
            continue;
        }
        for (i = 0;
             err == ERR_OK && i < count && !candidates_is_full(&page->found);) {
            const size_t first = i;

            while (i < count && order[i].live == order[first].live) {
                i++;
            }
            err = walk_equals(page, &order[first], order + i, (uint8_t)group);
        }
    }
    return err;
}

static enum err walk_keepers(struct page *page)
{
    size_t count = page->ranks.count;
    struct rank *order = calloc(count + 1, sizeof *order);
    enum err err = ERR_OK;

    if (order == NULL) {
        return ERR_NOMEM;
    }
    if (count > 0) {
        memcpy(order, page->ranks.items, count * sizeof *order);
        qsort(order, count, sizeof *order, compare_live);
    }
    err = walk_live(page, order);
    free(order);
    return err;
}

/* Closed posts, and those that have ended: newest first, behind the live. */
static enum err walk_ended(struct page *page)
{
    struct stretch stretch = {
        .first = {.is_closed = true, .is_first = true, .posted_ms = newest_ms},
        .bytes = GROUP_BYTES,
        .group = GROUPS};
    enum err err = ERR_OK;

    for (unsigned group = 0; err == ERR_OK && group < GROUPS; group++) {
        stretch.first.has_asks = group / 2 == 1;
        stretch.first.is_first = group % 2 == 0;
        err = walk_stretch(page, &stretch);
    }
    if (err == ERR_OK) {
        err = page_ended(page);
    }
    candidates_settle(&page->found);
    return err;
}

/* A page without words. */
static enum err walk_all(struct page *page)
{
    const struct tail *tail = &page->store->tail;
    enum err err =
        walk_begin(&page->walk, page->store, walk_of(page->store, INDEX_ORDER),
                   tail->orders, tail->post_count);

    if (err == ERR_OK) {
        err = walk_keepers(page);
    }
    if (err == ERR_OK && page->query->with_ended) {
        err = walk_ended(page);
    }
    walk_release(&page->walk);
    return err;
}

/* What is held stands behind what is kept. */
static enum err deliver(struct page *page, board_visit *visit, void *visitor)
{
    const struct delivery delivery = {page->query->now_ms, visit, visitor};
    size_t i = 0;
    enum err err = ERR_OK;

    for (i = 0; err == ERR_OK && i < page->found.count; i++) {
        err = board_deliver(page->store, page->found.items[i].seq, &delivery);
    }
    if (err == ERR_OK && page->found.count < page->query->limit) {
        err = held_page(page->store, page->query,
                        page->query->limit - page->found.count, &delivery);
    }
    return err;
}

enum err board_page(struct store *store,
                    const struct board_query *query,
                    board_visit *visit,
                    void *visitor)
{
    const uint64_t first_ms = (uint64_t)FIRST_DAYS * DAY_MS;
    struct page page = {.store = store, .query = query};
    const struct id nobody = {{0}};
    bool is_ours = false;
    enum err err = ERR_OK;

    if (query->limit > BOARD_ROWS_MAX || query->keeper_count > HOUSEHOLDS_MAX) {
        return ERR_FULL;
    }
    err = glance_begin(store, &is_ours);
    if (err != ERR_OK) {
        return err;
    }
    page.first_after_ms =
        query->now_ms > first_ms ? query->now_ms - first_ms : 0;
    candidates_init(&page.found, query->limit);
    err = ranks_load(store, query->now_ms,
                     query->keeper_count == 0 ? &nobody : query->keepers,
                     query->keeper_count, &page.ranks);
    if (err == ERR_OK) {
        err = load_hidden(&page);
    }
    if (err == ERR_OK && (query->words.bytes > 0 || query->tag.bytes > 0)) {
        err = page_search(&page);
    }
    if (err == ERR_OK && query->words.bytes == 0 &&
        (query->tag.bytes == 0 || page.reads_tags)) {
        err = walk_all(&page);
    }
    if (err == ERR_OK) {
        err = deliver(&page, visit, visitor);
    }
    ranks_release(&page.ranks);
    free(page.hidden);
    candidates_release(&page.found);
    return glance_end(store, is_ours, err);
}
