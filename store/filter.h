/*
 * A filter of keys: says of most keys that are in no run that they are not,
 * without looking. Used by who takes in many records, most of them new. A
 * Bloom filter whose bits of one key share a word; 10 bits a key, so that it
 * is wrong about one key in thirty. Inside store/.
 */
#ifndef STORE_FILTER_H
#define STORE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/err.h"

struct filter {
    uint64_t *words; /* owned; NULL: it knows nothing */
    size_t word_count;
    size_t keys;     /* taken in so far */
    size_t keys_max; /* past which it is wrong too often */
};

/* Make it empty, for so many keys. ERR_NOMEM: unchanged. */
MUST_USE enum err filter_make(struct filter *filter, size_t keys_max);

/* Give its memory back; may be called twice. */
void filter_release(struct filter *filter);

/* Take a key in; one that is past keys_max makes it know nothing. */
void filter_add(struct filter *filter, uint64_t key);

/* false: the key was never taken in. */
bool filter_may_have(const struct filter *filter, uint64_t key);

#endif
