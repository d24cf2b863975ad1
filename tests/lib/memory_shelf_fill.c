/* Many records at once: sorted in the end, where each insertion would move
 * all that is behind it. */
#include <assert.h>
#include <stdlib.h>

#include "node/record/class.h"
#include "tests/lib/memory_shelf_inside.h"

static int by_id(const void *left, const void *right)
{
    return entry_compare(BY_ID, *(struct entry *const *)left,
                         *(struct entry *const *)right);
}

static int by_slot(const void *left, const void *right)
{
    return entry_compare(BY_SLOT, *(struct entry *const *)left,
                         *(struct entry *const *)right);
}

static int by_week(const void *left, const void *right)
{
    return entry_compare(BY_WEEK, *(struct entry *const *)left,
                         *(struct entry *const *)right);
}

static int by_household(const void *left, const void *right)
{
    return entry_compare(BY_HOUSEHOLD, *(struct entry *const *)left,
                         *(struct entry *const *)right);
}

static enum err room_for(struct memory_shelf *shelf, size_t more)
{
    size_t rows = shelf->row_count + more;
    size_t count = shelf->sorted[BY_ID].count + more;
    void *grown = realloc(shelf->rows, rows * sizeof *shelf->rows);

    if (grown == NULL) {
        return ERR_NOMEM;
    }
    shelf->rows = grown;
    shelf->row_room = rows;
    for (unsigned order = BY_ID; order < ORDERS; order++) {
        struct sorted *sorted = &shelf->sorted[order];

        grown = realloc((void *)sorted->items, count * sizeof *sorted->items);
        if (grown == NULL) {
            return ERR_NOMEM;
        }
        sorted->items = grown;
        sorted->room = count;
    }
    return ERR_OK;
}

/* Behind all others, wherever it belongs. */
static enum err append(struct memory_shelf *shelf, const struct record *record)
{
    struct entry *entry = NULL;
    enum err err = entry_new(record, &entry);

    if (err != ERR_OK) {
        return err;
    }
    for (unsigned order = BY_ID; order < ORDERS; order++) {
        struct sorted *sorted = &shelf->sorted[order];

        sorted->items[sorted->count++] = entry;
    }
    entry->holders++;
    shelf->rows[shelf->row_count++] = (struct journal_row){
        .sequence = ++shelf->last_sequence,
        .set = entry->set,
        .is_added = true,
        .id = entry->row.id,
        .drop_day = entry->row.drop_day,
    };
    return ERR_OK;
}

enum err
memory_shelf_fill(struct memory_shelf *shelf,
                  size_t count,
                  void (*make)(void *self, size_t index, struct record *out),
                  void *self)
{
    static int (*const compare[ORDERS])(const void *, const void *) = {
        [BY_ID] = by_id,
        [BY_SLOT] = by_slot,
        [BY_WEEK] = by_week,
        [BY_HOUSEHOLD] = by_household,
    };
    enum err err = room_for(shelf, count);

    assert(shelf->change_count == 0);
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        struct record record;

        make(self, index, &record);
        err = append(shelf, &record);
    }
    for (unsigned order = BY_ID; order < ORDERS; order++) {
        struct sorted *sorted = &shelf->sorted[order];

        qsort((void *)sorted->items, sorted->count, sizeof *sorted->items,
              compare[order]);
    }
    shelf->committed = shelf->last_sequence;
    return err;
}
