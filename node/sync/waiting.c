#include "node/sync/waiting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING_FIRST_ROOM = 16 };

void waiting_init(struct waiting *waiting, size_t count_max, size_t bytes_max)
{
    *waiting = (struct waiting){.count_max = count_max, .bytes_max = bytes_max};
}

void waiting_release(struct waiting *waiting)
{
    for (size_t index = 0; index < waiting->count; index++) {
        free(waiting->items[index].data);
    }
    free(waiting->items);
    waiting_init(waiting, waiting->count_max, waiting->bytes_max);
}

static enum err waiting_reserve(struct waiting *waiting)
{
    size_t room = waiting->room == 0 ? WAITING_FIRST_ROOM : 2 * waiting->room;
    struct waiting_item *items = NULL;

    if (waiting->count < waiting->room) {
        return ERR_OK;
    }
    items = realloc(waiting->items, room * sizeof *items);
    if (items == NULL) {
        return ERR_NOMEM;
    }
    waiting->items = items;
    waiting->room = room;
    return ERR_OK;
}

enum err
waiting_add(struct waiting *waiting, uint32_t peer, const struct record *record)
{
    size_t bytes = record->bytes.bytes;
    unsigned char *data = NULL;
    enum err err = ERR_OK;

    if (waiting->count >= waiting->count_max ||
        bytes > waiting->bytes_max - waiting->bytes) {
        return ERR_FULL;
    }
    err = waiting_reserve(waiting);
    if (err != ERR_OK) {
        return err;
    }
    data = malloc(bytes);
    if (data == NULL) {
        return ERR_NOMEM;
    }
    memcpy(data, record->bytes.data, bytes);
    waiting->items[waiting->count] = (struct waiting_item){
        .peer = peer,
        .id = record->id,
        .signer = record->signer,
        .stamp_ms = record->stamp_ms,
        .data = data,
        .bytes = bytes,
    };
    waiting->count++;
    waiting->bytes += bytes;
    return ERR_OK;
}

void waiting_remove(struct waiting *waiting, size_t index)
{
    assert(index < waiting->count);
    free(waiting->items[index].data);
    waiting->bytes -= waiting->items[index].bytes;
    waiting->count--;
    memmove(&waiting->items[index], &waiting->items[index + 1],
            (waiting->count - index) * sizeof *waiting->items);
}

bool waiting_has(const struct waiting *waiting, const struct id *id)
{
    for (size_t index = 0; index < waiting->count; index++) {
        if (id_equal(&waiting->items[index].id, id)) {
            return true;
        }
    }
    return false;
}

bool waiting_has_prefix(const struct waiting *waiting, uint64_t prefix)
{
    for (size_t index = 0; index < waiting->count; index++) {
        if (id_prefix(&waiting->items[index].id) == prefix) {
            return true;
        }
    }
    return false;
}

size_t waiting_count_signer(const struct waiting *waiting,
                            const struct id *signer)
{
    size_t count = 0;

    for (size_t index = 0; index < waiting->count; index++) {
        count += id_equal(&waiting->items[index].signer, signer) ? 1U : 0U;
    }
    return count;
}

size_t waiting_count_peer(const struct waiting *waiting, uint32_t peer)
{
    size_t count = 0;

    for (size_t index = 0; index < waiting->count; index++) {
        count += waiting->items[index].peer == peer ? 1U : 0U;
    }
    return count;
}

size_t waiting_find_peer(const struct waiting *waiting, uint32_t peer)
{
    size_t index = 0;

    while (index < waiting->count && waiting->items[index].peer != peer) {
        index++;
    }
    return index;
}

struct view waiting_view(const struct waiting *waiting, size_t index)
{
    assert(index < waiting->count);
    return (struct view){waiting->items[index].data,
                         waiting->items[index].bytes};
}
