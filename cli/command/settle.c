/* settle and refuse: what becomes of hours that somebody proposed. */
#include "cli/command/commands.h"
#include "cli/receipt.h"

/* Only what the other side signed, and we did not, can be answered. */
static enum err check_answer(const struct counter *counter,
                             const struct desk_receipt *found)
{
    struct problem *why = &counter->call->why;
    enum err err = ERR_OK;

    if (receipt_side(&found->entry.receipt, &counter->desk.own) ==
        RECEIPT_NEITHER) {
        err = problem_set(why, ERR_DENIED, "not-yours",
                          "%s is between two other households.", found->code);
        problem_advise(why, "kith hours lists yours.");
    } else if (found->state == HOURS_STATE_SETTLED) {
        err = problem_set(why, ERR_STATE, "settled",
                          "%s is settled: both have signed it.", found->code);
        problem_advise(why,
                       "Put it right with a second one: kith pay or kith "
                       "bill with --corrects %s",
                       found->code);
    }
    return err;
}

static enum err check_settle(const struct counter *counter,
                             const struct desk_receipt *found)
{
    struct problem *why = &counter->call->why;
    enum err err = check_answer(counter, found);

    if (err == ERR_OK && !found->is_asked) {
        err = problem_set(why, ERR_DENIED, "not-your-turn",
                          "You have signed %s; the other household settles it.",
                          found->code);
        problem_advise(why, "They sign it: kith settle %s", found->code);
    }
    return err;
}

static enum err answer_receipt(struct counter *counter, bool is_settle)
{
    struct call *call = counter->call;
    struct command command = {.kind =
                                  is_settle ? COMMAND_RECEIPT : COMMAND_REFUSE};
    struct desk_receipt found;
    struct id id;
    json_t *model = NULL;
    char went[COUNTER_WENT_BYTES];
    enum err err = desk_receipt_find(&counter->desk, call->arguments.words[0],
                                     &found, &call->why);

    if (err == ERR_OK) {
        err = is_settle ? check_settle(counter, &found)
                        : check_answer(counter, &found);
    }
    if (err == ERR_OK) {
        command.as.receipt.receipt = found.entry.receipt;
        command.as.receipt.is_answer = true;
        err = receipt_texts(call, &command.as.receipt);
    }
    if (err == ERR_OK) {
        err = receipt_act(counter, &command, &id, found.code);
    }
    if (err != ERR_OK) {
        return err;
    }
    model = receipt_done(counter, &id, found.code,
                         is_settle ? HOURS_STATE_SETTLED : HOURS_STATE_REFUSED);
    if (model == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, model);
    json_decref(model);
    counter_went(counter, went);
    out_say(&call->out, "%s %s: %s.", is_settle ? "Settled" : "Refused",
            found.code, went);
    return ERR_OK;
}

static enum err settle(struct counter *counter)
{
    return answer_receipt(counter, true);
}

static enum err refuse(struct counter *counter)
{
    return answer_receipt(counter, false);
}

static enum err settle_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, settle);
}

static enum err refuse_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, refuse);
}

static const struct option_row settle_options[] = {
    {"yes", NULL, "past the street's floor or ceiling, too"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

static const struct option_row refuse_options[] = {
    {"because", "TEXT", "why; only the two of you read it"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

const struct verb verb_settle = {
    .name = "settle",
    .group = GROUP_DEALS,
    .usage = "RECEIPT",
    .summary = "sign hours that somebody proposed",
    .example = "kith settle hours-7kq",
    .options = settle_options,
    .words_min = 1,
    .words_max = 1,
    .run = settle_run,
};

const struct verb verb_refuse = {
    .name = "refuse",
    .group = GROUP_DEALS,
    .usage = "RECEIPT",
    .summary = "say that proposed hours are not right",
    .example = "kith refuse hours-7kq --because \"It was a favour\"",
    .options = refuse_options,
    .words_min = 1,
    .words_max = 1,
    .run = refuse_run,
};
