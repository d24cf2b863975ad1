#include "store/say.h"

#include "node/limits.h"
#include "store/inside.h"

struct saying {
    struct store *store;
    say_visit *visit;
    void *visitor;
};

/* Numbers that were ever used in a lane, of what is in runs. */
struct span {
    struct id household;
    uint32_t lane;
    uint64_t used;
};

static enum err say_one(const struct saying *saying, const struct id *slot)
{
    const struct shelf shelf = store_shelf(saying->store);
    struct shelf_row head;
    struct bytes bytes;
    enum err err = shelf.head(shelf.self, slot, &head);

    if (err != ERR_OK || head.is_tombstone) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = shelf.read(shelf.self, &head.id, &bytes);
    if (err == ERR_OK) {
        err = saying->visit(saying->visitor, bytes_view(&bytes));
    }
    bytes_release(&bytes);
    return err;
}

static enum err say_span(const struct saying *saying, const struct span *span)
{
    enum err err = ERR_OK;

    for (uint64_t n = 0; err == ERR_OK && n < span->used && n < SLOTS_MAX;
         n++) {
        struct id slot;

        record_slot(CLASS_SAY, &span->household, span->lane, (uint32_t)n,
                    &slot);
        err = say_one(saying, &slot);
    }
    return err;
}

/* What is in runs: by lane. */
static enum err say_runs(const struct saying *saying)
{
    static const char text[] =
        "SELECT household.id, lane.lane, lane.used FROM lane JOIN household"
        " ON household.number=lane.household WHERE lane.class=?";
    struct query query;
    enum err said = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &saying->store->sql, text);
    query_number(&query, CLASS_SAY);
    while (said == ERR_OK && query_row(&query)) {
        struct span span = {.lane = (uint32_t)query_get(&query, 1),
                            .used = query_get(&query, 2)};

        query_get_id(&query, 0, &span.household);
        said = say_span(saying, &span);
    }
    err = query_end(&query);
    return err == ERR_OK ? said : err;
}

/* Is the number of a lane one that say_runs looks at? */
static enum err
is_in_span(struct store *store, const struct record *record, bool *is_so)
{
    static const char text[] =
        "SELECT used FROM lane JOIN household ON number=household"
        " WHERE id=? AND class=? AND lane=?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, &record->household);
    query_number(&query, CLASS_SAY);
    query_number(&query, record->lane);
    *is_so = query_row(&query) && record->n < query_get(&query, 0);
    return query_end(&query);
}

/* What is behind the runs is looked through. */
static enum err say_tail(const struct saying *saying)
{
    static const char text[] =
        "SELECT bytes FROM whole WHERE seq>? AND state=0";
    struct query query;
    enum err said = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &saying->store->sql, text);
    query_number(&query, saying->store->merged);
    while (said == ERR_OK && query_row(&query)) {
        const struct view bytes = query_get_view(&query, 0);
        struct record record;
        bool is_seen = true;

        if (record_read_header(bytes, &record) == ERR_OK &&
            record.class == CLASS_SAY && !record_is_tombstone(&record)) {
            said = is_in_span(saying->store, &record, &is_seen);
        }
        if (said == ERR_OK && !is_seen) {
            said = saying->visit(saying->visitor, bytes);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? said : err;
}

enum err say_each(struct store *store, say_visit *visit, void *visitor)
{
    const struct saying saying = {store, visit, visitor};
    enum err err = say_runs(&saying);

    return err == ERR_OK ? say_tail(&saying) : err;
}
