/* Signatures are checked by libuv's worker threads, off the loop. */
#include <stdlib.h>

#include "net/inside.h"

static void call_end(struct call *call)
{
    calls_end_batch(&call->net->calls);
    call_free(call);
}

/* Hand the batch back; false when there was no room. */
static bool give_back(struct call *call)
{
    const struct net_events *events = &call->net->events;

    if (!events->verified(events->context, call->neighbourhood, call->batch)) {
        return false;
    }
    call->batch = NULL;
    call_end(call);
    return true;
}

/* One more worker for a call. */
struct helper {
    uv_work_t work;
    struct call *call;
};

/* On worker threads: each takes a few records of the batch, and again. */
static void check(struct call *call)
{
    size_t from = atomic_fetch_add(&call->taken, VERIFY_SHARE);

    while (from < call->batch->count) {
        verify_batch_check(call->batch, from, VERIFY_SHARE);
        from = atomic_fetch_add(&call->taken, VERIFY_SHARE);
    }
}

static void on_work(uv_work_t *work)
{
    check(work->data);
}

static void on_help(uv_work_t *work)
{
    const struct helper *helper = work->data;

    check(helper->call);
}

void pool_checked(struct call *call)
{
    struct call **last = &call->net->checked;

    call->next = NULL;
    if (call->net->is_stopping) {
        call_end(call);
        return;
    }
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = call;
    if (call->net->checked == call) {
        pool_resume(call->net);
    }
}

/* The last worker is done with the call when all records are checked. */
static void one_done(struct call *call)
{
    struct net *net = call->net;

    net->checking--;
    call->workers--;
    if (call->workers == 0) {
        pool_checked(call);
    }
    net_closed_one(net);
}

static void on_worked(uv_work_t *work, int status)
{
    (void)status; /* nothing is ever cancelled */
    one_done(work->data);
}

static void on_helped(uv_work_t *work, int status)
{
    struct helper *helper = work->data;
    struct call *call = helper->call;

    (void)status;
    free(helper);
    one_done(call);
}

/* While nothing else is checked, the other cores help: a hundred records are
 * on disk so much sooner. Who finds no memory for it goes without. */
static void find_help(struct call *call)
{
    struct net *net = call->net;
    const size_t cores = uv_available_parallelism();
    size_t shares = call->batch->count / VERIFY_SHARE;

    for (; shares > 1 && call->workers < cores; shares--) {
        struct helper *helper = malloc(sizeof *helper);

        if (helper == NULL) {
            return;
        }
        helper->call = call;
        helper->work.data = helper;
        if (uv_queue_work(net->loop, &helper->work, on_help, on_helped) != 0) {
            free(helper);
            return;
        }
        net->checking++;
        call->workers++;
    }
}

void pool_verify(struct call *call)
{
    struct net *net = call->net;
    const bool is_idle = net->checking == 0;

    atomic_init(&call->taken, 0);
    call->workers = 0;
    call->work.data = call;
    if (uv_queue_work(net->loop, &call->work, on_work, on_worked) != 0) {
        verify_batch_run(call->batch);
        pool_checked(call);
        return;
    }
    net->checking++;
    call->workers++;
    if (is_idle) {
        find_help(call);
    }
}

void pool_resume(struct net *net)
{
    while (net->checked != NULL) {
        struct call *call = net->checked;
        struct call *next = call->next;

        if (!give_back(call)) {
            return;
        }
        net->checked = next;
    }
}

void pool_stop(struct net *net)
{
    while (net->checked != NULL) {
        struct call *call = net->checked;

        net->checked = call->next;
        call_end(call);
    }
}
