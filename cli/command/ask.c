/* ask: for what somebody shares, or an answer to what somebody needs. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/deal_form.h"
#include "cli/deal_report.h"
#include "cli/speaks.h"

static const struct option_row ask_options[] = {
    {"quantity", "N", "how many; 1"},
    {"from", "DATE", "from which day on"},
    {"to", "DATE", "the last day"},
    {"text", "TEXT", "only the keeper reads it; - reads standard input"},
    {"for", "NAME", "for somebody without a computer"},
    {"role", "ROLE", "of an event"},
    {"with", "POST", "only together with this one; may be given again"},
    {"instead", "POST", "answer a request with a post of yours"},
    {"dry-run", NULL, "check only; ask nothing"},
    {NULL, NULL, NULL},
};

/* Another post of the same keeper, or why it is none. */
static enum err check_other(const struct counter *counter,
                            const struct desk_post *post,
                            const struct desk_post *other,
                            const struct command_ask *ask)
{
    struct problem *why = &counter->call->why;
    bool is_twice = id_equal(&post->post, &other->post);
    enum err err = ERR_OK;

    if (!id_equal(&post->keeper, &other->keeper)) {
        err = problem_set(why, ERR_INVALID, "two-keepers",
                          "One household cannot promise what another keeps.");
        problem_advise(why, "Ask each of them: kith ask POST");
        return err;
    }
    for (size_t index = 0; index < ask->with_count; index++) {
        is_twice |= ask->with[index].lane == other->lane &&
                    ask->with[index].n == other->n;
    }
    if (is_twice) {
        err = problem_set(why, ERR_INVALID, "asked-twice",
                          "You name the same post twice.");
        problem_advise(why, "--quantity asks for more than one.");
        return err;
    }
    if (ask->with_count == ASK_WITH_MAX) {
        err = problem_set(why, ERR_INVALID, "too-many-posts",
                          "At most %d posts are asked for together.",
                          ASK_WITH_MAX + 1);
        problem_advise(why, "Ask for the others by themselves.");
    }
    return err;
}

/* What --with names. */
static enum err add_others(struct counter *counter,
                           const struct desk_post *post,
                           struct command_ask *ask)
{
    struct call *call = counter->call;
    const char *text = arguments_nth(&call->arguments, "with", 0);
    enum err err = ERR_OK;

    for (size_t index = 0; text != NULL && err == ERR_OK; index++) {
        struct desk_post other;

        desk_post_init(&other);
        err = desk_post_find(&counter->desk, text, &other, &call->why);
        if (err == ERR_OK) {
            err = check_other(counter, post, &other, ask);
        }
        if (err == ERR_OK) {
            ask->with[ask->with_count++] =
                (struct command_slot){other.lane, other.n};
        }
        desk_post_release(&other);
        text = arguments_nth(&call->arguments, "with", index + 1);
    }
    return err;
}

static enum err ask_for(struct counter *counter,
                        const struct desk_post *post,
                        const struct deal_form *form)
{
    struct command command = {
        .kind = COMMAND_ASK,
        .as.ask = {.keeper = post->keeper,
                   .lane = post->lane,
                   .n = post->n,
                   .step = form->step},
    };
    struct answer answer;
    enum err err = ERR_OK;

    err = add_others(counter, post, &command.as.ask);
    if (err != ERR_OK) {
        return err;
    }
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err == ERR_OK) {
        err = deal_report(counter, &answer, STEP_ASK);
        err = err == ERR_OK ? speaks_hint(counter) : err;
    } else if (counter_resume(counter) == ERR_OK) {
        err = deal_refuse(
            counter, err, &answer, NULL,
            json_string_value(json_object_get(post->model, "code")));
    }
    answer_release(&answer);
    return err;
}

/* A helper points to what it offers or lends already. */
static enum err point(struct counter *counter,
                      const struct desk_post *request,
                      struct deal_step *said)
{
    struct call *call = counter->call;
    const char *text = arguments_value(&call->arguments, "instead");
    struct desk_post post;
    enum err err = ERR_OK;

    if (text == NULL) {
        return ERR_OK;
    }
    if (request->kind != POST_REQUEST) {
        err = problem_set(&call->why, ERR_INVALID, "no-request",
                          "Only a request is answered with a post of yours.");
        problem_advise(&call->why, "Leave --instead out.");
        return err;
    }
    desk_post_init(&post);
    err = desk_post_find(&counter->desk, text, &post, &call->why);
    if (err == ERR_OK) {
        err = desk_post_own(&counter->desk, &post, &call->why);
    }
    if (err == ERR_OK) {
        said->instead = post.post;
    }
    desk_post_release(&post);
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
        err = point(counter, &post, &form.step);
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
               "gutter\"\nkith ask tent-m2x --with poles-q8d --from friday",
    .options = ask_options,
    .words_min = 1,
    .words_max = 1,
    .run = ask_run,
};
