#include "node/sync/match_found.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/admit.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/match_keyed.h"
#include "node/sync/stream.h"
#include "node/sync/wire_write.h"

enum { IDS_FIRST_ROOM = 64 };

/* As many as there are symbols at most. */
enum err match_add(struct match *match, const struct id *id)
{
    size_t room = match->id_room == 0 ? IDS_FIRST_ROOM : 2 * match->id_room;
    struct id *ids = NULL;

    if (match->id_count == match->id_room) {
        ids = realloc(match->ids, room * sizeof *ids);
        if (ids == NULL) {
            return ERR_NOMEM;
        }
        match->ids = ids;
        match->id_room = room;
    }
    match->ids[match->id_count] = *id;
    match->id_count++;
    return ERR_OK;
}

/* The record of this set that an item stands for, if it is kept here. */
static enum err find_item(const struct work *work,
                          const struct item *item,
                          struct id *id,
                          bool *is_kept)
{
    const struct shelf *shelf = work->scene->shelf;
    unsigned char prefix[ITEM_PREFIX_BYTES];
    struct shelf_row row;
    enum err err = ERR_OK;

    *is_kept = false;
    item_prefix(item, prefix);
    err = shelf->prefixed(shelf->self, get_u64(prefix), &row);
    if (err == ERR_OK &&
        class_find(row.class)->set == work->peer->compare->set &&
        memcmp(row.id.data, prefix, sizeof prefix) == 0) {
        *id = row.id;
        *is_kept = true;
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Is what is only there worth asking for? Refused ids and those that wait are
 * known by their first bytes. */
static bool is_wanted(const struct work *work, const struct item *item)
{
    const struct moment *moment = work->scene->moment;
    struct id begins = {{0}};

    item_prefix(item, begins.data);
    return !recent_has(&work->sync->refused, &begins) &&
           !waiting_has_prefix(&work->sync->pending, id_prefix(&begins)) &&
           admit_time(0, item_day(item), moment) == ERR_OK;
}

static enum err say_found(const struct work *work,
                          const unsigned char *items,
                          size_t count,
                          bool is_last)
{
    const struct wire_message head = {
        .set = work->peer->compare->set,
        .is_last = is_last,
        .count = (uint16_t)count,
        .items = {items, count * WIRE_FOUND_BYTES},
    };
    enum err err = ERR_OK;

    work->peer->differences += count;
    bytes_reset(&work->sync->scratch);
    err = wire_write_found(&head, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

enum err
found_list_add(const struct work *work, struct found_list *list, uint64_t item)
{
    put_u64(list->items + list->count * WIRE_FOUND_BYTES, item);
    list->count++;
    if (list->count < FOUND_MESSAGE_MAX) {
        return ERR_OK;
    }
    list->count = 0;
    return say_found(work, list->items, FOUND_MESSAGE_MAX, false);
}

enum err found_list_end(const struct work *work, const struct found_list *list)
{
    return say_found(work, list->items, list->count, true);
}

enum err match_tell_found(const struct work *work)
{
    struct match *match = work->peer->compare->match;
    struct found_list wanted = {.count = 0};
    enum err err = ERR_OK;

    match->is_found = true;
    for (size_t index = 0; err == ERR_OK && index < match->peeler.found_count;
         index++) {
        const struct item *item = &match->peeler.found[index].item;
        unsigned char prefix[ITEM_PREFIX_BYTES];
        struct id id;
        bool is_kept = false;

        err = find_item(work, item, &id, &is_kept);
        if (err == ERR_OK && is_kept) {
            err = match_add(match, &id);
        } else if (err == ERR_OK && is_wanted(work, item)) {
            item_prefix(item, prefix);
            err = found_list_add(work, &wanted, get_u64(prefix));
        }
    }
    return err == ERR_OK ? found_list_end(work, &wanted) : err;
}

enum err match_take_found(const struct work *work,
                          const struct wire_message *message)
{
    const struct shelf *shelf = work->scene->shelf;
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    enum err err = ERR_OK;

    if (message->set != compare->set || match == NULL || match->is_found ||
        match->role != MATCH_SENDS ||
        match->heard + message->count > match->said) {
        return ERR_PROTOCOL;
    }
    match->heard += message->count;
    if (match->is_keyed) {
        return keyed_take_found(work, message);
    }
    for (size_t index = 0; err == ERR_OK && index < message->count; index++) {
        const unsigned char *at =
            message->items.data + index * WIRE_FOUND_BYTES;
        struct shelf_row row;

        err = shelf->prefixed(shelf->self, get_u64(at), &row);
        if (err == ERR_OK && class_find(row.class)->set == compare->set) {
            err = match_add(match, &row.id);
        }
        err = err == ERR_UNKNOWN ? ERR_OK : err;
    }
    match->is_found = message->is_last;
    return err;
}

enum err match_send(const struct work *work, bool *is_done)
{
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    enum err err = ERR_OK;

    while (err == ERR_OK && *is_done && match->id_next < match->id_count) {
        err = stream_add(work, compare->set, &match->ids[match->id_next],
                         is_done);
        if (err == ERR_OK && *is_done) {
            match->id_next++;
            work->peer->differences++;
        }
    }
    return err;
}
