#include "cli/deal_form.h"

#include <stddef.h>
#include <string.h>

#include "cli/field.h"
#include "cli/when.h"
#include "node/limits.h"
#include "node/moment.h"
#include "node/record/text.h"

enum { MINUTE_MS = 60 * 1000, LAST_SECOND_MS = 59 * 1000 };

void deal_form_init(struct deal_form *form, enum step_kind kind)
{
    *form = (struct deal_form){.step.kind = (uint8_t)kind};
    bytes_init(&form->typed, DEAL_TEXT_BYTES_MAX + 1);
}

void deal_form_release(struct deal_form *form)
{
    bytes_release(&form->typed);
}

/* A text that may have lines. */
static enum err
lines_set(struct view *field, struct view text, struct problem *why)
{
    const enum text_rule rule =
        text_check(text, TEXT_LINES, DEAL_TEXT_BYTES_MAX);
    enum err err = ERR_OK;

    if (rule == TEXT_RULE_OK) {
        *field = text;
        return ERR_OK;
    }
    if (rule == TEXT_RULE_LONG) {
        return field_too_long(why, "text", DEAL_TEXT_BYTES_MAX);
    }
    err = problem_set(why, ERR_INVALID, "bad-text",
                      "The text cannot be used: %s.", text_rule_text(rule));
    problem_advise(why, "Type it again with plain letters.");
    return err;
}

/* --text and --because are the same field: what is said, and why. */
static enum err apply_text(struct deal_form *form,
                           const struct arguments *arguments,
                           struct problem *why)
{
    const char *because = arguments_value(arguments, "because");
    const char *text = arguments_value(arguments, "text");

    text = text != NULL ? text : because;
    if (text == NULL) {
        return ERR_OK;
    }
    if (strcmp(text, "-") == 0) {
        enum err err =
            field_typed(&form->typed, "text", DEAL_TEXT_BYTES_MAX, why);

        return err == ERR_OK
                   ? lines_set(&form->step.text, bytes_view(&form->typed), why)
                   : err;
    }
    return lines_set(&form->step.text, view_text(text), why);
}

/* An option that is one line of text. */
struct line_option {
    const char *option;
    const char *name;
    size_t offset; /* of the view in struct deal_step */
    size_t bytes_max;
};

static enum err apply_lines(struct deal_form *form,
                            const struct arguments *arguments,
                            struct problem *why)
{
    static const struct line_option rows[] = {
        {"role", "role", offsetof(struct deal_step, role), NAME_BYTES_MAX},
        {"for", "name", offsetof(struct deal_step, acts_for), NAME_BYTES_MAX},
        {"where", "place", offsetof(struct deal_step, where), WHERE_BYTES_MAX},
        {"condition", "condition", offsetof(struct deal_step, condition),
         CONDITION_BYTES_MAX},
        {"outside", "name", offsetof(struct deal_step, outside),
         NAME_BYTES_MAX},
    };
    enum err err = ERR_OK;

    for (size_t index = 0; index < sizeof rows / sizeof *rows && err == ERR_OK;
         index++) {
        const char *value = arguments_value(arguments, rows[index].option);
        struct view *field =
            (struct view *)(void *)((char *)&form->step + rows[index].offset);

        if (value != NULL) {
            err = field_text(field, view_text(value), rows[index].name,
                             rows[index].bytes_max, why);
        }
    }
    return err;
}

/* An option that is a time. */
struct time_option {
    const char *option;
    enum when_edge edge;
    uint64_t *field;
};

/* Of what is handed over, --to says to whom. */
static bool is_whom(const struct deal_step *step, const char *option)
{
    return step->kind == STEP_OUT && strcmp(option, "to") == 0;
}

/* Without an end it is for the day that was named, or for 24 hours. */
static enum err end_of_day(struct deal_step *step,
                           const char *from,
                           uint64_t now_ms,
                           struct problem *why)
{
    enum err err = when_read(from, now_ms, WHEN_END, &step->to_ms, why);

    step->to_ms += step->to_ms == step->from_ms ? (uint64_t)DAY_MS : 0;
    return err;
}

static enum err apply_times(struct deal_form *form,
                            const struct arguments *arguments,
                            uint64_t now_ms,
                            struct problem *why)
{
    struct deal_step *step = &form->step;
    const struct time_option rows[] = {
        {"from", WHEN_BEGIN, &step->from_ms},
        {"to", WHEN_END, &step->to_ms},
        {"when", WHEN_BEGIN, &step->when_ms},
        {"until", WHEN_END,
         step->kind == STEP_OUT ? &step->due_ms : &step->hold_ms},
    };
    uint64_t after_ms = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; index < sizeof rows / sizeof *rows && err == ERR_OK;
         index++) {
        const char *value = arguments_value(arguments, rows[index].option);

        if (value == NULL || is_whom(step, rows[index].option)) {
            continue;
        }
        if (rows[index].field == &step->to_ms) {
            after_ms = step->from_ms != 0 ? step->from_ms : form->begins_ms;
        }
        err = when_read_after(value, now_ms, after_ms, rows[index].edge,
                              rows[index].field, why);
        after_ms = 0;
    }
    if (err == ERR_OK && step->from_ms != 0 && step->to_ms == 0 &&
        step->kind == STEP_ASK) {
        err = end_of_day(step, arguments_value(arguments, "from"), now_ms, why);
    }
    /* Days end where the next one begins. */
    step->to_ms += step->to_ms % MINUTE_MS == LAST_SECOND_MS ? 1000 : 0;
    if (err == ERR_OK && step->to_ms != 0 && step->from_ms >= step->to_ms) {
        err = problem_set(why, ERR_INVALID, "bad-days",
                          "The days end before they begin.");
        problem_advise(why, "--from sat --to mon");
    }
    return err;
}

static enum err apply_quantity(struct deal_form *form,
                               const struct arguments *arguments,
                               struct problem *why)
{
    const uint64_t limits[] = {1, QUANTITY_MAX};
    uint64_t quantity = form->step.quantity;
    enum err err =
        arguments_number(arguments, "quantity", limits, &quantity, why);

    if (err == ERR_OK) {
        form->step.quantity = (uint16_t)quantity;
    }
    return err;
}

static enum err
apply_result(struct deal_form *form, const char *word, struct problem *why)
{
    const enum step_kind result = step_find(view_text(word));
    enum err err = ERR_OK;

    if (result == STEP_DONE || result == STEP_MISSED || result == STEP_LOST) {
        form->step.result = (uint8_t)result;
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-result",
                      "A mark is put right as done, missed or lost.");
    problem_advise(why, "kith fix ladder-7kq.1 done");
    return err;
}

/* The word behind DEAL. */
static enum err apply_word(struct deal_form *form,
                           const struct arguments *arguments,
                           struct problem *why)
{
    const char *word = arguments->word_count > 1 ? arguments->words[1] : NULL;

    if (form->step.kind == STEP_FIX) {
        return apply_result(form, word == NULL ? "" : word, why);
    }
    if (word == NULL && form->step.kind == STEP_NOTE &&
        form->step.text.bytes == 0 && !arguments_has(arguments, "where")) {
        enum err err = problem_set(why, ERR_INVALID, "missing-text",
                                   "A note needs something to say.");

        problem_advise(why, "kith note ladder-7kq.1 \"I ring twice\"");
        return err;
    }
    if (word == NULL) {
        return ERR_OK;
    }
    if (form->step.kind == STEP_HAND_ON) {
        return field_text(&form->step.person, view_text(word), "name",
                          NAME_BYTES_MAX, why);
    }
    return lines_set(&form->step.text, view_text(word), why);
}

enum err deal_form_apply(struct deal_form *form,
                         const struct arguments *arguments,
                         uint64_t now_ms,
                         struct problem *why)
{
    enum err err = apply_text(form, arguments, why);

    if (err == ERR_OK) {
        err = apply_word(form, arguments, why);
    }
    if (err == ERR_OK) {
        err = apply_lines(form, arguments, why);
    }
    if (err == ERR_OK) {
        err = apply_times(form, arguments, now_ms, why);
    }
    return err == ERR_OK ? apply_quantity(form, arguments, why) : err;
}
