/* What the two sides of a deal said, letter by letter, and what they may say
 * next. */
#include <string.h>

#include "cli/desk_deals.h"
#include "cli/out.h"
#include "node/mail/thread.h"
#include "store/store.h"

static json_t *text_json(struct view text)
{
    return text.bytes == 0 ? json_null()
                           : json_stringn((const char *)text.data, text.bytes);
}

/* What this side may say now, by the names of the steps. */
static json_t *steps_json(const struct desk *desk, const struct desk_deal *row)
{
    struct deal_option options[DEAL_NEXT_MAX];
    const size_t count = deal_next(&row->sheet.deal, desk->now_ms, options);
    json_t *steps = json_array();

    for (size_t index = 0; steps != NULL && index < count; index++) {
        if (options[index].side == row->side &&
            options[index].step != STEP_LAPSE && /* a node says it */
            json_array_append_new(
                steps, json_string(step_name(options[index].step))) != 0) {
            json_decref(steps);
            return NULL;
        }
    }
    return steps;
}

enum err desk_deal_turn(const struct desk *desk,
                        const struct desk_deal *row,
                        json_t *model)
{
    const uint8_t turn = row->sheet.deal.turn;
    const bool is_ours =
        turn == TURN_BOTH ||
        turn == (row->side == SIDE_KEEPER ? TURN_KEEPER : TURN_CLAIMANT);
    int failed = 0;

    failed |= json_object_set_new(model, "your_turn", json_boolean(is_ours));
    failed |= json_object_set_new(model, "steps", steps_json(desk, row));
    failed |= json_object_set_new(
        model, "post_code", json_stringn(row->code, strcspn(row->code, ".")));
    failed |= json_object_set_new(model, "person",
                                  text_json(row->sheet.beside.person));
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

static json_t *said_model(const struct desk *desk, const struct letter *letter)
{
    struct deal_step step;

    if (letter->kind != LETTER_DEAL ||
        step_read(letter->content, &step) != ERR_OK) {
        return NULL;
    }
    return json_pack(
        "{s:o, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "who",
        desk_household(desk, &letter->author), "mine",
        id_equal(&letter->author, &desk->own), "step", step_name(step.kind),
        "text", text_json(step.text), "where", text_json(step.where), "when",
        out_time_json(step.when_ms), "condition", text_json(step.condition),
        "person", text_json(step.person), "written",
        out_time_json(letter->written_ms));
}

enum err desk_deal_said(const struct desk *desk,
                        const struct desk_deal *row,
                        json_t **out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct thread thread;
    json_t *array = json_array();
    enum err err = ERR_NOMEM;

    if (array == NULL) {
        return ERR_NOMEM;
    }
    thread_init(&thread);
    err =
        thread_load(&thread, &shelf, desk->neighbourhood, &row->sheet.deal.id);
    for (size_t index = 0; err == ERR_OK && index < thread.count; index++) {
        json_t *said = said_model(desk, &thread.letters[index]);

        if (said != NULL && json_array_append_new(array, said) != 0) {
            err = ERR_NOMEM;
        }
    }
    thread_release(&thread);
    if (err != ERR_OK) {
        json_decref(array);
        return err;
    }
    *out = array;
    return ERR_OK;
}
