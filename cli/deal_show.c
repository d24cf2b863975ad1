#include "cli/deal_show.h"

#include <stdio.h>
#include <string.h>

#include "cli/desk_deals.h"
#include "cli/when.h"
#include "node/record/time.h"

static const char *string_of(const json_t *model, const char *key)
{
    return json_string_value(json_object_get(model, key));
}

/* A time of the model in short; "" where there is none. */
static void time_words(const struct counter *counter,
                       const json_t *model,
                       const char *key,
                       char text[static WHEN_CHARS])
{
    const char *time = string_of(model, key);
    uint64_t ms = 0;

    text[0] = '\0';
    if (time == NULL || time_parse(time, &ms) != ERR_OK) {
        return;
    }
    if (strcmp(key, "to") == 0 || strcmp(key, "due") == 0) {
        when_write_end(ms, counter->desk.now_ms, text);
    } else {
        when_write_hour(ms, counter->desk.now_ms, text);
    }
}

static void print_times(const struct counter *counter, const json_t *model)
{
    const struct out *out = &counter->call->out;
    char text[WHEN_CHARS];
    char to[WHEN_CHARS];

    time_words(counter, model, "from", text);
    time_words(counter, model, "to", to);
    if (text[0] != '\0') {
        out_say(out, "Days: %s to %s", text, to);
    }
    time_words(counter, model, "when", text);
    if (text[0] != '\0') {
        out_say(out, "When: %s", text);
    }
    time_words(counter, model, "due", text);
    if (text[0] != '\0' && strcmp(string_of(model, "state"), "out") == 0) {
        out_say(out, "Due: %s", text);
    }
}

/* What stands of it now: a line each, where there is something. */
static void print_facts(const struct out *out, const json_t *model)
{
    static const struct {
        const char *key;
        const char *words;
    } rows[] = {
        {"text", "Asked"},
        {"for", "For"},
        {"because", "Because"},
        {"where", "Where"},
        {"condition_out", "As it went"},
        {"missing_out", "Missing then"},
        {"condition", "As it came back"},
        {"missing", "Missing now"},
    };

    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        const json_t *said = json_object_get(model, rows[row].key);
        char text[OUT_CELL_BYTES_MAX];

        out_names(json_is_array(said) ? said : NULL, text);
        if (json_is_string(said) || text[0] != '\0') {
            out_say(out, "%s: %s", rows[row].words,
                    json_is_string(said) ? json_string_value(said) : text);
        }
    }
}

/* Words to one another, but for those that print_facts shows. */
static void print_said(const struct counter *counter, const json_t *model)
{
    const json_t *one = NULL;
    size_t index = 0;

    json_array_foreach(json_object_get(model, "said"), index, one)
    {
        const json_t *text = json_object_get(one, "text");
        char written[WHEN_CHARS];

        if (!json_is_string(text) ||
            json_equal(text, json_object_get(model, "text")) ||
            json_equal(text, json_object_get(model, "because"))) {
            continue;
        }
        time_words(counter, one, "written", written);
        out_say(&counter->call->out, "%s, %s: %s",
                string_of(json_object_get(one, "who"), "name"), written,
                json_string_value(text));
    }
}

/* Another keeps the thing now. */
static void print_instead(const struct out *out, const json_t *post)
{
    const char *code = string_of(post, "code");

    if (code != NULL) {
        out_say(out, "It goes on at %s's: kith ask %s",
                string_of(json_object_get(post, "keeper"), "name"), code);
    }
}

static void print_deal(const struct counter *counter,
                       const struct desk_deal *deal,
                       const json_t *model)
{
    const struct out *out = &counter->call->out;
    const bool is_mine = json_is_true(json_object_get(model, "mine"));
    const json_t *with =
        json_object_get(model, is_mine ? "claimant" : "keeper");
    char next[DESK_NEXT_BYTES];

    out_say(out, "%s: %s, %s.", string_of(model, "code"),
            string_of(model, "title"), string_of(model, "state"));
    out_say(out, "With: %s", string_of(with, "name"));
    print_times(counter, model);
    print_facts(out, model);
    print_said(counter, model);
    print_instead(out, json_object_get(model, "instead"));
    desk_deal_next(&counter->desk, deal, next);
    out_hint(out, "%s", next);
}

enum err deal_show(struct counter *counter, const char *code)
{
    struct call *call = counter->call;
    struct desk_deal deal;
    json_t *model = NULL;
    json_t *said = NULL;
    enum err err = ERR_OK;

    desk_deal_init(&deal);
    err = desk_deal_find(&counter->desk, code, STEP_NONE, &deal, &call->why);
    if (err == ERR_OK) {
        err = desk_deal_said(&counter->desk, &deal, &said);
    }
    if (err == ERR_OK) {
        model = desk_deal_model(&counter->desk, &deal);
        err =
            json_object_set_new(model, "said", said) == 0 ? ERR_OK : ERR_NOMEM;
    }
    if (err == ERR_OK) {
        out_json(&call->out, model);
        if (!call->out.is_json) {
            print_deal(counter, &deal, model);
        }
    }
    json_decref(model);
    desk_deal_release(&deal);
    return err;
}
