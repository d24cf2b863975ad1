/* hand-over and take-over: a thing changes its keeper. */
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/deal_report.h"
#include "cli/field.h"
#include "cli/when.h"

static const char *code_of(const struct desk_post *post)
{
    return json_string_value(json_object_get(post->model, "code"));
}

/* What the post is called that came of it. */
static enum err name_new(struct counter *counter,
                         const struct answer *answer,
                         const struct desk_post *post,
                         char code[static CODE_CHARS])
{
    const enum post_kind kind = (enum post_kind)post->kind;
    enum err err = ERR_OK;

    post_code(kind, post->said.title, &answer->post, CODE_DIGITS_MIN, code);
    if (!arguments_has(&counter->call->arguments, "dry-run")) {
        err = counter_resume(counter);
        if (err == ERR_OK) {
            err = desk_code(&counter->desk, kind, post->said.title,
                            &answer->post, code);
        }
    }
    return err;
}

/* Do it, and say it in the words that fit. */
static enum err commit(struct counter *counter,
                       const struct command *command,
                       const struct desk_post *post,
                       const char *done)
{
    char code[CODE_CHARS];
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(counter, command, &answer);
    if (err == ERR_OK) {
        err = name_new(counter, &answer, post, code);
    } else if (counter->call->why.text[0] == '\0' &&
               counter_resume(counter) == ERR_OK) {
        err = answer.refusal == REFUSAL_NONE
                  ? counter_refuse_post(counter, err)
                  : deal_refuse(counter, err, &answer, NULL, code_of(post));
    }
    if (err == ERR_OK) {
        err = counter_report(counter, &answer, code, done, NULL);
    }
    answer_release(&answer);
    return err;
}

static const char *keeper_of(const struct desk_post *post)
{
    return json_string_value(
        json_object_get(json_object_get(post->model, "keeper"), "name"));
}

/* Does it stand? */
static enum err check_open(const struct counter *counter,
                           const struct desk_post *post)
{
    struct problem *why = &counter->call->why;
    enum err err = ERR_OK;

    if (post->said.status != STATUS_CLOSED) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_STATE, "post-over", "%s is closed.",
                      code_of(post));
    problem_advise(why, "kith board shows what there is.");
    return err;
}

/* Whom the second word names; with --undo nobody. */
static enum err find_heir(const struct counter *counter, struct id *out)
{
    const struct arguments *arguments = &counter->call->arguments;
    struct problem *why = &counter->call->why;
    const bool is_undo = arguments_has(arguments, "undo");
    enum err err = ERR_OK;

    memset(out, 0, sizeof *out);
    if (is_undo == (arguments->word_count > 1)) {
        err = problem_set(why, ERR_INVALID, "bad-heir",
                          "Say who is to keep it, or --undo.");
        problem_advise(why, "kith hand-over ladder-7kq \"Red gate\"");
        problem_exit(why, 64);
        return err;
    }
    if (is_undo) {
        return ERR_OK;
    }
    err = desk_household_find(&counter->desk, arguments->words[1], out, why);
    if (err == ERR_OK && id_equal(out, &counter->desk.own)) {
        err = problem_set(why, ERR_DENIED, "own-post", "You keep it already.");
        problem_advise(why, "kith members shows who else could.");
    }
    return err;
}

static enum err hand_over(struct counter *counter)
{
    struct call *call = counter->call;
    struct command command = {.kind = COMMAND_HAND_OVER};
    struct command_heir *heir = &command.as.heir;
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = desk_post_own(&counter->desk, &post, &call->why);
    }
    if (err == ERR_OK) {
        err = check_open(counter, &post);
    }
    if (err == ERR_OK) {
        err = find_heir(counter, &heir->household);
    }
    if (err == ERR_OK) {
        heir->slot = (struct command_slot){post.lane, post.n};
        err = commit(counter, &command, &post,
                     id_is_zero(&heir->household) ? "You keep" : "Offered");
    }
    if (err == ERR_OK && !id_is_zero(&heir->household)) {
        out_hint(&call->out,
                 "It is yours until they say: kith take-over %s. Take it back: "
                 "kith hand-over %s --undo",
                 code_of(&post), code_of(&post));
    }
    desk_post_release(&post);
    return err;
}

static enum err check_offered(const struct counter *counter,
                              const struct desk_post *post)
{
    struct problem *why = &counter->call->why;
    enum err err = check_open(counter, post);

    if (err != ERR_OK || id_equal(&post->said.heir, &counter->desk.own)) {
        return err;
    }
    err = problem_set(why, ERR_DENIED, "not-offered",
                      "%s is %s's, and was not handed over to you.",
                      code_of(post), keeper_of(post));
    problem_advise(why, "Its keeper says: kith hand-over %s HOUSEHOLD",
                   code_of(post));
    return err;
}

/* Where it is from now on, and until when it shows. */
static enum err read_home(struct counter *counter, struct draft *draft)
{
    struct near home;
    enum err err = near_recall(counter->drive.store, &home);

    if (err == ERR_OK) {
        draft_place(draft, &home);
        draft->post.until_ms = field_until_default((enum post_kind)draft->kind,
                                                   counter->desk.now_ms);
        err = draft_apply(draft, &counter->call->arguments,
                          counter->desk.now_ms, &counter->call->why);
    }
    return err;
}

static enum err take(struct counter *counter, const struct desk_post *post)
{
    struct command command = {.kind = COMMAND_TAKE_OVER};
    struct draft draft;
    enum err err = ERR_OK;

    draft_init(&draft, (enum post_kind)post->kind, 0);
    draft.ruled = roster_ruled(counter->desk.roster);
    err = read_home(counter, &draft);
    if (err == ERR_OK) {
        command.as.heir = (struct command_heir){
            .slot = {post->lane, post->n},
            .household = post->keeper,
            .cell = draft.post.cell,
            .until_ms = draft.post.until_ms,
        };
        err = commit(counter, &command, post, "You keep now");
    }
    draft_release(&draft);
    return err;
}

static enum err take_over(struct counter *counter)
{
    struct call *call = counter->call;
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = check_offered(counter, &post);
    }
    if (err == ERR_OK) {
        err = take(counter, &post);
    }
    desk_post_release(&post);
    return err;
}

static enum err hand_over_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, hand_over);
}

static enum err take_over_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, take_over);
}

static const struct option_row hand_over_options[] = {
    {"undo", NULL, "you keep it after all"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

static const struct option_row take_over_options[] = {
    {"until", "DATE", "show it until then"},
    {"at", "CELL", "roughly where it is from now on, or none"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

const struct verb verb_hand_over = {
    .name = "hand-over",
    .group = GROUP_POSTS,
    .usage = "POST HOUSEHOLD",
    .summary = "let another household keep a thing of yours from now on",
    .example = "kith hand-over ladder-7kq \"Red gate\"",
    .options = hand_over_options,
    .words_min = 1,
    .words_max = 2,
    .run = hand_over_run,
};

const struct verb verb_take_over = {
    .name = "take-over",
    .group = GROUP_POSTS,
    .usage = "POST",
    .summary = "keep what another household hands over to you",
    .example = "kith take-over ladder-7kq",
    .options = take_over_options,
    .words_min = 1,
    .words_max = 1,
    .run = take_over_run,
};
