/* hours, pay and bill: time that neighbours give one another. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/minutes.h"
#include "cli/receipt.h"
#include "cli/when.h"
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
        err = receipt_texts(call, wanted);
    }
    if (err == ERR_OK) {
        err = read_corrected(counter, receipt);
    }
    if (arguments_has(&call->arguments, "shared") ||
        (roster_ruled(counter->desk.roster)->is_shared &&
         !arguments_has(&call->arguments, "full"))) {
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
    err = receipt_act(counter, &proposal->command, &id, code);
    if (err != ERR_OK) {
        return err;
    }
    model = receipt_done(counter, &id, code, HOURS_STATE_PROPOSED);
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
    {"full", NULL, "the full time each, where the rules say shared"},
    {"yes", NULL, "past the street's floor or ceiling, too"},
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
