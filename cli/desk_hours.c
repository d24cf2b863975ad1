#include "cli/desk_hours.h"

#include <string.h>

#include "cli/out.h"
#include "node/deal/hours_letter.h"
#include "node/limits.h"
#include "node/mail/thread.h"

const char *desk_hours_state(enum desk_hours_state state)
{
    static const char *const names[] = {"proposed", "settled", "refused"};

    return names[state];
}

/* What the two said about a receipt, in letters that were filed here. */
struct said {
    struct thread thread; /* owned; what the views point into */
    struct view because;
    struct view acts_for;
    bool is_refused;
};

static enum err
said_load(const struct desk *desk, const struct id *receipt, struct said *said)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct hours_letter letter;
    enum err err = ERR_OK;

    *said = (struct said){.is_refused = false};
    thread_init(&said->thread);
    err = thread_load(&said->thread, &shelf, desk->neighbourhood, receipt);
    for (size_t i = 0; err == ERR_OK && i < said->thread.count; i++) {
        if (said->thread.letters[i].kind != LETTER_HOURS ||
            hours_letter_read(said->thread.letters[i].content, &letter) !=
                ERR_OK) {
            continue;
        }
        if (letter.word == HOURS_REFUSED) {
            said->is_refused = true;
        } else if (said->because.bytes == 0) {
            said->because = letter.because;
            said->acts_for = letter.acts_for;
        }
    }
    return err;
}

static enum desk_hours_state state_of(const struct ledger_entry *entry,
                                      const struct said *said)
{
    if (ledger_is_settled(entry)) {
        return HOURS_STATE_SETTLED;
    }
    return said->is_refused ? HOURS_STATE_REFUSED : HOURS_STATE_PROPOSED;
}

/* The half of this household is missing, and the other's is there. */
static bool is_asked(const struct ledger_entry *entry, const struct id *own)
{
    switch (receipt_side(&entry->receipt, own)) {
    case RECEIPT_GIVER:
        return entry->giver_ms == 0;
    case RECEIPT_RECEIVER:
        return entry->receiver_ms == 0;
    case RECEIPT_NEITHER:
        break;
    }
    return false;
}

static enum err take_least_digits(void *visitor,
                                  const struct ledger_entry *entry)
{
    size_t *count = visitor;

    (void)entry;
    (*count)++;
    return ERR_OK;
}

enum err desk_receipt_code(const struct desk *desk,
                           const struct id *receipt,
                           char out[static CODE_CHARS])
{
    enum err err = ERR_OK;

    for (unsigned digits = CODE_DIGITS_MIN;
         err == ERR_OK && digits <= CODE_DIGITS_MAX; digits++) {
        struct id first;
        struct id last;
        size_t count = 0;

        post_code(POST_SKILL, view_text("hours"), receipt, digits, out);
        if (post_code_range(view_text(out), &first, &last)) {
            err = ledger_between(desk->store, &first, &last, take_least_digits,
                                 &count);
        }
        if (count <= 1) {
            break;
        }
    }
    return err;
}

static json_t *text_or_null(struct view text)
{
    return text.bytes == 0 ? json_null()
                           : json_stringn((const char *)text.data, text.bytes);
}

/* Set one member, or lose the object. */
static bool put(json_t *object, const char *key, json_t *value)
{
    return object != NULL && json_object_set_new(object, key, value) == 0;
}

static json_t *corrected(const struct desk *desk, const struct receipt *receipt)
{
    char code[CODE_CHARS];

    if (id_is_zero(&receipt->corrects) ||
        desk_receipt_code(desk, &receipt->corrects, code) != ERR_OK) {
        return json_null();
    }
    return json_string(code);
}

static json_t *entry_model(const struct desk *desk,
                           const struct id *household,
                           const struct ledger_entry *entry,
                           const struct said *said)
{
    const struct receipt *receipt = &entry->receipt;
    const uint64_t when_ms = entry->giver_ms > entry->receiver_ms
                                 ? entry->giver_ms
                                 : entry->receiver_ms;
    const bool is_given = receipt_side(receipt, household) == RECEIPT_GIVER;
    json_t *model = json_object();
    char hex[ID_HEX_CHARS];
    char code[CODE_CHARS];

    id_to_hex(&entry->id, hex);
    if (desk_receipt_code(desk, &entry->id, code) != ERR_OK ||
        !put(model, "id", json_string(hex)) ||
        !put(model, "code", json_string(code)) ||
        !put(model, "with",
             desk_household(desk, receipt_other(receipt, household))) ||
        !put(model, "minutes", json_integer(receipt->minutes)) ||
        !put(model, "direction",
             json_string(is_given ? "given" : "received")) ||
        !put(model, "because", text_or_null(said->because)) ||
        !put(model, "for", text_or_null(said->acts_for)) ||
        !put(model, "when", out_time_json(when_ms)) ||
        !put(model, "state",
             json_string(desk_hours_state(state_of(entry, said)))) ||
        !put(model, "turn",
             json_boolean(!ledger_is_settled(entry) && !said->is_refused &&
                          is_asked(entry, &desk->own))) ||
        !put(model, "gift", json_boolean(receipt->is_gift)) ||
        !put(model, "corrects", corrected(desk, receipt))) {
        json_decref(model);
        return NULL;
    }
    return model;
}

/* A statement being written. */
struct statement {
    const struct desk *desk;
    const struct id *household;
    json_t *entries;
};

static enum err add_entry(void *visitor, const struct ledger_entry *entry)
{
    const struct statement *statement = visitor;
    struct said said;
    json_t *model = NULL;
    enum err err = said_load(statement->desk, &entry->id, &said);

    if (err == ERR_OK) {
        model =
            entry_model(statement->desk, statement->household, entry, &said);
        if (json_array_append_new(statement->entries, model) != 0) {
            err = ERR_NOMEM;
        }
    }
    thread_release(&said.thread);
    return err;
}

enum err desk_hours(const struct desk *desk,
                    const struct id *household,
                    size_t max,
                    json_t **out)
{
    struct statement statement = {desk, household, json_array()};
    const struct ruled *ruled = roster_ruled(desk->roster);
    int64_t minutes = 0;
    json_t *model = NULL;
    enum err err = statement.entries == NULL ? ERR_NOMEM : ERR_OK;

    if (err == ERR_OK) {
        err = ledger_balance(desk->store, household, &minutes);
    }
    if (err == ERR_OK) {
        err = ledger_of(desk->store, household, max, add_entry, &statement);
    }
    if (err == ERR_OK) {
        model = json_pack("{s:o, s:I, s:b, s:O}", "household",
                          desk_household(desk, household), "balance_minutes",
                          (json_int_t)minutes, "past_limit",
                          minutes < ruled->floor_minutes ||
                              minutes > ruled->ceiling_minutes,
                          "entries", statement.entries);
        err = model == NULL ? ERR_NOMEM : ERR_OK;
    }
    json_decref(statement.entries);
    *out = model;
    return err;
}

/* The receipts that fit a code. */
struct fitting {
    struct ledger_entry first;
    size_t count;
};

static enum err take_first(void *visitor, const struct ledger_entry *entry)
{
    struct fitting *fitting = visitor;

    if (fitting->count++ == 0) {
        fitting->first = *entry;
    }
    return ERR_OK;
}

static enum err receipt_refuse(struct problem *why, const char *text, bool many)
{
    enum err err = problem_set(why, many ? ERR_AMBIGUOUS : ERR_UNKNOWN,
                               many ? "ambiguous-receipt" : "unknown-receipt",
                               many ? "More than one receipt begins with "
                                      "\"%.80s\"."
                                    : "There is no receipt \"%.80s\" here.",
                               text);

    problem_advise(why, "kith hours lists yours with their codes.");
    return err;
}

enum err desk_receipt_find(const struct desk *desk,
                           const char *text,
                           struct desk_receipt *out,
                           struct problem *why)
{
    struct fitting fitting = {.count = 0};
    struct said said;
    struct id first;
    struct id last;
    enum err err = ERR_OK;

    if (strlen(text) == ID_HEX_CHARS - 1 &&
        id_from_hex(text, &first) == ERR_OK) {
        last = first;
    } else if (!post_code_range(view_text(text), &first, &last)) {
        return receipt_refuse(why, text, false);
    }
    err = ledger_between(desk->store, &first, &last, take_first, &fitting);
    if (err == ERR_OK && fitting.count != 1) {
        err = receipt_refuse(why, text, fitting.count > 1);
    }
    if (err != ERR_OK) {
        return err;
    }
    out->entry = fitting.first;
    out->is_asked = is_asked(&out->entry, &desk->own);
    err = said_load(desk, &out->entry.id, &said);
    out->state = state_of(&out->entry, &said);
    thread_release(&said.thread);
    return err == ERR_OK ? desk_receipt_code(desk, &out->entry.id, out->code)
                         : err;
}
