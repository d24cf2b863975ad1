#include "node/actions.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"

enum { ACTIONS_FIRST_ROOM = 16 };

void actions_init(struct actions *actions)
{
    *actions = (struct actions){0};
}

/* What is filed at home is nobody else's business: wiped. */
static void action_release(struct action *action)
{
    if (action->filed != NULL || action->summary != NULL) {
        bytes_wipe(&action->bytes);
    }
    bytes_release(&action->bytes);
    free(action->record);
    free(action->filed);
    free(action->summary);
    verify_batch_free(action->batch);
    *action = (struct action){.kind = action->kind};
}

void actions_cut(struct actions *actions, size_t count)
{
    assert(count <= actions->count);
    for (size_t index = count; index < actions->count; index++) {
        action_release(&actions->items[index]);
    }
    actions->count = count;
}

void actions_reset(struct actions *actions)
{
    actions_cut(actions, 0);
}

void actions_release(struct actions *actions)
{
    actions_reset(actions);
    free(actions->items);
    actions_init(actions);
}

static enum err actions_grow(struct actions *actions)
{
    size_t room = actions->room == 0 ? ACTIONS_FIRST_ROOM : actions->room * 2;
    struct action *items = NULL;

    if (actions->count < actions->room) {
        return ERR_OK;
    }
    if (actions->count >= ACTIONS_MAX) {
        return ERR_FULL;
    }
    items = realloc(actions->items, room * sizeof *items);
    if (items == NULL) {
        return ERR_NOMEM;
    }
    actions->items = items;
    actions->room = room;
    return ERR_OK;
}

/* Append an action that owns a copy of `bytes`. */
static enum err actions_append(struct actions *actions,
                               const struct action *action,
                               struct view bytes)
{
    struct action *place = NULL;
    enum err err = actions_grow(actions);

    if (err != ERR_OK) {
        return err;
    }
    place = &actions->items[actions->count];
    *place = *action;
    bytes_init(&place->bytes, bytes.bytes);
    err = bytes_append(&place->bytes, bytes);
    if (err == ERR_OK) {
        actions->count++;
    }
    return err;
}

static const struct view nothing;

/* STORE or HOLD. */
static enum err actions_put(struct actions *actions,
                            enum action_kind kind,
                            const struct record *record)
{
    struct action action = {.kind = kind};
    enum err err = ERR_OK;

    action.record = malloc(sizeof *action.record);
    if (action.record == NULL) {
        return ERR_NOMEM;
    }
    err = actions_append(actions, &action, record->bytes);
    if (err != ERR_OK) {
        free(action.record);
        return err;
    }
    *action.record = *record;
    record_move(action.record, actions->items[actions->count - 1].bytes.data);
    return ERR_OK;
}

enum err actions_store(struct actions *actions, const struct record *record)
{
    return actions_put(actions, ACTION_STORE, record);
}

enum err actions_hold(struct actions *actions, const struct record *record)
{
    return actions_put(actions, ACTION_HOLD, record);
}

enum err actions_file(struct actions *actions, const struct filed *letter)
{
    struct action action = {.kind = ACTION_FILE};
    enum err err = ERR_OK;

    action.filed = malloc(sizeof *action.filed);
    if (action.filed == NULL) {
        return ERR_NOMEM;
    }
    *action.filed = *letter;
    err = actions_append(actions, &action, letter->text);
    if (err != ERR_OK) {
        free(action.filed);
        return err;
    }
    action.filed->text = bytes_view(&actions->items[actions->count - 1].bytes);
    return ERR_OK;
}

enum err actions_summary(struct actions *actions, const struct summary *summary)
{
    struct action action = {.kind = ACTION_SUMMARY};
    enum err err = ERR_OK;

    action.summary = malloc(sizeof *action.summary);
    if (action.summary == NULL) {
        return ERR_NOMEM;
    }
    *action.summary = *summary;
    err = actions_append(actions, &action, summary->bytes);
    if (err != ERR_OK) {
        free(action.summary);
        return err;
    }
    action.summary->bytes =
        bytes_view(&actions->items[actions->count - 1].bytes);
    return ERR_OK;
}

enum err actions_handed(struct actions *actions,
                        const struct id *letter,
                        uint64_t when_ms)
{
    const struct action action = {
        .kind = ACTION_HANDED, .id = *letter, .when_ms = when_ms};

    return actions_append(actions, &action, nothing);
}

enum err actions_forget(struct actions *actions, const struct id *thread)
{
    const struct action action = {.kind = ACTION_FORGET, .id = *thread};

    return actions_append(actions, &action, nothing);
}

enum err
actions_wished(struct actions *actions, const struct id *post, uint32_t number)
{
    const struct action action = {
        .kind = ACTION_WISHED, .id = *post, .number = number};

    return actions_append(actions, &action, nothing);
}

enum err actions_show(struct actions *actions, uint16_t week)
{
    const struct action action = {.kind = ACTION_SHOW, .week = week};

    return actions_append(actions, &action, nothing);
}

enum err actions_unhold(struct actions *actions, uint64_t after, uint64_t upto)
{
    const struct action action = {
        .kind = ACTION_UNHOLD, .after = after, .upto = upto};

    return actions_append(actions, &action, nothing);
}

enum err actions_drop(struct actions *actions, const struct id *id)
{
    const struct action action = {.kind = ACTION_DROP, .id = *id};

    return actions_append(actions, &action, nothing);
}

enum err
actions_keep(struct actions *actions, enum snapshot place, struct view bytes)
{
    const struct action action = {.kind = ACTION_KEEP, .place = place};

    return actions_append(actions, &action, bytes);
}

enum err actions_photo(struct actions *actions,
                       const struct id *id,
                       enum photo_part part,
                       struct view bytes)
{
    const struct action action = {
        .kind = ACTION_PHOTO, .id = *id, .part = part};

    return actions_append(actions, &action, bytes);
}

enum err actions_verify(struct actions *actions, struct verify_batch *batch)
{
    const struct action action = {.kind = ACTION_VERIFY, .batch = batch};

    return actions_append(actions, &action, nothing);
}

enum err
actions_send(struct actions *actions, uint32_t peer, struct view message)
{
    const struct action action = {.kind = ACTION_SEND, .peer = peer};

    return actions_append(actions, &action, message);
}

enum err actions_close(struct actions *actions, uint32_t peer, enum err why)
{
    const struct action action = {
        .kind = ACTION_CLOSE, .peer = peer, .err = why};

    return actions_append(actions, &action, nothing);
}

enum err actions_greet(struct actions *actions, struct view greeting)
{
    const struct action action = {.kind = ACTION_GREET};

    return actions_append(actions, &action, greeting);
}

enum err actions_wake(struct actions *actions, uint64_t mono_ms)
{
    const struct action action = {.kind = ACTION_WAKE, .wake_mono_ms = mono_ms};

    return actions_append(actions, &action, nothing);
}

enum err actions_tell(struct actions *actions, const struct tell *tell)
{
    const struct action action = {.kind = ACTION_TELL, .tell = *tell};

    return actions_append(actions, &action, nothing);
}

const struct record *actions_stored(const struct actions *actions,
                                    const struct id *slot)
{
    for (size_t index = actions->count; index > 0; index--) {
        const struct action *action = &actions->items[index - 1];

        if (action->kind == ACTION_STORE &&
            id_equal(&action->record->slot, slot)) {
            return action->record;
        }
    }
    return NULL;
}

bool actions_store_slot(const struct actions *actions, const struct id *slot)
{
    return actions_stored(actions, slot) != NULL;
}

struct verify_batch *action_take_batch(struct action *action)
{
    struct verify_batch *batch = action->batch;

    action->batch = NULL;
    return batch;
}
