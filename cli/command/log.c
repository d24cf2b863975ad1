/* log: what happened here, the newest first. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/feed.h"
#include "cli/when.h"
#include "store/local.h"

enum { LINES_DEFAULT = 50 };

static const struct option_row log_options[] = {
    {"limit", "N", "lines at most; 50"},
    {"news", NULL, "only what people want to know: nothing of connections"},
    {NULL, NULL, NULL},
};

struct listing {
    const struct desk *desk;
    json_t *rows;
    size_t limit;
    bool is_news;
};

static enum err add_line(void *visitor, const struct local_event *event)
{
    struct listing *listing = visitor;

    if (json_array_size(listing->rows) == listing->limit ||
        (listing->is_news && !feed_is_news(event))) {
        return ERR_OK;
    }
    return json_array_append_new(listing->rows,
                                 feed_model(listing->desk, event)) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

/* For people: a post has its code where a deal has its own, and the number of
 * an event about it is a time that its words say. */
static enum err write_posts(json_t *rows)
{
    for (size_t index = 0; index < json_array_size(rows); index++) {
        json_t *row = json_array_get(rows, index);
        json_t *post = json_object_get(row, "post");

        if (post != NULL && (json_object_set(row, "deal", post) != 0 ||
                             json_object_del(row, "number") != 0)) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static enum err log_list(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"when", "WHEN", false, false},
        {"text", "WHAT", false, false},
        {"household.name", "HOUSEHOLD", false, true},
        {"by.name", "BY", false, true},
        {"deal", "ABOUT", false, false},
        {"number", "NUMBER", true, false},
    };
    const struct out *out = &counter->call->out;
    struct listing listing = {
        .desk = &counter->desk,
        .rows = json_array(),
        .is_news = arguments_has(&counter->call->arguments, "news"),
    };
    const uint64_t limits[] = {1, LOCAL_LOG_ROWS_MAX};
    uint64_t limit = LINES_DEFAULT;
    enum err err = arguments_number(&counter->call->arguments, "limit", limits,
                                    &limit, &counter->call->why);

    if (listing.rows == NULL) {
        return ERR_NOMEM;
    }
    listing.limit = (size_t)limit;
    if (err == ERR_OK) {
        err = local_events(counter->drive.store,
                           listing.is_news ? LOCAL_LOG_ROWS_MAX : listing.limit,
                           add_line, &listing);
    }
    if (err == ERR_OK) {
        out_json(out, listing.rows);
    }
    if (err == ERR_OK && json_array_size(listing.rows) == 0) {
        out_say(out, "Nothing has happened yet.");
    } else if (err == ERR_OK) {
        if (!out->is_json) {
            when_rows(listing.rows, "when", counter->desk.now_ms);
            err = write_posts(listing.rows);
        }
        if (err == ERR_OK) {
            err = out_table(out, listing.rows, columns,
                            sizeof columns / sizeof *columns);
        }
    }
    json_decref(listing.rows);
    return err;
}

static enum err log_run(struct call *call)
{
    return counter_run(call, STORE_READ, log_list);
}

const struct verb verb_log = {
    .name = "log",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "what happened, the newest first",
    .example = "kith log --limit 20",
    .options = log_options,
    .run = log_run,
};
