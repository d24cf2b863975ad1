/* The control socket where there is no memory for one who calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/control.h"
#include "tests/lib/check.h"
#include "tests/torture/torture.h"

enum { DEADLINE_MS = 5000, PATH_CHARS = 80 };

struct desk {
    uv_loop_t loop;
    struct control *control;
    char folder[PATH_CHARS];
    char path[PATH_CHARS + 8];
    unsigned requests;
};

static void on_request(void *context, uint64_t request, struct view line)
{
    struct desk *desk = context;

    desk->requests++;
    check_ok(control_answer(desk->control, request, line));
}

static void desk_up(struct desk *desk)
{
    (void)snprintf(desk->folder, sizeof desk->folder,
                   "/tmp/kith-control-XXXXXX");
    assert_non_null(mkdtemp(desk->folder));
    (void)snprintf(desk->path, sizeof desk->path, "%s/sock", desk->folder);
    assert_int_equal(uv_loop_init(&desk->loop), 0);
    check_ok(
        control_new(&desk->loop, desk->path, on_request, desk, &desk->control));
}

static void desk_down(struct desk *desk)
{
    control_free(desk->control);
    uv_run(&desk->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&desk->loop), 0);
    assert_int_equal(rmdir(desk->folder), 0);
}

static int call(const struct desk *desk)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(descriptor >= 0);
    memcpy(address.sun_path, desk->path, strlen(desk->path) + 1);
    assert_int_equal(
        connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    return descriptor;
}

/* Both are heard, though there was no memory as the first one came. */
static enum err call_twice(void *given)
{
    struct desk desk = {.requests = 0};
    uint64_t until = 0;
    int callers[2];

    (void)given;
    torture_pause();
    desk_up(&desk);
    callers[0] = call(&desk);
    torture_resume();
    uv_run(&desk.loop, UV_RUN_NOWAIT);
    torture_pause();
    callers[1] = call(&desk);
    for (size_t index = 0; index < 2; index++) {
        assert_int_equal(send(callers[index], "ping\n", 5, MSG_NOSIGNAL), 5);
    }
    until = uv_hrtime() / 1000000 + DEADLINE_MS;
    while (desk.requests < 2 && uv_hrtime() / 1000000 < until) {
        uv_run(&desk.loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(desk.requests, 2);
    for (size_t index = 0; index < 2; index++) {
        (void)close(callers[index]);
    }
    desk_down(&desk);
    torture_resume();
    return ERR_OK;
}

static void caller_without_memory_makes_nobody_deaf(void **state)
{
    struct torture_report report = torture_try(call_twice, NULL);

    (void)state;
    assert_true(report.allocations > 0);
    assert_int_equal(report.leaked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caller_without_memory_makes_nobody_deaf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
