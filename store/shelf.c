/* The port of node/shelf.h over SQLite. */
#include <assert.h>
#include <string.h>

#include "store/held.h"
#include "store/inside.h"
#include "store/journal.h"
#include "store/lane.h"
#include "store/ledger.h"
#include "store/letter.h"
#include "store/listing.h"
#include "store/owned.h"
#include "store/photos.h"
#include "store/wish.h"

static enum err
port_head(void *self, const struct id *slot, struct shelf_row *out)
{
    struct kept kept;
    enum err err = kept_by_slot(self, slot, &kept);

    if (err == ERR_OK) {
        *out = kept.row;
    }
    return err;
}

static enum err
port_head_of(void *self, const struct record *record, struct shelf_row *out)
{
    struct kept kept;
    enum err err = kept_head_of(self, record, &kept);

    if (err == ERR_OK) {
        *out = kept.row;
    }
    return err;
}

static enum err
port_find(void *self, const struct id *id, struct shelf_row *out)
{
    struct kept kept;
    enum err err = kept_by_id(self, id, &kept, NULL);

    if (err == ERR_OK) {
        *out = kept.row;
    }
    return err;
}

static enum err
port_prefixed(void *self, uint64_t prefix, struct shelf_row *out)
{
    struct kept kept;
    enum err err = kept_by_prefix(self, prefix, &kept);

    if (err == ERR_OK) {
        *out = kept.row;
    }
    return err;
}

static enum err port_read(void *self, const struct id *id, struct bytes *out)
{
    struct kept kept;
    const enum err err = kept_by_id(self, id, &kept, out);

    return err == ERR_OK && !kept_is_sound(bytes_view(out), id) ? ERR_UNKNOWN
                                                                : err;
}

static enum err
port_walk_ids(void *self, enum set set, shelf_visit_id *visit, void *visitor)
{
    const struct listing listing = {
        .set = set, .visit_id = visit, .visitor = visitor};

    return listing_set(self, &listing);
}

static enum err port_walk_bytes(void *self,
                                enum set set,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    const struct listing listing = {
        .set = set, .visit_bytes = visit, .visitor = visitor};

    return listing_set(self, &listing);
}

static enum err port_week_ids(void *self,
                              const struct shelf_week *week,
                              const struct id *after,
                              struct id *ids,
                              size_t max,
                              size_t *count)
{
    struct listed_page page = {
        .week = *week, .after = after, .ids = ids, .max = max};
    const enum err err = listing_week(self, &page);

    *count = page.count;
    return err;
}

static enum err port_week_bytes(void *self,
                                const struct shelf_week *week,
                                uint64_t *cursor,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    return listing_week_bytes(self, week, cursor, visit, visitor);
}

/* Append a row to the page of a caller. */
struct page_of_rows {
    struct shelf_row *rows;
    size_t max;
    size_t count;
    uint64_t last; /* sequence of the last one */
};

static enum err add_row(void *visitor, const struct kept *kept)
{
    struct page_of_rows *page = visitor;

    page->rows[page->count++] = kept->row;
    page->last = kept->seq;
    return page->count == page->max ? ERR_AGAIN : ERR_OK;
}

static enum err port_scan(void *self,
                          struct shelf_scan *scan,
                          struct shelf_row *rows,
                          size_t max,
                          size_t *count)
{
    struct page_of_rows page = {.rows = rows, .max = max, .last = scan->cursor};
    const struct listing listing = {.is_all = true,
                                    .after = scan->cursor,
                                    .upto = scan->upto,
                                    .visit_kept = add_row,
                                    .visitor = &page};
    enum err err = max == 0 ? ERR_OK : listing_walk(self, &listing);

    err = err == ERR_AGAIN ? ERR_OK : err;
    *count = err == ERR_OK ? page.count : 0;
    if (err == ERR_OK) {
        scan->cursor = page.last;
    }
    return err;
}

static enum err port_household_rows(void *self,
                                    const struct id *household,
                                    uint64_t *cursor,
                                    struct shelf_row *rows,
                                    size_t max,
                                    size_t *count)
{
    struct page_of_rows page = {.rows = rows, .max = max};
    enum err err = max == 0
                       ? ERR_OK
                       : owned_visit(self, household, cursor, add_row, &page);

    *count = err == ERR_OK ? page.count : 0;
    return err;
}

static enum err port_expired(void *self,
                             uint16_t day,
                             struct shelf_row *rows,
                             size_t max,
                             size_t *count)
{
    struct page_of_rows page = {.rows = rows, .max = max};
    enum err err =
        max == 0 ? ERR_OK : listing_expired(self, day, add_row, &page);

    err = err == ERR_AGAIN ? ERR_OK : err;
    *count = err == ERR_OK ? page.count : 0;
    return err;
}

/* Is the slot empty, or does it hold a tombstone? */
static enum err is_free(struct store *store,
                        const struct shelf_range *range,
                        uint32_t n,
                        bool *is_empty,
                        bool *is_tombstone)
{
    struct shelf_row row;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(range->class, &range->household, range->lane, n, &slot);
    err = port_head(store, &slot, &row);
    *is_empty = err == ERR_UNKNOWN;
    *is_tombstone = err == ERR_OK && row.is_tombstone;
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err
port_free_slot(void *self, const struct shelf_range *range, uint32_t *n)
{
    struct store *store = self;
    bool is_empty = false;
    bool is_tombstone = false;
    uint32_t withdrawn = range->limit;
    uint64_t used = 0;
    uint32_t i = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err == ERR_OK) {
        err = glance_end(store, is_ours, lane_used(store, range, &used));
    }
    assert(!class_find(range->class)->is_content_named);
    if (err == ERR_OK && used < range->limit) {
        *n = (uint32_t)used;
        return ERR_OK;
    }
    for (i = 0; err == ERR_OK && !is_empty && i < range->limit; i++) {
        err = is_free(store, range, i, &is_empty, &is_tombstone);
        if (is_empty) {
            *n = i;
        } else if (is_tombstone && withdrawn == range->limit) {
            withdrawn = i;
        }
    }
    if (err == ERR_OK && !is_empty) {
        *n = withdrawn;
        err = withdrawn < range->limit ? ERR_OK : ERR_FULL;
    }
    return err;
}

static enum err port_journal(void *self,
                             uint64_t after,
                             struct journal_row *rows,
                             size_t max,
                             size_t *count)
{
    struct store *store = self;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *count = 0;
    if (err != ERR_OK) {
        return err;
    }
    err = journal_read(store, after, rows, max, count);
    return glance_end(store, is_ours, err);
}

static enum err port_journal_last(void *self, uint64_t *sequence)
{
    struct store *store = self;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *sequence = 0;
    if (err != ERR_OK) {
        return err;
    }
    *sequence = store->last;
    return glance_end(store, is_ours, ERR_OK);
}

static enum err port_recall(void *self, enum snapshot place, struct bytes *out)
{
    static const char text[] = "SELECT bytes FROM snapshot WHERE number=?";
    struct store *store = self;
    struct query query;
    enum err copied = ERR_UNKNOWN;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)place);
    if (query_row(&query)) {
        bytes_reset(out);
        copied = bytes_append(out, query_get_view(&query, 0));
    }
    err = query_end(&query);
    return err == ERR_OK ? copied : err;
}

static enum err
port_held(void *self, uint64_t *cursor, shelf_visit_bytes *visit, void *visitor)
{
    return held_walk(self, cursor, visit, visitor);
}

static enum err
port_balance(void *self, const struct id *household, int64_t *minutes)
{
    return ledger_balance(self, household, minutes);
}

static enum err port_wishes(void *self, uint64_t *count)
{
    return wish_count(self, count);
}

static enum err port_wish(void *self,
                          const struct id *keeper,
                          const struct id *id,
                          const struct post *post,
                          uint32_t *number)
{
    return wish_match(self, keeper, id, post, number);
}

struct shelf store_shelf(struct store *store)
{
    struct shelf shelf = {
        .self = store,
        .head = port_head,
        .head_of = port_head_of,
        .find = port_find,
        .prefixed = port_prefixed,
        .read = port_read,
        .walk_ids = port_walk_ids,
        .walk_bytes = port_walk_bytes,
        .week_ids = port_week_ids,
        .week_bytes = port_week_bytes,
        .held = port_held,
        .household_rows = port_household_rows,
        .scan = port_scan,
        .expired = port_expired,
        .free_slot = port_free_slot,
        .journal = port_journal,
        .journal_last = port_journal_last,
        .recall = port_recall,
        .balance = port_balance,
        .wishes = port_wishes,
        .wish = port_wish,
    };

    letter_port(&shelf.mail);
    photos_port(&shelf.photos);
    return shelf;
}
