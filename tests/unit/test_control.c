#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/control.h"
#include "net/limits.h"
#include "node/sync/limits.h"
#include "tests/lib/check.h"

enum { DEADLINE_MS = 5000, PATH_CHARS = 80 };

/* A control socket that answers "<line" with "line>", or holds back. */
struct desk {
    uv_loop_t loop;
    uv_timer_t clock;
    struct control *control;
    char folder[PATH_CHARS];
    char path[PATH_CHARS + 8];
    bool is_slow; /* the test answers by itself */
    unsigned requests;
    uint64_t request;
};

static void on_request(void *context, uint64_t request, struct view line)
{
    struct desk *desk = context;
    struct bytes answer;

    desk->requests++;
    desk->request = request;
    if (desk->is_slow) {
        return;
    }
    bytes_init(&answer, 2 * CONTROL_LINE_BYTES_MAX);
    check_ok(bytes_append(&answer, line));
    check_ok(bytes_append(&answer, view_text(">")));
    check_ok(control_answer(desk->control, request, bytes_view(&answer)));
    bytes_release(&answer);
}

static void on_clock(uv_timer_t *timer)
{
    (void)timer;
}

static int desk_up(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);

    assert_non_null(desk);
    (void)snprintf(desk->folder, sizeof desk->folder,
                   "/tmp/kith-control-XXXXXX");
    assert_non_null(mkdtemp(desk->folder));
    (void)snprintf(desk->path, sizeof desk->path, "%s/sock", desk->folder);
    assert_int_equal(uv_loop_init(&desk->loop), 0);
    uv_timer_init(&desk->loop, &desk->clock);
    uv_timer_start(&desk->clock, on_clock, 5, 5);
    check_ok(
        control_new(&desk->loop, desk->path, on_request, desk, &desk->control));
    *state = desk;
    return 0;
}

static int desk_down(void **state)
{
    struct desk *desk = *state;
    struct stat status;

    control_free(desk->control);
    control_free(NULL);
    uv_close((uv_handle_t *)&desk->clock, NULL);
    uv_run(&desk->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&desk->loop), 0);
    assert_int_not_equal(lstat(desk->path, &status), 0);
    assert_int_equal(rmdir(desk->folder), 0);
    free(desk);
    return 0;
}

static int client(const struct desk *desk)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(descriptor >= 0);
    memcpy(address.sun_path, desk->path, strlen(desk->path) + 1);
    assert_int_equal(
        connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(fcntl(descriptor, F_SETFL, O_NONBLOCK), 0);
    return descriptor;
}

static void say(int descriptor, const char *text)
{
    assert_int_equal(send(descriptor, text, strlen(text), MSG_NOSIGNAL),
                     strlen(text));
}

static void turn(struct desk *desk)
{
    uv_run(&desk->loop, UV_RUN_ONCE);
}

/* Read so many bytes, or to the end when it comes before. */
static size_t hear(struct desk *desk, int descriptor, char *text, size_t wanted)
{
    uint64_t until = uv_hrtime() / 1000000 + DEADLINE_MS;
    size_t heard = 0;

    while (heard < wanted) {
        ssize_t count = recv(descriptor, text + heard, wanted - heard, 0);

        assert_true(uv_hrtime() / 1000000 < until);
        if (count > 0) {
            heard += (size_t)count;
        } else if (count == 0 || errno == ECONNRESET) {
            return heard;
        } else {
            turn(desk);
        }
    }
    return heard;
}

static void expect(struct desk *desk, int descriptor, const char *wanted)
{
    char text[64] = {0};

    assert_int_equal(hear(desk, descriptor, text, strlen(wanted)),
                     strlen(wanted));
    assert_string_equal(text, wanted);
}

static void expect_end(struct desk *desk, int descriptor)
{
    char text[1];

    assert_int_equal(hear(desk, descriptor, text, 1), 0);
    close(descriptor);
}

static void line_is_answered_with_a_line(void **state)
{
    struct desk *desk = *state;
    int descriptor = client(desk);

    say(descriptor, "{\"ask\":1}\n");
    expect(desk, descriptor, "{\"ask\":1}>\n");
    close(descriptor);
}

static void lines_are_answered_one_after_the_other(void **state)
{
    struct desk *desk = *state;
    int descriptor = client(desk);

    desk->is_slow = true;
    say(descriptor, "one\ntwo\nthr");
    while (desk->requests == 0) {
        turn(desk);
    }
    turn(desk);
    assert_int_equal(desk->requests, 1);
    desk->is_slow = false;
    check_ok(control_answer(desk->control, desk->request, view_text("1st")));
    expect(desk, descriptor, "1st\ntwo>\n");
    say(descriptor, "ee\n");
    expect(desk, descriptor, "three>\n");
    close(descriptor);
}

static void socket_is_for_its_owner_only(void **state)
{
    struct desk *desk = *state;
    struct stat status;

    assert_int_equal(lstat(desk->path, &status), 0);
    assert_true(S_ISSOCK(status.st_mode));
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void line_without_end_is_refused(void **state)
{
    struct desk *desk = *state;
    int descriptor = client(desk);
    static char text[1024 + 1];

    memset(text, 'x', sizeof text - 1);
    for (size_t sent = 0; sent < CONTROL_LINE_BYTES_MAX; sent += 1024) {
        say(descriptor, text);
        turn(desk);
    }
    expect_end(desk, descriptor);
    assert_int_equal(desk->requests, 0);
}

static void longest_line_is_taken(void **state)
{
    struct desk *desk = *state;
    int descriptor = client(desk);
    char text[16];

    desk->is_slow = true;
    for (size_t sent = 0; sent < CONTROL_LINE_BYTES_MAX; sent += 1024) {
        static char part[1024 + 1];

        memset(part, 'x', sizeof part - 1);
        part[1023] = sent + 1024 == CONTROL_LINE_BYTES_MAX ? '\n' : 'x';
        say(descriptor, part);
        turn(desk);
    }
    while (desk->requests == 0) {
        turn(desk);
    }
    check_ok(control_answer(desk->control, desk->request, view_text("ok")));
    assert_int_equal(hear(desk, descriptor, text, 3), 3);
    desk->is_slow = false;
    say(descriptor, "more\n");
    expect(desk, descriptor, "more>\n");
    close(descriptor);
}

/* A hub has hundreds of peers, and half a kilobyte to say of each. */
static void long_answer_comes_whole(void **state)
{
    static char text[PEERS_MAX * 512];
    static char heard[sizeof text + 1];
    struct desk *desk = *state;
    int descriptor = client(desk);

    memset(text, 'x', sizeof text);
    desk->is_slow = true;
    say(descriptor, "peers\n");
    while (desk->requests == 0) {
        turn(desk);
    }
    check_ok(control_answer(
        desk->control, desk->request,
        (struct view){(const unsigned char *)text, sizeof text}));
    assert_int_equal(hear(desk, descriptor, heard, sizeof heard), sizeof heard);
    assert_memory_equal(heard, text, sizeof text);
    assert_int_equal(heard[sizeof text], '\n');
    close(descriptor);
}

static void answer_that_is_too_long_is_full(void **state)
{
    static char text[CONTROL_ANSWER_BYTES_MAX];
    struct desk *desk = *state;
    int descriptor = client(desk);

    desk->is_slow = true;
    say(descriptor, "ask\n");
    while (desk->requests == 0) {
        turn(desk);
    }
    check_err(
        control_answer(desk->control, desk->request,
                       (struct view){(const unsigned char *)text, sizeof text}),
        ERR_FULL);
    expect_end(desk, descriptor);
}

static void clients_are_bounded(void **state)
{
    struct desk *desk = *state;
    int descriptors[CONTROL_CLIENTS_MAX];

    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        descriptors[i] = client(desk);
        say(descriptors[i], "hi\n");
        expect(desk, descriptors[i], "hi>\n");
    }
    expect_end(desk, client(desk));
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        close(descriptors[i]);
    }
}

static void answer_to_nobody_is_ignored(void **state)
{
    struct desk *desk = *state;
    int descriptor = client(desk);

    desk->is_slow = true;
    say(descriptor, "ask\n");
    while (desk->requests == 0) {
        turn(desk);
    }
    close(descriptor);
    turn(desk);
    turn(desk);
    check_ok(control_answer(desk->control, desk->request, view_text("late")));
    check_ok(control_answer(desk->control, 999, view_text("wrong")));
    turn(desk);
}

static void second_listener_finds_it_busy(void **state)
{
    struct desk *desk = *state;
    struct control *other = NULL;

    check_err(control_new(&desk->loop, desk->path, on_request, desk, &other),
              ERR_BUSY);
    assert_null(other);
}

static void socket_left_behind_is_replaced(void **state)
{
    struct desk *desk = *state;
    struct control *other = NULL;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char path[PATH_CHARS + 8];
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)snprintf(path, sizeof path, "%s/old", desk->folder);
    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(
        bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    close(descriptor);
    check_ok(control_new(&desk->loop, path, on_request, desk, &other));
    control_free(other);
    turn(desk);
}

static void path_that_is_too_long_is_refused(void **state)
{
    struct desk *desk = *state;
    struct control *other = NULL;
    char path[200];

    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    check_err(control_new(&desk->loop, path, on_request, desk, &other),
              ERR_INVALID);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, desk_up, desk_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        claim(line_is_answered_with_a_line),
        claim(lines_are_answered_one_after_the_other),
        claim(socket_is_for_its_owner_only),
        claim(line_without_end_is_refused),
        claim(longest_line_is_taken),
        claim(long_answer_comes_whole),
        claim(answer_that_is_too_long_is_full),
        claim(clients_are_bounded),
        claim(answer_to_nobody_is_ignored),
        claim(second_listener_finds_it_busy),
        claim(socket_left_behind_is_replaced),
        claim(path_that_is_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
