#include "store/filter.h"

#include <stdlib.h>
#include <string.h>

#include "store/limits.h"

enum { WORD_BITS = 64, KEY_BITS = 16, MARKS = 5, MARK_BITS = 6 };

enum err filter_make(struct filter *filter, size_t keys_max)
{
    const size_t count = keys_max * KEY_BITS / WORD_BITS + 1;
    uint64_t *words = calloc(count, sizeof *words);

    if (words == NULL) {
        return ERR_NOMEM;
    }
    filter_release(filter);
    filter->words = words;
    filter->word_count = count;
    filter->keys_max = keys_max;
    return ERR_OK;
}

void filter_release(struct filter *filter)
{
    free(filter->words);
    *filter = (struct filter){NULL, 0, 0, 0};
}

/* Spread a key, whose bits its author may have chosen (Stafford's mix13). */
static uint64_t mix(uint64_t key)
{
    key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
    return key ^ key >> 31;
}

static uint64_t marks(uint64_t mixed)
{
    uint64_t bits = 0;

    for (int mark = 0; mark < MARKS; mark++) {
        bits |= UINT64_C(1) << (mixed >> (mark * MARK_BITS) & (WORD_BITS - 1));
    }
    return bits;
}

/* The word of a key: the upper half of the mix, scaled. */
static uint64_t *word_of(const struct filter *filter, uint64_t mixed)
{
    return &filter->words[(mixed >> 32) * filter->word_count >> 32];
}

void filter_add(struct filter *filter, uint64_t key)
{
    const uint64_t mixed = mix(key);

    if (filter->words == NULL) {
        return;
    }
    if (filter->keys == filter->keys_max) {
        filter_release(filter);
        return;
    }
    *word_of(filter, mixed) |= marks(mixed);
    filter->keys++;
}

void filter_expect(const struct filter *filter, uint64_t key)
{
    if (filter->words != NULL) {
        __builtin_prefetch(word_of(filter, mix(key)), 1);
    }
}

bool filter_may_have(const struct filter *filter, uint64_t key)
{
    const uint64_t mixed = mix(key);

    return filter->words == NULL ||
           (~*word_of(filter, mixed) & marks(mixed)) == 0;
}

static size_t place_of(uint64_t key)
{
    return (size_t)(key ^ key >> 32) % ABSENT_KEYS;
}

void absent_note(struct absent *absent, uint64_t key)
{
    absent->keys[place_of(key)] = key;
}

bool absent_has(const struct absent *absent, uint64_t key)
{
    return key != 0 && absent->keys[place_of(key)] == key;
}

void absent_forget(struct absent *absent)
{
    memset(absent, 0, sizeof *absent);
}
