#include "tests/sim/timeline.h"

#include <stdlib.h>

#include "tests/lib/check.h"

void timeline_init(struct timeline *timeline)
{
    *timeline = (struct timeline){0};
}

void timeline_release(struct timeline *timeline)
{
    size_t index = 0;

    for (index = 0; index < timeline->count; index++) {
        coming_release(&timeline->items[index]);
    }
    free(timeline->items);
    *timeline = (struct timeline){0};
}

static bool comes_before(const struct coming *left, const struct coming *right)
{
    return left->at_ms != right->at_ms ? left->at_ms < right->at_ms
                                       : left->order < right->order;
}

void timeline_add(struct timeline *timeline, const struct coming *coming)
{
    struct coming *items = timeline->items;
    size_t place = timeline->count;

    if (timeline->count == timeline->room) {
        timeline->room = timeline->room == 0 ? 256 : timeline->room * 2;
        items = realloc(items, timeline->room * sizeof *items);
        assert_non_null(items);
        timeline->items = items;
    }
    timeline->count++;
    items[place] = *coming;
    items[place].order = timeline->planned++;
    while (place > 0 && comes_before(&items[place], &items[(place - 1) / 2])) {
        struct coming other = items[place];

        items[place] = items[(place - 1) / 2];
        items[(place - 1) / 2] = other;
        place = (place - 1) / 2;
    }
}

/* The last item sinks from the top to its place. */
static void sink(struct coming *items, size_t count)
{
    size_t place = 0;

    for (;;) {
        size_t child = place * 2 + 1;
        struct coming other = items[place];

        if (child >= count) {
            return;
        }
        if (child + 1 < count &&
            comes_before(&items[child + 1], &items[child])) {
            child++;
        }
        if (!comes_before(&items[child], &other)) {
            return;
        }
        items[place] = items[child];
        items[child] = other;
        place = child;
    }
}

bool timeline_take(struct timeline *timeline,
                   uint64_t until_ms,
                   struct coming *out)
{
    if (timeline->count == 0 || timeline->items[0].at_ms > until_ms) {
        return false;
    }
    *out = timeline->items[0];
    timeline->count--;
    timeline->items[0] = timeline->items[timeline->count];
    sink(timeline->items, timeline->count);
    return true;
}

void coming_release(struct coming *coming)
{
    free(coming->data);
    verify_batch_free(coming->batch);
    coming->data = NULL;
    coming->batch = NULL;
}
