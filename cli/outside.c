#include "cli/outside.h"

#include "cli/deal_form.h"
#include "cli/deal_report.h"
#include "cli/field.h"
#include "cli/parts.h"
#include "node/limits.h"

static enum err lend(struct counter *counter,
                     const struct desk_post *post,
                     const struct deal_form *form,
                     struct view name)
{
    const struct deal_step *out = &form->step;
    const uint64_t now_ms = counter->desk.now_ms;
    const struct command command = {
        .kind = COMMAND_ASK,
        .as.ask = {.keeper = post->keeper,
                   .lane = post->lane,
                   .n = post->n,
                   .step = {.outside = name,
                            .quantity = out->quantity,
                            .from_ms = out->due_ms == 0 ? 0 : now_ms,
                            .to_ms = out->due_ms},
                   .out = {.condition = out->condition,
                           .missing = out->missing,
                           .due_ms = out->due_ms}},
    };
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err == ERR_OK) {
        err = deal_report(counter, &answer, STEP_OUT);
    } else if (counter_resume(counter) == ERR_OK) {
        err = deal_refuse(
            counter, err, &answer, NULL,
            json_string_value(json_object_get(post->model, "code")));
    }
    answer_release(&answer);
    return err;
}

static enum err check_days(const struct counter *counter,
                           const struct deal_form *form)
{
    struct problem *why = &counter->call->why;
    enum err err = ERR_OK;

    if (form->step.due_ms == 0 || form->step.due_ms > counter->desk.now_ms) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "past-days",
                      "What is handed over now cannot have been back before.");
    problem_advise(why, "--until sunday");
    return err;
}

enum err outside_lend(struct counter *counter)
{
    struct call *call = counter->call;
    const char *whom = arguments_value(&call->arguments, "to");
    const char *missing = arguments_value(&call->arguments, "missing");
    struct view name = {NULL, 0};
    struct deal_form form;
    struct desk_post post;
    enum err err = ERR_OK;

    deal_form_init(&form, STEP_OUT);
    desk_post_init(&post);
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = desk_post_own(&counter->desk, &post, &call->why);
    }
    if (err == ERR_OK) {
        err = field_text(&name, view_text(whom), "name", NAME_BYTES_MAX,
                         &call->why);
    }
    if (err == ERR_OK) {
        err = deal_form_apply(&form, &call->arguments, counter->desk.now_ms,
                              &call->why);
    }
    if (err == ERR_OK) {
        err = check_days(counter, &form);
    }
    if (err == ERR_OK && missing != NULL) {
        err =
            parts_of_post(&post.said, missing, &form.step.missing, &call->why);
    }
    if (err == ERR_OK) {
        err = lend(counter, &post, &form, name);
    }
    desk_post_release(&post);
    deal_form_release(&form);
    return err;
}
