#include "store/search_follow.h"

#include "store/inside.h"
#include "store/placed.h"
#include "store/schema.h"
#include "store/search.h"

uint64_t search_behind(const struct store *store)
{
    return store->merged - store->words_upto;
}

static enum err take_words(struct store *store, struct query *query)
{
    struct record record;
    struct post post;

    if (record_read_header(query_get_view(query, 1), &record) != ERR_OK ||
        !placed_glimpse(&record, &post)) {
        return ERR_OK;
    }
    return search_add(store, query_get(query, 0), &post);
}

static enum err note_behind(struct store *store)
{
    return meta_set(&store->sql, META_WORDS_BEHIND, search_behind(store));
}

enum err search_follow(struct store *store)
{
    static const char text[] = "SELECT seq, bytes FROM whole"
                               " WHERE seq>? AND seq<=? AND state=0"
                               " ORDER BY seq";
    const uint64_t behind = search_behind(store);
    const uint64_t upto =
        store->words_upto +
        (behind < STORE_WORDS_ROWS ? behind : STORE_WORDS_ROWS);
    struct query query;
    enum err taken = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, store->words_upto);
    query_number(&query, upto);
    while (taken == ERR_OK && query_row(&query)) {
        taken = take_words(store, &query);
    }
    err = query_end(&query);
    if (err == ERR_OK) {
        err = taken;
    }
    if (err == ERR_OK) {
        store->words_upto = upto;
        err = note_behind(store);
    }
    if (err != ERR_OK) {
        store->is_known = false;
    }
    return err;
}

enum err search_settle(struct store *store)
{
    enum err err = note_behind(store);

    while (err == ERR_OK && search_behind(store) > STORE_WORDS_BEHIND_MAX) {
        err = search_follow(store);
    }
    return err;
}
