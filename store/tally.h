/* Numbers by key, for what is summed up in one merge. Inside store/. */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "node/err.h"

struct tally_item {
    uint64_t key; /* never 0 */
    uint64_t number;
};

struct tally {
    struct tally_item *items; /* owned; open addressing; key 0 is free */
    size_t room;              /* a power of two, or 0 */
    size_t count;
};

/* May be called twice. */
void tally_release(struct tally *tally);

/* The number of a key, 0 at first; valid until the next call. ERR_NOMEM. */
MUST_USE enum err
tally_at(struct tally *tally, uint64_t key, uint64_t **number);

#endif
