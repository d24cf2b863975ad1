/* board and show: what there is. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_deals.h"
#include "cli/field.h"
#include "cli/speaks.h"
#include "cli/viewer.h"
#include "cli/when.h"
#include "node/record/time.h"

enum { BOARD_LIMIT_DEFAULT = 50, MILES_MAX = 500 };

static const struct option_row board_options[] = {
    {"kind", "KIND", "only offer, request, loan ..."},
    {"search", "WORDS", "only posts with all of these words"},
    {"tag", "WORD", "only posts with this tag"},
    {"within", "MILES", "only posts so near to your own place"},
    {"mine", NULL, "only what you posted"},
    {"all", NULL, "what is over or hidden, too"},
    {"limit", "N", "rows at most; 50"},
    {NULL, NULL, NULL},
};

static enum err board_read(struct call *call, struct desk_board *wanted)
{
    const struct arguments *arguments = &call->arguments;
    const char *kind = arguments_value(arguments, "kind");
    const char *words = arguments_value(arguments, "search");
    const char *tag = arguments_value(arguments, "tag");
    const uint64_t limits[] = {1, BOARD_ROWS_MAX};
    uint64_t limit = BOARD_LIMIT_DEFAULT;
    enum err err =
        arguments_number(arguments, "limit", limits, &limit, &call->why);

    *wanted = (struct desk_board){
        .words = words == NULL ? (struct view){NULL, 0} : view_text(words),
        .tag = tag == NULL ? (struct view){NULL, 0} : view_text(tag),
        .is_mine = arguments_has(arguments, "mine"),
        .with_ended = arguments_has(arguments, "all"),
        .with_hidden = arguments_has(arguments, "all"),
        .limit = (size_t)limit,
    };
    if (err == ERR_OK && kind != NULL) {
        wanted->kind = post_kind_find(view_text(kind));
        if (wanted->kind == 0) {
            err = problem_set(&call->why, ERR_INVALID, "unknown-kind",
                              "There is no kind of post \"%.40s\".", kind);
            problem_advise(&call->why, "Kinds are offer, request, loan, skill, "
                                       "meal, event, project and notice.");
        }
    }
    return err;
}

/* Tables say when in few words; --json keeps the time as it is. */
static enum err board_times(json_t *rows, uint64_t now_ms)
{
    for (size_t index = 0; index < json_array_size(rows); index++) {
        json_t *row = json_array_get(rows, index);
        const char *until = json_string_value(json_object_get(row, "until"));
        char text[WHEN_CHARS] = "";
        uint64_t until_ms = 0;

        if (until != NULL && time_parse(until, &until_ms) == ERR_OK) {
            when_write(until_ms, now_ms, text);
        }
        if (json_object_set_new(row, "shown_until", json_string(text)) != 0) {
            return ERR_NOMEM;
        }
        if (json_object_get(row, "unverified") != NULL &&
            json_object_set_new(row, "status", json_string("unverified")) !=
                0) {
            return ERR_NOMEM;
        }
        if (speaks_mark(row, "title") != ERR_OK) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

/* What to do where nothing is shown: something was looked for, or there is
 * nothing yet. */
static void say_nothing(const struct call *call)
{
    static const char *const filters[] = {"kind", "search", "tag", "within",
                                          "mine"};
    const struct out *out = &call->out;
    const char *words = arguments_value(&call->arguments, "search");

    for (size_t index = 0; index < sizeof filters / sizeof *filters; index++) {
        if (arguments_has(&call->arguments, filters[index])) {
            out_say(out, "Nothing on the board fits.");
            out_hint(out,
                     "kith board shows all; kith wish \"%s\" tells you "
                     "when it comes.",
                     words == NULL ? "ladder" : words);
            return;
        }
    }
    out_say(out, "Nothing is on the board.");
    out_hint(out, "Be the first: kith offer \"Plum jam\", or kith request "
                  "\"A ladder for Saturday\".");
}

static enum err board_print(struct counter *counter, json_t *rows, size_t limit)
{
    static const struct out_column columns[] = {
        {"code", "CODE", false, false},
        {"kind", "KIND", false, false},
        {"title", "TITLE", false, true},
        {"keeper.name", "FROM", false, true},
        {"status", "STATUS", false, false},
        {"shown_until", "UNTIL", false, false},
    };
    const struct out *out = &counter->call->out;

    if (out->is_json) {
        out_json(out, rows);
        return ERR_OK;
    }
    if (json_array_size(rows) == 0) {
        say_nothing(counter->call);
        return ERR_OK;
    }
    if (json_array_size(rows) >= limit) {
        out_hint(out,
                 "There may be more than these %zu: kith board --limit %zu",
                 limit, 4 * limit);
    }
    if (board_times(rows, counter->desk.now_ms) != ERR_OK) {
        return ERR_NOMEM;
    }
    return out_table(out, rows, columns, sizeof columns / sizeof columns[0]);
}

/* From where --within counts: nothing is near a house that is nowhere. */
static enum err board_near(struct counter *counter,
                           struct near *home,
                           struct desk_board *wanted)
{
    const uint64_t limits[] = {1, MILES_MAX};
    struct call *call = counter->call;
    uint64_t miles = 0;
    enum err err = arguments_number(&call->arguments, "within", limits, &miles,
                                    &call->why);

    if (err != ERR_OK || miles == 0) {
        return err;
    }
    err = near_recall(counter->drive.store, home);
    if (err == ERR_OK && !home->is_somewhere) {
        err = problem_set(&call->why, ERR_INVALID, "no-place",
                          "This house has not said where it is.");
        problem_advise(&call->why, "kith profile --at 51.46,-0.10; it stays "
                                   "here, but in your posts.");
    }
    wanted->near = &home->cell;
    wanted->within_m = (uint32_t)(miles * 1609344 / 1000);
    return err;
}

static enum err board_run(struct call *call)
{
    struct counter *counter = calloc(1, sizeof *counter);
    struct desk_board wanted;
    struct near home;
    json_t *rows = NULL;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = board_read(call, &wanted);
    if (err == ERR_OK) {
        err = counter_open(counter, call, STORE_READ);
    }
    if (err != ERR_OK) {
        goto out;
    }
    err = board_near(counter, &home, &wanted);
    if (err != ERR_OK) {
        goto close;
    }
    err = desk_board(&counter->desk, &wanted, &rows);
    if (err == ERR_INVALID) {
        err = problem_set(&call->why, err, "too-many-words",
                          "A search takes at most %d words.", SEARCH_WORDS_MAX);
    }
    if (err == ERR_OK) {
        err = board_print(counter, rows, wanted.limit);
    }
    json_decref(rows);
close:
    counter_close(counter);
out:
    free(counter);
    return err;
}

static void show_line(const struct out *out, const char *what, json_t *value)
{
    if (json_is_string(value) && json_string_length(value) > 0) {
        out_say(out, "%-9s %s", what, json_string_value(value));
    } else if (json_is_integer(value)) {
        out_say(out, "%-9s %lld", what, (long long)json_integer_value(value));
    }
}

static void
show_time(const struct counter *counter, const char *what, uint64_t ms)
{
    char text[WHEN_CHARS];

    when_write(ms, counter->desk.now_ms, text);
    if (text[0] != '\0') {
        out_say(&counter->call->out, "%-9s %s", what, text);
    }
}

static void show_names(const struct out *out, const char *what, json_t *names)
{
    char text[OUT_CELL_BYTES_MAX];

    out_names(names, text);
    if (text[0] != '\0') {
        out_say(out, "%-9s %s", what, text);
    }
}

/* On what terms it is to be had. */
static void show_terms(const struct counter *counter,
                       const struct desk_post *post)
{
    const struct out *out = &counter->call->out;
    const struct post *said = &post->said;

    show_names(out, "parts", json_object_get(post->model, "parts"));
    if (said->days_max > 0) {
        out_say(out, "%-9s %u at most", "days", said->days_max);
    }
    if (said->buffer_hours > 0) {
        out_say(out, "%-9s %u hours between two loans", "rest",
                said->buffer_hours);
    }
    if (said->is_auto) {
        out_say(out, "%-9s free days are promised at once", "booking");
    }
    show_line(out, "chosen by", json_object_get(post->model, "choose"));
    show_time(counter, "decided", said->decide_ms);
}

/* Where a thing is kept now, or was. */
static void show_other(const struct out *out, const char *what, json_t *post)
{
    const char *code = json_string_value(json_object_get(post, "code"));

    if (code != NULL) {
        out_say(out, "%-9s %s, kept by %s", what, code,
                json_string_value(
                    json_object_get(json_object_get(post, "keeper"), "name")));
    }
}

/* How many there are, and how many of them were written. */
static void show_photos(const struct out *out, const struct desk_post *post)
{
    const json_t *files = json_object_get(post->model, "files");
    const size_t count = post->said.photos_count;
    const size_t written = json_array_size(files);

    if (count > 0 && files == NULL) {
        out_say(out, "%-9s %zu, kith show CODE --photos FOLDER writes them",
                "photos", count);
    } else if (count > 0 && written == count) {
        out_say(out, "%-9s %zu, written", "photos", count);
    } else if (count > 0) {
        out_say(out,
                "%-9s %zu of %zu written; the others come when a neighbour "
                "who has them is there",
                "photos", written, count);
    }
}

static enum err show_files(struct counter *counter, struct desk_post *post)
{
    const char *folder = arguments_value(&counter->call->arguments, "photos");
    json_t *files = NULL;
    enum err err =
        folder == NULL ? ERR_OK : viewer_write(counter, post, folder, &files);

    if (err == ERR_OK && files != NULL &&
        json_object_set_new(post->model, "files", files) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

static void show_print(struct counter *counter, const struct desk_post *post)
{
    const struct out *out = &counter->call->out;
    json_t *model = post->model;
    const char *text = json_string_value(json_object_get(model, "text"));

    out_json(out, model);
    out_say(out, "%s", json_string_value(json_object_get(model, "title")));
    if (text != NULL && text[0] != '\0') {
        out_say(out, "\n%s\n", text);
    }
    show_line(out, "kind", json_object_get(model, "kind"));
    show_line(out, "from",
              json_object_get(json_object_get(model, "keeper"), "name"));
    if (post->is_unverified) {
        out_say(out, "%-9s %s", "status", "unverified");
    } else {
        show_line(out, "status", json_object_get(model, "status"));
    }
    show_line(out, "outcome", json_object_get(model, "outcome"));
    show_line(out, "quantity", json_object_get(model, "quantity"));
    show_terms(counter, post);
    show_names(out, "tags", json_object_get(model, "tags"));
    show_line(out, "place", json_object_get(model, "place"));
    show_line(out, "near", json_object_get(model, "cell"));
    show_line(out, "for", json_object_get(model, "for"));
    show_line(out, "heir",
              json_object_get(json_object_get(model, "heir"), "name"));
    show_other(out, "goes on", json_object_get(model, "next"));
    show_other(out, "before", json_object_get(model, "was"));
    show_time(counter, "posted", post->said.posted_ms);
    show_time(counter, "until", post->said.until_ms);
    show_line(out, "revision", json_object_get(model, "revision"));
    show_photos(out, post);
    show_line(out, "code", json_object_get(model, "code"));
}

/* Which days are booked. */
static enum err show_days(const struct counter *counter, struct desk_post *post)
{
    json_t *days = NULL;
    enum err err = desk_calendar(&counter->desk, post, &days);

    if (err == ERR_OK &&
        json_object_set_new(post->model, "calendar", days) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

static enum err show_run(struct call *call)
{
    struct counter *counter = calloc(1, sizeof *counter);
    struct desk_post post;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    desk_post_init(&post);
    err = counter_open(counter, call, STORE_READ);
    if (err != ERR_OK) {
        goto out;
    }
    err = desk_post_find(&counter->desk, call->arguments.words[0], &post,
                         &call->why);
    if (err == ERR_OK) {
        err = show_days(counter, &post);
    }
    if (err == ERR_OK) {
        err = show_files(counter, &post);
    }
    if (err == ERR_OK) {
        show_print(counter, &post);
    }
    desk_post_release(&post);
    counter_close(counter);
out:
    free(counter);
    return err;
}

static const struct option_row show_options[] = {
    {"photos", "FOLDER", "write its photos there, fetched where need be"},
    {NULL, NULL, NULL},
};

const struct verb verb_board = {
    .name = "board",
    .group = GROUP_POSTS,
    .usage = "",
    .summary = "what the street shares, quietest first",
    .example = "kith board --search ladder",
    .options = board_options,
    .run = board_run,
};

const struct verb verb_show = {
    .name = "show",
    .group = GROUP_POSTS,
    .usage = "POST",
    .summary = "one post in full",
    .example = "kith show ladder-7kq --photos .",
    .options = show_options,
    .words_min = 1,
    .words_max = 1,
    .run = show_run,
};
