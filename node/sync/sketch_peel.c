#include "node/sync/sketch_peel.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"

enum { FIRST_ROOM = 64, STUCK_MAX = 2 };

void peeler_init(struct peeler *peeler,
                 const struct item_key *key,
                 const struct projection *projection)
{
    *peeler = (struct peeler){.key = *key, .projection = projection};
}

void peeler_release(struct peeler *peeler)
{
    free(peeler->rests);
    free(peeler->queue);
    free(peeler->is_queued);
    free(peeler->found);
    peeler->rests = NULL;
    peeler->queue = NULL;
    peeler->is_queued = NULL;
    peeler->found = NULL;
    peeler->queue_count = 0;
    peeler->count = 0;
    peeler->room = 0;
    peeler->found_count = 0;
    peeler->found_room = 0;
}

/* Grow one array; it stays where it is if that fails. */
static enum err grow(void **array, size_t bytes)
{
    void *grown = realloc(*array, bytes);

    if (grown == NULL) {
        return ERR_NOMEM;
    }
    *array = grown;
    return ERR_OK;
}

static enum err peeler_reserve(struct peeler *peeler, size_t more)
{
    size_t room = peeler->room == 0 ? FIRST_ROOM : peeler->room;
    void *rests = peeler->rests;
    void *queue = peeler->queue;
    void *is_queued = peeler->is_queued;
    enum err err = ERR_OK;

    while (room < peeler->count + more) {
        room *= 2;
    }
    if (room == peeler->room) {
        return ERR_OK;
    }
    err = grow(&rests, room * sizeof *peeler->rests);
    peeler->rests = rests;
    if (err == ERR_OK) {
        err = grow(&queue, room * sizeof *peeler->queue);
        peeler->queue = queue;
    }
    if (err == ERR_OK) {
        err = grow(&is_queued, room * sizeof *peeler->is_queued);
        peeler->is_queued = is_queued;
    }
    if (err == ERR_OK) {
        peeler->room = room;
    }
    return err;
}

static bool rest_is_zero(const struct rest *rest)
{
    return (rest->item.words[0] | rest->item.words[1] | rest->item.words[2] |
            rest->projected) == 0;
}

static void
rest_toggle(struct rest *rest, const struct item *item, uint32_t projected)
{
    for (size_t word = 0; word < ITEM_WORDS; word++) {
        rest->item.words[word] ^= item->words[word];
    }
    rest->projected ^= projected;
}

static void peeler_queue(struct peeler *peeler, size_t index)
{
    if (!peeler->is_queued[index]) {
        peeler->is_queued[index] = true;
        peeler->queue[peeler->queue_count] = (uint32_t)index;
        peeler->queue_count++;
    }
}

/* Take an item out of the symbols that were read, from where it stands. */
static void peeler_remove(struct peeler *peeler, struct found *found)
{
    while (found->at.index < peeler->count) {
        rest_toggle(&peeler->rests[found->at.index], &found->item,
                    found->projected);
        peeler_queue(peeler, (size_t)found->at.index);
        mapping_next(&found->at);
    }
}

static bool is_in(uint64_t check, size_t index)
{
    struct mapping at;

    mapping_init(&at, check);
    while (at.index < index) {
        mapping_next(&at);
    }
    return at.index == index;
}

/* Does the symbol hold one item alone? */
static bool
rest_is_pure(const struct peeler *peeler, size_t index, uint64_t *check)
{
    const struct rest *rest = &peeler->rests[index];

    *check = item_check(&rest->item, &peeler->key);
    return projection_of(peeler->projection, *check) == rest->projected &&
           is_in(*check, index);
}

static enum err peeler_find(struct peeler *peeler, size_t index, uint64_t check)
{
    struct found *found = NULL;

    if (peeler->found_count == peeler->found_room) {
        size_t room =
            peeler->found_room == 0 ? FIRST_ROOM : 2 * peeler->found_room;
        void *grown = peeler->found;
        enum err err = grow(&grown, room * sizeof *found);

        if (err != ERR_OK) {
            return err;
        }
        peeler->found = grown;
        peeler->found_room = room;
    }
    found = &peeler->found[peeler->found_count];
    peeler->found_count++;
    found->item = peeler->rests[index].item;
    found->projected = peeler->rests[index].projected;
    mapping_init(&found->at, check);
    peeler_remove(peeler, found);
    return ERR_OK;
}

/* An honest difference has fewer records than symbols; one that was made to
 * go in circles is left where it stands. */
static enum err peeler_peel(struct peeler *peeler)
{
    enum err err = ERR_OK;

    while (err == ERR_OK && peeler->queue_count > 0) {
        size_t index = 0;
        uint64_t check = 0;

        peeler->queue_count--;
        index = peeler->queue[peeler->queue_count];
        peeler->is_queued[index] = false;
        if (peeler->found_count < peeler->count &&
            !rest_is_zero(&peeler->rests[index]) &&
            rest_is_pure(peeler, index, &check)) {
            err = peeler_find(peeler, index, check);
        }
    }
    return err;
}

/* Of sets that come apart the last half is nearly all zero or nearly none. */
static void peeler_judge(struct peeler *peeler, size_t found_before)
{
    size_t set = 0;

    for (size_t index = peeler->count / 2; index < peeler->count; index++) {
        set += rest_is_zero(&peeler->rests[index]) ? 0U : 1U;
    }
    if (peeler->found_count == found_before &&
        2 * set < peeler->count - peeler->count / 2) {
        peeler->stuck++;
    } else {
        peeler->stuck = 0;
    }
}

enum err peeler_take(struct peeler *peeler,
                     const unsigned char *ours,
                     const unsigned char *theirs,
                     size_t count)
{
    const size_t found_before = peeler->found_count;
    const size_t first = peeler->count;
    enum err err = ERR_OK;

    if (count > SKETCH_SYMBOLS_MAX - first) {
        return ERR_FULL;
    }
    err = peeler_reserve(peeler, count);
    if (err != ERR_OK) {
        return err;
    }
    for (size_t index = 0; index < count; index++) {
        struct rest *rest = &peeler->rests[first + index];
        struct item their;

        item_read(ours + index * SYMBOL_BYTES, &rest->item);
        rest->projected = get_u32(ours + index * SYMBOL_BYTES + ITEM_BYTES);
        item_read(theirs + index * SYMBOL_BYTES, &their);
        rest_toggle(rest, &their,
                    get_u32(theirs + index * SYMBOL_BYTES + ITEM_BYTES));
        peeler->is_queued[first + index] = false;
    }
    peeler->count += count;
    for (size_t index = 0; index < found_before; index++) {
        peeler_remove(peeler, &peeler->found[index]);
    }
    for (size_t index = peeler->count; index > first; index--) {
        peeler_queue(peeler, index - 1);
    }
    err = peeler_peel(peeler);
    peeler_judge(peeler, found_before);
    return err;
}

bool peeler_is_done(const struct peeler *peeler)
{
    return peeler->count > 0 && rest_is_zero(&peeler->rests[0]);
}

bool peeler_is_stuck(const struct peeler *peeler)
{
    return peeler->stuck >= STUCK_MAX;
}
