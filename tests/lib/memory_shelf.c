#include "tests/lib/memory_shelf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "tests/lib/memory_shelf_inside.h"

/* Make room for one more item of `item` bytes. */
static enum err grow(void **items, size_t *room, size_t count, size_t item)
{
    size_t wanted = *room == 0 ? 16 : *room * 2;
    void *grown = NULL;

    if (count < *room) {
        return ERR_OK;
    }
    while (wanted <= count) {
        wanted *= 2;
    }
    grown = realloc(*items, wanted * item);
    if (grown == NULL) {
        return ERR_NOMEM;
    }
    *items = grown;
    *room = wanted;
    return ERR_OK;
}

/* Everything one change may need, so that it cannot fail half-way. */
static enum err reserve(struct memory_shelf *shelf)
{
    enum err err = ERR_OK;
    enum order order = BY_ID;
    void *items = NULL;

    for (order = BY_ID; order < ORDERS && err == ERR_OK; order++) {
        struct sorted *sorted = &shelf->sorted[order];

        items = sorted->items;
        err =
            grow(&items, &sorted->room, sorted->count, sizeof(struct entry *));
        sorted->items = items;
    }
    if (err == ERR_OK) {
        items = shelf->changes;
        err = grow(&items, &shelf->change_room, shelf->change_count,
                   sizeof *shelf->changes);
        shelf->changes = items;
    }
    if (err == ERR_OK) {
        items = shelf->rows;
        err = grow(&items, &shelf->row_room, shelf->row_count + 1,
                   sizeof *shelf->rows);
        shelf->rows = items;
    }
    return err;
}

static void link_entry(struct memory_shelf *shelf, struct entry *entry)
{
    enum order order = BY_ID;

    shelf->set_changes[entry->set]++;
    for (order = BY_ID; order < ORDERS; order++) {
        struct sorted *sorted = &shelf->sorted[order];
        size_t place = shelf_place(shelf, order, entry);
        struct entry **at = sorted->items + place;

        assert(sorted->count < sorted->room);
        memmove(at + 1, at, (sorted->count - place) * sizeof(struct entry *));
        *at = entry;
        sorted->count++;
    }
    entry->holders++;
}

static void unlink_entry(struct memory_shelf *shelf, struct entry *entry)
{
    enum order order = BY_ID;

    shelf->set_changes[entry->set]++;
    for (order = BY_ID; order < ORDERS; order++) {
        struct sorted *sorted = &shelf->sorted[order];
        size_t place = shelf_place(shelf, order, entry);
        struct entry **at = sorted->items + place;

        assert(place < sorted->count && *at == entry);
        sorted->count--;
        memmove(at, at + 1, (sorted->count - place) * sizeof(struct entry *));
    }
    entry_put_back(entry);
}

uint64_t memory_shelf_changes(const struct memory_shelf *shelf, enum set set)
{
    return shelf->set_changes[set];
}

static void journal_append(struct memory_shelf *shelf,
                           const struct entry *entry,
                           bool is_added)
{
    assert(shelf->row_count < shelf->row_room);
    if (entry->set == SET_ROSTER) { /* what was derived from it is wrong now */
        shelf->snapshots[SNAPSHOT_SETTLED].is_changed = true;
        bytes_reset(&shelf->snapshots[SNAPSHOT_SETTLED].now);
    }
    shelf->last_sequence++;
    shelf->rows[shelf->row_count++] = (struct journal_row){
        .sequence = shelf->last_sequence,
        .set = entry->set,
        .is_added = is_added,
        .id = entry->row.id,
        .drop_day = entry->row.drop_day,
    };
}

/* One change with its journal rows; `reserve` has made room for it. */
static void
apply(struct memory_shelf *shelf, struct entry *removed, struct entry *added)
{
    assert(shelf->change_count < shelf->change_room);
    shelf->changes[shelf->change_count++] = (struct change){removed, added};
    if (removed != NULL) {
        removed->holders++;
        unlink_entry(shelf, removed);
        journal_append(shelf, removed, false);
    }
    if (added != NULL) {
        added->holders++;
        link_entry(shelf, added);
        journal_append(shelf, added, true);
    }
}

enum err memory_shelf_keep(struct memory_shelf *shelf,
                           const struct record *record)
{
    struct entry *head = shelf_find_slot(shelf, &record->slot);
    struct entry *entry = NULL;
    enum err err = shelf->refusal;

    if (err == ERR_OK && head != NULL &&
        !record_is_newer(record->stamp_ms, &record->id, head->row.stamp_ms,
                         &head->row.id)) {
        return ERR_OK;
    }
    if (err == ERR_OK && shelf_find_id(shelf, &record->id) != NULL) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = reserve(shelf);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = entry_new(record, &entry);
    if (err == ERR_OK) {
        apply(shelf, head, entry);
    }
    return err;
}

enum err memory_shelf_put(struct memory_shelf *shelf, struct view bytes)
{
    struct record record;
    enum err err = record_read(bytes, &record);

    return err == ERR_OK ? memory_shelf_keep(shelf, &record) : err;
}

enum err memory_shelf_drop(struct memory_shelf *shelf, const struct id *id)
{
    struct entry *entry = shelf_find_id(shelf, id);
    enum err err = shelf->refusal;

    if (err == ERR_OK && entry != NULL) {
        err = reserve(shelf);
        if (err == ERR_OK) {
            apply(shelf, entry, NULL);
        }
    }
    return err;
}

enum err memory_shelf_remember(struct memory_shelf *shelf,
                               enum snapshot place,
                               struct view bytes)
{
    struct remembered *held = &shelf->snapshots[place];
    enum err err = shelf->refusal;

    if (err == ERR_OK) {
        bytes_reset(&held->now);
        err = bytes_append(&held->now, bytes);
        held->is_changed = err == ERR_OK;
    }
    return err;
}

static void snapshots_commit(struct memory_shelf *shelf)
{
    for (size_t index = 0; index < SNAPSHOT_COUNT; index++) {
        struct remembered *place = &shelf->snapshots[index];

        if (place->is_changed) {
            struct bytes former = place->kept;

            place->kept = place->now;
            place->now = former;
            place->is_changed = false;
        }
    }
}

enum err memory_shelf_commit(struct memory_shelf *shelf)
{
    size_t index = 0;

    if (shelf->refusal != ERR_OK && shelf->change_count > 0) {
        return shelf->refusal;
    }
    for (index = 0; index < shelf->change_count; index++) {
        entry_put_back(shelf->changes[index].removed);
        entry_put_back(shelf->changes[index].added);
    }
    shelf->change_count = 0;
    shelf->committed = shelf->last_sequence;
    snapshots_commit(shelf);
    shelf_sweep_held(shelf, true);
    shelf_sweep_letters(shelf, true);
    shelf_sweep_wishes(shelf, true);
    return ERR_OK;
}

void memory_shelf_rollback(struct memory_shelf *shelf)
{
    while (shelf->change_count > 0) {
        struct change *change = &shelf->changes[--shelf->change_count];

        if (change->added != NULL) {
            unlink_entry(shelf, change->added);
            entry_put_back(change->added);
        }
        if (change->removed != NULL) {
            link_entry(shelf, change->removed);
            entry_put_back(change->removed);
        }
    }
    for (size_t index = 0; index < SNAPSHOT_COUNT; index++) {
        shelf->snapshots[index].is_changed = false;
    }
    shelf_sweep_held(shelf, false);
    shelf_sweep_letters(shelf, false);
    shelf_sweep_wishes(shelf, false);
    shelf->row_count -= (size_t)(shelf->last_sequence - shelf->committed);
    shelf->last_sequence = shelf->committed;
}

void memory_shelf_refuse(struct memory_shelf *shelf, enum err err)
{
    shelf->refusal = err;
}

void memory_shelf_cut_journal(struct memory_shelf *shelf, size_t rows)
{
    size_t cut = shelf->row_count > rows ? shelf->row_count - rows : 0;

    assert(shelf->change_count == 0);
    if (cut > 0) {
        shelf->cut_to = shelf->rows[cut - 1].sequence;
        shelf->row_count -= cut;
        memmove(shelf->rows, shelf->rows + cut,
                shelf->row_count * sizeof *shelf->rows);
    }
}

size_t memory_shelf_count(const struct memory_shelf *shelf)
{
    return shelf->sorted[BY_ID].count;
}

/* Making, copying, giving back. */

enum err memory_shelf_new(struct memory_shelf **out)
{
    struct memory_shelf *shelf = calloc(1, sizeof *shelf);

    if (shelf == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < SNAPSHOT_COUNT; index++) {
        bytes_init(&shelf->snapshots[index].kept, SNAPSHOT_BYTES_MAX);
        bytes_init(&shelf->snapshots[index].now, SNAPSHOT_BYTES_MAX);
    }
    *out = shelf;
    return ERR_OK;
}

void memory_shelf_free(struct memory_shelf *shelf)
{
    enum order order = BY_ID;
    size_t index = 0;

    if (shelf == NULL) {
        return;
    }
    memory_shelf_rollback(shelf);
    for (index = 0; index < shelf->sorted[BY_ID].count; index++) {
        entry_put_back(shelf->sorted[BY_ID].items[index]);
    }
    for (order = BY_ID; order < ORDERS; order++) {
        free(shelf->sorted[order].items);
    }
    for (index = 0; index < SNAPSHOT_COUNT; index++) {
        bytes_release(&shelf->snapshots[index].kept);
        bytes_release(&shelf->snapshots[index].now);
    }
    for (index = 0; index < shelf->aside_count; index++) {
        bytes_release(&shelf->asides[index].bytes);
    }
    drawer_release(&shelf->drawer);
    free(shelf->asides);
    free(shelf->changes);
    free(shelf->rows);
    free(shelf);
}

/* Copy an array of `count` items, or say that there is no memory. */
static enum err copy_items(void **out, const void *items, size_t bytes)
{
    if (bytes == 0) {
        return ERR_OK;
    }
    *out = malloc(bytes);
    if (*out == NULL) {
        return ERR_NOMEM;
    }
    memcpy(*out, items, bytes);
    return ERR_OK;
}

static enum err copy_sorted(struct memory_shelf *copy,
                            const struct memory_shelf *shelf,
                            enum order order)
{
    const struct sorted *from = &shelf->sorted[order];
    void *items = NULL;
    enum err err = copy_items(&items, (const void *)from->items,
                              from->count * sizeof(struct entry *));
    size_t index = 0;

    if (err != ERR_OK) {
        return err;
    }
    copy->sorted[order] =
        (struct sorted){.items = items, .count = from->count, from->count};
    for (index = 0; order == BY_ID && index < from->count; index++) {
        from->items[index]->holders++;
    }
    return ERR_OK;
}

enum err memory_shelf_copy(const struct memory_shelf *shelf,
                           struct memory_shelf **out)
{
    struct memory_shelf *copy = NULL;
    void *rows = NULL;
    enum order order = BY_ID;
    enum err err = memory_shelf_new(&copy);

    assert(shelf->change_count == 0);
    for (order = BY_ID; order < ORDERS && err == ERR_OK; order++) {
        err = copy_sorted(copy, shelf, order);
    }
    if (err == ERR_OK) {
        err = copy_items(&rows, shelf->rows,
                         shelf->row_count * sizeof *shelf->rows);
    }
    for (size_t index = 0; index < SNAPSHOT_COUNT && err == ERR_OK; index++) {
        err = bytes_append(&copy->snapshots[index].kept,
                           bytes_view(&shelf->snapshots[index].kept));
    }
    if (err == ERR_OK) {
        err = drawer_copy(&shelf->drawer, &copy->drawer);
    }
    if (err != ERR_OK) {
        free(rows);
        memory_shelf_free(copy);
        return err;
    }
    copy->rows = rows;
    copy->row_count = shelf->row_count;
    copy->row_room = shelf->row_count;
    copy->cut_to = shelf->cut_to;
    copy->last_sequence = shelf->last_sequence;
    copy->committed = shelf->committed;
    memcpy(copy->set_changes, shelf->set_changes, sizeof copy->set_changes);
    *out = copy;
    return ERR_OK;
}
