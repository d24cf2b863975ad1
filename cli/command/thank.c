/* thank: say thanks openly, see what was said, take it back. */
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_thanks.h"
#include "cli/field.h"
#include "cli/when.h"
#include "node/board/thanks.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "node/record/time.h"

static const struct option_row thank_options[] = {
    {"remove", "CODE", "take thanks of yours back"},
    {"dry-run", NULL, "say what would be published, and publish nothing"},
    {NULL, NULL, NULL},
};

static enum err list(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"from.name", "FROM", false, true}, {"to.name", "TO", false, true},
        {"text", "THANKS", false, true},    {"time", "WHEN", false, false},
        {"code", "CODE", false, false},
    };
    const struct out *out = &counter->call->out;
    const struct desk_thanks wanted = {.from = NULL};
    json_t *rows = NULL;
    json_t *row = NULL;
    size_t index = 0;
    int failed = 0;
    enum err err = desk_thanks(&counter->desk, &wanted, &rows);

    if (err != ERR_OK) {
        return err;
    }
    out_json(out, rows);
    if (json_array_size(rows) == 0) {
        out_say(out, "Nobody has thanked anybody yet.");
        out_hint(out, "kith thank \"Red gate\" \"for the ladder\"");
    } else if (!out->is_json) {
        json_array_foreach(rows, index, row)
        {
            const char *when = json_string_value(json_object_get(row, "when"));
            char text[WHEN_CHARS] = "";
            uint64_t ms = 0;

            if (time_parse(when, &ms) == ERR_OK) {
                when_write(ms, counter->desk.now_ms, text);
            }
            failed |= json_object_set_new(row, "time", json_string(text));
        }
        err = failed != 0 ? ERR_NOMEM
                          : out_table(out, rows, columns,
                                      sizeof columns / sizeof *columns);
    }
    json_decref(rows);
    return err;
}

static enum err refuse(struct counter *counter, enum err err)
{
    struct problem *why = &counter->call->why;

    if (why->name[0] != '\0') {
        return err;
    }
    if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-says",
                          "You have said as much as a household of your "
                          "standing may at a time.");
        problem_advise(why, "kith thank lists it; kith thank --remove CODE");
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-standing",
                          "Nobody vouches for your household any more, so "
                          "nobody would read it.");
        problem_advise(why, "Ask a neighbour to vouch for you again.");
    } else if (err == ERR_CLOCK) {
        err = problem_set(why, err, "clock-not-set",
                          "The clock of this machine is not set, so nothing "
                          "that expires can be signed.");
        problem_advise(why, "Set the date, then try again.");
        problem_exit(why, 75);
    }
    return err;
}

/* What was published, where it went, and what takes it back. */
static enum err
report(struct counter *counter, const struct answer *answer, const char *done)
{
    const struct out *out = &counter->call->out;
    const bool is_rehearsal =
        arguments_has(&counter->call->arguments, "dry-run");
    const struct shelf shelf = store_shelf(counter->drive.store);
    struct shelf_row row;
    char code[CODE_CHARS] = "thanks";
    char went[COUNTER_WENT_BYTES];
    char hex[ID_HEX_CHARS];
    json_t *document = NULL;
    enum err err = is_rehearsal ? ERR_OK : counter_resume(counter);

    if (err == ERR_OK && !is_rehearsal) {
        err = shelf.find(shelf.self, &answer->record, &row);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!is_rehearsal) {
        desk_thanks_code(&row.slot, code);
    }
    id_to_hex(&answer->record, hex);
    document = json_pack("{s:s, s:s, s:I, s:b}", "id", hex, "code", code,
                         "handed_to", (json_int_t)counter->drive.handed_to,
                         "dry_run", is_rehearsal);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    if (is_rehearsal) {
        out_say(out, arguments_has(&counter->call->arguments, "remove")
                         ? "It can be taken back; nothing was."
                         : "Every member would read it; nothing was "
                           "published.");
        return ERR_OK;
    }
    counter_went(counter, went);
    out_say(out, "%s %s: %s.", done, code, went);
    return ERR_OK;
}

static enum err take_back(struct counter *counter, const char *code)
{
    struct command command = {.kind = COMMAND_UNTHANK};
    struct answer answer;
    enum err err =
        desk_thanks_find(&counter->desk, code, &command.as.unthank.lane,
                         &command.as.unthank.n, &counter->call->why);

    if (err != ERR_OK) {
        return err;
    }
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    err = err == ERR_OK ? report(counter, &answer, "Took back")
                        : refuse(counter, err);
    answer_release(&answer);
    return err;
}

/* The post that is thanked for, if one was named. */
static enum err read_post(struct counter *counter,
                          struct desk_post *post,
                          struct thanks *thanks)
{
    struct call *call = counter->call;
    enum err err = ERR_OK;

    if (call->arguments.word_count < 3) {
        return ERR_OK;
    }
    err = desk_post_find(&counter->desk, call->arguments.words[1], post,
                         &call->why);
    if (err == ERR_OK) {
        thanks->post = post->post;
        thanks->title = post->said.title;
    }
    return err;
}

static enum err read_whom(struct counter *counter, struct thanks *thanks)
{
    struct call *call = counter->call;
    enum err err = desk_household_find(&counter->desk, call->arguments.words[0],
                                       &thanks->household, &call->why);

    if (err == ERR_OK && id_equal(&thanks->household, &counter->desk.own)) {
        err = problem_set(&call->why, ERR_INVALID, "own-household",
                          "That is your own household.");
        problem_advise(&call->why, "kith members shows the others.");
    }
    return err;
}

static enum err say_thanks(struct counter *counter, struct view text)
{
    struct command command = {.kind = COMMAND_THANK};
    struct thanks *thanks = &command.as.thanks;
    struct desk_post post;
    struct answer answer;
    enum err err = ERR_OK;

    desk_post_init(&post);
    answer_init(&answer);
    err = read_whom(counter, thanks);
    if (err == ERR_OK) {
        err = read_post(counter, &post, thanks);
    }
    if (err == ERR_OK) {
        err = field_text(&thanks->text, text, "text", THANKS_BYTES_MAX,
                         &counter->call->why);
    }
    if (err == ERR_OK) {
        err = counter_command(counter, &command, &answer);
        err = err == ERR_OK ? report(counter, &answer, "Every member reads")
                            : refuse(counter, err);
    }
    answer_release(&answer);
    desk_post_release(&post);
    return err;
}

static enum err thank(struct counter *counter)
{
    struct call *call = counter->call;
    const size_t words = call->arguments.word_count;
    const char *code = arguments_value(&call->arguments, "remove");
    const char *said = words == 0 ? "" : call->arguments.words[words - 1];
    struct bytes typed;
    enum err err = ERR_OK;

    if (code != NULL) {
        return take_back(counter, code);
    }
    if (words == 0) {
        return list(counter);
    }
    bytes_init(&typed, THANKS_BYTES_MAX);
    if (strcmp(said, "-") == 0) {
        err = field_typed(&typed, "text", THANKS_BYTES_MAX, &call->why);
    }
    if (err == ERR_OK) {
        err = say_thanks(counter, strcmp(said, "-") == 0 ? bytes_view(&typed)
                                                         : view_text(said));
    }
    bytes_release(&typed);
    return err;
}

static enum err thank_run(struct call *call)
{
    const size_t words = call->arguments.word_count;
    const bool is_list =
        words == 0 && !arguments_has(&call->arguments, "remove");

    if (words == 1 && !arguments_has(&call->arguments, "remove")) {
        enum err err = problem_set(&call->why, ERR_INVALID, "missing-word",
                                   "kith thank needs HOUSEHOLD and what you "
                                   "want to say.");

        problem_advise(&call->why,
                       "kith thank \"Red gate\" \"for the ladder\"");
        problem_exit(&call->why, 64);
        return err;
    }
    return counter_run(call, is_list ? STORE_READ : STORE_WRITE, thank);
}

const struct verb verb_thank = {
    .name = "thank",
    .group = GROUP_PEOPLE,
    .usage = "[HOUSEHOLD [POST] TEXT]",
    .summary = "thank a household, for every member to read",
    .example = "kith thank \"Red gate\" ladder-7kq \"It saved the day\"\n"
               "kith thank\nkith thank --remove thanks-7kq4n",
    .options = thank_options,
    .words_min = 0,
    .words_max = 3,
    .run = thank_run,
};
