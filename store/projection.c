/* The table `post`: what the board needs of each post, and counts of keepers.
 */
#include <string.h>

#include "node/board/post.h"
#include "store/inside.h"

static enum err
count_live(struct store *store, uint64_t household, bool is_more)
{
    static const char more[] =
        "UPDATE household SET live=live+1 WHERE number=?";
    static const char less[] =
        "UPDATE household SET live=live-1 WHERE number=?";
    struct query query;

    query_begin(&query, &store->sql, is_more ? more : less);
    query_number(&query, household);
    return query_run(&query);
}

static enum err insert_post(struct store *store,
                            uint64_t seq,
                            uint64_t household,
                            const struct record *record,
                            const struct post *post)
{
    static const char text[] =
        "INSERT INTO post(seq, post64, keeper, kind, posted, until, has_asks,"
        " is_first, is_ended, post) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    struct query query;
    struct id id;

    post_id(&record->household, record->lane, record->n, post->birth, &id);
    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    query_number(&query, sql_key(&id));
    query_number(&query, household);
    query_number(&query, record->kind);
    query_number(&query, post->posted_ms);
    query_number(&query, post->until_ms);
    query_number(&query, post->asks > 0);
    query_number(&query, post->is_first);
    query_number(&query, post->status == STATUS_CLOSED);
    query_id(&query, &id);
    return query_run(&query);
}

enum err projection_add(struct store *store,
                        uint64_t seq,
                        uint64_t household,
                        const struct record *record)
{
    struct post post;
    enum err err = ERR_OK;

    if (record->class != CLASS_POST || record_is_tombstone(record) ||
        post_kind_name(record->kind) == NULL ||
        post_read(record->body, &post) != ERR_OK) {
        return ERR_OK; /* kept and relayed, not shown */
    }
    err = insert_post(store, seq, household, record, &post);
    if (err == ERR_OK && post.status != STATUS_CLOSED) {
        err = count_live(store, household, true);
    }
    return err == ERR_OK ? search_add(store, seq, &post) : err;
}

/* Take the words of a post out of the index while its text is still there. */
static enum err forget_words(struct store *store, uint64_t seq)
{
    static const char text[] = "SELECT bytes FROM record WHERE seq=?";
    struct query query;
    struct record record;
    struct post post;
    enum err done = ERR_CORRUPT;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    if (query_row(&query) &&
        record_read(query_get_view(&query, 0), &record) == ERR_OK &&
        post_read(record.body, &post) == ERR_OK) {
        done = search_remove(store, seq, &post);
    }
    err = query_end(&query);
    return err == ERR_OK ? done : err;
}

enum err projection_remove(struct store *store, uint64_t seq, bool *was_post)
{
    static const char find[] = "SELECT keeper, is_ended FROM post WHERE seq=?";
    static const char remove[] = "DELETE FROM post WHERE seq=?";
    struct query query;
    uint64_t keeper = 0;
    bool is_ended = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, find);
    query_number(&query, seq);
    *was_post = query_row(&query);
    if (*was_post) {
        keeper = query_get(&query, 0);
        is_ended = query_get(&query, 1) != 0;
    }
    err = query_end(&query);
    if (err != ERR_OK || !*was_post) {
        return err;
    }
    err = forget_words(store, seq);
    if (err == ERR_OK) {
        query_begin(&query, &store->sql, remove);
        query_number(&query, seq);
        err = query_run(&query);
    }
    if (err == ERR_OK && !is_ended) {
        err = count_live(store, keeper, false);
    }
    return err;
}

/* One post that has ended by now, if there is one. */
static enum err find_ended(struct store *store,
                           uint64_t now_ms,
                           uint64_t *seq,
                           uint64_t *keeper)
{
    static const char text[] =
        "SELECT seq, keeper FROM post"
        " WHERE is_ended=0 AND until>0 AND until<=? ORDER BY until LIMIT 1";
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, now_ms);
    is_found = query_row(&query);
    if (is_found) {
        *seq = query_get(&query, 0);
        *keeper = query_get(&query, 1);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

enum err projection_sweep(struct store *store, uint64_t now_ms)
{
    static const char text[] = "UPDATE post SET is_ended=1 WHERE seq=?";
    struct query query;
    uint64_t seq = 0;
    uint64_t keeper = 0;
    size_t i = 0;
    enum err err = ERR_OK;

    for (i = 0; err == ERR_OK && i < STORE_SWEEP_ROWS_MAX; i++) {
        err = find_ended(store, now_ms, &seq, &keeper);
        if (err == ERR_OK) {
            query_begin(&query, &store->sql, text);
            query_number(&query, seq);
            err = query_run(&query);
        }
        if (err == ERR_OK) {
            err = count_live(store, keeper, false);
        }
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}
