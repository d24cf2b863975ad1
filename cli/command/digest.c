/* digest: what is new and what is to do, for a mail or a terminal; or a page
 * of paper for the board of a hall. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_digest.h"
#include "cli/poster.h"
#include "cli/since.h"
#include "cli/when.h"
#include "node/moment.h"
#include "node/record/time.h"
#include "store/limits.h"

static const struct option_row digest_options[] = {
    {"since", "D", "what is new since then; a week"},
    {"print", "F.html", "write a page of paper for the board of a hall"},
    {NULL, NULL, NULL},
};

static const char *string_of(const json_t *model, const char *key)
{
    const char *text = json_string_value(json_object_get(model, key));

    return text == NULL ? "" : text;
}

/* A time of a model in short; "" where there is none. */
static void short_time(const struct counter *counter,
                       const json_t *model,
                       const char *key,
                       char out[static WHEN_CHARS])
{
    uint64_t ms = 0;

    out[0] = '\0';
    if (time_parse(string_of(model, key), &ms) == ERR_OK) {
        when_write(ms, counter->desk.now_ms, out);
    }
}

static const char *other_side(const json_t *deal)
{
    return string_of(
        json_object_get(deal, json_is_true(json_object_get(deal, "mine"))
                                  ? "claimant"
                                  : "keeper"),
        "name");
}

/* "Ladder (ladder-7kq.1) with Ben: asked". */
static void say_deals(const struct counter *counter, const json_t *rows)
{
    const struct out *out = &counter->call->out;
    const json_t *row = NULL;
    size_t index = 0;

    if (json_array_size(rows) > 0) {
        out_say(out, "\nYour turn");
    }
    json_array_foreach(rows, index, row)
    {
        out_say(out, "  %s (%s) with %s: %s", string_of(row, "title"),
                string_of(row, "code"), other_side(row),
                string_of(row, "state"));
    }
}

static void say_due(const struct counter *counter, const json_t *rows)
{
    const struct out *out = &counter->call->out;
    const json_t *row = NULL;
    size_t index = 0;

    if (json_array_size(rows) > 0) {
        out_say(out, "\nDue");
    }
    json_array_foreach(rows, index, row)
    {
        const char *advice = string_of(row, "try");
        char when[WHEN_CHARS];

        short_time(counter, row, "due", when);
        if (advice[0] != '\0') {
            out_say(out, "  %s %s %s: %s", string_of(row, "title"),
                    string_of(row, "state"), when, advice);
        } else {
            out_say(out, "  %s (%s) %s %s is %s%s%s", string_of(row, "title"),
                    string_of(row, "code"),
                    json_is_true(json_object_get(row, "mine")) ? "with" : "of",
                    other_side(row), when[0] == '\0' ? "out" : "due ", when,
                    json_is_true(json_object_get(row, "late")) ? ", late" : "");
        }
    }
}

static void say_posts(const struct out *out, const json_t *posts)
{
    const json_t *post = NULL;
    size_t index = 0;

    json_array_foreach(posts, index, post)
    {
        out_say(out, "  %-8s %s: %s (%s)", string_of(post, "kind"),
                string_of(json_object_get(post, "keeper"), "name"),
                string_of(post, "title"), string_of(post, "code"));
    }
}

static void say_thanks(const struct out *out, const json_t *rows)
{
    const json_t *row = NULL;
    size_t index = 0;

    if (json_array_size(rows) > 0) {
        out_say(out, "\nThanks to you");
    }
    json_array_foreach(rows, index, row)
    {
        out_say(out, "  %s: %s",
                string_of(json_object_get(row, "from"), "name"),
                string_of(row, "text"));
    }
}

static void say_digest(const struct counter *counter, const json_t *digest)
{
    const struct out *out = &counter->call->out;
    const json_t *fresh = json_object_get(digest, "new");
    const json_t *wish = NULL;
    size_t index = 0;
    char since[WHEN_CHARS];

    short_time(counter, digest, "since", since);
    out_say(out, "%s, for %s: since %s", string_of(digest, "neighbourhood"),
            string_of(json_object_get(digest, "household"), "name"), since);
    if (json_integer_value(json_object_get(digest, "unread")) > 0) {
        out_say(out,
                "%" JSON_INTEGER_FORMAT " new about your deals: kith deals",
                json_integer_value(json_object_get(digest, "unread")));
    }
    say_deals(counter, json_object_get(digest, "turn"));
    say_due(counter, json_object_get(digest, "due"));
    say_thanks(out, json_object_get(digest, "thanks"));
    json_array_foreach(json_object_get(digest, "wishes"), index, wish)
    {
        out_say(out, "\nYou look for %s", string_of(wish, "words"));
        say_posts(out, json_object_get(wish, "posts"));
    }
    out_say(out, "\nNew on the board%s",
            json_array_size(fresh) == 0 ? ": nothing" : "");
    say_posts(out, fresh);
}

static enum err refuse_file(struct problem *why, const char *path)
{
    enum err err =
        problem_set(why, ERR_IO, "cannot-write",
                    "%.200s cannot be written: %s.", path, strerror(errno));

    problem_advise(why, "Name a file in a folder of yours: kith digest --print "
                        "board.html");
    problem_exit(why, 73);
    return err;
}

/* A printer, a pipe or a folder is no page that a new one may replace. */
static enum err check_place(const char *path, struct problem *why)
{
    struct stat about;

    if (stat(path, &about) != 0 || S_ISREG(about.st_mode)) {
        return ERR_OK;
    }
    errno = S_ISDIR(about.st_mode) ? EISDIR : EEXIST;
    return refuse_file(why, path);
}

/* Write it beside and rename it, so that no half page is found; what a killed
 * command left there is written over. */
static enum err
write_file(const char *path, struct view bytes, struct problem *why)
{
    char beside[PATH_BYTES_MAX];
    FILE *file = NULL;
    bool is_written = false;

    if (strcmp(path, "-") == 0) {
        is_written = fwrite(bytes.data, 1, bytes.bytes, stdout) == bytes.bytes;
        return is_written ? ERR_OK : refuse_file(why, path);
    }
    if (check_place(path, why) != ERR_OK) {
        return ERR_IO;
    }
    if (snprintf(beside, sizeof beside, "%s.kith-unfinished", path) >=
        (int)sizeof beside) {
        errno = ENAMETOOLONG;
        return refuse_file(why, path);
    }
    (void)unlink(beside);
    file = fopen(beside, "wx");
    if (file == NULL) {
        return refuse_file(why, path);
    }
    is_written = fwrite(bytes.data, 1, bytes.bytes, file) == bytes.bytes;
    is_written = fclose(file) == 0 && is_written;
    if (!is_written || rename(beside, path) != 0) {
        enum err err = refuse_file(why, path);

        (void)remove(beside);
        return err;
    }
    return ERR_OK;
}

/* "22 November 2026", as on paper. */
static void day_words(uint64_t ms, char out[static WHEN_CHARS])
{
    const time_t seconds = (time_t)(ms / 1000);
    struct tm day;

    out[0] = '\0';
    if (localtime_r(&seconds, &day) != NULL) {
        (void)strftime(out, WHEN_CHARS, "%d %B %Y", &day);
    }
}

/* What a street may see: nothing of anybody's deals. */
static enum err print(struct counter *counter, uint64_t since_ms)
{
    struct call *call = counter->call;
    const char *path = arguments_value(&call->arguments, "print");
    const struct desk_board fresh = {.since_ms = since_ms,
                                     .limit = POSTER_NEW_MAX};
    const struct desk_board all = {.limit = 4 * (size_t)POSTER_OTHERS_MAX};
    json_t *new_posts = NULL;
    json_t *posts = NULL;
    struct bytes page;
    char from[WHEN_CHARS];
    char to[WHEN_CHARS];
    enum err err = ERR_OK;

    bytes_init(&page, POSTER_BYTES_MAX);
    day_words(since_ms, from);
    day_words(counter->desk.now_ms, to);
    err = desk_board(&counter->desk, &fresh, &new_posts);
    if (err == ERR_OK) {
        err = desk_board(&counter->desk, &all, &posts);
    }
    if (err == ERR_OK) {
        const struct poster poster = {roster_place(counter->desk.roster), from,
                                      to, new_posts, posts};

        err = poster_write(&poster, &page);
    }
    if (err == ERR_OK) {
        err = write_file(path, bytes_view(&page), &call->why);
    }
    if (err == ERR_OK) {
        json_t *document =
            json_pack("{s:o, s:I}", "file", out_file_json(path), "new",
                      (json_int_t)json_array_size(new_posts));

        if (strcmp(path, "-") != 0) {
            out_json(&call->out, document);
            out_say(&call->out, "%s: %zu new; print it from a browser.", path,
                    json_array_size(new_posts));
        }
        json_decref(document);
    }
    bytes_release(&page);
    json_decref(new_posts);
    json_decref(posts);
    return err;
}

static enum err digest(struct counter *counter)
{
    struct call *call = counter->call;
    const char *since = arguments_value(&call->arguments, "since");
    const uint64_t now_ms = counter->desk.now_ms;
    uint64_t since_ms = now_ms - DIGEST_DAYS * (uint64_t)DAY_MS;
    json_t *document = NULL;
    enum err err = since == NULL
                       ? ERR_OK
                       : since_read(since, now_ms, &since_ms, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    if (arguments_has(&call->arguments, "print")) {
        return print(counter, since_ms);
    }
    err = desk_digest(&counter->desk, since_ms, &document);
    if (err == ERR_OK) {
        out_json(&call->out, document);
        say_digest(counter, document);
    }
    json_decref(document);
    return err;
}

static enum err digest_run(struct call *call)
{
    return counter_run(call, STORE_READ, digest);
}

const struct verb verb_digest = {
    .name = "digest",
    .group = GROUP_POSTS,
    .usage = "",
    .summary = "what is new this week, and what is to do; or a page of paper",
    .example = "kith digest\nkith digest --since monday\nkith digest --print "
               "board.html",
    .options = digest_options,
    .run = digest_run,
};
