#include <stdlib.h>
#include <string.h>

#include "tests/lib/memory_shelf.h"
#include "tests/lib/memory_shelf_inside.h"

static int number_compare(uint64_t left, uint64_t right)
{
    return (left > right) - (left < right);
}

uint64_t entry_week(const struct entry *entry)
{
    return ((uint64_t)entry->set << 32) |
           (uint64_t)(entry->row.drop_day / WEEK_DAYS);
}

/* Most differ in their first eight bytes. */
static int compare_ids(const struct id *left, const struct id *right)
{
    const uint64_t first = get_u64(left->data);
    const uint64_t second = get_u64(right->data);

    return first != second ? number_compare(first, second)
                           : id_compare(left, right);
}

int entry_compare(enum order order,
                  const struct entry *left,
                  const struct entry *right)
{
    int result = 0;

    switch (order) {
    case BY_SLOT:
        result = compare_ids(&left->row.slot, &right->row.slot);
        break;
    case BY_WEEK:
        result = number_compare(entry_week(left), entry_week(right));
        break;
    case BY_HOUSEHOLD:
        result = compare_ids(&left->row.household, &right->row.household);
        break;
    case BY_ID:
    case ORDERS:
        break;
    }
    return result != 0 ? result : compare_ids(&left->row.id, &right->row.id);
}

size_t shelf_place(const struct memory_shelf *shelf,
                   enum order order,
                   const struct entry *key)
{
    const struct sorted *sorted = &shelf->sorted[order];
    size_t low = 0;
    size_t high = sorted->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (entry_compare(order, sorted->items[middle], key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct entry *shelf_find_id(const struct memory_shelf *shelf,
                            const struct id *id)
{
    const struct sorted *sorted = &shelf->sorted[BY_ID];
    struct entry key = {.row.id = *id};
    size_t place = shelf_place(shelf, BY_ID, &key);

    return place < sorted->count && id_equal(&sorted->items[place]->row.id, id)
               ? sorted->items[place]
               : NULL;
}

struct entry *shelf_find_slot(const struct memory_shelf *shelf,
                              const struct id *slot)
{
    const struct sorted *sorted = &shelf->sorted[BY_SLOT];
    struct entry key = {.row.slot = *slot};
    size_t place = shelf_place(shelf, BY_SLOT, &key);

    return place < sorted->count &&
                   id_equal(&sorted->items[place]->row.slot, slot)
               ? sorted->items[place]
               : NULL;
}

static enum err
port_head(void *self, const struct id *slot, struct shelf_row *out)
{
    const struct entry *entry = shelf_find_slot(self, slot);

    if (entry == NULL) {
        return ERR_UNKNOWN;
    }
    *out = entry->row;
    return ERR_OK;
}

static enum err
port_head_of(void *self, const struct record *record, struct shelf_row *out)
{
    return port_head(self, &record->slot, out);
}

static enum err
port_find(void *self, const struct id *id, struct shelf_row *out)
{
    const struct entry *entry = shelf_find_id(self, id);

    if (entry == NULL) {
        return ERR_UNKNOWN;
    }
    *out = entry->row;
    return ERR_OK;
}

static enum err
port_prefixed(void *self, uint64_t prefix, struct shelf_row *out)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_ID];
    struct entry key = {.row.id = {{0}}};
    size_t place = 0;

    put_u64(key.row.id.data, prefix);
    place = shelf_place(shelf, BY_ID, &key);
    if (place == sorted->count ||
        id_prefix(&sorted->items[place]->row.id) != prefix) {
        return ERR_UNKNOWN;
    }
    *out = sorted->items[place]->row;
    return ERR_OK;
}

static enum err port_read(void *self, const struct id *id, struct bytes *out)
{
    const struct entry *entry = shelf_find_id(self, id);

    if (entry == NULL) {
        return ERR_UNKNOWN;
    }
    bytes_reset(out);
    return bytes_append(out, (struct view){entry->data, entry->bytes});
}

/* Where the entries of a set begin and end in BY_WEEK. */
static size_t set_start(const struct memory_shelf *shelf, unsigned set)
{
    struct entry key = {.set = (enum set)set};

    return shelf_place(shelf, BY_WEEK, &key);
}

static enum err
port_walk_ids(void *self, enum set set, shelf_visit_id *visit, void *visitor)
{
    const struct memory_shelf *shelf = self;
    size_t end = set_start(shelf, (unsigned)set + 1);
    size_t place = set_start(shelf, (unsigned)set);
    enum err err = ERR_OK;

    for (; place < end && err == ERR_OK; place++) {
        const struct shelf_row *row = &shelf->sorted[BY_WEEK].items[place]->row;

        err = visit(visitor, &row->id, row->drop_day);
    }
    return err;
}

static enum err port_walk_bytes(void *self,
                                enum set set,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    const struct memory_shelf *shelf = self;
    size_t end = set_start(shelf, (unsigned)set + 1);
    size_t place = set_start(shelf, (unsigned)set);
    enum err err = ERR_OK;

    for (; place < end && err == ERR_OK; place++) {
        const struct entry *entry = shelf->sorted[BY_WEEK].items[place];

        err = visit(visitor, (struct view){entry->data, entry->bytes});
    }
    return err;
}

/* The first place above `key`, or at it where there is no `after`. */
static size_t place_after(const struct memory_shelf *shelf,
                          enum order order,
                          struct entry *key,
                          const struct id *after)
{
    const struct sorted *sorted = &shelf->sorted[order];
    size_t place = 0;

    if (after != NULL) {
        key->row.id = *after;
    }
    place = shelf_place(shelf, order, key);
    if (after != NULL && place < sorted->count &&
        entry_compare(order, sorted->items[place], key) == 0) {
        place++;
    }
    return place;
}

static enum err port_week_ids(void *self,
                              const struct shelf_week *week,
                              const struct id *after,
                              struct id *ids,
                              size_t max,
                              size_t *count)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_WEEK];
    struct entry key = {.set = week->set};
    size_t place = 0;

    *count = 0;
    if (week->week > DROP_DAY_NEVER / WEEK_DAYS) {
        return ERR_OK;
    }
    key.row.drop_day = (uint16_t)(week->week * WEEK_DAYS);
    place = place_after(shelf, BY_WEEK, &key, after);
    for (; place < sorted->count && *count < max &&
           entry_week(sorted->items[place]) == entry_week(&key);
         place++) {
        ids[(*count)++] = sorted->items[place]->row.id;
    }
    return ERR_OK;
}

static enum err port_week_bytes(void *self,
                                const struct shelf_week *week,
                                uint64_t *cursor,
                                shelf_visit_bytes *visit,
                                void *visitor)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_WEEK];
    struct entry key = {
        .set = week->set,
        .row.drop_day = (uint16_t)(week->week * WEEK_DAYS),
    };
    size_t place = 0;
    enum err err = ERR_OK;

    if (*cursor > 0) {
        put_u64(key.row.id.data, *cursor);
        memset(key.row.id.data + 8, 0xff, ID_BYTES - 8);
    }
    place = shelf_place(shelf, BY_WEEK, &key);
    for (; err == ERR_OK && place < sorted->count &&
           entry_week(sorted->items[place]) == entry_week(&key);
         place++) {
        const struct entry *entry = sorted->items[place];

        err = visit(visitor, (struct view){entry->data, entry->bytes});
        *cursor = err == ERR_OK ? id_prefix(&entry->row.id) : *cursor;
    }
    return err;
}

static enum err
port_held(void *self, uint64_t *cursor, shelf_visit_bytes *visit, void *visitor)
{
    const struct memory_shelf *shelf = self;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < shelf->aside_count;
         index++) {
        const struct aside *aside = &shelf->asides[index];

        if (!aside->is_gone && aside->place > *cursor) {
            err = visit(visitor, bytes_view(&aside->bytes));
            *cursor = err == ERR_OK ? aside->place : *cursor;
        }
    }
    return err;
}

/* The cursor is one more than the first half of the last id. */
static enum err port_household_rows(void *self,
                                    const struct id *household,
                                    uint64_t *cursor,
                                    struct shelf_row *rows,
                                    size_t max,
                                    size_t *count)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_HOUSEHOLD];
    struct entry key = {.row.household = *household};
    size_t place = 0;

    *count = 0;
    if (*cursor > 0) {
        memset(key.row.id.data, 0xff, ID_BYTES);
        put_u64(key.row.id.data, *cursor - 1);
    }
    *cursor = 0;
    place = shelf_place(shelf, BY_HOUSEHOLD, &key);
    for (; place < sorted->count &&
           id_equal(&sorted->items[place]->row.household, household);
         place++) {
        if (*count == max) {
            *cursor = id_prefix(&rows[max - 1].id) + 1;
            return ERR_OK;
        }
        rows[(*count)++] = sorted->items[place]->row;
    }
    return ERR_OK;
}

/* The cursor is the first half of the last id, which nobody finds twice. */
static enum err port_scan(void *self,
                          struct shelf_scan *scan,
                          struct shelf_row *rows,
                          size_t max,
                          size_t *count)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_ID];
    struct entry key = {.set = SET_ROSTER};
    size_t place = 0;

    *count = 0;
    put_u64(key.row.id.data, scan->cursor);
    memset(key.row.id.data + 8, 0xff, ID_BYTES - 8);
    if (scan->cursor > 0) {
        place = shelf_place(shelf, BY_ID, &key);
    }
    for (; place < sorted->count && *count < max; place++) {
        rows[*count] = sorted->items[place]->row;
        scan->cursor = id_prefix(&rows[*count].id);
        (*count)++;
    }
    return ERR_OK;
}

/* Week by week until the day's own is past. */
static enum err port_expired(void *self,
                             uint16_t day,
                             struct shelf_row *rows,
                             size_t max,
                             size_t *count)
{
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_WEEK];

    *count = 0;
    for (unsigned set = 0; set < SET_COUNT; set++) {
        size_t place = set_start(shelf, set);

        for (; place < sorted->count && *count < max; place++) {
            const struct entry *entry = sorted->items[place];

            if (entry->set != (enum set)set ||
                entry->row.drop_day / WEEK_DAYS > day / WEEK_DAYS) {
                break;
            }
            if (entry->row.drop_day < day) {
                rows[(*count)++] = entry->row;
            }
        }
    }
    return ERR_OK;
}

static enum err
port_free_slot(void *self, const struct shelf_range *range, uint32_t *n)
{
    enum { NEVER_USED, WITHDRAWN, TAKEN };
    const struct memory_shelf *shelf = self;
    const struct sorted *sorted = &shelf->sorted[BY_HOUSEHOLD];
    struct entry key = {.row.household = range->household};
    size_t place = shelf_place(shelf, BY_HOUSEHOLD, &key);
    unsigned char *states = calloc((size_t)range->limit + 1, 1);
    unsigned char *found = NULL;

    if (states == NULL) {
        return ERR_NOMEM;
    }
    for (; place < sorted->count &&
           id_equal(&sorted->items[place]->row.household, &range->household);
         place++) {
        const struct shelf_row *row = &sorted->items[place]->row;

        if (row->class == range->class && row->lane == range->lane &&
            row->n < range->limit) {
            states[row->n] = row->is_tombstone ? WITHDRAWN : TAKEN;
        }
    }
    found = memchr(states, NEVER_USED, range->limit);
    if (found == NULL) {
        found = memchr(states, WITHDRAWN, range->limit);
    }
    if (found != NULL) {
        *n = (uint32_t)(found - states);
    }
    free(states);
    return found != NULL ? ERR_OK : ERR_FULL;
}

static enum err port_journal(void *self,
                             uint64_t after,
                             struct journal_row *rows,
                             size_t max,
                             size_t *count)
{
    const struct memory_shelf *shelf = self;
    size_t place = 0;

    *count = 0;
    if (after < shelf->cut_to) {
        return ERR_UNKNOWN;
    }
    place = (size_t)(after - shelf->cut_to);
    for (; place < shelf->row_count && *count < max; place++) {
        rows[(*count)++] = shelf->rows[place];
    }
    return ERR_OK;
}

static enum err port_recall(void *self, enum snapshot place, struct bytes *out)
{
    const struct memory_shelf *shelf = self;
    const struct remembered *held = &shelf->snapshots[place];
    const struct bytes *bytes = held->is_changed ? &held->now : &held->kept;

    if (bytes->bytes == 0) {
        return ERR_UNKNOWN;
    }
    bytes_reset(out);
    return bytes_append(out, bytes_view(bytes));
}

static enum err port_journal_last(void *self, uint64_t *sequence)
{
    const struct memory_shelf *shelf = self;

    *sequence = shelf->last_sequence;
    return ERR_OK;
}

struct shelf memory_shelf_port(struct memory_shelf *shelf)
{
    struct shelf port = {
        .self = shelf,
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
        .balance = shelf_balance,
        .wishes = shelf_wishes,
        .wish = shelf_wish,
    };

    shelf_letters_port(&port.mail);
    return port;
}
