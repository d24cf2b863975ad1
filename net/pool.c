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

static void on_worked(uv_work_t *work, int status)
{
    struct call *call = work->data;
    struct net *net = call->net;
    struct call **last = &net->checked;

    net->checking--;
    if (net->is_stopping || status != 0) {
        call_end(call);
    } else if (net->checked != NULL || !give_back(call)) {
        while (*last != NULL) {
            last = &(*last)->next;
        }
        *last = call;
    }
    net_closed_one(net);
}

enum err pool_verify(struct call *call)
{
    struct net *net = call->net;

    call->next = NULL;
    call->work.data = call;
    if (uv_queue_work(net->loop, &call->work, on_work, on_worked) != 0) {
        return ERR_IO;
    }
    net->checking++;
    return ERR_OK;
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
