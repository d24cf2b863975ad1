#include "cli/receipt.h"

#include "cli/field.h"
#include "cli/minutes.h"
#include "node/limits.h"

static enum err refuse_limit(struct counter *counter,
                             const struct receipt *receipt)
{
    struct problem *why = &counter->call->why;
    const struct ruled *ruled = roster_ruled(counter->desk.roster);
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
    minutes_write(is_gain ? ruled->ceiling_minutes : ruled->floor_minutes,
                  limit);
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
json_t *receipt_done(const struct counter *counter,
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
enum err receipt_act(struct counter *counter,
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
enum err receipt_texts(struct call *call, struct command_receipt *receipt)
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
