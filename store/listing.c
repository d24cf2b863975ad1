#include "store/listing.h"

static bool is_wanted(const struct listing *listing,
                      const struct record *record)
{
    return (listing->is_all ||
            class_find(record->class)->set == listing->set) &&
           (listing->household == NULL ||
            id_equal(listing->household, &record->household));
}

/* Call the visitor with the row of a query, if it is wanted. */
static enum err visit_row(const struct listing *listing, struct query *query)
{
    const struct view bytes = query_get_view(query, 2);
    struct record record;
    struct kept kept;
    struct id id;

    query_get_id(query, 1, &id);
    if (listing->visit_bytes != NULL && !kept_is_sound(bytes, &id)) {
        return ERR_OK;
    }
    if (record_read_header(bytes, &record) != ERR_OK ||
        !is_wanted(listing, &record)) {
        return ERR_OK;
    }
    if (listing->visit_bytes != NULL) {
        return listing->visit_bytes(listing->visitor, bytes);
    }
    if (listing->visit_id != NULL) {
        return listing->visit_id(listing->visitor, &id, record.drop_day);
    }
    kept.seq = query_get(query, 0);
    return kept_row(bytes, &id, &kept.row) == ERR_OK
               ? listing->visit_kept(listing->visitor, &kept)
               : ERR_OK;
}

static const char between_text[] =
    "SELECT seq, id, bytes FROM whole WHERE seq>? AND seq<=? AND state=0"
    " ORDER BY seq";

static enum err walk_between(struct store *store,
                             const struct listing *listing,
                             uint64_t after,
                             uint64_t upto)
{
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, between_text);
    query_number(&query, after);
    query_number(&query, upto);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit_row(listing, &query);
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err listing_walk(struct store *store, const struct listing *listing)
{
    return walk_between(store, listing, listing->after,
                        listing->upto == 0 ? INT64_MAX : listing->upto);
}

enum err listing_set(struct store *store, const struct listing *listing)
{
    uint64_t first = 0;
    uint64_t last = listing->after;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    while (err == ERR_OK &&
           weeks_span(&store->weeks, listing->set, last, &first, &last)) {
        err = walk_between(store, listing, first - 1, last);
    }
    return glance_end(store, is_ours, err);
}

/* Is the row of a query of this week? Then its header is in `record`. */
static bool is_of_week(struct query *query,
                       const struct shelf_week *week,
                       struct record *record)
{
    return record_read_header(query_get_view(query, 2), record) == ERR_OK &&
           class_find(record->class)->set == week->set &&
           record->drop_day / WEEK_DAYS == week->week;
}

static enum err expire_span(struct store *store,
                            const struct week_span *span,
                            uint16_t day,
                            visit_kept *visit,
                            void *visitor)
{
    struct query query;
    struct record record;
    struct kept kept;
    struct id id;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, between_text);
    query_number(&query, span->first - 1);
    query_number(&query, span->last);
    while (visited == ERR_OK && query_row(&query)) {
        if (is_of_week(&query, &span->week, &record) && record.drop_day < day) {
            query_get_id(&query, 1, &id);
            kept.seq = query_get(&query, 0);
            if (kept_row(query_get_view(&query, 2), &id, &kept.row) == ERR_OK) {
                visited = visit(visitor, &kept);
            }
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err listing_expired(struct store *store,
                         uint16_t day,
                         visit_kept *visit,
                         void *visitor)
{
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; err == ERR_OK && i < store->weeks.count; i++) {
        const struct week_span span = store->weeks.items[i];

        if (span.count > 0 && span.week.week * WEEK_DAYS < day) {
            err = expire_span(store, &span, day, visit, visitor);
        }
    }
    return glance_end(store, is_ours, err);
}

/* Offer the ids of a span. */
static enum err list_span(struct store *store, const struct week_span *span)
{
    struct query query;
    struct record record;
    struct id id;

    query_begin(&query, &store->sql, between_text);
    query_number(&query, span->first - 1);
    query_number(&query, span->last);
    while (query_row(&query)) {
        if (is_of_week(&query, &span->week, &record)) {
            query_get_id(&query, 1, &id);
            listed_offer(&store->listed, &id);
        }
    }
    return query_end(&query);
}

/* Walk over the records of a week: the ids that the page begins. */
static enum err list_again(struct store *store,
                           const struct week_span *spans,
                           size_t count,
                           const struct listed_page *page)
{
    uint64_t records = 0;
    enum err err = ERR_OK;

    for (size_t i = 0; i < count; i++) {
        records += spans[i].count;
    }
    err = listed_begin(&store->listed, page, records);
    if (err != ERR_OK) {
        return err;
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = list_span(store, &spans[i]);
    }
    if (err == ERR_OK) {
        listed_end(&store->listed);
    } else {
        listed_release(&store->listed);
    }
    return err;
}

enum err listing_week(struct store *store, struct listed_page *page)
{
    const struct week_span *found = NULL;
    size_t count = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    page->count = 0;
    if (err != ERR_OK) {
        return err;
    }
    found = weeks_find(&store->weeks, &page->week, &count);
    if (count > 0 && page->max > 0 && !listed_take(&store->listed, page)) {
        err = list_again(store, found, count, page);
        if (err == ERR_OK) {
            listed_first(&store->listed, page);
        }
    }
    return glance_end(store, is_ours, err);
}

/* Visit what a span holds behind a cursor, which is moved on. */
static enum err span_bytes(struct store *store,
                           const struct week_span *span,
                           uint64_t *cursor,
                           shelf_visit_bytes *visit,
                           void *visitor)
{
    struct query query;
    struct record record;
    struct id id;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, between_text);
    query_number(&query, *cursor < span->first ? span->first - 1 : *cursor);
    query_number(&query, span->last);
    while (visited == ERR_OK && query_row(&query)) {
        query_get_id(&query, 1, &id);
        if (is_of_week(&query, &span->week, &record) &&
            kept_is_sound(query_get_view(&query, 2), &id)) {
            visited = visit(visitor, query_get_view(&query, 2));
        }
        if (visited == ERR_OK) {
            *cursor = query_get(&query, 0);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err listing_week_bytes(struct store *store,
                            const struct shelf_week *week,
                            uint64_t *cursor,
                            shelf_visit_bytes *visit,
                            void *visitor)
{
    const struct week_span *found = NULL;
    size_t count = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    found = weeks_find(&store->weeks, week, &count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        const struct week_span span = found[i];

        if (span.count > 0 && span.last > *cursor) {
            err = span_bytes(store, &span, cursor, visit, visitor);
        }
    }
    return glance_end(store, is_ours, err);
}
