#include "node/sync/sketch_frozen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_map.h"

enum { CHANGES_FIRST_ROOM = 16 };

void frozen_init(struct frozen *frozen, const struct sketch *sketch)
{
    *frozen = (struct frozen){.sketch = sketch, .size = sketch->size};
}

void frozen_release(struct frozen *frozen)
{
    free(frozen->changes);
    frozen->changes = NULL;
    frozen->count = 0;
    frozen->room = 0;
}

enum err frozen_note(struct frozen *frozen, const struct item *item)
{
    size_t room = frozen->room == 0 ? CHANGES_FIRST_ROOM : 2 * frozen->room;
    struct item *changes = NULL;

    if (frozen->count == SKETCH_CHANGES_MAX) {
        return ERR_FULL;
    }
    if (frozen->count == frozen->room) {
        changes = realloc(frozen->changes, room * sizeof *changes);
        if (changes == NULL) {
            return ERR_NOMEM;
        }
        frozen->changes = changes;
        frozen->room = room;
    }
    frozen->changes[frozen->count] = *item;
    frozen->count++;
    return ERR_OK;
}

/* Take one change out of the symbols that were written. */
static void undo(const struct frozen *frozen,
                 const struct projection *projection,
                 const struct item *item,
                 size_t first,
                 size_t count,
                 unsigned char *out)
{
    const uint64_t check = item_check(item, &frozen->sketch->key);
    unsigned char symbol[SYMBOL_BYTES];
    struct mapping at;

    item_write(item, symbol);
    put_u32(symbol + ITEM_BYTES, projection_of(projection, check));
    for (mapping_init(&at, check); at.index < first + count;
         mapping_next(&at)) {
        if (at.index >= first) {
            unsigned char *place = out + (at.index - first) * SYMBOL_BYTES;

            for (size_t index = 0; index < SYMBOL_BYTES; index++) {
                place[index] ^= symbol[index];
            }
        }
    }
}

void frozen_write(const struct frozen *frozen,
                  const struct projection *projection,
                  size_t first,
                  size_t count,
                  unsigned char *out)
{
    assert(first + count <= frozen->size &&
           frozen->size <= frozen->sketch->size);
    for (size_t index = 0; index < count; index++) {
        const uint32_t *words = frozen->sketch->symbols[first + index].words;
        uint64_t check = words[ITEM_WORDS] | (uint64_t)words[ITEM_WORDS + 1]
                                                 << 32;
        unsigned char *place = out + index * SYMBOL_BYTES;

        memcpy(place, words, ITEM_BYTES);
        put_u32(place + ITEM_BYTES, projection_of(projection, check));
    }
    for (size_t index = 0; index < frozen->count; index++) {
        undo(frozen, projection, &frozen->changes[index], first, count, out);
    }
}
