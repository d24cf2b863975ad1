#include "cli/deal_report.h"

#include <stdio.h>

#include "cli/delivery.h"
#include "cli/when.h"
#include "node/deal/calendar.h"

/* What to say when it is done, and the command that takes it back. */
struct done_words {
    const char *done;
    const char *undo; /* or NULL */
    const char *word; /* behind the deal, or NULL */
};

static const struct done_words done_words[STEP_END] = {
    [STEP_NONE] = {"Said", NULL, NULL},
    [STEP_ASK] = {"Asked", "drop", NULL},
    [STEP_CHANGE] = {"Changed", NULL, NULL},
    [STEP_YES] = {"Promised", "undo", NULL},
    [STEP_NO] = {"Declined", NULL, NULL},
    [STEP_WAIT] = {"Put in line", NULL, NULL},
    [STEP_DROP] = {"Dropped", NULL, NULL},
    [STEP_AFFIRM] = {"Affirmed", "drop", NULL},
    [STEP_UNDO] = {"Taken back", NULL, NULL},
    [STEP_LAPSE] = {"Lapsed", NULL, NULL},
    [STEP_OUT] = {"Handed over", NULL, NULL},
    [STEP_DONE] = {"Marked as done", "fix", " missed"},
    [STEP_MISSED] = {"Marked as missed", "fix", " done"},
    [STEP_LOST] = {"Marked as lost", "fix", " done"},
    [STEP_FIX] = {"Put right", NULL, NULL},
    [STEP_HAND_ON] = {"Handed on", NULL, NULL},
    [STEP_NOTE] = {"Sent", NULL, NULL},
};

/* Where the letter is: with the other side's machine, or on its way. */
static enum err find_delivery(struct counter *counter,
                              const struct id *letter,
                              char text[static DELIVERY_CHARS])
{
    struct delivery delivery;
    json_t *model = NULL;
    const char *name = NULL;
    enum err err = delivery_find(&counter->drive, letter, &delivery);

    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    model = desk_household(&counter->desk, &delivery.reader);
    name = json_string_value(json_object_get(model, "name"));
    delivery_write(&delivery, name == NULL ? "" : name, counter->desk.now_ms,
                   text);
    json_decref(model);
    return ERR_OK;
}

/* What the deal is called from now on, and where the letter is. A rehearsal
 * left nothing to look up. */
static enum err find_deal(struct counter *counter,
                          const struct answer *answer,
                          bool is_rehearsal,
                          char code[static DEAL_CODE_CHARS],
                          char delivery[static DELIVERY_CHARS])
{
    struct desk_deal deal;
    enum err err = ERR_OK;

    code[0] = '\0';
    delivery[0] = '\0';
    if (is_rehearsal) {
        return ERR_OK;
    }
    desk_deal_init(&deal);
    err = counter_resume(counter);
    if (err == ERR_OK) {
        err = desk_deal_by_id(&counter->desk, &answer->deal, &deal);
    }
    if (err == ERR_OK) {
        (void)snprintf(code, DEAL_CODE_CHARS, "%s", deal.code);
        if (deal.sheet.deal.outside.bytes > 0) {
            (void)snprintf(delivery, DELIVERY_CHARS,
                           "only you have it on "
                           "record");
        } else {
            err = find_delivery(counter, &deal.sheet.deal.last, delivery);
        }
    }
    desk_deal_release(&deal);
    return err;
}

enum err deal_report(struct counter *counter,
                     const struct answer *answer,
                     enum step_kind step)
{
    const struct out *out = &counter->call->out;
    const struct done_words *words = &done_words[step];
    const bool is_rehearsal =
        arguments_has(&counter->call->arguments, "dry-run");
    char code[DEAL_CODE_CHARS];
    char hex[ID_HEX_CHARS];
    char delivery[DELIVERY_CHARS];
    json_t *document = NULL;
    enum err err = find_deal(counter, answer, is_rehearsal, code, delivery);

    if (err != ERR_OK) {
        return err;
    }
    id_to_hex(&answer->deal, hex);
    document = json_pack("{s:s, s:s, s:s, s:I, s:s, s:b}", "id", hex, "code",
                         code, "state", state_name(answer->state), "handed_to",
                         (json_int_t)counter->drive.handed_to, "delivery",
                         delivery, "dry_run", is_rehearsal);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    if (is_rehearsal) {
        out_say(out, "This can be said; nothing was.");
        return ERR_OK;
    }
    out_say(out, "%s: %s is %s; %s.", words->done, code,
            state_name(answer->state),
            delivery[0] == '\0' ? "on its way" : delivery);
    if (words->undo != NULL) {
        out_hint(out, "Take it back: kith %s %s%s", words->undo, code,
                 words->word == NULL ? "" : words->word);
    }
    return ERR_OK;
}

static enum err refuse_taken(struct counter *counter,
                             const struct answer *answer,
                             const char *code)
{
    struct problem *why = &counter->call->why;
    const uint64_t now_ms = counter->desk.now_ms;
    char from[WHEN_CHARS];
    char to[WHEN_CHARS];
    enum err err = ERR_OK;

    if (answer->free_from_ms == 0) {
        err = problem_set(why, ERR_STATE, "days-taken",
                          "Somebody has it on these days.");
    } else {
        when_write(answer->free_from_ms, now_ms, from);
        when_write(answer->free_to_ms - 1, now_ms, to);
        err = problem_set(why, ERR_STATE, "days-taken",
                          "Somebody has it on these days; it is free from %s "
                          "to %s.",
                          from, to);
    }
    problem_advise(why, "kith calendar %.40s shows what is booked.", code);
    return err;
}

/* The rules of the post, or what was not agreed on. */
static enum err refuse_days(struct counter *counter,
                            enum err err,
                            const struct answer *answer,
                            const char *code)
{
    static const char *const names[VERDICT_END] = {
        [VERDICT_FREE] = "bad-days",       [VERDICT_PAST] = "past-days",
        [VERDICT_SHORT] = "too-few-days",  [VERDICT_LONG] = "too-many-days",
        [VERDICT_AHEAD] = "too-far-ahead", [VERDICT_TAKEN] = "days-taken",
    };
    struct problem *why = &counter->call->why;

    err = problem_set(why, err, names[answer->verdict],
                      "These days cannot be had: %s.",
                      verdict_text((enum verdict)answer->verdict));
    problem_advise(why, "kith show %.40s says for how long it is lent.", code);
    return err;
}

/* Refusals that are one sentence and an advice with the code in it. */
struct refusal_words {
    const char *name;
    const char *text;
    const char *advice;
};

static const struct refusal_words refusals[] = {
    [REFUSAL_OWN] = {"own-post", "That is your own post.",
                     "kith deals shows who asked for it"},
    [REFUSAL_OVER] = {"post-over", "The post is closed, or gone.",
                      "kith board shows what there is"},
    [REFUSAL_NO_DEALS] = {"no-deals", "Nobody asks for a notice.",
                          "kith board shows what there is"},
    [REFUSAL_ASKED] = {"asked-already", "You have asked for it already.",
                       "kith deals; kith change DEAL asks for something else"},
    [REFUSAL_OFTEN] =
        {"asked-too-often",
         "Your household has asked for it as often as one may.",
         "Where its keeper posts it anew it can be asked for anew"},
    [REFUSAL_LEFT] = {"nothing-left",
                      "As many as there are have been promised.",
                      "kith wait DEAL puts who asks in line"},
    [REFUSAL_NOT_BACK] = {"not-back",
                          "Somebody else has it, or is promised it for days "
                          "before it would be back.",
                          "kith deals shows who; kith done DEAL says that it "
                          "is back, kith undo DEAL takes a promise back"},
    [REFUSAL_TOGETHER] = {"not-all-here",
                          "It was asked for together with something else, and "
                          "that ask has not come yet.",
                          "Try again when kith run has met their node"},
    [REFUSAL_NO_MACHINE] = {"no-machine",
                            "No machine of theirs is known here that could "
                            "read it.",
                            "Try again when kith run has met their node"},
    [REFUSAL_LETTERS] = {"too-many-letters",
                         "You have written as many letters as a household of "
                         "your standing may at a time.",
                         "Try again tomorrow"},
};

static enum err refuse_table(struct counter *counter,
                             enum err err,
                             const struct desk_deal *deal)
{
    struct problem *why = &counter->call->why;
    char next[DESK_NEXT_BYTES];

    desk_deal_next(&counter->desk, deal, next);
    if (err == ERR_EARLY) {
        err = problem_set(why, ERR_STATE, "too-early",
                          "%s is %s; it is too early for that. %s", deal->code,
                          state_name(deal->sheet.deal.state), next);
    } else {
        err = problem_set(why, ERR_STATE, "step-not-allowed", "%s is %s. %s",
                          deal->code, state_name(deal->sheet.deal.state), next);
    }
    problem_advise(why, "kith deals --all shows where each one stands.");
    return err;
}

enum err deal_refuse(struct counter *counter,
                     enum err err,
                     const struct answer *answer,
                     const struct desk_deal *deal,
                     const char *code)
{
    struct problem *why = &counter->call->why;
    const enum refusal refusal = answer->refusal;

    if (why->text[0] != '\0') {
        return err;
    }
    if (refusal == REFUSAL_TAKEN) {
        return refuse_taken(counter, answer, code);
    }
    if (refusal == REFUSAL_DAYS) {
        return refuse_days(counter, err, answer, code);
    }
    if (deal != NULL && (refusal == REFUSAL_TABLE || refusal == REFUSAL_NONE) &&
        (err == ERR_STATE || err == ERR_DENIED || err == ERR_EARLY)) {
        return refuse_table(counter, err, deal);
    }
    if (refusal < sizeof refusals / sizeof *refusals &&
        refusals[refusal].name != NULL) {
        err = problem_set(why, err, refusals[refusal].name, "%s",
                          refusals[refusal].text);
        problem_advise(why, "%s.", refusals[refusal].advice);
    }
    return err;
}
