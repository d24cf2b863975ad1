#include "node/deal/held.h"

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

enum held held_of(const struct post *post,
                  const struct kind_row *kind,
                  const struct id *yes)
{
    for (size_t i = 0; i < post->held_count; i++) {
        if (memcmp(post->held[i].yes, yes->data, HELD_BYTES) == 0) {
            return i < bound_max(post, kind) ? HELD_BOUND : HELD_TWICE;
        }
    }
    return HELD_NOT_YET;
}

bool held_is_too_many(const struct post *post, const struct kind_row *kind)
{
    return post->held_count > bound_max(post, kind);
}

const char *held_name(enum held held)
{
    static const char *const names[HELD_END] = {"not yet", "bound", "twice"};

    assert(held < HELD_END);
    return names[held];
}
