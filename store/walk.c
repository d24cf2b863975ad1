#include "store/walk.h"

#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/placed.h"

struct walk_range walk_of(const struct store *store, enum index index)
{
    struct walk_range range = {.index = index};

    while (range.place < store->runs.count &&
           store->runs.items[range.place].index != index) {
        range.place++;
    }
    while (range.place + range.count < store->runs.count &&
           store->runs.items[range.place + range.count].index == index) {
        range.count++;
    }
    return range;
}

enum err walk_begin(struct walk *walk,
                    struct store *store,
                    struct walk_range range,
                    const unsigned char *loose,
                    size_t loose_count)
{
    *walk = (struct walk){.store = store,
                          .index = range.index,
                          .count = range.count,
                          .loose = loose,
                          .loose_count = loose_count};
    walk->cursors = malloc((range.count + 1) * sizeof *walk->cursors);
    if (walk->cursors == NULL) {
        walk->count = 0;
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < range.count; i++) {
        walk->cursors[i].run = &store->runs.items[range.place + i];
        walk->cursors[i].part = 0;
        walk->cursors[i].at = 0;
        walk->cursors[i].count = 0;
        walk->cursors[i].is_waiting = false;
    }
    return ERR_OK;
}

void walk_release(struct walk *walk)
{
    free(walk->cursors);
    walk->cursors = NULL;
    walk->count = 0;
}

/* See that the part is there, and that `at` is in it or at the very end. */
static enum err cursor_settle(struct walk *walk, struct cursor *cursor)
{
    enum err err = ERR_OK;

    if (cursor->count == 0) {
        err = run_read_part(walk->store, cursor->run, cursor->part,
                            cursor->bytes, &cursor->count);
    }
    if (err == ERR_OK && cursor->at == cursor->count &&
        cursor->part + 1 < cursor->run->parts) {
        cursor->part++;
        cursor->at = 0;
        err = run_read_part(walk->store, cursor->run, cursor->part,
                            cursor->bytes, &cursor->count);
    }
    return err;
}

/* Where a run can begin, of entries from `bound` on: not before its first
 * one, and none of its posts is newer than its newest. */
static void wait_from(struct cursor *cursor, const unsigned char *bound)
{
    const struct run *run = cursor->run;
    const size_t size = run_entry_bytes(run->index);
    struct placed placed;

    cursor->is_waiting = true;
    if (memcmp(bound, run->least, size) <= 0) {
        memcpy(cursor->bound, run->least, size);
        return;
    }
    memcpy(cursor->bound, bound, size);
    if (run->index == INDEX_ORDER) {
        placed_get(cursor->bound, &placed);
        if (placed.posted_ms > run->newest_ms) {
            placed_put(cursor->bound,
                       &(struct placed){.is_closed = placed.is_closed,
                                        .has_asks = placed.has_asks,
                                        .is_first = placed.is_first,
                                        .keeper = placed.keeper,
                                        .posted_ms = run->newest_ms});
        }
    }
}

enum err walk_seek(struct walk *walk, const unsigned char *bound)
{
    walk->has_last = false;
    walk->loose_at =
        run_entries_from(walk->index, walk->loose, walk->loose_count, bound);
    for (size_t i = 0; i < walk->count; i++) {
        wait_from(&walk->cursors[i], bound);
    }
    return ERR_OK;
}

/* Read where a run that waits begins. */
static enum err cursor_begin(struct walk *walk, struct cursor *cursor)
{
    size_t part = 0;
    enum err err =
        run_find_part(walk->store, cursor->run, cursor->bound, &part);

    if (err == ERR_OK) {
        if (part != cursor->part) {
            cursor->part = part;
            cursor->count = 0;
        }
        cursor->at = 0;
        err = cursor_settle(walk, cursor);
    }
    if (err == ERR_OK) {
        cursor->at = run_entries_from(walk->index, cursor->bytes, cursor->count,
                                      cursor->bound);
        err = cursor_settle(walk, cursor);
    }
    if (err == ERR_OK) {
        cursor->is_waiting = false;
    }
    return err;
}

/* Step behind the entry that was given out last. */
static enum err walk_step(struct walk *walk)
{
    if (!walk->has_last) {
        return ERR_OK;
    }
    walk->has_last = false;
    if (walk->last == NULL) {
        walk->loose_at++;
        return ERR_OK;
    }
    walk->last->at++;
    return cursor_settle(walk, walk->last);
}

/* The least of what is there to be given out: NULL when there is none. */
static enum err take_least(struct walk *walk, const unsigned char **entry)
{
    const size_t size = run_entry_bytes(walk->index);

    if (walk->loose_at < walk->loose_count) {
        *entry = walk->loose + walk->loose_at * size;
        walk->last = NULL;
    }
    for (size_t i = 0; i < walk->count; i++) {
        struct cursor *cursor = &walk->cursors[i];
        const unsigned char *other = cursor->bytes + cursor->at * size;

        if (cursor->is_waiting) {
            continue;
        }
        if (cursor->count == 0) { /* a walk from the beginning */
            enum err err = cursor_settle(walk, cursor);

            if (err != ERR_OK) {
                return err;
            }
        }
        if (cursor->at < cursor->count &&
            (*entry == NULL || memcmp(other, *entry, size) < 0)) {
            *entry = other;
            walk->last = cursor;
        }
    }
    return ERR_OK;
}

/* The run that waits and may begin first; NULL: none waits. */
static struct cursor *first_waiting(const struct walk *walk)
{
    const size_t size = run_entry_bytes(walk->index);
    struct cursor *first = NULL;

    for (size_t i = 0; i < walk->count; i++) {
        struct cursor *cursor = &walk->cursors[i];

        if (cursor->is_waiting &&
            (first == NULL || memcmp(cursor->bound, first->bound, size) < 0)) {
            first = cursor;
        }
    }
    return first;
}

enum err walk_next(struct walk *walk, const unsigned char **entry)
{
    const size_t size = run_entry_bytes(walk->index);
    struct cursor *waiting = NULL;
    enum err err = walk_step(walk);

    *entry = NULL;
    if (err == ERR_OK) {
        err = take_least(walk, entry);
    }
    waiting = first_waiting(walk);
    while (err == ERR_OK && waiting != NULL &&
           (*entry == NULL || memcmp(waiting->bound, *entry, size) <= 0)) {
        const unsigned char *other = NULL;

        err = cursor_begin(walk, waiting);
        other = waiting->bytes + waiting->at * size;
        if (err == ERR_OK && waiting->at < waiting->count &&
            (*entry == NULL || memcmp(other, *entry, size) < 0)) {
            *entry = other;
            walk->last = waiting;
        }
        waiting = first_waiting(walk);
    }
    walk->has_last = *entry != NULL;
    return err;
}

/* The greatest entry of one run below `bound`, if there is one. */
static enum err run_below(struct store *store,
                          struct run *run,
                          const unsigned char *bound,
                          unsigned char out[static ENTRY_BYTES_MAX],
                          bool *is_found)
{
    const size_t size = run_entry_bytes(run->index);
    unsigned char part[RUN_PART_BYTES];
    size_t number = 0;
    size_t count = 0;
    size_t at = 0;
    enum err err = run_find_part(store, run, bound, &number);

    *is_found = false;
    if (err == ERR_OK) { /* its fence is below, or it is the first */
        err = run_read_part(store, run, number, part, &count);
    }
    if (err == ERR_OK) {
        at = run_entries_from(run->index, part, count, bound);
        *is_found = at > 0;
        if (at > 0) {
            memcpy(out, part + (at - 1) * size, size);
        }
    }
    return err;
}

enum err walk_below(struct store *store,
                    struct walk_range range,
                    const unsigned char *bound,
                    unsigned char out[static ENTRY_BYTES_MAX])
{
    const size_t size = run_entry_bytes(range.index);
    unsigned char other[ENTRY_BYTES_MAX];
    bool has_one = false;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < range.count; i++) {
        bool is_found = false;

        err = run_below(store, &store->runs.items[range.place + i], bound,
                        other, &is_found);
        if (is_found && (!has_one || memcmp(other, out, size) > 0)) {
            memcpy(out, other, size);
            has_one = true;
        }
    }
    return err == ERR_OK && !has_one ? ERR_UNKNOWN : err;
}
