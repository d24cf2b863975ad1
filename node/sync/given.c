#include "node/sync/given.h"

#include <stdlib.h>

enum { GIVEN_FIRST_ROOM = 256, GIVEN_KEPT_ROOM = 1024 };

void given_release(struct given *given)
{
    free(given->items);
    *given = (struct given){.items = NULL};
}

void given_reset(struct given *given)
{
    given->count = 0;
    given->is_sorted = false;
    if (given->room > GIVEN_KEPT_ROOM) {
        given_release(given);
    }
}

enum err given_add(struct given *given, const struct id *id, uint32_t peer)
{
    size_t room = given->room == 0 ? GIVEN_FIRST_ROOM : 2 * given->room;
    struct given_item *items = NULL;

    if (given->count == given->room) {
        items = realloc(given->items, room * sizeof *items);
        if (items == NULL) {
            return ERR_NOMEM;
        }
        given->items = items;
        given->room = room;
    }
    given->items[given->count] = (struct given_item){id_prefix(id), peer};
    given->count++;
    given->is_sorted = false;
    return ERR_OK;
}

static int compare(const void *left, const void *right)
{
    const struct given_item *one = left;
    const struct given_item *other = right;

    if (one->prefix != other->prefix) {
        return one->prefix < other->prefix ? -1 : 1;
    }
    return (one->peer > other->peer) - (one->peer < other->peer);
}

bool given_has(struct given *given, const struct id *id, uint32_t peer)
{
    const struct given_item key = {id_prefix(id), peer};

    if (given->count == 0) {
        return false;
    }
    if (!given->is_sorted) {
        qsort(given->items, given->count, sizeof *given->items, compare);
        given->is_sorted = true;
    }
    return bsearch(&key, given->items, given->count, sizeof *given->items,
                   compare) != NULL;
}
