#include "node/sync/passed.h"

#include <string.h>

void passed_add(struct passed *passed, uint64_t *cursor, uint64_t sequence)
{
    struct stretch *last =
        passed->count == 0 ? NULL : &passed->items[passed->count - 1];

    if (sequence <= *cursor) {
        return;
    }
    if (last == NULL && sequence == *cursor + 1) {
        *cursor = sequence;
    } else if (last != NULL && sequence == last->last + 1) {
        last->last = sequence;
    } else if (passed->count < PASSED_MAX) {
        passed->items[passed->count] = (struct stretch){sequence, sequence};
        passed->count++;
    }
}

void passed_follow(struct passed *passed, uint64_t *cursor)
{
    size_t done = 0;

    while (done < passed->count && passed->items[done].first <= *cursor + 1) {
        if (passed->items[done].last > *cursor) {
            *cursor = passed->items[done].last;
        }
        done++;
    }
    passed->count -= done;
    memmove(passed->items, passed->items + done,
            passed->count * sizeof *passed->items);
}
