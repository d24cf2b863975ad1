/*
 * The clerk: one thread that does what may take its time, and the bounded
 * queue before it. Jobs are done in order; what comes of one goes back to the
 * loop thread.
 */
#ifndef NET_WEB_CLERK_H
#define NET_WEB_CLERK_H

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "node/err.h"

/* A job; embedded in what it is about, which lives until `done` was called. */
struct clerk_job {
    struct clerk_job *next;
    void (*work)(struct clerk_job *job); /* on the clerk's thread */
    void (*done)(struct clerk_job *job); /* on the loop thread */
};

struct clerk {
    uv_thread_t thread;
    uv_mutex_t mutex;
    uv_cond_t wake;
    struct clerk_job *first; /* that wait */
    struct clerk_job *last;
    size_t count;
    struct clerk_job *finished; /* in order */
    struct clerk_job *finished_last;
    uv_async_t *async; /* borrowed: told when something is finished */
    bool is_ending;
    bool is_running;
};

/* Begin the thread. ERR_NOMEM: there is none. */
MUST_USE enum err clerk_init(struct clerk *clerk, uv_async_t *async);

/* Queue a job. ERR_FULL: WEB_JOBS_MAX wait; it is not taken. */
MUST_USE enum err clerk_put(struct clerk *clerk, struct clerk_job *job);

/* On the loop thread, after `async`: call `done` of all that is finished. */
void clerk_collect(struct clerk *clerk);

/* Wait for the job at hand; those that wait are not worked on, but `done` is
 * called for each. May be called twice. */
void clerk_release(struct clerk *clerk);

#endif
