#include "node/sync/sketch.h"

#include <assert.h>
#include <stdlib.h>

#include "node/limits.h"
#include "node/sync/sketch_map.h"

size_t sketch_size_for(uint32_t count)
{
    size_t size = SKETCH_SYMBOLS_MIN;

    while (size < SKETCH_SYMBOLS_MAX && size / 2 < count) {
        size *= 2;
    }
    return size;
}

void sketch_init(struct sketch *sketch, const struct item_key *key)
{
    *sketch = (struct sketch){.key = *key};
}

void sketch_release(struct sketch *sketch)
{
    free(sketch->symbols);
    sketch->symbols = NULL;
    sketch->size = 0;
    sketch->count = 0;
    sketch->tally = (struct tally){{{0}}};
}

enum err sketch_clear(struct sketch *sketch, size_t size)
{
    struct symbol *symbols = calloc(size, sizeof *symbols);

    if (symbols == NULL) {
        return ERR_NOMEM;
    }
    sketch_release(sketch);
    sketch->symbols = symbols;
    sketch->size = size;
    return ERR_OK;
}

enum err sketch_cut(struct sketch *sketch, size_t size)
{
    struct symbol *symbols = NULL;

    assert(size > 0 && size <= sketch->size);
    symbols = realloc(sketch->symbols, size * sizeof *symbols);
    if (symbols == NULL) {
        return ERR_NOMEM;
    }
    sketch->symbols = symbols;
    sketch->size = size;
    return ERR_OK;
}

/* Put an item into its symbols, or take it out: the same. */
static void
sketch_toggle(struct sketch *sketch, const struct item *item, uint64_t check)
{
    const uint32_t low = (uint32_t)check;
    const uint32_t high = (uint32_t)(check >> 32);
    struct mapping at;

    mapping_init(&at, check);
    while (at.index < sketch->size) {
        uint32_t *words = sketch->symbols[at.index].words;

        words[0] ^= item->words[0];
        words[1] ^= item->words[1];
        words[2] ^= item->words[2];
        words[3] ^= low;
        words[4] ^= high;
        mapping_next(&at);
    }
}

void sketch_add(struct sketch *sketch, const struct item *item)
{
    const uint64_t check = item_check(item, &sketch->key);

    sketch_toggle(sketch, item, check);
    tally_add(&sketch->tally, check);
    sketch->count++;
}

void sketch_remove(struct sketch *sketch, const struct item *item)
{
    const uint64_t check = item_check(item, &sketch->key);

    sketch_toggle(sketch, item, check);
    tally_remove(&sketch->tally, check);
    sketch->count--;
}
