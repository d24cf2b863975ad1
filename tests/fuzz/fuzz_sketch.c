/*
 * Symbols of a hostile peer: the first byte says in which chunks they come,
 * the others are the symbols. Whatever they hold, peeling ends and finds no
 * more items than it read symbols.
 */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_peel.h"

enum { CHUNK_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void fill(struct sketch *sketch)
{
    for (unsigned number = 0; number < 20; number++) {
        const struct id id = {{(unsigned char)number, 1, 2, 3}};
        struct item item;

        item_make((uint16_t)(20000 + number), &id, &item);
        sketch_add(sketch, &item);
    }
}

static void peel(struct peeler *peeler,
                 const struct frozen *frozen,
                 const uint8_t *symbols,
                 size_t count,
                 size_t chunk)
{
    unsigned char ours[CHUNK_MAX * SYMBOL_BYTES];

    for (size_t first = 0; first + chunk <= count; first += chunk) {
        if (first + chunk > frozen->size) {
            return;
        }
        frozen_write(frozen, peeler->projection, first, chunk, ours);
        if (peeler_take(peeler, ours, symbols + first * SYMBOL_BYTES, chunk) !=
            ERR_OK) {
            return;
        }
        if (peeler->found_count > peeler->count) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct projection projection;
    const struct neighbourhood neighbourhood = {{1}};
    struct item_key key;
    struct sketch sketch;
    struct frozen frozen;
    struct peeler peeler;

    if (bytes < 1 + SYMBOL_BYTES) {
        return 0;
    }
    projection_init(&projection, view_text("a handshake"));
    item_key_make(&neighbourhood, &key);
    sketch_init(&sketch, &key);
    if (sketch_clear(&sketch, 1024) == ERR_OK) {
        fill(&sketch);
        frozen_init(&frozen, &sketch);
        peeler_init(&peeler, &key, &projection);
        peel(&peeler, &frozen, data + 1, (bytes - 1) / SYMBOL_BYTES,
             1U + data[0] % CHUNK_MAX);
        peeler_release(&peeler);
    }
    sketch_release(&sketch);
    return 0;
}
