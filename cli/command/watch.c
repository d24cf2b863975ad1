/* watch: what happens, as it happens. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/feed.h"
#include "cli/when.h"

enum { LOOK_MS = 500, EVENTS_MAX = 256 };

static const struct option_row watch_options[] = {
    {"limit", "N", "end after so many"},
    {NULL, NULL, NULL},
};

struct watching {
    struct counter *counter;
    uint64_t left; /* how many more are wanted */
};

/* One line, at once, although it goes into a pipe. */
static enum err show(void *visitor, const struct local_event *event)
{
    struct watching *watching = visitor;
    const struct counter *counter = watching->counter;
    char line[FEED_LINE_BYTES];
    char when[WHEN_CHARS];
    json_t *model = feed_model(&counter->desk, event);

    if (model == NULL) {
        return ERR_NOMEM;
    }
    if (counter->call->out.is_json) {
        (void)json_dumpf(model, stdout, JSON_COMPACT);
        (void)fputc('\n', stdout);
    } else {
        feed_line(model, line);
        when_write(event->when_ms, counter->desk.now_ms, when);
        out_say(&counter->call->out, "%s  %s", when, line);
    }
    json_decref(model);
    watching->left--;
    return fflush(stdout) != 0 ? ERR_IO : ERR_OK;
}

static void wait_a_little(void)
{
    const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000L};

    (void)nanosleep(&pause, NULL); /* a signal only shortens it */
}

static enum err watch(struct counter *counter)
{
    const uint64_t limits[] = {1, UINT32_MAX};
    struct watching watching = {counter, UINT32_MAX};
    uint64_t cursor = 0;
    enum err err = arguments_number(&counter->call->arguments, "limit", limits,
                                    &watching.left, &counter->call->why);

    if (err == ERR_OK) {
        err = local_events_last(counter->drive.store, &cursor);
    }
    if (err == ERR_OK) {
        out_hint(&counter->call->out, "Waiting; Ctrl-C ends it.");
    }
    while (err == ERR_OK && watching.left > 0) {
        const size_t max = watching.left < EVENTS_MAX ? (size_t)watching.left
                                                      : (size_t)EVENTS_MAX;

        counter_pause(counter);
        wait_a_little();
        err = counter_resume(counter);
        if (err == ERR_OK) {
            err = local_events_after(counter->drive.store, &cursor, max, show,
                                     &watching);
        }
    }
    return err;
}

static enum err watch_run(struct call *call)
{
    return counter_run(call, STORE_READ, watch);
}

const struct verb verb_watch = {
    .name = "watch",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "what happens, as it happens, a line each",
    .example = "kith watch\nkith watch --json",
    .options = watch_options,
    .run = watch_run,
};
