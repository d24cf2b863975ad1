/* memory: what this household shared with another. Only here, and no score. */
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_memory.h"
#include "cli/minutes.h"
#include "cli/when.h"
#include "node/record/time.h"

static json_int_t number_of(const json_t *model, const char *key)
{
    return json_integer_value(json_object_get(model, key));
}

static const char *name_of(const json_t *document)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(document, "household"), "name"));

    return name == NULL ? "" : name;
}

static const char *times(json_int_t count)
{
    return count == 1 ? "time" : "times";
}

/* "dealt with you 2 times, collected 2; usually answers in 4 h". What is not
 * so is not said. */
static void say_facts(const struct out *out, const json_t *document)
{
    static const struct {
        const char *key;
        const char *words;
    } rows[] = {
        {"missed", "missed"},
        {"late_drops", "dropped in the last day"},
        {"late_returns", "brought back late"},
    };
    const json_t *facts = json_object_get(document, "facts");
    const json_int_t dealt = number_of(facts, "dealt");

    if (dealt > 0) {
        out_say(out,
                "%s dealt with you %" JSON_INTEGER_FORMAT " %s in 90 days, "
                "collected %" JSON_INTEGER_FORMAT ".",
                name_of(document), dealt, times(dealt),
                number_of(facts, "collected"));
    }
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        const json_int_t count = number_of(facts, rows[row].key);

        if (count > 0) {
            out_say(out, "  %s: %" JSON_INTEGER_FORMAT " %s", rows[row].words,
                    count, times(count));
        }
    }
    if (number_of(facts, "answers_hours") > 0) {
        out_say(out, "  usually answers in %" JSON_INTEGER_FORMAT " h",
                number_of(facts, "answers_hours"));
    }
}

static void say_hours(const struct out *out, const json_t *document)
{
    const json_t *hours = json_object_get(document, "hours");
    const json_int_t given = number_of(hours, "given_minutes");
    const json_int_t had = number_of(hours, "had_minutes");
    char given_words[MINUTES_CHARS];
    char had_words[MINUTES_CHARS];

    if (given > 0 || had > 0) {
        minutes_write(given, given_words);
        minutes_write(had, had_words);
        out_say(out, "Hours: you gave %s, %s gave you %s.", given_words,
                name_of(document), had_words);
    }
}

static enum err say_deals(const struct counter *counter, const json_t *document)
{
    static const struct out_column columns[] = {
        {"code", "CODE", false, false},   {"title", "WHAT", false, true},
        {"whose", "WHOSE", false, false}, {"state", "STATE", false, false},
        {"time", "WHEN", false, false},
    };
    json_t *rows = json_object_get(document, "deals");
    json_t *row = NULL;
    size_t index = 0;
    int failed = 0;

    json_array_foreach(rows, index, row)
    {
        const bool is_mine = json_is_true(json_object_get(row, "mine"));
        const char *changed =
            json_string_value(json_object_get(row, "changed"));
        char text[WHEN_CHARS] = "";
        uint64_t ms = 0;

        if (changed != NULL && time_parse(changed, &ms) == ERR_OK) {
            when_write(ms, counter->desk.now_ms, text);
        }
        failed |= json_object_set_new(row, "time", json_string(text));
        failed |= json_object_set_new(
            row, "whose", json_string(is_mine ? "yours" : "theirs"));
    }
    if (failed != 0) {
        return ERR_NOMEM;
    }
    return index == 0 ? ERR_OK
                      : out_table(&counter->call->out, rows, columns,
                                  sizeof columns / sizeof *columns);
}

static void say_thanks(const struct out *out, const json_t *document)
{
    const json_t *row = NULL;
    size_t index = 0;

    json_array_foreach(json_object_get(document, "thanks"), index, row)
    {
        out_say(out, "%s thanked: %s",
                json_string_value(
                    json_object_get(json_object_get(row, "from"), "name")),
                json_string_value(json_object_get(row, "text")));
    }
}

static bool is_empty(const json_t *document)
{
    const json_t *hours = json_object_get(document, "hours");

    return json_array_size(json_object_get(document, "deals")) == 0 &&
           json_array_size(json_object_get(document, "thanks")) == 0 &&
           number_of(json_object_get(document, "facts"), "dealt") == 0 &&
           number_of(hours, "given_minutes") == 0 &&
           number_of(hours, "had_minutes") == 0;
}

static enum err say(const struct counter *counter, const json_t *document)
{
    const struct out *out = &counter->call->out;

    if (out->is_json) {
        return ERR_OK;
    }
    if (is_empty(document)) {
        out_say(out, "You have shared nothing with %s yet.", name_of(document));
        return ERR_OK;
    }
    say_facts(out, document);
    say_thanks(out, document);
    say_hours(out, document);
    return say_deals(counter, document);
}

static enum err memory(struct counter *counter)
{
    struct call *call = counter->call;
    json_t *document = NULL;
    struct id household;
    enum err err = desk_household_find(&counter->desk, call->arguments.words[0],
                                       &household, &call->why);

    if (err == ERR_OK && id_equal(&household, &counter->desk.own)) {
        err = problem_set(&call->why, ERR_INVALID, "own-household",
                          "That is your own household.");
        problem_advise(&call->why, "kith members shows the others; kith deals "
                                   "--all all that you shared");
        return err;
    }
    if (err == ERR_OK) {
        err = desk_memory(&counter->desk, &household, &document);
    }
    if (err == ERR_OK) {
        out_json(&call->out, document);
        err = say(counter, document);
    }
    json_decref(document);
    return err;
}

static enum err memory_run(struct call *call)
{
    return counter_run(call, STORE_READ, memory);
}

const struct verb verb_memory = {
    .name = "memory",
    .group = GROUP_PEOPLE,
    .usage = "HOUSEHOLD",
    .summary = "what you shared with a household, from your own deals alone",
    .example = "kith memory \"Red gate\"",
    .words_min = 1,
    .words_max = 1,
    .run = memory_run,
};
