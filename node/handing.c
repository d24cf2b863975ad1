#include "node/handing.h"

#include <string.h>

#include "node/inside.h"
#include "node/limits.h"

enum { PAGE_ROWS = 64 };

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

void handing_note(struct handing *handing,
                  const struct letter *letter,
                  uint64_t sequence)
{
    struct handing_letter *place = NULL;

    if (is_noted(handing, &letter->id)) {
        return;
    }
    if (handing->count == HANDING_MAX) {
        take_out(handing, 0);
    }
    place = &handing->letters[handing->count++];
    *place = (struct handing_letter){
        .letter = letter->id,
        .readers_count = letter->readers_count,
        .sequence = sequence,
    };
    memcpy(place->readers, letter->readers, sizeof place->readers);
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

static enum err
load_page(struct node *node, const struct step *step, uint64_t *cursor)
{
    struct shelf_row rows[PAGE_ROWS];
    size_t count = 0;
    enum err err = node->shelf.household_rows(
        node->shelf.self, &node->config.household->signing.public, cursor, rows,
        PAGE_ROWS, &count);

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (rows[index].class == CLASS_LETTER && !rows[index].is_tombstone) {
            err = receive_id(node, step, &rows[index].id, node->journal_seen);
        }
    }
    return err;
}

/* Letters of ours that are still kept are tried as if they had come. */
static enum err load(struct node *node, const struct step *step)
{
    uint64_t cursor = 0;
    enum err err = ERR_OK;

    do {
        err = load_page(node, step, &cursor);
    } while (err == ERR_OK && cursor > 0);
    node->handing.is_loaded = err == ERR_OK;
    return err;
}

enum err handing_run(struct node *node, const struct step *step)
{
    struct handing *handing = &node->handing;
    enum err err = ERR_OK;

    if (step->event->kind == EVENT_TICK && !handing->is_loaded) {
        err = load(node, step);
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
