/* ask: for what somebody shares, or an answer to what somebody needs. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/deal_form.h"
#include "cli/deal_report.h"

static const struct option_row ask_options[] = {
    {"quantity", "N", "how many; 1"},
    {"from", "DATE", "from which day on"},
    {"to", "DATE", "the last day"},
    {"text", "TEXT", "only the keeper reads it; - reads standard input"},
    {"for", "NAME", "for somebody without a computer"},
    {"role", "ROLE", "of an event"},
    {"dry-run", NULL, "check only; ask nothing"},
    {NULL, NULL, NULL},
};

static enum err ask_for(struct counter *counter,
                        const struct desk_post *post,
                        const struct deal_form *form)
{
    const struct command command = {
        .kind = COMMAND_ASK,
        .as.ask = {.keeper = post->keeper,
                   .lane = post->lane,
                   .n = post->n,
                   .step = form->step},
    };
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err == ERR_OK) {
        err = deal_report(counter, &answer, STEP_ASK);
    } else if (counter_resume(counter) == ERR_OK) {
        err = deal_refuse(
            counter, err, &answer, NULL,
            json_string_value(json_object_get(post->model, "code")));
    }
    answer_release(&answer);
    return err;
}

static enum err ask(struct counter *counter)
{
    struct call *call = counter->call;
    struct deal_form form;
    struct desk_post post;
    enum err err = ERR_OK;

    deal_form_init(&form, STEP_ASK);
    desk_post_init(&post);
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = deal_form_apply(&form, &call->arguments, counter->desk.now_ms,
                              &call->why);
    }
    if (err == ERR_OK) {
        err = ask_for(counter, &post, &form);
    }
    desk_post_release(&post);
    deal_form_release(&form);
    return err;
}

static enum err ask_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, ask);
}

const struct verb verb_ask = {
    .name = "ask",
    .alias = "answer",
    .group = GROUP_DEALS,
    .usage = "POST",
    .summary = "ask for what somebody shares; only the keeper is told",
    .example = "kith ask ladder-7kq --from sat --to mon --text \"For the "
               "gutter\"",
    .options = ask_options,
    .words_min = 1,
    .words_max = 1,
    .run = ask_run,
};
