#include "node/act/act_letter.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/act/act_device.h"
#include "node/act/machines.h"
#include "node/limits.h"
#include "node/mail/thread.h"
#include "node/record/record.h"

/* The nonce: from the seed of the step and from all that the letter says, so
 * that two of one step have nothing in common. */
static void draw_nonce(const struct step *step,
                       const struct letter_draft *draft,
                       unsigned char out[static LETTER_NONCE_BYTES])
{
    const struct view parts[] = {
        {step->event->seed, SEED_BYTES},
        {draft->thread != NULL ? draft->thread->data : NULL,
         draft->thread != NULL ? ID_BYTES : 0},
        {draft->readers->data, draft->readers_count * sizeof(struct id)},
        draft->content,
    };
    struct id hash;

    identity_hash(DOMAIN_LETTER_NONCE, parts, sizeof parts / sizeof parts[0],
                  &hash);
    memcpy(out, hash.data, LETTER_NONCE_BYTES);
}

/* A slot number that is free and not given away in this step. */
static enum err take_slot(const struct node *node,
                          const struct step *step,
                          const struct shelf_range *range,
                          uint32_t *n)
{
    const struct shelf *shelf = &node->shelf;
    struct shelf_row head;
    struct id slot;
    enum err err = shelf->free_slot(shelf->self, range, n);

    while (err == ERR_OK) {
        record_slot(range->class, &range->household, range->lane, *n, &slot);
        err = shelf->head(shelf->self, &slot, &head);
        if (!actions_store_slot(step->actions, &slot) &&
            (err == ERR_UNKNOWN || (err == ERR_OK && head.is_tombstone))) {
            return ERR_OK;
        }
        if (err == ERR_OK || err == ERR_UNKNOWN) {
            (*n)++;
            err = *n < range->limit ? ERR_OK : ERR_FULL;
        }
    }
    return err;
}

/* A slot for a letter: free, else one that another letter gives; draft: NULL
 * where none has to. */
static enum err find_slot(struct node *node,
                          const struct step *step,
                          const struct shelf_range *range,
                          const struct letter_draft *draft,
                          uint32_t *n)
{
    enum err err = take_slot(node, step, range, n);

    if (err == ERR_FULL) {
        err = act_spent_slot(node, step, range, n);
    }
    return err == ERR_FULL && draft != NULL
               ? act_crowded_slot(node, step, range, draft, n)
               : err;
}

static enum err store_sealed(struct node *node,
                             const struct step *step,
                             const struct letter_draft *letter,
                             struct view body)
{
    struct shelf_range range = {
        .household = node->config.household->signing.public,
        .class = CLASS_LETTER,
        .limit = own_slots(node, CLASS_LETTER),
    };
    struct act_draft draft = {.class = CLASS_LETTER, .kind = 1, .body = body};
    struct id id;
    enum err err =
        range.limit == 0 ? ERR_DENIED : act_lane(node, step, &range.lane);

    if (err == ERR_OK) {
        err = find_slot(node, step, &range, letter, &draft.n);
    }
    draft.lane = range.lane;
    return err == ERR_OK ? act_sign(node, step, &draft, &id) : err;
}

static enum err seal_and_store(struct node *node,
                               const struct step *step,
                               const struct letter_draft *letter,
                               const struct machines *machines,
                               struct view text)
{
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = machines_seal(node, step, machines, text, &body);
    if (err == ERR_OK) {
        err = store_sealed(node, step, letter, bytes_view(&body));
    }
    bytes_release(&body);
    return err;
}

static enum err
file_own(const struct node *node, const struct step *step, struct view text)
{
    struct letter letter;
    struct filed filed;
    bool has_room = false;
    enum err err =
        letter_read(&node->config.neighbourhood,
                    &node->config.household->signing.public, text, &letter);

    assert(err == ERR_OK);
    err = thread_has_room(&node->shelf, step->actions, &letter.thread,
                          &node->config.household->signing.public,
                          &node->config.household->signing.public, &has_room);
    if (err == ERR_OK && !has_room) {
        err = ERR_FULL;
    }
    if (err != ERR_OK) {
        return err;
    }
    filed = (struct filed){
        .id = letter.id,
        .thread = letter.thread,
        .author = letter.author,
        .written_ms = letter.written_ms,
        .kind = letter.kind,
        .text = text,
    };
    return actions_file(step->actions, &filed);
}

static enum err write_text(const struct node *node,
                           const struct step *step,
                           const struct letter_draft *draft,
                           struct bytes *text,
                           struct id *letter_id)
{
    const struct letter_author author = {
        &node->config.neighbourhood, &node->config.household->signing.public,
        &node->config.device->signing};
    unsigned char nonce[LETTER_NONCE_BYTES];

    draw_nonce(step, draft, nonce);
    return letter_write(&author, draft, step->event->moment.now_ms, nonce, text,
                        letter_id);
}

/* A letter to nobody is for our other machines; without any it stays here. */
static bool has_readers(const struct letter_draft *draft,
                        const struct machines *machines)
{
    return draft->readers_count > 0 || machines->count > 1;
}

enum err act_letter(struct node *node,
                    const struct step *step,
                    const struct letter_draft *draft,
                    struct id *letter_id)
{
    struct machines machines;
    struct bytes text;
    enum err err = ERR_OK;

    if (own_is_struck_out(node)) {
        return ERR_DENIED;
    }
    if (!step->event->moment.is_plausible) {
        return ERR_CLOCK;
    }
    if (draft->readers_count > LETTER_READERS_MAX) {
        return ERR_INVALID;
    }
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = machines_find(node, step->event->moment.now_ms, draft, &machines);
    if (err == ERR_OK) {
        err = write_text(node, step, draft, &text, letter_id);
    }
    if (err == ERR_OK && has_readers(draft, &machines)) {
        err = seal_and_store(node, step, draft, &machines, bytes_view(&text));
    }
    if (err == ERR_OK) {
        err = file_own(node, step, bytes_view(&text));
    }
    bytes_wipe(&text);
    return err;
}

enum err act_letter_again(struct node *node,
                          const struct step *step,
                          const struct letter *letter,
                          struct view text)
{
    struct letter_draft draft = {.readers_count = letter->readers_count};
    struct machines machines;
    enum err err = ERR_OK;

    memcpy(draft.readers, letter->readers, sizeof draft.readers);
    err = machines_find(node, step->event->moment.now_ms, &draft, &machines);
    return err == ERR_OK ? seal_and_store(node, step, NULL, &machines, text)
                         : err;
}
