/*
 * What the files of the page's server share: the server, its connections, and
 * one visit, from a request to its answer. Only net/web/ includes it.
 *
 *   serve.c  libmicrohttpd under libuv: connections, their deadlines
 *   visit.c  one request: what is wanted, by whom; the body; the answer
 *   model.c  what a template sees         \
 *   view.c   a page                        } on the clerk's thread
 *   act.c    a form                       /
 *   live.c   event streams    cache.c  pages that are alike for all guests
 */
#ifndef NET_WEB_INSIDE_H
#define NET_WEB_INSIDE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <microhttpd.h>
#include <uv.h>

#include "net/address.h"
#include "net/web/clerk.h"
#include "net/web/desk.h"
#include "net/web/form.h"
#include "net/web/limits.h"
#include "net/web/once.h"
#include "net/web/page.h"
#include "net/web/policy.h"
#include "net/web/reply.h"
#include "net/web/session.h"
#include "net/web/web.h"

enum { NEIGHBOURHOOD_CHARS = 33 }; /* its id in hex */

/* A connection; owned by the list of them. */
struct client {
    struct client *next;
    struct web *web;
    int descriptor;
    struct address_group group;
    uint64_t until_mono_ms; /* then it is cut off; 0: never */
};

/* One that listens to news. */
struct viewer {
    struct viewer *next;
    struct web *web;
    struct MHD_Connection *connection;
    uint64_t told; /* the news it knows */
    bool is_beat_due;
    bool is_suspended;
};

/* A page that is alike for all guests. */
struct cached;

struct web {
    uv_loop_t *loop;
    struct web_desk desk;
    struct policy policy;
    const char *folder;
    const char *version;
    char base[WEB_BASE_BYTES];
    char cookie_name[16]; /* "kith5480": cookies do not know ports */

    struct MHD_Daemon *daemon;
    uv_poll_t poll;
    uv_timer_t timer; /* of the daemon */
    uv_timer_t sweep; /* cuts off, beats */
    uv_async_t async; /* the clerk has finished, or there is news */
    unsigned handles; /* not closed yet */
    bool is_stopping;
    bool is_turning; /* inside MHD_run */

    struct client *clients; /* owned */
    size_t client_count;
    size_t uploads;         /* under way */
    struct viewer *viewers; /* borrowed: of their responses */
    size_t viewer_count;
    uint64_t beat_mono_ms;
    uint64_t told_mono_ms; /* when viewers were last told */
    uint64_t told;         /* what */
    struct cached *cached; /* owned */
    _Atomic uint64_t news;

    uv_mutex_t book_mutex; /* guards `book` */
    struct session_book book;

    /* For the clerk's thread alone. */
    struct clerk clerk;
    struct once once;
    json_t *status; /* owned: what `status` last said */
    uint64_t status_news;
};

/* One request, until its answer is on its way. */
struct visit {
    struct clerk_job job;
    struct web *web;
    struct MHD_Connection *connection; /* NULL: it is gone */
    bool is_waiting;                   /* suspended, for the clerk */
    bool is_answered;                  /* `reply`, or `cached`, is ready */
    bool is_head;
    bool is_post;
    bool is_uploading; /* counted in web->uploads */
    char path[WEB_PATH_BYTES_MAX];
    const struct web_page *page; /* NULL: none */
    const struct web_form *form; /* likewise */
    /* What is no row of a table. */
    void (*act)(struct visit *visit); /* on the clerk's thread; or NULL */
    enum web_access access;           /* who may have it */
    bool is_known;                    /* the browser has it already */
    json_t *parts;                    /* owned: of the path */
    json_t *query;                    /* owned */
    struct form body;
    bool has_body;
    enum err body_err;
    bool is_resident;
    char secret[WEB_SECRET_CHARS]; /* of the session; "" without */
    char in[NEIGHBOURHOOD_CHARS];  /* the neighbourhood it chose, or "" */
    uint64_t news;                 /* known when it was begun */
    struct reply reply;
    struct cached *from;       /* it waits for this page, or has it */
    struct visit *next_reader; /* of `from` */
};

/* Monotonic and wall time, ms and s. */
uint64_t web_mono_ms(void);
uint64_t web_now_s(void);

/* Let libmicrohttpd go on, and see when it wants to again. */
void web_turn(struct web *web);

/* ---- listen.c: fill in web->base ---- */
void web_find_base(struct web *web);

#endif
