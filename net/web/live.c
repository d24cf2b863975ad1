/*
 * Event streams: whoever looks at a live page is told that there is news, not
 * what it is; its script fetches the page again. So nobody has a queue: of
 * two pieces of news the later one stands for both.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/crowd.h"
#include "net/web/httpd.h"

enum { EVENT_BYTES = 96, STREAM_BLOCK_BYTES = 256 };

static void leave(void *context)
{
    struct viewer *viewer = context;
    struct viewer **place = &viewer->web->viewers;

    while (*place != viewer) {
        place = &(*place)->next;
    }
    *place = viewer->next;
    viewer->web->viewer_count--;
    free(viewer);
}

static ssize_t read_events(void *context, uint64_t at, char *out, size_t room)
{
    struct viewer *viewer = context;
    struct web *web = viewer->web;
    int count = 0;

    (void)at;
    if (web->is_stopping) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (viewer->told != web->told) {
        viewer->told = web->told;
        count = snprintf(out, room,
                         "event: news\nid: %" PRIu64 "\ndata: %" PRIu64 "\n\n",
                         web->told, web->told);
    } else if (viewer->is_beat_due) {
        count = snprintf(out, room, ": still here\n\n");
    }
    viewer->is_beat_due = false;
    if (count == 0) { /* else it would be asked over and over */
        viewer->is_suspended = true;
        httpd.suspend_connection(viewer->connection);
    }
    return count;
}

/* A browser that comes back says what it knew; who comes anew has a page that
 * may be older than the stream. */
static uint64_t known(struct MHD_Connection *connection, uint64_t now)
{
    const char *last = httpd.lookup_connection_value(
        connection, MHD_HEADER_KIND, "Last-Event-ID");

    if (last == NULL) {
        last = httpd.lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND,
                                             "after");
    }
    return last != NULL ? strtoull(last, NULL, 10) : now;
}

enum MHD_Result live_begin(struct web *web, struct MHD_Connection *connection)
{
    struct viewer *viewer = NULL;
    struct MHD_Response *response = NULL;
    enum MHD_Result result = MHD_NO;

    if (web->viewer_count == WEB_VIEWERS_MAX) {
        return MHD_NO; /* its script tries again later */
    }
    viewer = calloc(1, sizeof *viewer);
    if (viewer == NULL) {
        return MHD_NO;
    }
    response = httpd.create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, read_events, viewer, leave);
    if (response == NULL) {
        free(viewer);
        return MHD_NO;
    }
    viewer->web = web;
    viewer->connection = connection;
    viewer->told = known(connection, web->told);
    viewer->is_beat_due = true; /* so that the headers go at once */
    viewer->next = web->viewers;
    web->viewers = viewer;
    web->viewer_count++;
    reply_protect(response);
    (void)httpd.add_response_header(response, "Content-Type",
                                    "text/event-stream");
    (void)httpd.add_response_header(response, "Cache-Control", "no-store");
    result = httpd.queue_response(connection, 200, response);
    httpd.destroy_response(response);
    return result;
}

static void wake(struct web *web)
{
    struct viewer *next = NULL;

    for (struct viewer *viewer = web->viewers; viewer != NULL; viewer = next) {
        next = viewer->next;
        if (viewer->is_suspended) {
            viewer->is_suspended = false;
            httpd.resume_connection(viewer->connection);
        }
    }
}

void live_tell(struct web *web, uint64_t mono_ms)
{
    const uint64_t news = atomic_load(&web->news);
    const bool is_due = mono_ms >= web->beat_mono_ms + WEB_HEARTBEAT_MS;

    if (is_due) {
        web->beat_mono_ms = mono_ms;
        for (struct viewer *viewer = web->viewers; viewer != NULL;
             viewer = viewer->next) {
            viewer->is_beat_due = true;
        }
    }
    if (news != web->told && mono_ms >= web->told_mono_ms + WEB_NEWS_MS_MIN) {
        web->told = news;
        web->told_mono_ms = mono_ms;
        wake(web);
    } else if (is_due) {
        wake(web);
    }
}

void live_end(struct web *web)
{
    wake(web);
}
