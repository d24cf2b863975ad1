/*
 * Pages of posts that the order of the board does not lead to: those that
 * have words or a tag, and those that have ended. Each is read.
 */
#include "store/page.h"
#include "store/search.h"

static bool has_tag(const struct board_post *post, struct view tag)
{
    bool has = tag.bytes == 0;

    for (size_t i = 0; i < post->post.tags_count; i++) {
        has = has || view_equal(post->post.tags[i], tag);
    }
    return has;
}

/* Read a post and offer it; `question` is NULL when its words fit. */
static enum err
offer_at(struct page *page, uint64_t seq, const struct question *question)
{
    struct board_post post;
    bool fits = true;
    enum err err = board_post_read(page->store, seq, &post);

    if (err == ERR_OK && question != NULL) {
        err = question_fits(page->store, question, &post.post, &fits);
    }
    if (err == ERR_OK && fits && has_tag(&post, page->query->tag)) {
        err = page_offer(page, &post.placed);
    }
    board_post_release(&post);
    return err == ERR_UNKNOWN ? ERR_OK : err;
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

/* Posts in runs, by the search index: all, or the newest where they are
 * plenty. */
static enum err search_runs(struct page *page,
                            const struct question *question,
                            bool with_beginnings,
                            bool *are_plenty)
{
    static const char text[] = "SELECT rowid FROM search WHERE search MATCH ?"
                               " ORDER BY rowid DESC";
    struct bytes match;
    struct query query;
    size_t looked_at = 0;
    enum err offered = ERR_OK;
    enum err err = ERR_OK;

    bytes_init(&match, 2 * TEXT_BYTES_MAX);
    err = question_match(question, with_beginnings, &match);
    if (err == ERR_OK) {
        query_begin(&query, &page->store->sql, text);
        query_text(&query, bytes_view(&match));
        while (offered == ERR_OK && query_row(&query) &&
               (looked_at < BOARD_FOUND_ROWS_MAX ||
                !candidates_is_full(&page->found))) {
            offered = offer_at(page, query_get(&query, 0), NULL);
            looked_at++;
        }
        err = query_end(&query);
    }
    *are_plenty = looked_at >= BOARD_FOUND_ROWS_MAX;
    bytes_release(&match);
    return err == ERR_OK ? offered : err;
}

/* Posts that are in no run yet: each is read. */
static enum err search_tail(struct page *page, const struct question *question)
{
    const struct tail *tail = &page->store->tail;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < tail->post_count; i++) {
        err = offer_at(
            page, run_entry_seq(INDEX_POST, tail->posts + i * KEY_ENTRY_BYTES),
            question);
    }
    return err;
}

/* The very words first: where they are in plenty of posts, others are not
 * looked for, which would take the index a while. */
static enum err search_all(struct page *page, const struct question *question)
{
    const size_t limit = page->found.limit;
    bool are_plenty = false;
    enum err err = search_runs(page, question, false, &are_plenty);

    if (err == ERR_OK && !are_plenty) {
        candidates_release(&page->found);
        candidates_init(&page->found, limit);
        err = search_runs(page, question, true, &are_plenty);
    }
    return err == ERR_OK ? search_tail(page, question) : err;
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
    }
    if (err == ERR_OK && question.count > 0) { /* not one word: no post */
        err = search_all(page, &question);
        candidates_settle(&page->found);
    }
    question_release(&question);
    return err;
}
