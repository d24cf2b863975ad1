#include "store/wish.h"

#include "store/inside.h"
#include "store/local.h"
#include "store/search.h"

/* Is it something that can be looked for? */
static enum err check_words(struct store *store, struct view words)
{
    struct question question;
    enum err err = ERR_INVALID;

    question_init(&question);
    if (words.bytes > 0 && words.bytes <= LOCAL_WISH_BYTES_MAX) {
        err = question_add(store, &question, words);
    }
    if (err == ERR_OK && question.count == 0) {
        err = ERR_INVALID;
    }
    question_release(&question);
    return err;
}

static enum err
find_words(struct store *store, struct view words, uint32_t *number)
{
    static const char text[] = "SELECT number FROM wish WHERE words=?";
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_text(&query, words);
    is_found = query_row(&query);
    if (is_found) {
        *number = (uint32_t)query_get(&query, 0);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

/* The smallest number that no wish has. */
static enum err free_number(struct store *store, uint32_t *number)
{
    static const char text[] = "SELECT number FROM wish ORDER BY number";
    struct query query;

    *number = 1;
    query_begin(&query, &store->sql, text);
    while (query_row(&query) && query_get(&query, 0) == *number) {
        (*number)++;
    }
    return query_end(&query);
}

enum err wish_add(struct store *store, struct view words, uint32_t *number)
{
    static const char text[] = "INSERT INTO wish(number, words) VALUES(?, ?)";
    struct query query;
    enum err err = check_words(store, words);

    if (err == ERR_OK) {
        err = find_words(store, words, number);
        err = err == ERR_OK        ? ERR_STATE
              : err == ERR_UNKNOWN ? free_number(store, number)
                                   : err;
    }
    if (err != ERR_OK || *number > LOCAL_WISHES_MAX) {
        return err == ERR_OK ? ERR_FULL : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, *number);
    query_text(&query, words);
    return query_run(&query);
}

static enum err
run_number(struct store *store, const char *text, uint32_t number)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    return query_run(&query);
}

enum err wish_remove(struct store *store, uint32_t number)
{
    static const char found[] = "DELETE FROM wished WHERE wish=?";
    static const char wish[] = "DELETE FROM wish WHERE number=?";
    enum err err = run_number(store, found, number);

    if (err == ERR_OK) {
        err = run_number(store, wish, number);
    }
    return err == ERR_OK && sqlite3_changes(store->sql.db) == 0 ? ERR_UNKNOWN
                                                                : err;
}

enum err wish_each(struct store *store, wish_visit *visit, void *visitor)
{
    static const char text[] = "SELECT number, words FROM wish ORDER BY number";
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit(visitor, (uint32_t)query_get(&query, 0),
                        query_get_view(&query, 1));
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err wish_found(struct store *store,
                    uint32_t number,
                    wish_visit_post *visit,
                    void *visitor)
{
    static const char text[] = "SELECT post FROM wished WHERE wish=?"
                               " ORDER BY place DESC";
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    while (visited == ERR_OK && query_row(&query)) {
        struct id post;

        query_get_id(&query, 0, &post);
        visited = visit(visitor, &post);
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err wish_count(struct store *store, uint64_t *count)
{
    static const char text[] = "SELECT count(*) FROM wish";
    struct query query;

    query_begin(&query, &store->sql, text);
    *count = query_row(&query) ? query_get(&query, 0) : 0;
    return query_end(&query);
}

/* Is there such a row? */
static enum err
has_row(struct store *store, const char *text, const struct id *id, bool *has)
{
    struct query query;

    if (*has) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    *has = query_row(&query);
    return query_end(&query);
}

struct matching {
    struct store *store;
    const struct post *post;
    uint32_t number; /* 0: none fits yet */
};

static enum err match_one(void *visitor, uint32_t number, struct view words)
{
    struct matching *matching = visitor;
    struct question question;
    bool fits = false;
    enum err err = ERR_OK;

    if (matching->number != 0) {
        return ERR_OK;
    }
    question_init(&question);
    err = question_add(matching->store, &question, words);
    if (err == ERR_OK) {
        err = question_fits(matching->store, &question, true, matching->post,
                            &fits);
    }
    question_release(&question);
    if (fits) {
        matching->number = number;
    }
    return err;
}

enum err wish_match(struct store *store,
                    const struct id *keeper,
                    const struct id *id,
                    const struct post *post,
                    uint32_t *number)
{
    static const char found[] = "SELECT 1 FROM wished WHERE post=?";
    static const char hidden[] = "SELECT 1 FROM hidden WHERE post=?";
    static const char blocked[] = "SELECT 1 FROM blocked WHERE household=?";
    struct matching matching = {store, post, 0};
    bool is_out = false;
    enum err err = has_row(store, found, id, &is_out);

    if (err == ERR_OK) {
        err = has_row(store, hidden, id, &is_out);
    }
    if (err == ERR_OK) {
        err = has_row(store, blocked, keeper, &is_out);
    }
    if (err == ERR_OK && !is_out) {
        err = wish_each(store, match_one, &matching);
    }
    *number = matching.number;
    return err == ERR_OK && matching.number == 0 ? ERR_UNKNOWN : err;
}

enum err wish_note(struct store *store, const struct id *post, uint32_t number)
{
    static const char add[] =
        "INSERT OR IGNORE INTO wished(post, wish) VALUES(?, ?)";
    static const char trim[] = "DELETE FROM wished WHERE place<="
                               "(SELECT max(place) FROM wished)-?";
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, add);
    query_id(&query, post);
    query_number(&query, number);
    err = query_run(&query);
    return err == ERR_OK ? run_number(store, trim, LOCAL_WISHED_MAX) : err;
}
