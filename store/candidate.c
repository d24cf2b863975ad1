#include "store/candidate.h"

#include <stdlib.h>

enum { ROOM_AT_FIRST = 64 };

/* Below 0: left comes first. */
static int compare(const void *left_item, const void *right_item)
{
    const struct candidate *left = left_item;
    const struct candidate *right = right_item;

    if (left->is_ended != right->is_ended) {
        return left->is_ended ? 1 : -1;
    }
    if (left->group != right->group) {
        return left->group < right->group ? -1 : 1;
    }
    if (left->live != right->live) {
        return left->live < right->live ? -1 : 1;
    }
    if (left->posted_ms != right->posted_ms) {
        return left->posted_ms > right->posted_ms ? -1 : 1;
    }
    if (left->post64 != right->post64) {
        return left->post64 < right->post64 ? -1 : 1;
    }
    return 0;
}

static void swap(struct candidate *left, struct candidate *right)
{
    struct candidate kept = *left;

    *left = *right;
    *right = kept;
}

/* The last of the heap moves up to its place. */
static void sift_up(struct candidate *heap, size_t count)
{
    size_t place = count - 1;

    while (place > 0 && compare(&heap[place], &heap[(place - 1) / 2]) > 0) {
        swap(&heap[place], &heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
}

/* The top of the heap moves down to its place. */
static void sift_down(struct candidate *heap, size_t count)
{
    size_t place = 0;

    while (2 * place + 1 < count) {
        size_t worse = 2 * place + 1;

        if (worse + 1 < count && compare(&heap[worse + 1], &heap[worse]) > 0) {
            worse++;
        }
        if (compare(&heap[place], &heap[worse]) >= 0) {
            return;
        }
        swap(&heap[place], &heap[worse]);
        place = worse;
    }
}

void candidates_init(struct candidates *candidates, size_t limit)
{
    *candidates = (struct candidates){.limit = limit};
}

void candidates_release(struct candidates *candidates)
{
    free(candidates->items);
    candidates_init(candidates, 0);
}

bool candidates_is_full(const struct candidates *candidates)
{
    return candidates->count == candidates->limit;
}

bool candidates_is_too_late(const struct candidates *candidates,
                            const struct candidate *candidate)
{
    if (!candidates_is_full(candidates)) {
        return false;
    }
    return candidates->settled == candidates->count ||
           compare(candidate, &candidates->items[candidates->settled]) >= 0;
}

/* Room for one more. */
static enum err reserve(struct candidates *candidates)
{
    size_t room = candidates->room == 0 ? ROOM_AT_FIRST : 2 * candidates->room;
    struct candidate *items = NULL;

    if (candidates->count < candidates->room) {
        return ERR_OK;
    }
    items = realloc(candidates->items, room * sizeof *items);
    if (items == NULL) {
        return ERR_NOMEM;
    }
    candidates->items = items;
    candidates->room = room;
    return ERR_OK;
}

enum err candidates_offer(struct candidates *candidates,
                          const struct candidate *candidate)
{
    size_t settled = candidates->settled;
    enum err err = ERR_OK;

    if (candidates_is_too_late(candidates, candidate)) {
        return ERR_OK;
    }
    if (candidates_is_full(candidates)) {
        candidates->items[settled] = *candidate;
        sift_down(candidates->items + settled, candidates->count - settled);
        return ERR_OK;
    }
    err = reserve(candidates);
    if (err == ERR_OK) {
        candidates->items[candidates->count++] = *candidate;
        sift_up(candidates->items + settled, candidates->count - settled);
    }
    return err;
}

void candidates_settle(struct candidates *candidates)
{
    if (candidates->count > candidates->settled) {
        qsort(candidates->items + candidates->settled,
              candidates->count - candidates->settled,
              sizeof *candidates->items, compare);
    }
    candidates->settled = candidates->count;
}
