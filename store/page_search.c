/*
 * Pages of posts that the order of the board does not lead to: those that
 * have words or a tag, and those that have ended. Each is read.
 */
#include <stdlib.h>

#include "store/page.h"
#include "store/search.h"

enum { NEAR_AT_FIRST = 64 };

/* What is searched for, and how far the search has come. */
struct search {
    struct page *page;
    const struct question *question;
    bool with_beginnings; /* of words, too; else only the very words */
    size_t found;         /* posts that have them */
    uint64_t *near;       /* owned; posts not in the index that may have them,
                             newest first: found when they were read */
    size_t near_count;
    size_t near_room;
};

/* Enough was found, and the page is full. */
static bool is_enough(const struct search *search)
{
    return search->found >= BOARD_FOUND_ROWS_MAX &&
           candidates_is_full(&search->page->found);
}

/* Remember a post for the second time. */
static enum err note_near(struct search *search, uint64_t seq)
{
    if (search->near_count == search->near_room) {
        const size_t room = NEAR_AT_FIRST + 2 * search->near_room;
        uint64_t *near = realloc(search->near, room * sizeof *near);

        if (near == NULL) {
            return ERR_NOMEM;
        }
        search->near = near;
        search->near_room = room;
    }
    search->near[search->near_count++] = seq;
    return ERR_OK;
}

/* Does a post that is not in the index have the words? */
static enum err look_through(struct search *search,
                             uint64_t seq,
                             const struct post *post,
                             bool *fits)
{
    struct store *store = search->page->store;
    bool is_near = true;
    enum err err = ERR_OK;

    *fits = false;
    if (!search->with_beginnings) {
        err = question_is_near(store, search->question, post, &is_near);
        if (err == ERR_OK && is_near) {
            err = note_near(search, seq);
        }
    }
    return err == ERR_OK && is_near
               ? question_fits(store, search->question, search->with_beginnings,
                               post, fits)
               : err;
}

/* Offer a post as it is stored; `has_words` when the index said so. */
static enum err offer_bytes(struct search *search,
                            uint64_t seq,
                            struct view bytes,
                            bool has_words)
{
    struct page *page = search->page;
    struct placed placed;
    struct record record;
    struct post post;
    struct id id;
    uint64_t keeper = 0;
    bool fits = has_words;
    enum err err = ERR_OK;

    if (record_read_header(bytes, &record) != ERR_OK ||
        !placed_glimpse(&record, &post)) {
        return ERR_OK;
    }
    if (!has_words) {
        err = look_through(search, seq, &post, &fits);
    }
    search->found += fits;
    if (err == ERR_OK && fits && board_has_tag(page->query, &post)) {
        post_id(&record.household, record.lane, record.n, post.birth, &id);
        err = household_find(page->store, &record.household, &keeper);
        placed = placed_of(&record, &post, &id, keeper, seq);
        err = err == ERR_OK ? page_offer(page, &placed) : err;
    }
    return err == ERR_UNKNOWN ? ERR_OK : err; /* its name has rotten */
}

static enum err offer_at(struct search *search, uint64_t seq, bool has_words)
{
    static const char text[] =
        "SELECT bytes FROM whole WHERE seq=? AND state=0";
    struct query query;
    enum err offered = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &search->page->store->sql, text);
    query_number(&query, seq);
    if (query_row(&query)) {
        offered =
            offer_bytes(search, seq, query_get_view(&query, 0), has_words);
    }
    err = query_end(&query);
    return err == ERR_OK ? offered : err;
}

enum err page_ended(struct page *page)
{
    struct store *store = page->store;
    const unsigned char *entry = NULL;
    struct walk walk;
    enum err err =
        walk_begin(&walk, store, walk_of(store, INDEX_UNTIL), NULL, 0);

    if (err == ERR_OK) {
        err = walk_next(&walk, &entry);
    }
    while (err == ERR_OK && entry != NULL &&
           get_u64(entry) <= page->query->now_ms) {
        struct board_post post;

        err = board_post_read(store, run_entry_seq(INDEX_UNTIL, entry), &post);
        if (err == ERR_OK && !post.placed.is_closed) {
            err = page_offer(page, &post.placed);
        }
        board_post_release(&post);
        err = err == ERR_UNKNOWN ? ERR_OK : err;
        if (err == ERR_OK) {
            err = walk_next(&walk, &entry);
        }
    }
    walk_release(&walk);
    for (size_t i = 0; err == ERR_OK && i < store->tail.post_count; i++) {
        struct placed placed;

        placed_get(store->tail.orders + i * ORDER_ENTRY_BYTES, &placed);
        if (!placed.is_closed &&
            placed_has_ended(&placed, page->query->now_ms)) {
            err = page_offer(page, &placed);
        }
    }
    return err;
}

/* Posts that are not in the search index yet: each is read. */
static enum err search_unseen(struct search *search)
{
    static const char text[] = "SELECT seq, bytes FROM whole"
                               " WHERE seq>? AND state=0 ORDER BY seq DESC";
    const struct store *store = search->page->store;
    struct query query;
    enum err offered = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &search->page->store->sql, text);
    query_number(&query, store->words_upto);
    while (offered == ERR_OK && !is_enough(search) && query_row(&query)) {
        offered = offer_bytes(search, query_get(&query, 0),
                              query_get_view(&query, 1), false);
    }
    err = query_end(&query);
    return err == ERR_OK ? offered : err;
}

/* And when they have been looked through, those that came near. */
static enum err search_near(struct search *search)
{
    enum err err = ERR_OK;

    for (size_t i = 0;
         err == ERR_OK && i < search->near_count && !is_enough(search); i++) {
        err = offer_at(search, search->near[i], false);
    }
    return err;
}

/* Posts that the search index knows. */
static enum err search_index(struct search *search)
{
    static const char text[] = "SELECT rowid FROM search WHERE search MATCH ?"
                               " ORDER BY rowid DESC";
    struct bytes match;
    struct query query;
    enum err offered = ERR_OK;
    enum err err = ERR_OK;

    bytes_init(&match, 2 * QUESTION_BYTES_MAX);
    err = question_match(search->question, search->with_beginnings, &match);
    if (err == ERR_OK) {
        query_begin(&query, &search->page->store->sql, text);
        query_text(&query, bytes_view(&match));
        while (offered == ERR_OK && !is_enough(search) && query_row(&query)) {
            offered = offer_at(search, query_get(&query, 0), true);
        }
        err = query_end(&query);
    }
    bytes_release(&match);
    return err == ERR_OK ? offered : err;
}

/* What came last is found first. */
static enum err search_once(struct search *search)
{
    const size_t limit = search->page->found.limit;
    enum err err = ERR_OK;

    search->found = 0;
    candidates_release(&search->page->found);
    candidates_init(&search->page->found, limit);
    err = search->with_beginnings ? search_near(search) : search_unseen(search);
    return err == ERR_OK ? search_index(search) : err;
}

/* The very words first: where they are in plenty of posts, others are not
 * looked for, which would take the index a while. */
static enum err search_all(struct page *page, const struct question *question)
{
    struct search search = {.page = page, .question = question};
    enum err err = search_once(&search);

    if (err == ERR_OK && search.found < BOARD_FOUND_ROWS_MAX) {
        search.with_beginnings = true;
        err = search_once(&search);
    }
    free(search.near);
    return err;
}

enum err page_search(struct page *page)
{
    const struct board_query *asked = page->query;
    struct question question;
    enum err err = ERR_OK;

    question_init(&question);
    if (asked->words.bytes > 0) {
        err = question_add(page->store, &question, asked->words);
    }
    if (err == ERR_OK && asked->tag.bytes > 0) {
        err = question_add(page->store, &question, asked->tag);
        if (err == ERR_INVALID) { /* it is compared whole, too */
            err = ERR_OK;
        }
    }
    if (err == ERR_OK && question.count > 0) {
        err = search_all(page, &question);
        candidates_settle(&page->found);
    } else if (err == ERR_OK) { /* not one word: no post, but by its tag */
        page->reads_tags = asked->words.bytes == 0;
    }
    question_release(&question);
    return err;
}
