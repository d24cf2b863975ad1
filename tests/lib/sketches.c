#include "tests/lib/sketches.h"

#include "node/limits.h"
#include "tests/lib/check.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next(struct sketches *sketches)
{
    uint64_t value = sketches->random += 0x9e3779b97f4a7c15U;

    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9U;
    value = (value ^ value >> 27) * 0x94d049bb133111ebU;
    return value ^ value >> 31;
}

void sketches_init(struct sketches *sketches, uint64_t seed, size_t size)
{
    const struct neighbourhood neighbourhood = {{7}};
    unsigned char binding[8];

    sketches->random = seed;
    put_u64(binding, next(sketches));
    item_key_make(&neighbourhood, &sketches->key);
    projection_init(&sketches->projection,
                    (struct view){binding, sizeof binding});
    sketch_init(&sketches->first, &sketches->key);
    sketch_init(&sketches->second, &sketches->key);
    check_ok(sketch_clear(&sketches->first, size));
    check_ok(sketch_clear(&sketches->second, size));
    sketches_freeze(sketches);
}

void sketches_release(struct sketches *sketches)
{
    peeler_release(&sketches->peeler);
    frozen_release(&sketches->ours);
    frozen_release(&sketches->theirs);
    sketch_release(&sketches->first);
    sketch_release(&sketches->second);
}

struct item sketches_item(struct sketches *sketches)
{
    struct item item;
    struct id id = {{0}};

    put_u64(id.data, next(sketches));
    put_u64(id.data + 8, next(sketches));
    item_make((uint16_t)(20000 + next(sketches) % 120), &id, &item);
    return item;
}

void sketches_fill(struct sketches *sketches,
                   size_t shared,
                   size_t only_first,
                   size_t only_second)
{
    for (size_t index = 0; index < shared + only_first + only_second; index++) {
        const struct item item = sketches_item(sketches);

        if (index < shared + only_first) {
            sketch_add(&sketches->first, &item);
        }
        if (index < shared || index >= shared + only_first) {
            sketch_add(&sketches->second, &item);
        }
    }
}

void sketches_freeze(struct sketches *sketches)
{
    frozen_init(&sketches->ours, &sketches->first);
    frozen_init(&sketches->theirs, &sketches->second);
    peeler_init(&sketches->peeler, &sketches->key, &sketches->projection);
}

void sketches_take(struct sketches *sketches, size_t count)
{
    static unsigned char ours[SKETCH_SYMBOLS_MAX * SYMBOL_BYTES];
    static unsigned char theirs[SKETCH_SYMBOLS_MAX * SYMBOL_BYTES];
    size_t first = sketches->peeler.count;

    frozen_write(&sketches->ours, &sketches->projection, first, count, ours);
    frozen_write(&sketches->theirs, &sketches->projection, first, count,
                 theirs);
    check_ok(peeler_take(&sketches->peeler, ours, theirs, count));
}

size_t sketches_peel(struct sketches *sketches, size_t chunk)
{
    while (!peeler_is_done(&sketches->peeler) &&
           sketches->peeler.count + chunk <= sketches->first.size) {
        sketches_take(sketches, chunk);
    }
    return sketches->peeler.count;
}
