#include "store/tally.h"

#include <stdlib.h>

enum { ROOM_AT_FIRST = 64 };

void tally_release(struct tally *tally)
{
    free(tally->items);
    *tally = (struct tally){NULL, 0, 0};
}

static struct tally_item *place_of(const struct tally *tally, uint64_t key)
{
    size_t place = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32);

    place &= tally->room - 1;
    while (tally->items[place].key != 0 && tally->items[place].key != key) {
        place = (place + 1) & (tally->room - 1);
    }
    return &tally->items[place];
}

static enum err grow(struct tally *tally)
{
    const size_t room = tally->room == 0 ? ROOM_AT_FIRST : 2 * tally->room;
    struct tally old = *tally;

    tally->items = calloc(room, sizeof *tally->items);
    if (tally->items == NULL) {
        *tally = old;
        return ERR_NOMEM;
    }
    tally->room = room;
    for (size_t i = 0; i < old.room; i++) {
        if (old.items[i].key != 0) {
            *place_of(tally, old.items[i].key) = old.items[i];
        }
    }
    free(old.items);
    return ERR_OK;
}

enum err tally_at(struct tally *tally, uint64_t key, uint64_t **number)
{
    struct tally_item *item = NULL;

    if (2 * (tally->count + 1) > tally->room) {
        enum err err = grow(tally);

        if (err != ERR_OK) {
            return err;
        }
    }
    item = place_of(tally, key);
    if (item->key == 0) {
        item->key = key;
        tally->count++;
    }
    *number = &item->number;
    return ERR_OK;
}
