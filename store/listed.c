#include "store/listed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void listed_init(struct listed *listed, size_t max)
{
    *listed = (struct listed){.max = max};
}

void listed_release(struct listed *listed)
{
    free(listed->ids);
    listed->ids = NULL;
    listed->count = 0;
}

/* Is what comes behind `after` held, at least its beginning? */
static bool holds(const struct listed *listed, const struct listed_page *page)
{
    if (listed->ids == NULL || page->after == NULL ||
        listed->week.set != page->week.set ||
        listed->week.week != page->week.week) {
        return false;
    }
    return !listed->has_after || id_compare(page->after, &listed->after) >= 0;
}

/* The place of the first id above one. */
static size_t place_above(const struct listed *listed, const struct id *after)
{
    size_t low = 0;
    size_t high = listed->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (id_compare(&listed->ids[middle], after) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Copy what is at a place; nothing is held any more at the end. */
static void
hand_out(struct listed *listed, size_t place, struct listed_page *page)
{
    const size_t left = listed->count - place;

    page->count = left < page->max ? left : page->max;
    if (page->count > 0) {
        memcpy(page->ids, listed->ids + place, page->count * sizeof *page->ids);
    }
    if (page->count < page->max) {
        listed_release(listed);
    }
}

bool listed_take(struct listed *listed, struct listed_page *page)
{
    size_t place = 0;

    if (!holds(listed, page)) {
        return false;
    }
    place = place_above(listed, page->after);
    if (listed->count - place < page->max && !listed->is_to_the_end) {
        return false;
    }
    hand_out(listed, place, page);
    return true;
}

void listed_first(struct listed *listed, struct listed_page *page)
{
    hand_out(listed, 0, page);
}

enum err listed_begin(struct listed *listed,
                      const struct listed_page *page,
                      uint64_t count)
{
    struct id *ids = NULL;

    assert(page->max <= listed->max);
    listed_release(listed);
    listed->room = count < listed->max ? (size_t)count : listed->max;
    listed->room = listed->room > page->max ? listed->room : page->max;
    ids = malloc(listed->room * sizeof *ids);
    if (ids == NULL) {
        return ERR_NOMEM;
    }
    listed->ids = ids;
    listed->week = page->week;
    listed->is_to_the_end = true;
    listed->has_after = page->after != NULL;
    if (page->after != NULL) {
        listed->after = *page->after;
    }
    listed->walks++;
    return ERR_OK;
}

static void sift_down(struct listed *listed, size_t place)
{
    const struct id moved = listed->ids[place];

    while (2 * place + 1 < listed->count) {
        size_t child = 2 * place + 1;

        if (child + 1 < listed->count &&
            id_compare(&listed->ids[child + 1], &listed->ids[child]) > 0) {
            child++;
        }
        if (id_compare(&moved, &listed->ids[child]) >= 0) {
            break;
        }
        listed->ids[place] = listed->ids[child];
        place = child;
    }
    listed->ids[place] = moved;
}

void listed_offer(struct listed *listed, const struct id *id)
{
    if (listed->has_after && id_compare(id, &listed->after) <= 0) {
        return;
    }
    if (listed->count == listed->room) {
        listed->is_to_the_end = false;
        if (id_compare(id, &listed->ids[0]) < 0) {
            listed->ids[0] = *id;
            sift_down(listed, 0);
        }
        return;
    }
    listed->ids[listed->count] = *id;
    listed->count++;
    if (listed->count == listed->room) { /* full: now it becomes a heap */
        for (size_t place = listed->room / 2; place > 0; place--) {
            sift_down(listed, place - 1);
        }
    }
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

void listed_end(struct listed *listed)
{
    if (listed->count > 0) {
        qsort(listed->ids, listed->count, sizeof *listed->ids, compare_ids);
    }
}
