/*
 * Any bytes as a step: what is read is written again to the same bytes, but
 * for keys of later versions. Then bytes as a talk: a deal comes of it, the
 * same when its letters come from behind.
 */
#include <assert.h>
#include <string.h>

#include "node/deal/deal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { LETTERS = 32, HEAD_BYTES = 4 };

static void try_step(struct view content)
{
    struct deal_step step;
    struct deal_step again;
    struct bytes out;
    enum err err = step_read(content, &step);

    assert(err == ERR_OK || err == ERR_MALFORMED);
    if (err != ERR_OK) {
        return;
    }
    bytes_init(&out, DEAL_CONTENT_BYTES_MAX);
    err = step_write(&step, &out);
    assert(err == ERR_OK && out.bytes <= content.bytes);
    err = step_read(bytes_view(&out), &again);
    assert(err == ERR_OK && again.kind == step.kind);
    assert(again.to_ms == step.to_ms);
    bytes_release(&out);
}

/* One letter: whose, when, what it answers, how long it is, what it says. */
static size_t take_letters(struct view rest, struct letter out[LETTERS])
{
    size_t count = 0;

    while (count < LETTERS && rest.bytes > HEAD_BYTES) {
        const uint8_t *head = rest.data;
        struct letter *letter = &out[count];
        size_t most = rest.bytes - HEAD_BYTES;
        size_t size = head[3] < most ? head[3] : most;

        *letter = (struct letter){.kind = LETTER_DEAL,
                                  .readers_count = 1,
                                  .written_ms = (uint64_t)head[1] << 27,
                                  .has_thread = count > 0,
                                  .has_answers = count > 0,
                                  .content = {head + HEAD_BYTES, size}};
        letter->id.data[0] = (unsigned char)(count * 151);
        letter->thread.data[0] = 0;
        letter->answers.data[0] = (unsigned char)(head[2] * 151);
        letter->author.data[0] = (unsigned char)(1 + head[0] % 3);
        letter->readers[0].data[0] = 2;
        rest.data += HEAD_BYTES + size;
        rest.bytes -= HEAD_BYTES + size;
        count++;
    }
    return count;
}

static void try_talk(struct view bytes)
{
    static struct letter letters[LETTERS];
    static struct letter turned[LETTERS];
    size_t count = take_letters(bytes, letters);
    struct deal deal;
    struct deal again;
    struct deal_option options[DEAL_NEXT_MAX];
    enum err err = deal_replay(letters, count, 1, &deal);

    if (err != ERR_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        turned[count - 1 - i] = letters[i];
    }
    err = deal_replay(turned, count, 1, &again);
    assert(err == ERR_OK && again.state == deal.state);
    assert(again.due_ms == deal.due_ms && again.mark == deal.mark);
    assert(id_equal(&again.last, &deal.last));
    assert(deal.state > STATE_NONE && deal.state < STATE_END);
    assert(deal_next(&deal, deal.changed_ms, options) <= DEAL_NEXT_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    try_step((struct view){data, bytes});
    try_talk((struct view){data, bytes});
    return 0;
}
