#include "node/people/invite.h"

#include <stdlib.h>

void joins_release(struct joins *joins)
{
    free(joins->items);
    *joins = (struct joins){0};
}

static int compare_joins(const void *left_item, const void *right_item)
{
    const struct entry *left = *(struct entry *const *)left_item;
    const struct entry *right = *(struct entry *const *)right_item;
    int order = id_compare(&left->subject, &right->subject);

    return order != 0 ? order : id_compare(&left->household, &right->household);
}

/* Leave the first JOINS_PER_KEY_MAX of each key. */
static void joins_cut(struct joins *joins)
{
    size_t kept = 0;

    for (size_t index = 0; index < joins->count; index++) {
        struct entry *next = joins->items[index];

        if (kept >= JOINS_PER_KEY_MAX &&
            id_equal(&joins->items[kept - JOINS_PER_KEY_MAX]->subject,
                     &next->subject)) {
            continue;
        }
        joins->items[kept++] = next;
    }
    joins->count = kept;
}

enum err joins_settle(struct joins *joins, const struct entries *entries)
{
    joins->count = 0;
    joins->items = calloc(entries->count + 1, sizeof(struct entry *));
    if (joins->items == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < entries->count; index++) {
        if (entry_says(entries->items[index], CLASS_JOIN, 1)) {
            joins->items[joins->count++] = entries->items[index];
        }
    }
    qsort(joins->items, joins->count, sizeof(struct entry *), compare_joins);
    joins_cut(joins);
    return ERR_OK;
}

size_t joins_on(const struct joins *joins,
                const struct id *one_time,
                struct entry *const **first)
{
    size_t low = 0;
    size_t high = joins->count;
    size_t found = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (id_compare(&joins->items[middle]->subject, one_time) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low + found < joins->count &&
           id_equal(&joins->items[low + found]->subject, one_time)) {
        found++;
    }
    *first = found == 0 ? NULL : &joins->items[low];
    return found;
}

size_t joins_kept(const struct joins *joins, const struct id *one_time)
{
    struct entry *const *first = NULL;
    size_t count = joins_on(joins, one_time, &first);
    size_t kept = 0;

    for (size_t index = 0; index < count; index++) {
        kept += first[index]->is_kept;
    }
    return kept;
}

bool joins_has(const struct joins *joins, const struct entry *join)
{
    struct entry *const *first = NULL;
    size_t count = joins_on(joins, &join->subject, &first);

    for (size_t index = 0; index < count; index++) {
        if (first[index] == join) {
            return true;
        }
    }
    return false;
}

size_t invite_taken(const struct joins *joins,
                    const struct entry *invite,
                    const struct entry *taken[static JOINS_PER_KEY_MAX],
                    bool *is_clashed)
{
    struct entry *const *first = NULL;
    const size_t count = joins_on(joins, &invite->subject, &first);
    size_t in_time = 0;

    *is_clashed = count > 1;
    for (size_t index = 0; index < count; index++) {
        if (first[index]->stamp_ms <= invite->until_ms) {
            taken[in_time++] = first[index];
        }
    }
    return in_time;
}
