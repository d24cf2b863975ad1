#include "store/listing.h"

#include <stdlib.h>
#include <string.h>

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
    enum err err = record_read_header(bytes, &record);

    if (err != ERR_OK) {
        return ERR_CORRUPT;
    }
    if (!is_wanted(listing, &record)) {
        return ERR_OK;
    }
    if (listing->visit_bytes != NULL) {
        return listing->visit_bytes(listing->visitor, bytes);
    }
    query_get_id(query, 1, &id);
    if (listing->visit_id != NULL) {
        return listing->visit_id(listing->visitor, &id, record.drop_day);
    }
    kept.seq = query_get(query, 0);
    err = kept_row(bytes, &id, &kept.row);
    return err == ERR_OK ? listing->visit_kept(listing->visitor, &kept) : err;
}

static const char between_text[] =
    "SELECT seq, id, bytes FROM record WHERE seq>? AND seq<=? AND state=0"
    " ORDER BY seq";

enum err listing_walk(struct store *store, const struct listing *listing)
{
    struct query query;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, between_text);
    query_number(&query, listing->after);
    query_number(&query, listing->upto == 0 ? INT64_MAX : listing->upto);
    while (visited == ERR_OK && query_row(&query)) {
        visited = visit_row(listing, &query);
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
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

static enum err expire_week(struct store *store,
                            const struct week *week,
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
    query_number(&query, week->first - 1);
    query_number(&query, week->last);
    while (visited == ERR_OK && query_row(&query)) {
        if (is_of_week(&query, &week->week, &record) && record.drop_day < day) {
            query_get_id(&query, 1, &id);
            kept.seq = query_get(&query, 0);
            visited = kept_row(query_get_view(&query, 2), &id, &kept.row);
            if (visited == ERR_OK) {
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
        const struct week week = store->weeks.items[i];

        if (week.count > 0 && week.week.week * WEEK_DAYS < day) {
            err = expire_week(store, &week, day, visit, visitor);
        }
    }
    return glance_end(store, is_ours, err);
}

/* The smallest ids above one, as a heap with the greatest on top. */
struct least {
    struct id *ids;
    size_t max;
    size_t count;
};

static void sift_down(struct least *least, size_t place)
{
    while (2 * place + 1 < least->count) {
        size_t child = 2 * place + 1;
        struct id kept;

        if (child + 1 < least->count &&
            id_compare(&least->ids[child + 1], &least->ids[child]) > 0) {
            child++;
        }
        if (id_compare(&least->ids[place], &least->ids[child]) >= 0) {
            return;
        }
        kept = least->ids[place];
        least->ids[place] = least->ids[child];
        least->ids[child] = kept;
        place = child;
    }
}

static void least_offer(struct least *least, const struct id *id)
{
    if (least->count == least->max) {
        if (id_compare(id, &least->ids[0]) < 0) {
            least->ids[0] = *id;
            sift_down(least, 0);
        }
        return;
    }
    least->ids[least->count++] = *id;
    if (least->count == least->max) { /* full: now it becomes a heap */
        for (size_t place = least->max / 2; place > 0; place--) {
            sift_down(least, place - 1);
        }
    }
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

enum err listing_week(struct store *store,
                      const struct shelf_week *week,
                      const struct id *after,
                      struct id *ids,
                      size_t max,
                      size_t *count)
{
    struct least least = {ids, max, 0};
    const struct week *found = NULL;
    struct query query;
    struct record record;
    struct id id;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *count = 0;
    if (err != ERR_OK) {
        return err;
    }
    found = weeks_find(&store->weeks, week);
    if (found != NULL && max > 0) {
        query_begin(&query, &store->sql, between_text);
        query_number(&query, found->first - 1);
        query_number(&query, found->last);
        while (query_row(&query)) {
            query_get_id(&query, 1, &id);
            if ((after == NULL || id_compare(&id, after) > 0) &&
                is_of_week(&query, week, &record)) {
                least_offer(&least, &id);
            }
        }
        err = query_end(&query);
    }
    if (err == ERR_OK && least.count > 0) {
        qsort(ids, least.count, sizeof *ids, compare_ids);
        *count = least.count;
    }
    return glance_end(store, is_ours, err);
}

enum err listing_week_bytes(struct store *store,
                            const struct shelf_week *week,
                            uint64_t *cursor,
                            shelf_visit_bytes *visit,
                            void *visitor)
{
    const struct week *found = NULL;
    struct query query;
    struct record record;
    bool is_ours = false;
    enum err visited = ERR_OK;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    found = weeks_find(&store->weeks, week);
    if (found != NULL) {
        query_begin(&query, &store->sql, between_text);
        query_number(&query,
                     *cursor < found->first ? found->first - 1 : *cursor);
        query_number(&query, found->last);
        while (visited == ERR_OK && query_row(&query)) {
            if (is_of_week(&query, week, &record)) {
                visited = visit(visitor, query_get_view(&query, 2));
            }
            if (visited == ERR_OK) {
                *cursor = query_get(&query, 0);
            }
        }
        err = query_end(&query);
    }
    return glance_end(store, is_ours, err == ERR_OK ? visited : err);
}
