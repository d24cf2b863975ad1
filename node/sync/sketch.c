#include "node/sync/sketch.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_map.h"

/* Written before what lies in memory, to tell machines apart. */
static const uint32_t order_mark = 0x01020304;

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

enum err sketch_write(const struct sketch *sketch, struct bytes *out)
{
    const struct view symbols = {(const unsigned char *)sketch->symbols,
                                 sketch->size * sizeof *sketch->symbols};
    unsigned char tally[TALLY_BYTES];
    enum err err =
        bytes_append(out, (struct view){(const unsigned char *)&order_mark,
                                        sizeof order_mark});

    tally_write(&sketch->tally, tally);
    if (err == ERR_OK) {
        err = bytes_append_u32(out, (uint32_t)sketch->size);
    }
    if (err == ERR_OK) {
        err = bytes_append_u32(out, sketch->count);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, (struct view){tally, sizeof tally});
    }
    return err == ERR_OK ? bytes_append(out, symbols) : err;
}

/* Is it a size that sketches of so many records have? */
static bool size_fits(uint32_t size, uint32_t count)
{
    return size <= SKETCH_SYMBOLS_MAX && size >= sketch_size_for(count) &&
           (size & (size - 1)) == 0;
}

enum err sketch_read(struct sketch *sketch, struct view *from)
{
    struct view mark = {NULL, 0};
    struct view tally = {NULL, 0};
    struct view symbols = {NULL, 0};
    uint32_t size = 0;
    uint32_t count = 0;
    enum err err = view_take(from, sizeof order_mark, &mark);

    if (err == ERR_OK) {
        err = view_take_u32(from, &size);
    }
    if (err == ERR_OK) {
        err = view_take_u32(from, &count);
    }
    if (err == ERR_OK) {
        err = view_take(from, TALLY_BYTES, &tally);
    }
    if (err == ERR_OK && !size_fits(size, count)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = view_take(from, size * sizeof *sketch->symbols, &symbols);
    }
    if (err == ERR_OK &&
        memcmp(mark.data, &order_mark, sizeof order_mark) != 0) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = sketch_clear(sketch, size);
    }
    if (err == ERR_OK) {
        memcpy(sketch->symbols, symbols.data, symbols.bytes);
        tally_read(tally.data, &sketch->tally);
        sketch->count = count;
    }
    return err;
}
