/*
 * A filter of keys: says of most keys that are in no run that they are not,
 * without looking. Used by who takes in many records, most of them new. A
 * Bloom filter whose bits of one key share a word; 16 bits a key, so that it
 * is wrong about one key in three hundred.
 *
 * And what was looked for lately in vain: a record that comes is looked for
 * when it is read and again when it is stored. Inside store/.
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

enum { ABSENT_KEYS = 1024 }; /* records of a few messages */

/* Keys that are in no run; one may push out another. */
struct absent {
    uint64_t keys[ABSENT_KEYS]; /* 0: none */
};

/* Make it empty, for so many keys. ERR_NOMEM: unchanged. */
MUST_USE enum err filter_make(struct filter *filter, size_t keys_max);

/* Give its memory back; may be called twice. */
void filter_release(struct filter *filter);

/* Take a key in; one that is past keys_max makes it know nothing. */
void filter_add(struct filter *filter, uint64_t key);

/* false: the key was never taken in. */
bool filter_may_have(const struct filter *filter, uint64_t key);

/* A key that is looked for or added soon: see store_expect. */
void filter_expect(const struct filter *filter, uint64_t key);

/* A key was found in no run; was it, since keys were last forgotten? */
void absent_note(struct absent *absent, uint64_t key);
bool absent_has(const struct absent *absent, uint64_t key);

/* The runs have got other keys. */
void absent_forget(struct absent *absent);

#endif
