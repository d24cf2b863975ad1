#include "cli/drive_apply.h"

#include "store/held.h"
#include "store/letter.h"
#include "store/local.h"
#include "store/photos.h"
#include "store/wish.h"

static enum err write_log(struct drive *drive, const struct tell *tell)
{
    const struct local_event event = {
        .when_ms = drive_moment(drive).now_ms,
        .kind = (uint32_t)tell->kind,
        .subject = tell->subject,
        .other = tell->other,
        .number = tell->number,
    };

    return local_log(drive->store, &event);
}

/* A disk that is full of photos, or of anything else, keeps the rest. */
static enum err keep_photo(struct drive *drive, const struct action *action)
{
    const struct view bytes = bytes_view(&action->bytes);
    const bool is_small = action->part == PHOTO_SMALL;
    const struct photo_file file = {
        .id = action->id,
        .part = action->part,
        .origin = PHOTO_OF_OTHERS,
        .head = is_small ? bytes : (struct view){NULL, 0},
        .picture = is_small ? (struct view){NULL, 0} : bytes,
    };
    enum err err = photos_put(drive->store, &file, drive_moment(drive).now_ms);

    return err == ERR_FULL || err == ERR_DISK_FULL ? ERR_OK : err;
}

/* What must be on disk with this transaction. */
static enum err apply(struct drive *drive, const struct action *action)
{
    switch (action->kind) {
    case ACTION_STORE:
        return store_put_record(drive->store, action->record);
    case ACTION_DROP:
        return store_drop(drive->store, &action->id);
    case ACTION_KEEP:
        return store_keep(drive->store, action->place,
                          bytes_view(&action->bytes));
    case ACTION_HOLD:
        return held_put(drive->store, action->record);
    case ACTION_SHOW:
        return held_show(drive->store, action->week);
    case ACTION_UNHOLD:
        return held_forget(drive->store, action->after, action->upto);
    case ACTION_FILE:
        return letter_file(drive->store, action->filed);
    case ACTION_HANDED:
        return letter_set_handed(drive->store, &action->id, action->when_ms);
    case ACTION_SUMMARY:
        return letter_sum_up(drive->store, action->summary);
    case ACTION_FORGET:
        return letter_forget(drive->store, &action->id);
    case ACTION_WISHED:
        return wish_note(drive->store, &action->id, action->number);
    case ACTION_PHOTO:
        return keep_photo(drive, action);
    case ACTION_TELL:
        return write_log(drive, &action->tell);
    case ACTION_VERIFY:
    case ACTION_SEND:
    case ACTION_CLOSE:
    case ACTION_GREET:
    case ACTION_WAKE:
        break;
    }
    return ERR_OK;
}

/* What is stored next is looked up in memory that is seldom in the cache. */
static void
expect(struct drive *drive, const struct actions *actions, size_t index)
{
    if (index < actions->count && actions->items[index].kind == ACTION_STORE) {
        store_expect(drive->store, actions->items[index].record);
    }
}

enum err
drive_apply(struct drive *drive, const struct actions *actions, size_t from)
{
    enum err err = ERR_OK;

    for (size_t index = from; err == ERR_OK && index < actions->count;
         index++) {
        expect(drive, actions, index + 1);
        err = apply(drive, &actions->items[index]);
    }
    return err;
}
