#include "node/deal/promise.h"

#include <assert.h>
#include <string.h>

/* How many promises can bind, as far as a stranger can tell. */
static size_t bound_max(const struct post *post, const struct kind_row *kind)
{
    if (kind->capacity != CAPACITY_QUANTITY) {
        return POST_HELD_MAX;
    }
    return post->quantity == 0 ? 1 : post->quantity;
}

enum promise promise_of(const struct post *post,
                        const struct kind_row *kind,
                        const struct id *yes)
{
    for (size_t i = 0; i < post->held_count; i++) {
        if (memcmp(post->held[i].yes, yes->data, HELD_BYTES) == 0) {
            return i < bound_max(post, kind) ? PROMISE_BOUND : PROMISE_TWICE;
        }
    }
    return PROMISE_NOT_YET;
}

bool promise_is_too_many(const struct post *post, const struct kind_row *kind)
{
    return post->held_count > bound_max(post, kind);
}

const char *promise_name(enum promise promise)
{
    static const char *const names[PROMISE_END] = {"not yet", "bound", "twice"};

    assert(promise < PROMISE_END);
    return names[promise];
}
