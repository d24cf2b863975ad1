#include "net/web/clerk.h"

#include <string.h>

#include "net/web/limits.h"

/* The next job, waiting for one; NULL: it is over. */
static struct clerk_job *take(struct clerk *clerk)
{
    struct clerk_job *job = NULL;

    uv_mutex_lock(&clerk->mutex);
    while (clerk->first == NULL && !clerk->is_ending) {
        uv_cond_wait(&clerk->wake, &clerk->mutex);
    }
    if (!clerk->is_ending) {
        job = clerk->first;
        clerk->first = job->next;
        clerk->count--;
    }
    uv_mutex_unlock(&clerk->mutex);
    return job;
}

static void finish(struct clerk *clerk, struct clerk_job *job)
{
    job->next = NULL;
    if (clerk->finished == NULL) {
        clerk->finished = job;
    } else {
        clerk->finished_last->next = job;
    }
    clerk->finished_last = job;
}

static void run(void *context)
{
    struct clerk *clerk = context;
    struct clerk_job *job = NULL;

    while ((job = take(clerk)) != NULL) {
        job->work(job);
        uv_mutex_lock(&clerk->mutex);
        finish(clerk, job);
        uv_mutex_unlock(&clerk->mutex);
        (void)uv_async_send(clerk->async);
    }
}

enum err clerk_init(struct clerk *clerk, uv_async_t *async)
{
    memset(clerk, 0, sizeof *clerk);
    clerk->async = async;
    if (uv_mutex_init(&clerk->mutex) != 0) {
        return ERR_NOMEM;
    }
    if (uv_cond_init(&clerk->wake) != 0) {
        uv_mutex_destroy(&clerk->mutex);
        return ERR_NOMEM;
    }
    if (uv_thread_create(&clerk->thread, run, clerk) != 0) {
        uv_cond_destroy(&clerk->wake);
        uv_mutex_destroy(&clerk->mutex);
        return ERR_NOMEM;
    }
    clerk->is_running = true;
    return ERR_OK;
}

enum err clerk_put(struct clerk *clerk, struct clerk_job *job)
{
    enum err err = ERR_OK;

    uv_mutex_lock(&clerk->mutex);
    if (clerk->count == WEB_JOBS_MAX || clerk->is_ending) {
        err = ERR_FULL;
    } else {
        job->next = NULL;
        if (clerk->first == NULL) {
            clerk->first = job;
        } else {
            clerk->last->next = job;
        }
        clerk->last = job;
        clerk->count++;
        uv_cond_signal(&clerk->wake);
    }
    uv_mutex_unlock(&clerk->mutex);
    return err;
}

void clerk_collect(struct clerk *clerk)
{
    struct clerk_job *job = NULL;

    uv_mutex_lock(&clerk->mutex);
    job = clerk->finished;
    clerk->finished = NULL;
    uv_mutex_unlock(&clerk->mutex);
    while (job != NULL) {
        struct clerk_job *next = job->next; /* `done` may free it */

        job->done(job);
        job = next;
    }
}

void clerk_release(struct clerk *clerk)
{
    if (!clerk->is_running) {
        return;
    }
    clerk->is_running = false;
    uv_mutex_lock(&clerk->mutex);
    clerk->is_ending = true;
    uv_cond_signal(&clerk->wake);
    uv_mutex_unlock(&clerk->mutex);
    (void)uv_thread_join(&clerk->thread);
    while (clerk->first != NULL) {
        struct clerk_job *job = clerk->first;

        clerk->first = job->next;
        finish(clerk, job);
    }
    clerk_collect(clerk);
    uv_cond_destroy(&clerk->wake);
    uv_mutex_destroy(&clerk->mutex);
}
