/*
 * Pages that are alike for all guests: drawn once for as long as nothing
 * changes, and sent to all who ask for them meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/crowd.h"
#include "net/web/httpd.h"
#include "net/web/view.h"
#include "net/web/visit.h"

enum { KEY_BYTES = 2 * WEB_PATH_BYTES_MAX };

struct cached {
    struct cached *next;
    char key[KEY_BYTES];
    uint64_t news;
    uint64_t until_mono_ms;
    struct MHD_Response *response; /* NULL while it is drawn */
    unsigned status;
    struct visit *readers; /* that wait for it */
    unsigned uses;         /* visits that point here */
    bool is_dropped;       /* no longer in the list */
};

/* The path, what was asked for, and where; false where it is too long. */
static bool key_of(const struct visit *visit, char key[static KEY_BYTES])
{
    char *query = json_dumps(visit->query, JSON_COMPACT | JSON_SORT_KEYS);
    int count = -1;

    if (query != NULL) {
        count =
            snprintf(key, KEY_BYTES, "%s %s %s", visit->path, visit->in, query);
    }
    free(query);
    return count >= 0 && count < KEY_BYTES;
}

static void free_if_unused(struct cached *cached)
{
    if (cached->uses == 0 && cached->is_dropped) {
        if (cached->response != NULL) {
            httpd.destroy_response(cached->response);
        }
        free(cached);
    }
}

static void drop(struct web *web, struct cached *cached)
{
    struct cached **place = &web->cached;

    while (*place != cached) {
        place = &(*place)->next;
    }
    *place = cached->next;
    cached->is_dropped = true;
    free_if_unused(cached);
}

void cache_release(struct web *web)
{
    while (web->cached != NULL) {
        drop(web, web->cached);
    }
}

/* Old ones go; the one that is wanted, if it is still good. */
static struct cached *find(struct web *web, const char *key)
{
    const uint64_t news = atomic_load(&web->news);
    const uint64_t now_ms = web_mono_ms();
    struct cached *found = NULL;
    struct cached *next = NULL;

    for (struct cached *each = web->cached; each != NULL; each = next) {
        next = each->next;
        if (each->news != news || each->until_mono_ms <= now_ms) {
            drop(web, each);
        } else if (strcmp(each->key, key) == 0) {
            found = each;
        }
    }
    return found;
}

static struct cached *add(struct web *web, const char *key, uint64_t news)
{
    struct cached *cached = calloc(1, sizeof *cached);
    struct cached *last = web->cached;
    size_t count = 0;

    if (cached == NULL) {
        return NULL;
    }
    memcpy(cached->key, key, strlen(key) + 1);
    cached->news = news;
    cached->until_mono_ms = web_mono_ms() + WEB_CACHE_MS_MAX;
    cached->next = web->cached;
    web->cached = cached;
    for (; last != NULL && last->next != NULL; last = last->next) {
        count++;
    }
    if (count >= WEB_CACHE_PAGES_MAX) {
        drop(web, last);
    }
    return cached;
}

static void work(struct clerk_job *job)
{
    view_page((struct visit *)job); /* its first member */
}

static void done(struct clerk_job *job)
{
    cache_drawn((struct visit *)job);
}

/* The first who asks has it drawn, for all who ask meanwhile. */
static struct cached *begin(struct visit *visit, const char *key)
{
    struct cached *cached = add(visit->web, key, visit->news);

    if (cached == NULL) {
        return NULL;
    }
    visit->job.work = work;
    visit->job.done = done;
    if (clerk_put(&visit->web->clerk, &visit->job) != ERR_OK) {
        drop(visit->web, cached);
        return NULL;
    }
    return cached;
}

bool cache_read(struct visit *visit)
{
    char key[KEY_BYTES];
    struct cached *cached = NULL;

    if (visit->is_resident || !key_of(visit, key)) {
        return false;
    }
    cached = find(visit->web, key);
    if (cached == NULL) {
        cached = begin(visit, key);
    }
    if (cached == NULL) {
        return false;
    }
    cached->uses++;
    visit->from = cached;
    visit->is_answered = cached->response != NULL;
    if (!visit->is_answered) {
        visit->next_reader = cached->readers;
        cached->readers = visit;
    }
    return true;
}

void cache_drawn(struct visit *visit)
{
    struct web *web = visit->web;
    struct cached *cached = visit->from;
    struct visit *reader = cached->readers;

    cached->readers = NULL;
    cached->status = visit->reply.status;
    cached->response = reply_response(&visit->reply);
    while (reader != NULL) {
        struct visit *next = reader->next_reader; /* it may be freed */

        visit_resume(reader);
        reader = next;
    }
    if (cached->status != 200 && !cached->is_dropped) {
        drop(web, cached);
    }
}

enum MHD_Result cache_send(struct visit *visit)
{
    const struct cached *cached = visit->from;

    return cached->response == NULL
               ? MHD_NO
               : httpd.queue_response(visit->connection, cached->status,
                                      cached->response);
}

void cache_leave(struct visit *visit)
{
    struct cached *cached = visit->from;

    visit->from = NULL;
    if (cached != NULL) {
        cached->uses--;
        free_if_unused(cached);
    }
}
