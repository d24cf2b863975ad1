/* hours, pay, bill, settle, refuse: time that neighbours give one another. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_hours.h"
#include "cli/field.h"
#include "cli/minutes.h"
#include "cli/when.h"
#include "node/limits.h"
#include "node/record/time.h"

enum { TOGETHER_MAX = 16, LIST_ROWS = 50 };

/* The statement. */

static void put_word(json_t *row, const char *key, const char *word)
{
    (void)json_object_set_new(row, key, json_string(word));
}

/* Words for the table: times and lengths in short, whose turn it is. */
static void add_words(json_t *rows, uint64_t now_ms)
{
    json_t *row = NULL;
    size_t index = 0;

    json_array_foreach(rows, index, row)
    {
        const bool is_given =
            strcmp(json_string_value(json_object_get(row, "direction")),
                   "given") == 0;
        const json_int_t minutes =
            json_integer_value(json_object_get(row, "minutes"));
        char length[MINUTES_CHARS];
        char when[WHEN_CHARS] = "";
        uint64_t ms = 0;

        minutes_write(is_given ? minutes : -minutes, length);
        if (time_parse(json_string_value(json_object_get(row, "when")), &ms) ==
            ERR_OK) {
            when_write(ms, now_ms, when);
        }
        put_word(row, "length", length);
        put_word(row, "time", when);
        if (json_is_true(json_object_get(row, "turn"))) {
            put_word(row, "state", "yours to settle");
        }
    }
}

static void say_balance(const struct out *out, const json_t *statement)
{
    const json_t *household = json_object_get(statement, "household");
    char length[MINUTES_CHARS];

    minutes_write(
        json_integer_value(json_object_get(statement, "balance_minutes")),
        length);
    out_say(out, "%s: %s%s",
            json_string_value(json_object_get(household, "name")), length,
            json_is_true(json_object_get(statement, "past_limit"))
                ? ", past the limit"
                : "");
}

static enum err hours(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"time", "WHEN", false, false},  {"with.name", "WITH", false, true},
        {"length", "TIME", true, false}, {"state", "STATE", false, false},
        {"because", "FOR", false, true}, {"code", "CODE", false, false},
    };
    const struct call *call = counter->call;
    const bool is_all = arguments_has(&call->arguments, "all");
    struct id household = counter->desk.own;
    json_t *statement = NULL;
    enum err err = ERR_OK;

    if (call->arguments.word_count > 0) {
        err = desk_household_find(&counter->desk, call->arguments.words[0],
                                  &household, &counter->call->why);
    }
    if (err == ERR_OK) {
        err = desk_hours(&counter->desk, &household,
                         is_all ? DESK_HOURS_ROWS_MAX : LIST_ROWS, &statement);
    }
    if (err == ERR_OK) {
        json_t *entries = json_object_get(statement, "entries");

        out_json(&call->out, statement);
        say_balance(&call->out, statement);
        if (!call->out.is_json && json_array_size(entries) > 0) {
            add_words(entries, counter->desk.now_ms);
            err = out_table(&call->out, entries, columns,
                            sizeof columns / sizeof *columns);
        }
    }
    json_decref(statement);
    return err;
}

static enum err hours_run(struct call *call)
{
    return counter_run(call, STORE_READ, hours);
}

/* What may go wrong, in words. */

static enum err refuse_limit(struct counter *counter,
                             const struct receipt *receipt)
{
    struct problem *why = &counter->call->why;
    const bool is_gain =
        receipt_side(receipt, &counter->desk.own) == RECEIPT_GIVER;
    int64_t minutes = 0;
    char after[MINUTES_CHARS];
    char limit[MINUTES_CHARS];
    enum err err =
        ledger_balance(counter->desk.store, &counter->desk.own, &minutes);

    if (err != ERR_OK) {
        return err;
    }
    minutes_write(minutes + (is_gain ? receipt->minutes : -receipt->minutes),
                  after);
    minutes_write(is_gain ? HOURS_CEILING_MINUTES : HOURS_FLOOR_MINUTES, limit);
    err = problem_set(why, ERR_DENIED, is_gain ? "past-ceiling" : "past-floor",
                      "That would bring you to %s; the street's %s is %s.",
                      after, is_gain ? "ceiling" : "floor", limit);
    problem_advise(why, is_gain ? "Spend some hours first, or add --yes if you "
                                  "both mean it."
                                : "Give some hours first, or add --yes if you "
                                  "both mean it.");
    return err;
}

static enum err hours_refuse(struct counter *counter,
                             const struct receipt *receipt,
                             enum err err)
{
    struct problem *why = &counter->call->why;

    if (why->text[0] != '\0') {
        return err;
    }
    if (err == ERR_STATE) {
        return refuse_limit(counter, receipt);
    }
    if (err == ERR_INVALID || err == ERR_DENIED) {
        err = problem_set(why, ERR_INVALID, "own-household",
                          "Hours go between two households, and that is your "
                          "own.");
        problem_advise(why, "kith members shows the others.");
    } else if (err == ERR_UNKNOWN) {
        err = problem_set(why, ERR_DENIED, "no-member",
                          "They are no member here now, so they cannot sign.");
        problem_advise(why, "kith members shows who is.");
    } else if (err == ERR_FULL) {
        err = problem_set(why, ERR_AGAIN, "too-many-letters",
                          "Your household has as many letters under way as it "
                          "may.");
        problem_advise(why, "Say it without --because, or wait a few days.");
    }
    return err;
}

/* {"id","code","state","handed_to"} of what a command did to a receipt. */
static json_t *done_model(const struct counter *counter,
                          const struct id *receipt,
                          const char *code,
                          enum desk_hours_state state)
{
    char hex[ID_HEX_CHARS];

    id_to_hex(receipt, hex);
    return json_pack("{s:s, s:s, s:s, s:I, s:b}", "id", hex, "code", code,
                     "state", desk_hours_state(state), "handed_to",
                     (json_int_t)counter->drive.handed_to, "dry_run",
                     arguments_has(&counter->call->arguments, "dry-run"));
}

/* Run one command; then look again, and find the receipt's code. */
static enum err act(struct counter *counter,
                    const struct command *command,
                    struct id *receipt,
                    char code[static CODE_CHARS])
{
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = counter_command(counter, command, &answer);
    *receipt = answer.receipt;
    answer_release(&answer);
    if (err == ERR_OK) {
        err = counter_resume(counter);
    }
    return err == ERR_OK
               ? desk_receipt_code(&counter->desk, receipt, code)
               : hours_refuse(counter, &command->as.receipt.receipt, err);
}

/* Read the texts that go to the other side. */
static enum err read_texts(struct call *call, struct command_receipt *receipt)
{
    const char *because = arguments_value(&call->arguments, "because");
    const char *acts_for = arguments_value(&call->arguments, "for");
    enum err err = ERR_OK;

    if (because != NULL) {
        err = field_text(&receipt->because, view_text(because), "reason",
                         HOURS_BECAUSE_BYTES_MAX, &call->why);
    }
    if (err == ERR_OK && acts_for != NULL) {
        err = field_text(&receipt->acts_for, view_text(acts_for), "name",
                         NAME_BYTES_MAX, &call->why);
    }
    receipt->is_meant = arguments_has(&call->arguments, "yes");
    return err;
}

/* pay and bill. */

/* What is proposed to several households at once. */
struct proposal {
    struct id others[TOGETHER_MAX];
    size_t count;
    bool is_bill; /* we gave the time */
    struct command command;
};

static enum err read_corrected(struct counter *counter, struct receipt *receipt)
{
    const char *code = arguments_value(&counter->call->arguments, "corrects");
    struct desk_receipt found;
    enum err err = ERR_OK;

    if (code == NULL) {
        return ERR_OK;
    }
    err = desk_receipt_find(&counter->desk, code, &found, &counter->call->why);
    if (err == ERR_OK && found.state != HOURS_STATE_SETTLED) {
        err = problem_set(&counter->call->why, ERR_STATE, "not-settled",
                          "%s is not settled, so there is nothing to correct.",
                          found.code);
        problem_advise(&counter->call->why,
                       "Refuse it, and propose what is right.");
    }
    if (err == ERR_OK) {
        receipt->corrects = found.entry.id;
    }
    return err;
}

/* HOUSEHOLD... TIME: the last word is the time. */
static enum err read_proposal(struct counter *counter,
                              struct proposal *proposal)
{
    struct call *call = counter->call;
    struct command_receipt *wanted = &proposal->command.as.receipt;
    struct receipt *receipt = &wanted->receipt;
    enum err err = ERR_OK;

    proposal->count = call->arguments.word_count - 1;
    err = minutes_read(call->arguments.words[proposal->count],
                       &receipt->minutes, &call->why);
    for (size_t i = 0; err == ERR_OK && i < proposal->count; i++) {
        err = desk_household_find(&counter->desk, call->arguments.words[i],
                                  &proposal->others[i], &call->why);
    }
    if (err == ERR_OK) {
        err = read_texts(call, wanted);
    }
    if (err == ERR_OK) {
        err = read_corrected(counter, receipt);
    }
    if (arguments_has(&call->arguments, "shared")) {
        receipt->minutes = minutes_share(receipt->minutes, proposal->count);
    }
    receipt->is_gift = arguments_has(&call->arguments, "gift");
    return err;
}

static void say_proposed(const struct counter *counter,
                         const struct proposal *proposal,
                         const struct id *other,
                         const char *code)
{
    const struct out *out = &counter->call->out;
    json_t *model = desk_household(&counter->desk, other);
    const char *name = json_string_value(json_object_get(model, "name"));
    char length[MINUTES_CHARS];
    char went[COUNTER_WENT_BYTES];

    minutes_write(proposal->command.as.receipt.receipt.minutes, length);
    counter_went(counter, went);
    if (arguments_has(&counter->call->arguments, "dry-run")) {
        out_say(out, "Would %s %s %s; nothing was done.",
                proposal->is_bill ? "bill" : "pay", name == NULL ? "" : name,
                length);
    } else {
        out_say(out, "%s %s %s (%s): %s.",
                proposal->is_bill ? "Billed" : "Paid", name == NULL ? "" : name,
                length, code, went);
        out_hint(out, "It counts once they settle it: kith settle %s", code);
    }
    json_decref(model);
}

static enum err propose_one(struct counter *counter,
                            struct proposal *proposal,
                            size_t index,
                            json_t *done)
{
    struct receipt *receipt = &proposal->command.as.receipt.receipt;
    const struct id *other = &proposal->others[index];
    struct id id;
    char code[CODE_CHARS] = "";
    json_t *model = NULL;
    enum err err = ERR_OK;

    receipt->giver = proposal->is_bill ? counter->desk.own : *other;
    receipt->receiver = proposal->is_bill ? *other : counter->desk.own;
    err = act(counter, &proposal->command, &id, code);
    if (err != ERR_OK) {
        return err;
    }
    model = done_model(counter, &id, code, HOURS_STATE_PROPOSED);
    if (json_array_append_new(done, model) != 0) {
        return ERR_NOMEM;
    }
    say_proposed(counter, proposal, other, code);
    return ERR_OK;
}

static enum err propose(struct counter *counter, bool is_bill)
{
    struct proposal proposal = {
        .is_bill = is_bill,
        .command.kind = COMMAND_RECEIPT,
    };
    json_t *done = json_array();
    enum err err = done == NULL ? ERR_NOMEM : read_proposal(counter, &proposal);

    for (size_t i = 0; err == ERR_OK && i < proposal.count; i++) {
        err = propose_one(counter, &proposal, i, done);
    }
    if (err == ERR_OK) {
        out_json(&counter->call->out,
                 proposal.count == 1 ? json_array_get(done, 0) : done);
    } else if (json_array_size(done) > 0) {
        out_beside(&counter->call->out, json_pack("{s:O}", "proposed", done));
    }
    json_decref(done);
    return err;
}

static enum err pay(struct counter *counter)
{
    return propose(counter, false);
}

static enum err bill(struct counter *counter)
{
    return propose(counter, true);
}

static enum err pay_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, pay);
}

static enum err bill_run(struct call *call)
{
    return counter_run(call, STORE_WRITE, bill);
}

/* settle and refuse. */

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
        problem_advise(why, "Ask them to run: kith settle %s", found->code);
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
        err = read_texts(call, &command.as.receipt);
    }
    if (err == ERR_OK) {
        err = act(counter, &command, &id, found.code);
    }
    if (err != ERR_OK) {
        return err;
    }
    model = done_model(counter, &id, found.code,
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

static const struct option_row hours_options[] = {
    {"all", NULL, "the whole statement, not the newest 50"},
    {NULL, NULL, NULL},
};

static const struct option_row pay_options[] = {
    {"because", "TEXT", "what it was for; only the two of you read it"},
    {"for", "NAME", "for somebody without a computer"},
    {"gift", NULL, "a present: nothing was done for it"},
    {"corrects", "RECEIPT", "puts a settled one right"},
    {"shared", NULL, "between several: an equal share each"},
    {"yes", NULL, "past the street's floor or ceiling, too"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

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

const struct verb verb_hours = {
    .name = "hours",
    .group = GROUP_DEALS,
    .usage = "[HOUSEHOLD]",
    .summary = "the hours you gave and had, and your balance",
    .example = "kith hours",
    .options = hours_options,
    .words_max = 1,
    .run = hours_run,
};

const struct verb verb_pay = {
    .name = "pay",
    .group = GROUP_DEALS,
    .usage = "HOUSEHOLD... TIME",
    .summary = "give hours for what somebody did for you",
    .example = "kith pay \"Red gate\" 1h30 --because \"Two shelves\"",
    .options = pay_options,
    .words_min = 2,
    .words_max = TOGETHER_MAX + 1,
    .run = pay_run,
};

const struct verb verb_bill = {
    .name = "bill",
    .group = GROUP_DEALS,
    .usage = "HOUSEHOLD... TIME",
    .summary = "ask for hours for what you did",
    .example = "kith bill \"Red gate\" 45m --because \"A lift to the clinic\"",
    .options = pay_options,
    .words_min = 2,
    .words_max = TOGETHER_MAX + 1,
    .run = bill_run,
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
