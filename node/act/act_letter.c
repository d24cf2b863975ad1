#include "node/act/act_letter.h"

#include <assert.h>

#include <sodium.h>

#include "node/act/act_device.h"
#include "node/limits.h"

/* Random bytes of one letter: from the seed of the step and from all that the
 * letter says, so that two of one step have nothing in common. */
static void draw_nonce(const struct step *step,
                       const struct letter_draft *draft,
                       unsigned char out[static LETTER_NONCE_BYTES])
{
    crypto_generichash_state state;
    int failed = crypto_generichash_init(&state, step->event->seed, SEED_BYTES,
                                         LETTER_NONCE_BYTES);

    if (draft->thread != NULL) {
        failed |=
            crypto_generichash_update(&state, draft->thread->data, ID_BYTES);
    }
    for (size_t index = 0; index < draft->readers_count; index++) {
        failed |= crypto_generichash_update(&state, draft->readers[index].data,
                                            ID_BYTES);
    }
    failed |= crypto_generichash_update(&state, draft->content.data,
                                        draft->content.bytes);
    failed |= crypto_generichash_final(&state, out, LETTER_NONCE_BYTES);
    assert(failed == 0);
}

static enum err file_own(const struct node *node,
                         const struct step *step,
                         struct view text,
                         struct id *id)
{
    struct letter letter;
    struct filed filed;
    enum err err =
        letter_read(&node->config.neighbourhood,
                    &node->config.household->signing.public, text, &letter);

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
    *id = letter.id;
    return actions_file(step->actions, &filed);
}

enum err act_letter(struct node *node,
                    const struct step *step,
                    const struct letter_draft *draft,
                    struct id *letter_id)
{
    const struct letter_author author = {
        &node->config.neighbourhood, &node->config.household->signing.public,
        &node->config.device->signing};
    unsigned char nonce[LETTER_NONCE_BYTES];
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
    draw_nonce(step, draft, nonce);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = letter_write(&author, draft, step->event->moment.now_ms, nonce, &text,
                       letter_id);
    if (err == ERR_OK) {
        err = file_own(node, step, bytes_view(&text), letter_id);
    }
    bytes_wipe(&text);
    return err;
}
