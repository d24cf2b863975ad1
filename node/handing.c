#include "node/handing.h"

#include <stdlib.h>
#include <string.h>

#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"

enum { FIRST_ROOM = 64 };

static bool is_noted(const struct handing *handing, const struct id *letter)
{
    for (size_t index = 0; index < handing->count; index++) {
        if (id_equal(&handing->letters[index].letter, letter)) {
            return true;
        }
    }
    return false;
}

static void take_out(struct handing *handing, size_t at)
{
    handing->count--;
    memmove(&handing->letters[at], &handing->letters[at + 1],
            (handing->count - at) * sizeof handing->letters[0]);
}

void handing_release(struct handing *handing)
{
    free(handing->letters);
    *handing = (struct handing){.count = 0};
}

static enum err grow(struct handing *handing)
{
    const size_t room = handing->room == 0 ? FIRST_ROOM : 2 * handing->room;
    struct handing_letter *letters = NULL;

    if (handing->count < handing->room) {
        return ERR_OK;
    }
    letters = realloc(handing->letters, room * sizeof *letters);
    if (letters == NULL) {
        return ERR_NOMEM;
    }
    handing->letters = letters;
    handing->room = room;
    return ERR_OK;
}

enum err handing_note(struct handing *handing,
                      const struct letter *letter,
                      uint64_t sequence)
{
    struct handing_letter *place = NULL;
    enum err err = ERR_OK;

    if (is_noted(handing, &letter->id)) {
        return ERR_OK;
    }
    if (handing->count == HANDING_MAX) {
        take_out(handing, 0);
    }
    err = grow(handing);
    if (err != ERR_OK) {
        return err;
    }
    place = &handing->letters[handing->count++];
    *place = (struct handing_letter){
        .letter = letter->id,
        .readers_count = letter->readers_count,
        .sequence = sequence,
    };
    memcpy(place->readers, letter->readers, sizeof place->readers);
    handing->is_due = true;
    return ERR_OK;
}

static bool is_handed(const struct node *node,
                      const struct handing_letter *letter)
{
    for (size_t index = 0; index < letter->readers_count; index++) {
        if (sync_has_handed(node->sync, &letter->readers[index],
                            letter->sequence)) {
            return true;
        }
    }
    return false;
}

/* Letters of ours that are still kept, while they are looked for. */
struct looking {
    struct node *node;
    const struct step *step;
};

/* A letter of ours is tried as if it had come. */
static enum err look_at(void *visitor, struct view bytes)
{
    const struct looking *looking = visitor;
    struct node *node = looking->node;
    struct record record;
    enum err err = record_read_header(bytes, &record);

    if (err != ERR_OK || record.class != CLASS_LETTER ||
        record_is_tombstone(&record) ||
        !id_equal(&record.household, &node->config.household->signing.public)) {
        return err;
    }
    err = record_read(bytes, &record);
    return err == ERR_OK
               ? receive_id(node, looking->step, &record.id, node->journal_seen)
               : err;
}

/* In the set of letters alone: what is ours may stand among a million others.
 */
static enum err load(struct node *node, const struct step *step)
{
    struct looking looking = {node, step};
    enum err err =
        node->shelf.walk_bytes(node->shelf.self, SET_MAIL, look_at, &looking);

    node->handing.is_loaded = err == ERR_OK;
    return err;
}

/* Did nobody acknowledge anything since they were last looked at? */
static bool is_quiet(struct handing *handing, const struct sync *sync)
{
    const uint64_t heard = sync_acknowledged(sync);
    const bool is_so = !handing->is_due && handing->heard == heard;

    handing->heard = heard;
    handing->is_due = false;
    return is_so;
}

enum err handing_run(struct node *node, const struct step *step)
{
    struct handing *handing = &node->handing;
    enum err err = ERR_OK;

    if (step->event->kind == EVENT_TICK && !handing->is_loaded) {
        err = load(node, step);
    }
    if (err != ERR_OK || is_quiet(handing, node->sync)) {
        return err;
    }
    for (size_t index = handing->count; err == ERR_OK && index > 0; index--) {
        if (is_handed(node, &handing->letters[index - 1])) {
            err = actions_handed(step->actions,
                                 &handing->letters[index - 1].letter,
                                 step->event->moment.now_ms);
            take_out(handing, index - 1);
        }
    }
    return err;
}
