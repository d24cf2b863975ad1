#include <stdlib.h>

#include "tests/lib/memory_shelf.h"
#include "tests/lib/memory_shelf_inside.h"

static enum err reserve(struct memory_shelf *shelf)
{
    const size_t room = shelf->aside_room == 0 ? 64 : 2 * shelf->aside_room;
    struct aside *asides = NULL;

    if (shelf->aside_count < shelf->aside_room) {
        return ERR_OK;
    }
    asides = realloc(shelf->asides, room * sizeof *asides);
    if (asides == NULL) {
        return ERR_NOMEM;
    }
    shelf->asides = asides;
    shelf->aside_room = room;
    return ERR_OK;
}

enum err memory_shelf_hold(struct memory_shelf *shelf,
                           const struct record *record)
{
    struct aside *aside = NULL;
    enum err err = shelf->refusal == ERR_OK ? reserve(shelf) : shelf->refusal;

    if (err != ERR_OK) {
        return err;
    }
    aside = &shelf->asides[shelf->aside_count];
    *aside = (struct aside){
        .place = shelf->last_place + 1,
        .week = (uint16_t)(record->drop_day / WEEK_DAYS),
        .is_new = true,
    };
    bytes_init(&aside->bytes, record->bytes.bytes);
    err = bytes_append(&aside->bytes, record->bytes);
    if (err == ERR_OK) {
        shelf->aside_count++;
        shelf->last_place++;
    }
    return err;
}

enum err memory_shelf_show(struct memory_shelf *shelf, uint16_t week)
{
    for (size_t index = 0; index < shelf->aside_count; index++) {
        shelf->asides[index].is_shown |= shelf->asides[index].week == week;
    }
    return shelf->refusal;
}

enum err
memory_shelf_unhold(struct memory_shelf *shelf, uint64_t after, uint64_t upto)
{
    for (size_t index = 0; index < shelf->aside_count; index++) {
        struct aside *aside = &shelf->asides[index];

        aside->is_gone |= aside->place > after && aside->place <= upto;
    }
    return shelf->refusal;
}

void shelf_sweep_held(struct memory_shelf *shelf, bool is_commit)
{
    size_t kept = 0;

    for (size_t index = 0; index < shelf->aside_count; index++) {
        struct aside *aside = &shelf->asides[index];

        if (is_commit ? aside->is_gone : aside->is_new) {
            bytes_release(&aside->bytes);
            continue;
        }
        aside->is_gone = false;
        aside->is_new = false;
        shelf->asides[kept++] = *aside;
    }
    shelf->aside_count = kept;
}

size_t memory_shelf_held(const struct memory_shelf *shelf, size_t *shown)
{
    size_t held = 0;

    *shown = 0;
    for (size_t index = 0; index < shelf->aside_count; index++) {
        const struct aside *aside = &shelf->asides[index];

        held += aside->is_gone ? 0 : 1;
        *shown += !aside->is_gone && aside->is_shown ? 1 : 0;
    }
    return held;
}

enum err memory_shelf_apply(struct memory_shelf *shelf,
                            const struct action *action)
{
    switch (action->kind) {
    case ACTION_STORE:
        return memory_shelf_keep(shelf, action->record);
    case ACTION_DROP:
        return memory_shelf_drop(shelf, &action->id);
    case ACTION_KEEP:
        return memory_shelf_remember(shelf, action->place,
                                     bytes_view(&action->bytes));
    case ACTION_HOLD:
        return memory_shelf_hold(shelf, action->record);
    case ACTION_SHOW:
        return memory_shelf_show(shelf, action->week);
    case ACTION_UNHOLD:
        return memory_shelf_unhold(shelf, action->after, action->upto);
    case ACTION_FILE:
        return memory_shelf_file(shelf, action->filed);
    case ACTION_HANDED:
        return memory_shelf_handed(shelf, &action->id, action->when_ms);
    case ACTION_SUMMARY:
        return memory_shelf_sum_up(shelf, action->summary);
    case ACTION_FORGET:
        return memory_shelf_forget(shelf, &action->id);
    case ACTION_WISHED:
        return shelf_note_wish(shelf, &action->id);
    case ACTION_PHOTO: /* keeps none */
    case ACTION_VERIFY:
    case ACTION_SEND:
    case ACTION_CLOSE:
    case ACTION_GREET:
    case ACTION_WAKE:
    case ACTION_TELL:
        break;
    }
    return ERR_OK;
}
