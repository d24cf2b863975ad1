#include "node/sync/recent.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void recent_init(struct recent *recent, size_t max)
{
    assert(max >= 2 && (max & (max - 1)) == 0);
    *recent = (struct recent){.max = max};
}

void recent_release(struct recent *recent)
{
    free(recent->places[0]);
    free(recent->places[1]);
    recent_init(recent, recent->max);
}

static enum err recent_prepare(struct recent *recent)
{
    uint64_t *places[2] = {NULL, NULL};

    if (recent->places[0] != NULL) {
        return ERR_OK;
    }
    for (size_t index = 0; index < 2; index++) {
        places[index] = calloc(recent->max, sizeof *places[index]);
        if (places[index] == NULL) {
            free(places[0]);
            return ERR_NOMEM;
        }
    }
    memcpy(recent->places, places, sizeof places);
    return ERR_OK;
}

/* Zero marks a free place, so it is not a prefix. */
static uint64_t prefix_of(const struct id *id)
{
    uint64_t prefix = id_prefix(id);

    return prefix == 0 ? 1 : prefix;
}

/* Where the prefix is, or the free place where it would be. Half of the
 * places are free, so the walk ends. */
static uint64_t *place_of(uint64_t *places, size_t max, uint64_t prefix)
{
    size_t at = (size_t)prefix & (max - 1);

    while (places[at] != 0 && places[at] != prefix) {
        at = (at + 1) & (max - 1);
    }
    return &places[at];
}

bool recent_has(const struct recent *recent, const struct id *id)
{
    uint64_t prefix = prefix_of(id);

    if (recent->places[0] == NULL) {
        return false;
    }
    return *place_of(recent->places[0], recent->max, prefix) != 0 ||
           *place_of(recent->places[1], recent->max, prefix) != 0;
}

/* The older generation is forgotten and the newer becomes the older. */
static void recent_turn(struct recent *recent)
{
    uint64_t *older = recent->places[1];

    memset(older, 0, recent->max * sizeof *older);
    recent->places[1] = recent->places[0];
    recent->places[0] = older;
    recent->count = 0;
}

enum err recent_add(struct recent *recent, const struct id *id)
{
    enum err err = recent_prepare(recent);

    if (err != ERR_OK || recent_has(recent, id)) {
        return err;
    }
    if (recent->count >= recent->max / 2) {
        recent_turn(recent);
    }
    *place_of(recent->places[0], recent->max, prefix_of(id)) = prefix_of(id);
    recent->count++;
    return ERR_OK;
}
