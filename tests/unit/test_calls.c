/*
 * The queue between the threads, filled by several at once.
 *
 * ctest: thread
 */
#include <stdlib.h>

#include "net/calls.h"
#include "tests/lib/check.h"

enum { WRITERS = 4, CALLS_EACH = 5000, MESSAGE_BYTES = 900 };

struct meeting {
    uv_loop_t loop;
    struct calls calls;
    unsigned taken;
    uint32_t next[WRITERS]; /* number wanted next, by writer */
    bool is_ordered;
    bool is_closed;
    size_t most_waiting; /* bytes seen at once */
};

struct writer {
    struct meeting *meeting;
    unsigned number;
    unsigned refused;
    uv_thread_t thread;
};

static void on_woken(uv_async_t *async)
{
    struct meeting *meeting = async->data;
    struct call *call = calls_take(&meeting->calls, &meeting->is_closed);
    size_t waiting = 0;

    while (call != NULL) {
        struct call *next = call->next;

        waiting += call->bytes;
        meeting->is_ordered &= call->peer == meeting->next[call->neighbourhood];
        meeting->next[call->neighbourhood]++;
        meeting->taken++;
        call_free(call);
        call = next;
    }
    if (waiting > meeting->most_waiting) {
        meeting->most_waiting = waiting;
    }
    if (meeting->taken == WRITERS * CALLS_EACH || meeting->is_closed) {
        uv_stop(&meeting->loop);
    }
}

static void write_calls(void *context)
{
    static const unsigned char text[MESSAGE_BYTES];
    struct writer *writer = context;

    for (uint32_t i = 0; i < CALLS_EACH; i++) {
        struct call *call = NULL;

        if (call_new(CALL_SEND, (struct view){text, sizeof text}, &call) !=
            ERR_OK) {
            abort();
        }
        call->neighbourhood = writer->number;
        call->peer = i;
        if (calls_put(&writer->meeting->calls, call) != ERR_OK) {
            writer->refused++;
            call_free(call);
        }
    }
}

static int meeting_up(void **state)
{
    struct meeting *meeting = calloc(1, sizeof *meeting);

    assert_non_null(meeting);
    meeting->is_ordered = true;
    assert_int_equal(uv_loop_init(&meeting->loop), 0);
    check_ok(calls_init(&meeting->calls, &meeting->loop, on_woken));
    meeting->calls.async.data = meeting;
    *state = meeting;
    return 0;
}

static int meeting_down(void **state)
{
    struct meeting *meeting = *state;

    uv_close((uv_handle_t *)&meeting->calls.async, NULL);
    uv_run(&meeting->loop, UV_RUN_DEFAULT);
    calls_release(&meeting->calls);
    assert_int_equal(uv_loop_close(&meeting->loop), 0);
    free(meeting);
    return 0;
}

static void begin_writers(struct meeting *meeting, struct writer *writers)
{
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.meeting = meeting, .number = i};
        assert_int_equal(
            uv_thread_create(&writers[i].thread, write_calls, &writers[i]), 0);
    }
}

static void calls_of_many_threads_all_come_in_their_order(void **state)
{
    struct meeting *meeting = *state;
    struct writer writers[WRITERS];

    begin_writers(meeting, writers);
    uv_run(&meeting->loop, UV_RUN_DEFAULT);
    for (unsigned i = 0; i < WRITERS; i++) {
        uv_thread_join(&writers[i].thread);
        assert_int_equal(writers[i].refused, 0);
    }
    assert_int_equal(meeting->taken, WRITERS * CALLS_EACH);
    assert_true(meeting->is_ordered);
    assert_true(meeting->most_waiting <= (size_t)CALLS_MAX * MESSAGE_BYTES);
}

static void closing_frees_everybody_who_waits(void **state)
{
    struct meeting *meeting = *state;
    struct writer writers[WRITERS];
    bool is_full = false;
    unsigned refused = 0;

    begin_writers(meeting, writers);
    while (!is_full) { /* the loop does not run: the queue fills up */
        uv_mutex_lock(&meeting->calls.mutex);
        is_full = meeting->calls.count == CALLS_MAX;
        uv_mutex_unlock(&meeting->calls.mutex);
        uv_sleep(1);
    }
    calls_close(&meeting->calls);
    for (unsigned i = 0; i < WRITERS; i++) {
        uv_thread_join(&writers[i].thread);
        refused += writers[i].refused;
    }
    assert_int_equal(refused, WRITERS * CALLS_EACH - CALLS_MAX);
    uv_run(&meeting->loop, UV_RUN_DEFAULT);
    assert_true(meeting->is_closed);
    assert_int_equal(meeting->taken, CALLS_MAX);
}

static void loop_thread_does_not_wait_for_itself(void **state)
{
    struct meeting *meeting = *state;
    struct call *call = NULL;
    enum err err = ERR_OK;

    calls_own(&meeting->calls);
    for (unsigned i = 0; i <= CALLS_MAX; i++) {
        check_ok(call_new(CALL_SEND, (struct view){NULL, 0}, &call));
        err = calls_put(&meeting->calls, call);
        if (i < CALLS_MAX) {
            check_ok(err);
        }
    }
    check_err(err, ERR_FULL);
    call_free(call);
}

static void bytes_are_bounded_too(void **state)
{
    static const unsigned char text[1024 * 1024];
    struct meeting *meeting = *state;
    struct call *call = NULL;

    calls_own(&meeting->calls);
    for (unsigned i = 0; i <= CALL_BYTES_MAX / sizeof text; i++) {
        check_ok(call_new(CALL_SEND, (struct view){text, sizeof text}, &call));
        if (i < CALL_BYTES_MAX / sizeof text) {
            check_ok(calls_put(&meeting->calls, call));
        }
    }
    check_err(calls_put(&meeting->calls, call), ERR_FULL);
    call_free(call);
}

static void pool_has_room_for_so_many_batches(void **state)
{
    struct meeting *meeting = *state;

    for (unsigned i = 0; i < VERIFY_MAX; i++) {
        assert_true(calls_begin_batch(&meeting->calls));
    }
    assert_false(calls_begin_batch(&meeting->calls));
    calls_end_batch(&meeting->calls);
    assert_false(calls_begin_batch(&meeting->calls));
    calls_end_batch(&meeting->calls);
    calls_end_batch(&meeting->calls);
    assert_true(calls_begin_batch(&meeting->calls));
}

#define claim(name)                                                            \
    cmocka_unit_test_setup_teardown(name, meeting_up, meeting_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(calls_of_many_threads_all_come_in_their_order),
        claim(closing_frees_everybody_who_waits),
        claim(loop_thread_does_not_wait_for_itself),
        claim(bytes_are_bounded_too),
        claim(pool_has_room_for_so_many_batches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
