/* deals, due and calendar: what was agreed, what is out, which days are
 * booked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/deal_show.h"
#include "cli/desk_deals.h"
#include "cli/desk_news.h"
#include "cli/speaks.h"
#include "cli/when.h"
#include "node/mail/limits.h"
#include "node/record/time.h"

static const struct option_row deals_options[] = {
    {"all", NULL, "those that are over too"},
    {"limit", "N", "rows at most; 200"},
    {"seen", NULL, "with --json: a person looks, so nothing is new any more"},
    {NULL, NULL, NULL},
};

/* The state, and how certain a promise is. */
static json_t *state_words(const json_t *row)
{
    const char *state = json_string_value(json_object_get(row, "state"));
    const char *promise = json_string_value(json_object_get(row, "promise"));

    if (promise != NULL && strcmp(promise, "twice") == 0) {
        return json_sprintf("%s twice", state);
    }
    if (promise != NULL && strcmp(promise, "not yet") == 0 &&
        strcmp(state, "promised") == 0) {
        return json_string("promised, not certain");
    }
    return json_string(state);
}

/* When it is back, of what is out; else when it goes, or from when on. */
static void time_words(const struct counter *counter,
                       const json_t *row,
                       char text[static WHEN_CHARS])
{
    static const char *const times[] = {"when", "due", "from"};
    const char *state = json_string_value(json_object_get(row, "state"));
    const char *due = json_string_value(json_object_get(row, "due"));
    uint64_t ms = 0;

    if (strcmp(state, "out") == 0 && due != NULL &&
        time_parse(due, &ms) == ERR_OK) {
        when_write_end(ms, counter->desk.now_ms, text);
    }
    if (strcmp(state, "out") == 0) {
        return; /* when it went is not when it is back */
    }
    for (size_t each = 0; each < 3 && text[0] == '\0'; each++) {
        const char *time = json_string_value(json_object_get(row, times[each]));

        if (time != NULL && time_parse(time, &ms) == ERR_OK) {
            when_write_hour(ms, counter->desk.now_ms, text);
        }
    }
}

/* Words for the table: times in short, the other side's name. */
static enum err add_words(const struct counter *counter, json_t *rows)
{
    json_t *row = NULL;
    size_t index = 0;
    int failed = 0;

    json_array_foreach(rows, index, row)
    {
        const bool is_mine = json_is_true(json_object_get(row, "mine"));
        const char *turn = json_string_value(json_object_get(row, "turn"));
        char text[WHEN_CHARS] = "";

        time_words(counter, row, text);
        failed |= json_object_set_new(row, "time", json_string(text));
        failed |= json_object_set_new(row, "words", state_words(row));
        failed |= json_object_set(
            row, "with",
            json_object_get(
                json_object_get(row, is_mine ? "claimant" : "keeper"), "name"));
        failed |= speaks_mark(row, "title") == ERR_OK ? 0 : -1;
        failed |= json_object_set_new(
            row, "whose",
            json_string(turn == NULL ? ""
                        : strcmp(turn, "both") == 0 ||
                                strcmp(turn, is_mine ? "keeper" : "claimant") ==
                                    0
                            ? "yours"
                            : "theirs"));
    }
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

/* What was promised twice heads the list; the others keep their order. */
static enum err twice_first(json_t *rows)
{
    size_t heads = 0;

    for (size_t index = 0; index < json_array_size(rows); index++) {
        json_t *row = json_array_get(rows, index);
        const char *promise =
            json_string_value(json_object_get(row, "promise"));

        if (promise != NULL && strcmp(promise, "twice") == 0) {
            (void)json_incref(row);
            if (json_array_remove(rows, index) != 0 ||
                json_array_insert_new(rows, heads++, row) != 0) {
                return ERR_NOMEM;
            }
        }
    }
    return ERR_OK;
}

/* How much is new about each, and what a person is to see of its state. */
static enum err
add_news(const struct unread *unread, json_t *rows, bool is_for_people)
{
    json_t *row = NULL;
    size_t index = 0;
    int failed = 0;

    json_array_foreach(rows, index, row)
    {
        struct id id;
        size_t count = 0;

        if (id_from_hex(json_string_value(json_object_get(row, "id")), &id) ==
            ERR_OK) {
            count = unread_of(unread, &id);
        }
        failed |=
            json_object_set_new(row, "unread", json_integer((json_int_t)count));
        if (is_for_people && count > 0) {
            failed |= json_object_set_new(row, "news",
                                          json_integer((json_int_t)count));
        }
    }
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err print_deals(struct counter *counter, json_t *rows)
{
    static const struct out_column columns[] = {
        {"code", "CODE", false, false},  {"title", "WHAT", false, true},
        {"with", "WITH", false, true},   {"words", "STATE", false, false},
        {"whose", "TURN", false, false}, {"time", "WHEN", false, false},
        {"news", "NEW", true, false},
    };
    const struct out *out = &counter->call->out;
    enum err err = ERR_OK;

    out_json(out, rows);
    if (out->is_json) {
        return ERR_OK;
    }
    if (json_array_size(rows) == 0) {
        return ERR_OK;
    }
    err = add_words(counter, rows);
    return err == ERR_OK
               ? out_table(out, rows, columns, sizeof columns / sizeof *columns)
               : err;
}

/* Own posts that end, a line each, with the command that lets them stand. */
static void print_endings(const struct counter *counter, const json_t *rows)
{
    const struct out *out = &counter->call->out;
    json_t *row = NULL;
    size_t index = 0;

    json_array_foreach(rows, index, row)
    {
        char text[WHEN_CHARS] = "";
        uint64_t ms = 0;

        if (time_parse(json_string_value(json_object_get(row, "due")), &ms) ==
            ERR_OK) {
            when_write(ms, counter->desk.now_ms, text);
        }
        out_say(out, "Your post %s (%s) %s %s: %s",
                json_string_value(json_object_get(row, "title")),
                json_string_value(json_object_get(row, "code")),
                json_string_value(json_object_get(row, "state")), text,
                json_string_value(json_object_get(row, "try")));
    }
}

static enum err list(struct counter *counter, bool is_due, json_t **rows)
{
    const struct arguments *arguments = &counter->call->arguments;
    const uint64_t limits[] = {1, LETTERS_MAX};
    struct desk_deals wanted = {
        .with_ended = arguments_has(arguments, "all"),
        .is_due = is_due,
    };
    uint64_t limit = DESK_DEALS_LIMIT;
    enum err err = arguments_number(arguments, "limit", limits, &limit,
                                    &counter->call->why);

    wanted.limit = (size_t)limit;
    return err == ERR_OK ? desk_deals(&counter->desk, &wanted, rows) : err;
}

/* A person who looked has read what there was; a program says so, if it shows
 * it to one. The store is opened again to write that down, by itself: a folder
 * that cannot be written is looked at all the same, and nothing else is done to
 * it. */
static void mark_read(struct counter *counter, const struct unread *unread)
{
    const bool is_seen = !counter->call->out.is_json ||
                         arguments_has(&counter->call->arguments, "seen");
    struct store *store = NULL;

    counter_pause(counter);
    if (unread->count > 0 && is_seen &&
        store_open(counter->drive.folder.path, STORE_WRITE, &store) == ERR_OK) {
        enum err err = unread_mark(unread, store);

        (void)err; /* it is shown as new once more */
        store_close(store);
    }
}

static enum err list_deals(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    struct unread unread;
    json_t *rows = NULL;
    enum err err = ERR_OK;

    unread_init(&unread);
    err = list(counter, false, &rows);
    if (err == ERR_OK) {
        err = twice_first(rows);
    }
    if (err == ERR_OK) {
        err = unread_load(&unread, &counter->desk);
    }
    if (err == ERR_OK) {
        err = add_news(&unread, rows, !out->is_json);
    }
    if (err == ERR_OK) {
        err = print_deals(counter, rows);
    }
    if (err == ERR_OK && json_array_size(rows) == 0) {
        out_say(out, "You have no open deals.");
        out_hint(out, "kith board shows what there is to ask for.");
    }
    if (err == ERR_OK) {
        mark_read(counter, &unread);
    }
    json_decref(rows);
    unread_release(&unread);
    return err;
}

static enum err deals(struct counter *counter)
{
    const struct arguments *arguments = &counter->call->arguments;

    return arguments->word_count > 0 ? deal_show(counter, arguments->words[0])
                                     : list_deals(counter);
}

/* What is out comes first, then own posts that end. */
static enum err due(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    json_t *rows = NULL;
    json_t *endings = NULL;
    enum err err = list(counter, true, &rows);

    if (err == ERR_OK) {
        err = desk_endings(&counter->desk, &endings);
    }
    if (err == ERR_OK && json_array_size(rows) == 0 &&
        json_array_size(endings) == 0) {
        out_say(out, "Nothing is out, and no post of yours ends soon.");
    }
    if (err == ERR_OK && out->is_json && json_array_extend(rows, endings)) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        err = print_deals(counter, rows);
    }
    if (err == ERR_OK) {
        print_endings(counter, endings);
    }
    json_decref(rows);
    json_decref(endings);
    return err;
}

static enum err deals_run(struct call *call)
{
    return counter_run(call, STORE_READ, deals);
}

static enum err due_run(struct call *call)
{
    return counter_run(call, STORE_READ, due);
}

/* A time in short; an end just before the next day begins. */
static void shorten(const struct counter *counter,
                    json_t *row,
                    const char *key,
                    uint64_t before_ms)
{
    const char *time = json_string_value(json_object_get(row, key));
    char text[WHEN_CHARS] = "";
    uint64_t ms = 0;

    if (time != NULL && time_parse(time, &ms) == ERR_OK) {
        when_write(ms - before_ms, counter->desk.now_ms, text);
        if (json_object_set_new(row, key, json_string(text)) != 0) {
            return; /* the long form stays */
        }
    }
}

static enum err print_calendar(struct counter *counter, json_t *rows)
{
    static const struct out_column columns[] = {
        {"from", "FROM", false, false},   {"to", "TO", false, false},
        {"state", "STATE", false, false}, {"claimant.name", "WHO", false, true},
        {"deal", "DEAL", false, false},
    };
    const struct out *out = &counter->call->out;
    json_t *row = NULL;
    size_t index = 0;

    out_json(out, rows);
    if (out->is_json) {
        return ERR_OK;
    }
    if (json_array_size(rows) == 0) {
        out_say(out, "No days are booked.");
        return ERR_OK;
    }
    json_array_foreach(rows, index, row)
    {
        shorten(counter, row, "from", 0);
        shorten(counter, row, "to", 1);
    }
    return out_table(out, rows, columns, sizeof columns / sizeof *columns);
}

static enum err calendar(struct counter *counter)
{
    struct call *call = counter->call;
    struct desk_post post;
    json_t *rows = NULL;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = desk_calendar(&counter->desk, &post, &rows);
    }
    if (err == ERR_OK) {
        err = print_calendar(counter, rows);
    }
    json_decref(rows);
    desk_post_release(&post);
    return err;
}

static enum err calendar_run(struct call *call)
{
    return counter_run(call, STORE_READ, calendar);
}

const struct verb verb_deals = {
    .name = "deals",
    .group = GROUP_DEALS,
    .usage = "[DEAL]",
    .summary = "what you asked for and were asked for, your turn first",
    .example = "kith deals\nkith deals ladder-7kq.1",
    .options = deals_options,
    .words_max = 1,
    .run = deals_run,
};

const struct verb verb_due = {
    .name = "due",
    .group = GROUP_DEALS,
    .usage = "",
    .summary = "what is out and when it is back, and your posts that end soon",
    .example = "kith due",
    .run = due_run,
};

const struct verb verb_calendar = {
    .name = "calendar",
    .group = GROUP_DEALS,
    .usage = "POST",
    .summary = "the days on which a thing is booked",
    .example = "kith calendar ladder-7kq",
    .words_min = 1,
    .words_max = 1,
    .run = calendar_run,
};
