/* edit, renew and withdraw: what a keeper does with a post. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/field.h"
#include "cli/when.h"

/* A post of this household that the first word names. */
struct change {
    struct counter counter;
    struct desk_post post;
    char code[CODE_CHARS];
};

static void change_close(struct change *change)
{
    desk_post_release(&change->post);
    counter_close(&change->counter);
    free(change);
}

static enum err change_open(struct call *call, struct change **out)
{
    struct change *change = calloc(1, sizeof *change);
    const char *text = call->arguments.words[0];
    enum err err = ERR_OK;

    if (change == NULL) {
        return ERR_NOMEM;
    }
    desk_post_init(&change->post);
    err = counter_open(&change->counter, call, STORE_WRITE);
    if (err == ERR_OK) {
        err = desk_post_find(&change->counter.desk, text, &change->post,
                             &call->why);
    }
    if (err == ERR_OK) {
        err = desk_post_own(&change->counter.desk, &change->post, &call->why);
    }
    if (err == ERR_OK) {
        err = desk_code(
            &change->counter.desk, (enum post_kind)change->post.kind,
            change->post.said.title, &change->post.post, change->code);
    }
    if (err != ERR_OK) {
        change_close(change);
        return err;
    }
    *out = change;
    return ERR_OK;
}

static enum err edit_apply(struct change *change, struct draft *draft)
{
    struct call *call = change->counter.call;
    const char *title = arguments_value(&call->arguments, "title");
    enum err err = ERR_OK;

    if (title != NULL) {
        err = field_text(&draft->post.title, view_text(title), "title",
                         TITLE_BYTES_MAX, &call->why);
    }
    if (arguments_has(&call->arguments, "away")) {
        draft->post.status = STATUS_AWAY;
    } else if (arguments_has(&call->arguments, "here") &&
               draft->post.status == STATUS_AWAY) {
        draft->post.status = STATUS_OPEN;
    }
    if (err == ERR_OK) {
        err = draft_apply(draft, &call->arguments, change->counter.desk.now_ms,
                          &call->why);
    }
    return err;
}

static enum err edit_refuse_both(struct call *call)
{
    enum err err = problem_set(&call->why, ERR_INVALID, "either-or",
                               "A thing is either away or here.");

    problem_advise(&call->why, "Leave out --away or --here.");
    problem_exit(&call->why, 64);
    return err;
}

/* Whoever says nothing to change means to be asked, not to publish. */
static enum err edit_wants(struct call *call)
{
    size_t others = arguments_has(&call->arguments, "dry-run") ? 1 : 0;
    enum err err = ERR_OK;

    for (size_t row = 0; arguments_common[row].name != NULL; row++) {
        others += arguments_has(&call->arguments, arguments_common[row].name);
    }
    if (arguments_has(&call->arguments, "away") &&
        arguments_has(&call->arguments, "here")) {
        return edit_refuse_both(call);
    }
    if (call->arguments.count > others) {
        return ERR_OK;
    }
    err = problem_set(&call->why, ERR_INVALID, "missing-option",
                      "What is to be changed?");
    problem_advise(&call->why, "As --title, --text, --photo, --until or "
                               "--away; kith edit --help lists them all.");
    problem_exit(&call->why, 64);
    return err;
}

static enum err edit_run(struct call *call)
{
    struct change *change = NULL;
    struct draft draft;
    enum err err = change_open(call, &change);

    if (err != ERR_OK) {
        return err;
    }
    draft_init_from(&draft, (enum post_kind)change->post.kind,
                    &change->post.said);
    draft.ruled = roster_ruled(change->counter.desk.roster);
    err = edit_wants(call);
    if (err == ERR_OK) {
        err = edit_apply(change, &draft);
    }
    if (err == ERR_OK) {
        err = counter_publish(&change->counter, &draft, &change->post);
    }
    draft_release(&draft);
    change_close(change);
    return err;
}

/* Run RENEW or WITHDRAW on the post and report it. */
static enum err change_commit(struct change *change,
                              const struct command *command,
                              const char *done)
{
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(&change->counter, command, &answer);
    if (err == ERR_OK) {
        err =
            counter_report(&change->counter, &answer, change->code, done, NULL);
    }
    answer_release(&answer);
    return err;
}

static enum err renew_run(struct call *call)
{
    const char *until = arguments_value(&call->arguments, "until");
    struct change *change = NULL;
    struct command command = {.kind = COMMAND_RENEW};
    struct draft draft;
    uint64_t until_ms = 0;
    enum err err = change_open(call, &change);

    if (err != ERR_OK) {
        return err;
    }
    draft_init(&draft, (enum post_kind)change->post.kind,
               change->counter.desk.now_ms);
    if (until != NULL) {
        err = when_read(until, change->counter.desk.now_ms, WHEN_END, &until_ms,
                        &call->why);
        if (err == ERR_OK) {
            err = field_until(&draft, until_ms, change->counter.desk.now_ms,
                              &call->why);
        }
    }
    if (err == ERR_OK) {
        command.as.post = (struct command_post){
            .lane = change->post.lane, .n = change->post.n, .post = draft.post};
        err = change_commit(change, &command, "Renewed");
    }
    draft_release(&draft);
    change_close(change);
    return err;
}

/* What is left of a post that came to something: kind, title and outcome. It
 * ends now, so that it leaves the set instead of being signed again. */
static enum err
close_as(const struct change *change, const char *outcome, struct post *post)
{
    *post = (struct post){
        .title = change->post.said.title,
        .quantity = change->post.said.quantity,
        .status = STATUS_CLOSED,
        .until_ms = change->counter.desk.now_ms,
    };
    return field_text(&post->outcome, view_text(outcome), "outcome",
                      OUTCOME_BYTES_MAX, &change->counter.call->why);
}

static enum err withdraw_run(struct call *call)
{
    const char *outcome = arguments_value(&call->arguments, "outcome");
    struct command command = {.kind = outcome == NULL ? COMMAND_WITHDRAW
                                                      : COMMAND_POST};
    struct change *change = NULL;
    enum err err = change_open(call, &change);

    if (err != ERR_OK) {
        return err;
    }
    command.as.post =
        (struct command_post){.lane = change->post.lane, .n = change->post.n};
    if (outcome != NULL) {
        err = close_as(change, outcome, &command.as.post.post);
    }
    if (err == ERR_OK) {
        err = change_commit(change, &command,
                            outcome == NULL ? "Withdrew" : "Closed");
    }
    if (err == ERR_OK) {
        counter_erase(&change->counter);
    }
    change_close(change);
    return err;
}

static const struct option_row edit_options[] = {
    {"title", "TEXT", "a new title"},
    {"text", "TEXT", "more about it; - reads standard input"},
    {"tag", "WORD", "replaces the tags, \"\" by none; may be given again"},
    {"until", "DATE", "show it until then"},
    {"quantity", "N", "how many there are"},
    {"at", "CELL", "roughly where: 51.46,-0.10, or none"},
    {"photo", "FILE", "replaces the photos; may be given again, up to six"},
    {"no-photos", NULL, "take the photos away"},
    {"reach", "REACH", "neighbourhood or nearby"},
    {"for", "NAME", "for somebody without a computer"},
    {"days-max", "N", "lend: days at most; 0: any"},
    {"buffer", "HOURS", "lend: rest between two loans; 0: none"},
    {"parts", "A,B,C", "lend: what has to come back with it"},
    {"away", NULL, "it is not to be had for a while, as for repair"},
    {"here", NULL, "it is there again"},
    {"dry-run", NULL, "change nothing, say what would be"},
    {NULL, NULL, NULL},
};

static const struct option_row renew_options[] = {
    {"until", "DATE", "show it until then; as long as a new one otherwise"},
    {"dry-run", NULL, "change nothing, say what would be"},
    {NULL, NULL, NULL},
};

static const struct option_row withdraw_options[] = {
    {"outcome", "WORD",
     "what came of it, as taken or met; kept with the title"},
    {"dry-run", NULL, "change nothing, say what would be"},
    {NULL, NULL, NULL},
};

const struct verb verb_edit = {
    .name = "edit",
    .group = GROUP_POSTS,
    .usage = "POST",
    .summary = "change a post of yours; the rest of it stays",
    .example = "kith edit ladder-7kq --text \"Now with rubber feet\"",
    .options = edit_options,
    .words_min = 1,
    .words_max = 1,
    .run = edit_run,
};

const struct verb verb_renew = {
    .name = "renew",
    .group = GROUP_POSTS,
    .usage = "POST",
    .summary = "show a post of yours for longer",
    .example = "kith renew ladder-7kq --until \"in 4 weeks\"",
    .options = renew_options,
    .words_min = 1,
    .words_max = 1,
    .run = renew_run,
};

const struct verb verb_withdraw = {
    .name = "withdraw",
    .group = GROUP_POSTS,
    .usage = "POST",
    .summary = "take a post of yours off every board",
    .example = "kith withdraw ladder-7kq --outcome taken",
    .options = withdraw_options,
    .words_min = 1,
    .words_max = 1,
    .run = withdraw_run,
};
