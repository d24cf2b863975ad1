/* change, yes, no and the others: one verb a step of a deal. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/deal_form.h"
#include "cli/deal_report.h"
#include "cli/outside.h"
#include "cli/parts.h"

static enum err say(struct counter *counter,
                    const struct desk_deal *deal,
                    const struct deal_form *form)
{
    const struct command command = {
        .kind = COMMAND_DEAL,
        .as.deal = {.deal = deal->sheet.deal.id, .step = form->step},
    };
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    if (err == ERR_OK) {
        err = deal_report(counter, &answer, (enum step_kind)form->step.kind);
    } else if (counter_resume(counter) == ERR_OK) {
        err = deal_refuse(counter, err, &answer, deal, deal->code);
    }
    answer_release(&answer);
    return err;
}

static enum step_kind step_of(const struct call *call)
{
    return step_find(view_text(call->verb->name));
}

/* How many was said when it was asked for. */
static enum err refuse_quantity(struct call *call)
{
    enum err err = ERR_OK;

    if (!arguments_has(&call->arguments, "quantity")) {
        return ERR_OK;
    }
    err = problem_set(&call->why, ERR_INVALID, "bad-quantity",
                      "How many are handed over was agreed on before.");
    problem_advise(&call->why, "Leave --quantity out, or name somebody outside "
                               "kith: --to \"Aunt Petra\"");
    return err;
}

static enum err act(struct counter *counter)
{
    struct call *call = counter->call;
    const char *missing = arguments_value(&call->arguments, "missing");
    struct deal_form form;
    struct desk_deal deal;
    enum err err = ERR_OK;

    if (step_of(call) == STEP_OUT && arguments_has(&call->arguments, "to")) {
        return outside_lend(counter);
    }

    if (step_of(call) == STEP_OUT) {
        err = refuse_quantity(call);
    }
    if (err != ERR_OK) {
        return err;
    }
    deal_form_init(&form, step_of(call));
    desk_deal_init(&deal);
    err = desk_deal_find(&counter->desk, call->arguments.words[0],
                         step_of(call), &deal, &call->why);
    if (err == ERR_OK) {
        form.begins_ms = deal.sheet.deal.from_ms;
        err = deal_form_apply(&form, &call->arguments, counter->desk.now_ms,
                              &call->why);
    }
    if (err == ERR_OK && missing != NULL) {
        err = parts_read(&counter->desk, &deal, missing, &form.step.missing,
                         &call->why);
    }
    if (err == ERR_OK) {
        err = say(counter, &deal, &form);
    }
    desk_deal_release(&deal);
    deal_form_release(&form);
    return err;
}

static enum err step_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, act);
}

#define REHEARSAL                                                              \
    {                                                                          \
        "dry-run", NULL, "check only; say nothing"                             \
    }
#define END                                                                    \
    {                                                                          \
        NULL, NULL, NULL                                                       \
    }
#define TEXT                                                                   \
    {                                                                          \
        "text", "TEXT", "a word with it; - reads standard input"               \
    }
#define BECAUSE                                                                \
    {                                                                          \
        "because", "TEXT", "the reason; only the other side reads it"          \
    }

static const struct option_row change_options[] = {
    {"quantity", "N", "how many"},
    {"from", "DATE", "from which day on"},
    {"to", "DATE", "the last day; of what is out: a longer loan"},
    {"role", "ROLE", "of an event"},
    TEXT,
    REHEARSAL,
    END,
};

static const struct option_row yes_options[] = {
    {"when", "DATE", "of the hand-over, as \"sat 10:00\""},
    {"where", "PLACE", "of the hand-over; only the other side reads it"},
    {"until", "DATE", "promised until then, unless it is affirmed"},
    TEXT,
    REHEARSAL,
    END,
};

static const struct option_row text_options[] = {TEXT, REHEARSAL, END};
static const struct option_row because_options[] = {BECAUSE, REHEARSAL, END};

static const struct option_row out_options[] = {
    {"to", "NAME", "lend a post of yours to somebody outside kith"},
    {"until", "DATE", "to be back by then, if not as it was asked"},
    {"condition", "TEXT", "as it was handed over"},
    {"missing", "A,B", "parts that were not there"},
    {"quantity", "N", "how many, to somebody outside kith"},
    REHEARSAL,
    END,
};

static const struct option_row done_options[] = {
    {"condition", "TEXT", "as it came back"},
    {"missing", "A,B", "parts that did not come back"},
    REHEARSAL,
    END,
};

static const struct option_row fix_options[] = {
    {"condition", "TEXT", "as it was"},
    {"missing", "A,B", "parts that are missing still; none without it"},
    REHEARSAL,
    END,
};

static const struct option_row note_options[] = {
    {"text", "TEXT", "what it says; - reads standard input"},
    {"where", "PLACE", "another place, once something is promised"},
    REHEARSAL,
    END,
};

static const struct option_row plain_options[] = {REHEARSAL, END};

#define STEP_VERB(id, word, other, options_, words, usage_, summary_,          \
                  example_)                                                    \
    const struct verb verb_##id = {                                            \
        .name = word,                                                          \
        .alias = other,                                                        \
        .group = GROUP_DEALS,                                                  \
        .usage = usage_,                                                       \
        .summary = summary_,                                                   \
        .example = example_,                                                   \
        .options = options_,                                                   \
        .words_min = 1,                                                        \
        .words_max = words,                                                    \
        .run = step_run,                                                       \
    }

STEP_VERB(change,
          "change",
          NULL,
          change_options,
          1,
          "DEAL",
          "ask for other days, or for more or less",
          "kith change ladder-7kq.1 --to tuesday");
STEP_VERB(yes,
          "yes",
          NULL,
          yes_options,
          1,
          "DEAL",
          "promise it to who asks",
          "kith yes ladder-7kq.1 --when \"sat 10:00\" --where \"side gate\"");
STEP_VERB(no,
          "no",
          NULL,
          because_options,
          1,
          "DEAL",
          "decline, with a reason or without",
          "kith no ladder-7kq.1 --because \"It is broken\"");
STEP_VERB(wait,
          "wait",
          NULL,
          text_options,
          1,
          "DEAL",
          "put who asks in line",
          "kith wait ladder-7kq.2");
STEP_VERB(drop,
          "drop",
          NULL,
          because_options,
          1,
          "DEAL",
          "you do not want it any more",
          "kith drop ladder-7kq.1");
STEP_VERB(affirm,
          "affirm",
          NULL,
          text_options,
          1,
          "DEAL",
          "you are going to come",
          "kith affirm ladder-7kq.1");
STEP_VERB(undo,
          "undo",
          NULL,
          because_options,
          1,
          "DEAL",
          "take a promise of yours back",
          "kith undo ladder-7kq.1 --because \"I need it myself\"");
STEP_VERB(out,
          "out",
          NULL,
          out_options,
          1,
          "DEAL, or POST --to NAME",
          "it was handed over",
          "kith out ladder-7kq.1\nkith out ladder-7kq --to \"Aunt Petra\" "
          "--until sunday");
STEP_VERB(done,
          "done",
          "back",
          done_options,
          1,
          "DEAL",
          "it is done, or back",
          "kith done ladder-7kq.1\nkith back marquee-2cd.1 --missing \"pegs, "
          "roof\"");
STEP_VERB(missed,
          "missed",
          NULL,
          text_options,
          1,
          "DEAL",
          "the other side did not come",
          "kith missed ladder-7kq.1");
STEP_VERB(lost,
          "lost",
          NULL,
          text_options,
          1,
          "DEAL",
          "it will not come back",
          "kith lost ladder-7kq.1");
STEP_VERB(fix,
          "fix",
          NULL,
          fix_options,
          2,
          "DEAL done|missed|lost",
          "put right what you marked",
          "kith fix ladder-7kq.1 done");
STEP_VERB(hand_on,
          "hand-on",
          NULL,
          plain_options,
          2,
          "DEAL NAME",
          "somebody else comes instead of you",
          "kith hand-on soup-x3f.1 \"Ben\"");
STEP_VERB(note,
          "note",
          NULL,
          note_options,
          2,
          "DEAL TEXT",
          "a word to the other side",
          "kith note ladder-7kq.1 \"I ring twice\"");
