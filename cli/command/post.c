/* offer, lend, request and skill: one verb a kind of post. */
#include <stdlib.h>

#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/field.h"
#include "cli/speaks.h"

/* What posts of one kind have alone. */
static const struct own_option {
    const char *name;
    enum post_kind kind;
} own_options[] = {
    {"days-max", POST_LOAN}, {"days-min", POST_LOAN}, {"buffer", POST_LOAN},
    {"ahead", POST_LOAN},    {"parts", POST_LOAN},    {"auto", POST_LOAN},
    {"choose", POST_OFFER},  {"decide", POST_OFFER},  {"urgent", POST_REQUEST},
};

static const char *kind_words(enum post_kind kind)
{
    return kind == POST_LOAN    ? "what is lent"
           : kind == POST_OFFER ? "what is given away"
                                : "what you ask the street for";
}

/* An option that is given and of another kind of post; NULL: there is none. */
static const struct own_option *other_option(const struct call *call,
                                             enum post_kind kind)
{
    for (size_t index = 0; index < sizeof own_options / sizeof *own_options;
         index++) {
        if (own_options[index].kind != kind &&
            arguments_has(&call->arguments, own_options[index].name)) {
            return &own_options[index];
        }
    }
    return NULL;
}

/* Days from and to, of whoever asks for a loan: of others they mean one. */
static enum err refuse_days(struct call *call, enum post_kind kind)
{
    if (kind == POST_LOAN) {
        return problem_set(&call->why, ERR_INVALID, "other-kind",
                           "Whoever asks for it names the days from and to.");
    }
    return problem_set(&call->why, ERR_INVALID, "other-kind",
                       "--%s is for what is lent.",
                       arguments_has(&call->arguments, "from") ? "from" : "to");
}

/* To say of a post what its kind has no word for is to mean another. */
static enum err refuse_other(struct call *call, enum post_kind kind)
{
    const struct own_option *other = other_option(call, kind);
    const bool has_days = arguments_has(&call->arguments, "from") ||
                          arguments_has(&call->arguments, "to");
    enum err err = ERR_INVALID;

    if (!has_days && other == NULL) {
        return ERR_OK;
    }
    err = has_days ? refuse_days(call, kind)
                   : problem_set(&call->why, ERR_INVALID, "other-kind",
                                 "--%s is for %s.", other->name,
                                 kind_words(other->kind));
    if (kind == POST_OFFER && (has_days || other->kind == POST_LOAN)) {
        problem_advise(&call->why,
                       "An offer is given away: did you mean kith lend \"%s\"?",
                       call->arguments.words[0]);
    } else {
        problem_advise(&call->why, "Leave it out; --until says how long it "
                                   "stands on the board.");
    }
    problem_exit(&call->why, EX_USAGE);
    return err;
}

static enum err post_run(struct call *call, enum post_kind kind)
{
    struct counter *counter = calloc(1, sizeof *counter);
    struct draft draft;
    struct near home;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    draft_init(&draft, kind, 0);
    err = refuse_other(call, kind);
    if (err == ERR_OK) {
        err = draft_title(&draft, call->arguments.words,
                          call->arguments.word_count, &call->why);
    }
    if (err == ERR_OK) {
        err = counter_open(counter, call, STORE_WRITE);
    }
    if (err != ERR_OK) {
        goto out;
    }
    draft.ruled = roster_ruled(counter->desk.roster);
    draft.post.until_ms = field_until_default(kind, counter->desk.now_ms);
    err = near_recall(counter->drive.store, &home);
    if (err == ERR_OK) {
        draft_place(&draft, &home);
        err = draft_apply(&draft, &call->arguments, counter->desk.now_ms,
                          &call->why);
    }
    if (err == ERR_OK) {
        err = counter_publish(counter, &draft, NULL);
    }
    if (err == ERR_OK) {
        err = speaks_hint(counter);
    }
    counter_close(counter);
out:
    draft_release(&draft);
    free(counter);
    return err;
}

static enum err offer_run(struct call *call)
{
    return post_run(call, POST_OFFER);
}

static enum err lend_run(struct call *call)
{
    return post_run(call, POST_LOAN);
}

static enum err request_run(struct call *call)
{
    return post_run(call, POST_REQUEST);
}

static enum err skill_run(struct call *call)
{
    return post_run(call, POST_SKILL);
}

const struct verb verb_offer = {
    .name = "offer",
    .alias = "give",
    .group = GROUP_POSTS,
    .usage = "TITLE",
    .summary = "give something away",
    .example = "kith offer \"Plum jam, six jars\" --until sunday",
    .options = draft_options,
    .words_min = 1,
    .words_max = 32,
    .run = offer_run,
};

const struct verb verb_lend = {
    .name = "lend",
    .alias = "loan",
    .group = GROUP_POSTS,
    .usage = "TITLE",
    .summary = "offer a thing to be borrowed and brought back",
    .example = "kith lend \"Ladder, 3 m\" --days-max 3",
    .options = draft_options,
    .words_min = 1,
    .words_max = 32,
    .run = lend_run,
};

const struct verb verb_request = {
    .name = "request",
    .alias = "need",
    .group = GROUP_POSTS,
    .usage = "TITLE",
    .summary = "ask the street for something",
    .example = "kith request \"A hand with a wardrobe\" --until sat",
    .options = draft_options,
    .words_min = 1,
    .words_max = 32,
    .run = request_run,
};

const struct verb verb_skill = {
    .name = "skill",
    .group = GROUP_POSTS,
    .usage = "TITLE",
    .summary = "say what you can do or teach",
    .example = "kith skill \"Concertina for beginners\" --tag music",
    .options = draft_options,
    .words_min = 1,
    .words_max = 32,
    .run = skill_run,
};
