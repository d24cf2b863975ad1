/*
 * What may be shown of what is held: each record is read, since no index
 * knows it yet.
 */
#include "node/board/post.h"
#include "store/board_inside.h"
#include "store/held.h"
#include "store/inside.h"
#include "store/local.h"
#include "store/search.h"

/* A post that is held. */
struct seen {
    struct record record; /* its header */
    struct post post;     /* at a glimpse */
    struct id id;
};

typedef enum err see_post(void *self, const struct seen *seen, bool *is_enough);

/* Call `see` with each post that may be shown, in the order of coming. */
static enum err see_all(struct store *store, see_post *see, void *self)
{
    static const char text[] =
        "SELECT bytes FROM held CROSS JOIN aside"
        " ON place BETWEEN first AND last"
        " WHERE week IN (SELECT week FROM held_week) ORDER BY first, place";
    struct query query;
    struct seen seen;
    bool is_enough = false;
    enum err called = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    while (called == ERR_OK && !is_enough && query_row(&query)) {
        if (record_read_header(query_get_view(&query, 0), &seen.record) ==
                ERR_OK &&
            placed_glimpse_post(&seen.record, &seen.post, &seen.id)) {
            called = see(self, &seen, &is_enough);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? called : err;
}

/* Who is called for which posts. */
struct viewing {
    struct store *store;
    const struct delivery *delivery;
    size_t left; /* to deliver at most */
    /* of a page */
    const struct board_query *query;
    struct question question;
    /* of a range of ids */
    const struct id *first;
    const struct id *last;
};

/* Hand it to the visitor, once it is read in full. */
static enum err
deliver(struct viewing *viewing, const struct seen *seen, bool *is_enough)
{
    const struct delivery *delivery = viewing->delivery;
    struct board_row row = {
        .post = seen->id,
        .keeper = seen->record.household,
        .is_ended = seen->post.status == STATUS_CLOSED ||
                    (seen->post.until_ms > 0 &&
                     seen->post.until_ms <= delivery->now_ms),
        .is_unverified = true,
        .bytes = seen->record.bytes,
    };
    struct record record;
    struct post post;
    enum err err = local_is_hidden(viewing->store, &row.post, &row.is_hidden);

    if (err != ERR_OK || record_read(row.bytes, &record) != ERR_OK ||
        post_read(record.body, &post) != ERR_OK ||
        (viewing->query != NULL &&
         ((row.is_ended && !viewing->query->with_ended) ||
          (row.is_hidden && !viewing->query->with_hidden)))) {
        return err;
    }
    row.record = record.id;
    viewing->left--;
    *is_enough = viewing->left == 0;
    return delivery->visit(delivery->visitor, &row);
}

static bool is_shown_keeper(const struct board_query *query,
                            const struct id *household)
{
    for (size_t i = 0; i < query->keeper_count; i++) {
        if (id_equal(&query->keepers[i], household)) {
            return true;
        }
    }
    return false;
}

static enum err see_page(void *self, const struct seen *seen, bool *is_enough)
{
    struct viewing *viewing = self;
    const struct board_query *query = viewing->query;
    bool fits = true;
    enum err err = ERR_OK;

    if ((query->kind != 0 && query->kind != seen->record.kind) ||
        seen->post.posted_ms < query->since_ms ||
        !board_has_tag(query, &seen->post) ||
        !board_is_near(query, &seen->post) ||
        !is_shown_keeper(query, &seen->record.household)) {
        return ERR_OK;
    }
    if (query->words.bytes > 0) {
        err = question_fits(viewing->store, &viewing->question, true,
                            &seen->post, &fits);
    }
    return err == ERR_OK && fits ? deliver(viewing, seen, is_enough) : err;
}

enum err held_page(struct store *store,
                   const struct board_query *query,
                   size_t max,
                   const struct delivery *delivery)
{
    struct viewing viewing = {
        .store = store, .delivery = delivery, .left = max, .query = query};
    enum err err = ERR_OK;

    question_init(&viewing.question);
    if (query->words.bytes > 0) {
        err = question_add(store, &viewing.question, query->words);
    }
    if (err == ERR_OK && max > 0 &&
        (query->words.bytes == 0 || viewing.question.count > 0)) {
        err = see_all(store, see_page, &viewing);
    }
    question_release(&viewing.question);
    return err;
}

static enum err see_range(void *self, const struct seen *seen, bool *is_enough)
{
    struct viewing *viewing = self;

    return id_compare(&seen->id, viewing->first) >= 0 &&
                   id_compare(&seen->id, viewing->last) <= 0
               ? deliver(viewing, seen, is_enough)
               : ERR_OK;
}

enum err held_between(struct store *store,
                      const struct id *first,
                      const struct id *last,
                      size_t max,
                      const struct delivery *delivery,
                      size_t *count)
{
    struct viewing viewing = {.store = store,
                              .delivery = delivery,
                              .left = max,
                              .first = first,
                              .last = last};
    enum err err = max > 0 ? see_all(store, see_range, &viewing) : ERR_OK;

    *count = max - viewing.left;
    return err;
}

/* The post that begins most like one, and is another. */
struct alike {
    const struct id *id;
    unsigned digits; /* that they have in common */
};

static enum err see_alike(void *self, const struct seen *seen, bool *is_enough)
{
    struct alike *alike = self;
    const unsigned digits = code_digits_alike(alike->id, &seen->id);

    if (digits > alike->digits && !id_equal(alike->id, &seen->id)) {
        alike->digits = digits;
    }
    *is_enough = alike->digits >= CODE_DIGITS_MAX;
    return ERR_OK;
}

enum err
held_alike(struct store *store, const struct id *post, unsigned *digits)
{
    struct alike alike = {post, 0};
    enum err err = see_all(store, see_alike, &alike);

    *digits = alike.digits;
    return err;
}

enum err held_span(struct store *store, uint64_t *records)
{
    static const char text[] =
        "SELECT ifnull(max(last) - min(first) + 1, 0) FROM held";
    struct query query;

    *records = 0;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        *records = query_get(&query, 0);
    }
    return query_end(&query);
}
