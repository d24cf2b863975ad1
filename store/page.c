/*
 * A page of the board, quietest first.
 *
 * Posts fall into four groups (asked or not, a keeper's first or not). In a
 * group the keepers with fewest live posts come first, so the walk goes from
 * keeper to keeper and stops when the page is full: the index post_quiet has
 * each keeper's posts of a group in order. A page by words or tag ranks what
 * the search index finds.
 */
#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "node/moment.h"
#include "store/board_inside.h"
#include "store/candidate.h"
#include "store/limits.h"
#include "store/local.h"

enum { FIRST_DAYS = 30, GROUPS = 4 };

struct page {
    struct store *store;
    const struct board_query *query;
    uint64_t first_after_ms; /* first posts count when posted after this */
    struct ranks ranks;
    uint64_t *hidden; /* owned; ascending keys of hidden posts */
    size_t hidden_count;
    struct candidates found;
};

static int compare_keys(const void *left, const void *right)
{
    const uint64_t *a = left;
    const uint64_t *b = right;

    return (*a > *b) - (*a < *b);
}

static int compare_live(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;

    return (a->live > b->live) - (a->live < b->live);
}

static bool is_hidden(const struct page *page, uint64_t post64)
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
        page->hidden[page->hidden_count++] = sql_key(&id);
    }
    qsort(page->hidden, page->hidden_count, sizeof *page->hidden, compare_keys);
    return query_end(&query);
}

/* Posts of one keeper, all with or without asks, all first or not. */
struct stream {
    const struct rank *keeper;
    bool has_asks;
    bool is_first;
    uint64_t after_ms;  /* posted after this */
    uint64_t before_ms; /* and at this or before */
    uint8_t group;
};

/* Offer the posts of a stream, newest first, as long as one has a chance. */
static enum err walk_stream(struct page *page, const struct stream *stream)
{
    static const char text[] =
        "SELECT seq, posted, post64 FROM post INDEXED BY post_quiet"
        " WHERE is_ended=0 AND keeper=?1 AND has_asks=?2 AND is_first=?3"
        " AND posted>?4 AND posted<=?5 AND (?6=0 OR kind=?6)"
        " AND (until=0 OR until>?7) ORDER BY posted DESC, post64";
    struct candidate candidate = {.group = stream->group,
                                  .live = stream->keeper->live};
    struct query query;
    bool is_over = false;
    enum err offered = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &page->store->sql, text);
    query_number(&query, stream->keeper->number);
    query_number(&query, stream->has_asks);
    query_number(&query, stream->is_first);
    query_number(&query, stream->after_ms);
    query_number(&query, stream->before_ms);
    query_number(&query, page->query->kind);
    query_number(&query, page->query->now_ms);
    while (offered == ERR_OK && !is_over && query_row(&query)) {
        candidate.seq = query_get(&query, 0);
        candidate.posted_ms = query_get(&query, 1);
        candidate.post64 = query_get(&query, 2);
        is_over = candidates_is_too_late(&page->found, &candidate);
        if (!is_over && !is_hidden(page, candidate.post64)) {
            offered = candidates_offer(&page->found, &candidate);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? offered : err;
}

/* All posts of one keeper in one of the four groups. */
static enum err
walk_keeper(struct page *page, const struct rank *keeper, uint8_t group)
{
    struct stream stream = {.keeper = keeper,
                            .has_asks = group / 2 == 1,
                            .is_first = true,
                            .after_ms = page->first_after_ms,
                            .before_ms = INT64_MAX,
                            .group = group};
    enum err err = ERR_OK;

    if (group % 2 == 0) {
        return walk_stream(page, &stream);
    }
    stream.before_ms = stream.after_ms; /* first posts of long ago */
    stream.after_ms = 0;
    err = walk_stream(page, &stream);
    stream.is_first = false;
    stream.before_ms = INT64_MAX;
    return err == ERR_OK ? walk_stream(page, &stream) : err;
}

/* Live posts in order: group by group, and keepers with fewest first. */
static enum err walk_live(struct page *page, const struct rank *order)
{
    size_t count = page->ranks.count;
    size_t i = 0;
    unsigned group = 0;
    enum err err = ERR_OK;

    for (group = 0; group < GROUPS; group++) {
        for (i = 0;
             err == ERR_OK && i < count && !candidates_is_full(&page->found);) {
            uint32_t live = order[i].live;

            for (; err == ERR_OK && i < count && order[i].live == live; i++) {
                err = live == 0 ? ERR_OK
                                : walk_keeper(page, &order[i], (uint8_t)group);
            }
            candidates_settle(&page->found);
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

/* Does the post of this row carry the tag that is asked for? */
static enum err has_tag(struct page *page, uint64_t seq, bool *out)
{
    static const char text[] = "SELECT bytes FROM record WHERE seq=?";
    struct query query;
    struct record record;
    struct post post;
    size_t i = 0;

    *out = page->query->tag.bytes == 0;
    if (*out) {
        return ERR_OK;
    }
    query_begin(&query, &page->store->sql, text);
    query_number(&query, seq);
    if (query_row(&query) &&
        record_read(query_get_view(&query, 0), &record) == ERR_OK &&
        post_read(record.body, &post) == ERR_OK) {
        for (i = 0; i < post.tags_count; i++) {
            *out = *out || view_equal(post.tags[i], page->query->tag);
        }
    }
    return query_end(&query);
}

/* The columns that consider() reads. */
#define CANDIDATE_COLUMNS                                                      \
    "p.seq, p.posted, p.post64, p.keeper, p.kind, p.until, p.has_asks,"        \
    " p.is_first, p.is_ended"

/* Offer the row of a query, if it belongs on the page. */
static enum err consider(struct page *page, struct query *query)
{
    const struct board_query *asked = page->query;
    const struct rank *keeper = ranks_find(&page->ranks, query_get(query, 3));
    uint64_t until = query_get(query, 5);
    struct candidate candidate = {.seq = query_get(query, 0),
                                  .posted_ms = query_get(query, 1),
                                  .post64 = query_get(query, 2)};
    bool is_first =
        query_get(query, 7) != 0 && candidate.posted_ms > page->first_after_ms;
    bool is_wanted = keeper != NULL && !is_hidden(page, candidate.post64) &&
                     (asked->kind == 0 || asked->kind == query_get(query, 4));
    enum err err = ERR_OK;

    candidate.is_ended =
        query_get(query, 8) != 0 || (until > 0 && until <= asked->now_ms);
    if (!is_wanted || (candidate.is_ended && !asked->with_ended)) {
        return ERR_OK;
    }
    if (!candidate.is_ended) {
        candidate.live = keeper->live;
        candidate.group =
            (uint8_t)(2 * (query_get(query, 6) != 0) + (is_first ? 0 : 1));
    }
    err = has_tag(page, candidate.seq, &is_wanted);
    return err == ERR_OK && is_wanted
               ? candidates_offer(&page->found, &candidate)
               : err;
}

/* Offer all rows of a query whose parameters are bound. */
static enum err consider_all(struct page *page, struct query *query)
{
    enum err considered = ERR_OK;
    enum err err = ERR_OK;

    while (considered == ERR_OK && query_row(query)) {
        considered = consider(page, query);
    }
    err = query_end(query);
    candidates_settle(&page->found);
    return err == ERR_OK ? considered : err;
}

/* Posts that have ended, newest first, behind the live ones. */
static enum err walk_ended(struct page *page)
{
    static const char text[] =
        "SELECT " CANDIDATE_COLUMNS " FROM post p WHERE p.is_ended=1"
        " UNION ALL SELECT " CANDIDATE_COLUMNS " FROM post p"
        " WHERE p.is_ended=0 AND p.until>0 AND p.until<=?";
    struct query query;

    query_begin(&query, &page->store->sql, text);
    query_number(&query, page->query->now_ms);
    return consider_all(page, &query);
}

static enum err walk_search(struct page *page, struct view question)
{
    static const char text[] =
        "SELECT " CANDIDATE_COLUMNS " FROM search s JOIN post p"
        " ON p.seq=s.rowid WHERE search MATCH ?";
    struct query query;

    query_begin(&query, &page->store->sql, text);
    query_text(&query, question);
    return consider_all(page, &query);
}

/* Are there so few posts of this kind that walking past all the others would
 * take longer than to look at each of them? */
static enum err is_rare(struct page *page, bool *is_so)
{
    static const char text[] =
        "SELECT count(*) FROM (SELECT 1 FROM post INDEXED BY post_kind"
        " WHERE is_ended=0 AND kind=? LIMIT ?)";
    struct query query;

    *is_so = false;
    if (page->query->kind == 0) {
        return ERR_OK;
    }
    query_begin(&query, &page->store->sql, text);
    query_number(&query, page->query->kind);
    query_number(&query, BOARD_RARE_ROWS_MAX + 1);
    if (query_row(&query)) {
        *is_so = query_get(&query, 0) <= BOARD_RARE_ROWS_MAX;
    }
    return query_end(&query);
}

static enum err walk_kind(struct page *page)
{
    static const char text[] =
        "SELECT " CANDIDATE_COLUMNS " FROM post p INDEXED BY post_kind"
        " WHERE p.is_ended=0 AND p.kind=?";
    struct query query;

    query_begin(&query, &page->store->sql, text);
    query_number(&query, page->query->kind);
    return consider_all(page, &query);
}

/* A page without words and tag. */
static enum err walk_all(struct page *page)
{
    bool is_so = false;
    enum err err = is_rare(page, &is_so);

    if (err == ERR_OK) {
        err = is_so ? walk_kind(page) : walk_keepers(page);
    }
    return err == ERR_OK && page->query->with_ended ? walk_ended(page) : err;
}

/* Find what belongs on the page, in order. */
static enum err fill(struct page *page)
{
    const struct board_query *asked = page->query;
    struct bytes question;
    enum err err = ERR_OK;

    if (asked->words.bytes == 0 && asked->tag.bytes == 0) {
        return walk_all(page);
    }
    bytes_init(&question, TEXT_BYTES_MAX);
    if (asked->words.bytes > 0) {
        err = search_question(page->store, asked->words, &question);
    }
    if (err == ERR_OK && asked->tag.bytes > 0) {
        err = search_question(page->store, asked->tag, &question);
    }
    if (err == ERR_OK) {
        err = walk_search(page, bytes_view(&question));
    }
    bytes_release(&question);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* not one word: no post */
}

static enum err deliver(struct page *page, board_visit *visit, void *visitor)
{
    const struct delivery delivery = {page->query->now_ms, visit, visitor};
    size_t i = 0;
    enum err err = ERR_OK;

    for (i = 0; err == ERR_OK && i < page->found.count; i++) {
        err = board_deliver(page->store, page->found.items[i].seq, &delivery);
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
    bool is_ours = sqlite3_get_autocommit(store->sql.db) != 0;
    enum err err = ERR_OK;

    if (query->limit > BOARD_ROWS_MAX || query->keeper_count > HOUSEHOLDS_MAX) {
        return ERR_FULL;
    }
    if (is_ours) {
        err = store_begin_read(store);
        if (err != ERR_OK) {
            return err;
        }
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
    if (err == ERR_OK) {
        err = fill(&page);
    }
    if (err == ERR_OK) {
        err = deliver(&page, visit, visitor);
    }
    ranks_release(&page.ranks);
    free(page.hidden);
    candidates_release(&page.found);
    return is_ours ? store_commit(store, err) : err;
}
