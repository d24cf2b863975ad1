#include "net/calls.h"

#include <stdlib.h>
#include <string.h>

enum err calls_init(struct calls *calls, uv_loop_t *loop, uv_async_cb woken)
{
    *calls = (struct calls){.count = 0};
    if (uv_mutex_init(&calls->mutex) != 0) {
        return ERR_NOMEM;
    }
    if (uv_cond_init(&calls->room) != 0) {
        uv_mutex_destroy(&calls->mutex);
        return ERR_NOMEM;
    }
    if (uv_async_init(loop, &calls->async, woken) != 0) {
        uv_cond_destroy(&calls->room);
        uv_mutex_destroy(&calls->mutex);
        return ERR_IO;
    }
    return ERR_OK;
}

void calls_release(struct calls *calls)
{
    bool is_closed = false;
    struct call *call = calls_take(calls, &is_closed);

    while (call != NULL) {
        struct call *next = call->next;

        call_free(call);
        call = next;
    }
    uv_cond_destroy(&calls->room);
    uv_mutex_destroy(&calls->mutex);
}

void calls_own(struct calls *calls)
{
    uv_mutex_lock(&calls->mutex);
    calls->loop = uv_thread_self();
    calls->has_loop = true;
    uv_mutex_unlock(&calls->mutex);
}

void calls_close(struct calls *calls)
{
    uv_mutex_lock(&calls->mutex);
    if (!calls->is_closed) {
        calls->is_closed = true;
        uv_cond_broadcast(&calls->room);
        (void)uv_async_send(&calls->async);
    }
    uv_mutex_unlock(&calls->mutex);
}

enum err call_new(enum call_kind kind, struct view data, struct call **out)
{
    struct call *call = malloc(sizeof *call + data.bytes);

    if (call == NULL) {
        return ERR_NOMEM;
    }
    *call = (struct call){.kind = kind, .bytes = data.bytes};
    if (data.bytes > 0) {
        memcpy(call->data, data.data, data.bytes);
    }
    *out = call;
    return ERR_OK;
}

void call_free(struct call *call)
{
    if (call != NULL) {
        verify_batch_free(call->batch);
        free(call);
    }
}

static bool has_room_for(const struct calls *calls, const struct call *call)
{
    return calls->count < CALLS_MAX &&
           call->bytes <= CALL_BYTES_MAX - calls->bytes;
}

static bool is_loop(const struct calls *calls)
{
    uv_thread_t self = uv_thread_self();

    return calls->has_loop && uv_thread_equal(&self, &calls->loop) != 0;
}

/* With the mutex held. */
static enum err append(struct calls *calls, struct call *call)
{
    while (!calls->is_closed && !has_room_for(calls, call)) {
        if (is_loop(calls)) {
            return ERR_FULL;
        }
        uv_cond_wait(&calls->room, &calls->mutex);
    }
    if (calls->is_closed) {
        return ERR_CLOSED;
    }
    if (calls->last == NULL) {
        calls->first = call;
    } else {
        calls->last->next = call;
    }
    calls->last = call;
    calls->count++;
    calls->bytes += call->bytes;
    /* Inside the lock: the async is open as long as the queue is. */
    (void)uv_async_send(&calls->async);
    return ERR_OK;
}

enum err calls_put(struct calls *calls, struct call *call)
{
    enum err err = ERR_OK;

    uv_mutex_lock(&calls->mutex);
    err = append(calls, call);
    uv_mutex_unlock(&calls->mutex);
    return err;
}

struct call *calls_take(struct calls *calls, bool *is_closed)
{
    struct call *first = NULL;

    uv_mutex_lock(&calls->mutex);
    first = calls->first;
    *is_closed = calls->is_closed;
    calls->first = NULL;
    calls->last = NULL;
    calls->count = 0;
    calls->bytes = 0;
    uv_cond_broadcast(&calls->room);
    uv_mutex_unlock(&calls->mutex);
    return first;
}

bool calls_begin_batch(struct calls *calls)
{
    bool has_room = false;

    uv_mutex_lock(&calls->mutex);
    has_room = calls->batches < VERIFY_MAX;
    calls->batches++;
    uv_mutex_unlock(&calls->mutex);
    return has_room;
}

void calls_end_batch(struct calls *calls)
{
    uv_mutex_lock(&calls->mutex);
    calls->batches--;
    uv_mutex_unlock(&calls->mutex);
}
