/* Signatures are checked by libuv's worker threads, off the loop. */
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

/* On a worker thread: touches nothing but the batch. */
static void on_work(uv_work_t *work)
{
    struct call *call = work->data;

    verify_batch_run(call->batch);
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

static void on_worked(uv_work_t *work, int status)
{
    struct call *call = work->data;
    struct net *net = call->net;

    (void)status; /* nothing is ever cancelled */
    net->checking--;
    pool_checked(call);
    net_closed_one(net);
}

void pool_verify(struct call *call)
{
    struct net *net = call->net;

    call->work.data = call;
    if (uv_queue_work(net->loop, &call->work, on_work, on_worked) == 0) {
        net->checking++;
        return;
    }
    verify_batch_run(call->batch);
    pool_checked(call);
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
