#include "node/sync/match_keyed.h"

#include <stdlib.h>

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/match.h"
#include "node/sync/match_found.h"
#include "node/sync/wire_write.h"

enum { MORE_SHARE = 4, MORE_LEAST = 16 };

/* May this side walk over a set for this peer now? */
static bool keyed_is_due(const struct work *work)
{
    uint64_t mono_ms = work->scene->moment->mono_ms;

    return mono_ms >= work->peer->keyed_ms && mono_ms >= work->sync->keyed_ms;
}

static enum err add_keyed(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct compare *compare = visitor;
    struct sketch *sketch = &compare->match->keyed;
    struct item item;

    if (scope_has(compare->from_week, drop_day)) {
        keyed_item_make(&sketch->key, id, &item);
        sketch_add(sketch, &item);
    }
    return ERR_OK;
}

/* A sketch of the set as it is, for this round alone. */
static enum err keyed_build(const struct work *work, uint32_t round)
{
    const struct shelf *shelf = work->scene->shelf;
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    uint64_t mono_ms = work->scene->moment->mono_ms;
    struct item_key key;
    enum err err = ERR_OK;

    work->peer->keyed_ms = mono_ms + KEYED_PEER_MS;
    work->sync->keyed_ms = mono_ms + KEYED_MS;
    keyed_key_make((struct view){work->peer->binding, BINDING_BYTES},
                   (uint8_t)compare->set, round, &key);
    match->is_keyed = true;
    sketch_init(&match->keyed, &key);
    err = sketch_clear(&match->keyed, SKETCH_SYMBOLS_MAX);
    if (err == ERR_OK) {
        err = shelf->walk_ids(shelf->self, compare->set, add_keyed, compare);
    }
    frozen_release(&match->frozen);
    frozen_init(&match->frozen, &match->keyed);
    match->is_frozen = true;
    match->limit = SKETCH_SYMBOLS_MAX;
    match->said = 0;
    return err;
}

enum err keyed_ask(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    struct wire_message head = {.type = WIRE_KEYED, .set = compare->set};
    enum err err = ERR_OK;

    if (match->is_keyed || match->is_spoiled || !keyed_is_due(work)) {
        return compare_give_up(work);
    }
    head.round = work->peer->keyed_rounds++;
    match->asked = match->peeler.count + match->peeler.count / MORE_SHARE;
    match->asked += MORE_LEAST;
    match->asked =
        match->asked < SKETCH_SYMBOLS_MAX ? match->asked : SKETCH_SYMBOLS_MAX;
    head.count = (uint16_t)match->asked;
    err = keyed_build(work, head.round);
    if (err != ERR_OK) {
        return err;
    }
    peeler_release(&match->peeler);
    peeler_init(&match->peeler, &match->keyed.key, &match->projection);
    bytes_reset(&work->sync->scratch);
    err = wire_write_ask(&head, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

enum err keyed_take(const struct work *work, const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    enum err err = ERR_OK;

    if (message->set != compare->set || match == NULL || match->is_found ||
        match->role != MATCH_SENDS || match->is_keyed) {
        return ERR_PROTOCOL;
    }
    if (!keyed_is_due(work)) {
        return compare_give_up(work);
    }
    err = keyed_build(work, message->round);
    return err == ERR_OK ? match_say(work, message->count) : err;
}

/* The first bytes of items, ascending, and which of them are kept here. */
struct sought {
    uint64_t *prefixes;
    bool *is_here;
    size_t count;
    struct match *match;
};

static uint64_t prefix_of(const struct item *item)
{
    unsigned char bytes[ITEM_BYTES];

    item_write(item, bytes);
    return get_u64(bytes);
}

static int by_number(const void *left, const void *right)
{
    uint64_t one = *(const uint64_t *)left;
    uint64_t other = *(const uint64_t *)right;

    return one < other ? -1 : one > other;
}

static enum err seek_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    const struct sought *sought = visitor;
    const uint64_t *place = NULL;
    struct item item;
    uint64_t prefix = 0;

    (void)drop_day;
    keyed_item_make(&sought->match->keyed.key, id, &item);
    prefix = prefix_of(&item);
    place = bsearch(&prefix, sought->prefixes, sought->count, sizeof prefix,
                    by_number);
    if (place == NULL) {
        return ERR_OK;
    }
    if (sought->is_here != NULL) {
        sought->is_here[place - sought->prefixes] = true;
    }
    return match_add(sought->match, id);
}

/* Walk over the set: what is sought and here is to be sent. */
static enum err seek(const struct work *work, struct sought *sought)
{
    const struct shelf *shelf = work->scene->shelf;

    if (sought->count == 0) {
        return ERR_OK;
    }
    qsort(sought->prefixes, sought->count, sizeof *sought->prefixes, by_number);
    return shelf->walk_ids(shelf->self, work->peer->compare->set, seek_id,
                           sought);
}

/* Say what was found and is not here. */
static enum err tell_missing(const struct work *work,
                             const struct sought *sought)
{
    struct found_list list = {.count = 0};
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < sought->count; index++) {
        if (!sought->is_here[index]) {
            err = found_list_add(work, &list, sought->prefixes[index]);
        }
    }
    return err == ERR_OK ? found_list_end(work, &list) : err;
}

enum err keyed_tell_found(const struct work *work)
{
    struct match *match = work->peer->compare->match;
    const struct peeler *peeler = &match->peeler;
    struct sought sought = {.match = match, .count = peeler->found_count};
    enum err err = ERR_NOMEM;

    sought.prefixes = calloc(sought.count + 1, sizeof *sought.prefixes);
    sought.is_here = calloc(sought.count + 1, sizeof *sought.is_here);
    if (sought.prefixes == NULL || sought.is_here == NULL) {
        goto out;
    }
    for (size_t index = 0; index < sought.count; index++) {
        sought.prefixes[index] = prefix_of(&peeler->found[index].item);
    }
    err = seek(work, &sought);
    if (err == ERR_OK) {
        err = tell_missing(work, &sought);
    }
    match->is_found = true;
out:
    free(sought.prefixes);
    free(sought.is_here);
    return err;
}

/* One message after another, each with its own walk: they hold thousands. */
enum err keyed_take_found(const struct work *work,
                          const struct wire_message *message)
{
    struct match *match = work->peer->compare->match;
    struct sought sought = {.match = match, .count = message->count};
    enum err err = ERR_OK;

    sought.prefixes = calloc(sought.count + 1, sizeof *sought.prefixes);
    if (sought.prefixes == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < sought.count; index++) {
        sought.prefixes[index] =
            get_u64(message->items.data + index * WIRE_FOUND_BYTES);
    }
    err = seek(work, &sought);
    free(sought.prefixes);
    match->is_found = message->is_last;
    return err;
}
