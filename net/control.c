#include "net/control.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/limits.h"
#include "net/peercred.h"

enum { ACCEPT_AGAIN_MS = 200 }; /* after there was no memory for a client */

struct client {
    struct client *next;
    struct control *control; /* borrowed; outlives the client */
    uv_pipe_t pipe;
    uv_timer_t timer;
    uv_write_t write;
    unsigned handles; /* not closed yet */
    uint64_t request; /* being answered; 0: none */
    bool is_writing;
    bool is_closing;
    bool has_ended;     /* it will say nothing more */
    struct bytes line;  /* what has come, up to and past a newline */
    struct bytes reply; /* being written */
};

struct control {
    uv_loop_t *loop;
    uv_pipe_t pipe;
    uv_timer_t again;       /* somebody waits who could not be accepted */
    struct client *clients; /* owned */
    size_t client_count;
    uint64_t last_request;
    void (*handler)(void *context, uint64_t request, struct view line);
    void *context;
    char *path;       /* owned */
    unsigned handles; /* not closed yet */
    bool is_closing;
};

static void control_finish(struct control *control)
{
    if (control->handles == 0 && control->clients == NULL) {
        free(control->path);
        free(control);
    }
}

static void on_client_closed(uv_handle_t *handle)
{
    struct client *client = handle->data;
    struct control *control = client->control;
    struct client **place = &control->clients;

    client->handles--;
    if (client->handles > 0) {
        return;
    }
    while (*place != client) {
        place = &(*place)->next;
    }
    *place = client->next;
    control->client_count--;
    bytes_release(&client->line);
    bytes_release(&client->reply);
    free(client);
    control_finish(control);
}

static void client_close(struct client *client)
{
    if (client->is_closing) {
        return;
    }
    client->is_closing = true;
    uv_close((uv_handle_t *)&client->pipe, on_client_closed);
    uv_close((uv_handle_t *)&client->timer, on_client_closed);
}

static void on_timer(uv_timer_t *timer)
{
    client_close(timer->data);
}

/* The time to finish a line, or to read an answer. */
static void watch(struct client *client)
{
    (void)uv_timer_start(&client->timer, on_timer, CONTROL_MS_MAX, 0);
}

/* Hand out the next whole line, unless one is being answered. */
static void client_next(struct client *client)
{
    struct control *control = client->control;
    struct bytes *line = &client->line;
    const unsigned char *end = NULL;
    size_t bytes = 0;

    if (client->request != 0 || client->is_writing || client->is_closing) {
        return;
    }
    if (line->bytes > 0) {
        end = memchr(line->data, '\n', line->bytes);
    }
    if (end == NULL) {
        if (client->has_ended || line->bytes == CONTROL_LINE_BYTES_MAX) {
            client_close(client);
        }
        return;
    }
    bytes = (size_t)(end - line->data);
    client->request = ++control->last_request;
    (void)uv_timer_stop(&client->timer);
    control->handler(control->context, client->request,
                     (struct view){line->data, bytes});
    /* The line was borrowed for the call: what follows moves to the front. */
    line->bytes -= bytes + 1;
    memmove(line->data, line->data + bytes + 1, line->bytes);
}

/* There is room for one full line; a client that says more waits. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct client *client = handle->data;
    struct bytes *line = &client->line;

    (void)suggested;
    *buffer = uv_buf_init(NULL, 0);
    if (bytes_reserve(line, line->bytes < line->bytes_max) == ERR_OK) {
        *buffer = uv_buf_init((char *)line->data + line->bytes,
                              (unsigned)(line->room - line->bytes));
    }
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct client *client = stream->data;

    (void)buffer;
    if (count == UV_EOF) {
        client->has_ended = true;
        (void)uv_read_stop(stream);
    } else if (count < 0) {
        client_close(client);
        return;
    } else {
        client->line.bytes += (size_t)count;
    }
    if (client->line.bytes == CONTROL_LINE_BYTES_MAX) {
        (void)uv_read_stop(stream);
    }
    client_next(client);
}

static void client_read(struct client *client)
{
    if (!client->has_ended && !client->is_closing &&
        client->line.bytes < CONTROL_LINE_BYTES_MAX) {
        (void)uv_read_start((uv_stream_t *)&client->pipe, on_alloc, on_read);
    }
}

static void on_write(uv_write_t *write, int status)
{
    struct client *client = write->handle->data;

    client->is_writing = false;
    client->request = 0;
    bytes_reset(&client->reply);
    if (status != 0) {
        client_close(client);
        return;
    }
    watch(client);
    client_read(client);
    client_next(client);
}

/* Only who runs this node may ask it. */
static bool is_ours(const uv_pipe_t *pipe)
{
    uv_os_fd_t descriptor = -1;
    uint32_t uid = 0;

    return uv_fileno((const uv_handle_t *)pipe, &descriptor) == 0 &&
           peercred_uid(descriptor, &uid) == ERR_OK && uid == geteuid();
}

static struct client *client_new(struct control *control)
{
    struct client *client = calloc(1, sizeof *client);

    if (client == NULL) {
        return NULL;
    }
    client->control = control;
    client->handles = 2;
    bytes_init(&client->line, CONTROL_LINE_BYTES_MAX);
    bytes_init(&client->reply, CONTROL_ANSWER_BYTES_MAX);
    (void)uv_pipe_init(control->loop, &client->pipe, 0);
    (void)uv_timer_init(control->loop, &client->timer);
    client->pipe.data = client;
    client->timer.data = client;
    client->next = control->clients;
    control->clients = client;
    control->client_count++;
    return client;
}

static void on_again(uv_timer_t *timer);

/* libuv says no word of others before the one that waits is accepted. */
static void accept_one(struct control *control)
{
    struct client *client = client_new(control);

    if (client == NULL) {
        (void)uv_timer_start(&control->again, on_again, ACCEPT_AGAIN_MS, 0);
        return;
    }
    if (uv_accept((uv_stream_t *)&control->pipe,
                  (uv_stream_t *)&client->pipe) != 0 ||
        control->client_count > CONTROL_CLIENTS_MAX ||
        !is_ours(&client->pipe)) {
        client_close(client);
        return;
    }
    watch(client);
    client_read(client);
}

static void on_again(uv_timer_t *timer)
{
    accept_one(timer->data);
}

static void on_connection(uv_stream_t *stream, int status)
{
    if (status == 0) {
        accept_one(stream->data);
    }
}

/* Somebody listens at the path. */
static bool is_heard(const struct sockaddr_un *address)
{
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    bool is_heard = false;

    if (descriptor >= 0) {
        is_heard = connect(descriptor, (const struct sockaddr *)address,
                           sizeof *address) == 0;
        (void)close(descriptor);
    }
    return is_heard;
}

/* Make way: a socket that a killed process left behind is removed. */
static enum err clear_path(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;

    if (strlen(path) >= sizeof address.sun_path) {
        return ERR_INVALID;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (lstat(path, &status) != 0) {
        return ERR_OK;
    }
    if (!S_ISSOCK(status.st_mode) || is_heard(&address)) {
        return ERR_BUSY;
    }
    return unlink(path) == 0 ? ERR_OK : ERR_IO;
}

static enum err listen_at_path(struct control *control)
{
    /* Nobody can connect before uv_listen, so the mode comes in time. */
    if (uv_pipe_bind(&control->pipe, control->path) != 0 ||
        chmod(control->path, S_IRUSR | S_IWUSR) != 0 ||
        uv_listen((uv_stream_t *)&control->pipe, CONTROL_CLIENTS_MAX,
                  on_connection) != 0) {
        return ERR_IO;
    }
    return ERR_OK;
}

enum err
control_new(uv_loop_t *loop,
            const char *path,
            void (*handler)(void *context, uint64_t request, struct view line),
            void *context,
            struct control **out)
{
    struct control *control = NULL;
    enum err err = clear_path(path);

    if (err != ERR_OK) {
        return err;
    }
    control = calloc(1, sizeof *control);
    if (control == NULL) {
        return ERR_NOMEM;
    }
    control->path = strdup(path);
    if (control->path == NULL) {
        free(control);
        return ERR_NOMEM;
    }
    /* A client that is gone is an error of the write, not the end of us. */
    (void)signal(SIGPIPE, SIG_IGN);
    control->loop = loop;
    control->handler = handler;
    control->context = context;
    (void)uv_pipe_init(loop, &control->pipe, 0);
    (void)uv_timer_init(loop, &control->again);
    control->handles = 2;
    control->pipe.data = control;
    control->again.data = control;
    err = listen_at_path(control);
    if (err != ERR_OK) {
        control_free(control);
        return err;
    }
    *out = control;
    return ERR_OK;
}

enum err
control_answer(struct control *control, uint64_t request, struct view line)
{
    struct client *client = control->clients;
    uv_buf_t buffer;
    enum err err = ERR_OK;

    while (client != NULL && client->request != request) {
        client = client->next;
    }
    if (client == NULL || client->is_closing || client->is_writing) {
        return ERR_OK;
    }
    err = bytes_append(&client->reply, line);
    if (err == ERR_OK) {
        err = bytes_append(&client->reply, view_text("\n"));
    }
    if (err != ERR_OK) {
        client_close(client);
        return err;
    }
    buffer =
        uv_buf_init((char *)client->reply.data, (unsigned)client->reply.bytes);
    client->is_writing = true;
    watch(client);
    if (uv_write(&client->write, (uv_stream_t *)&client->pipe, &buffer, 1,
                 on_write) != 0) {
        client_close(client);
    }
    return ERR_OK;
}

static void on_closed(uv_handle_t *handle)
{
    struct control *control = handle->data;

    control->handles--;
    control_finish(control);
}

void control_free(struct control *control)
{
    if (control == NULL || control->is_closing) {
        return;
    }
    control->is_closing = true;
    for (struct client *client = control->clients; client != NULL;
         client = client->next) {
        client_close(client);
    }
    /* libuv removes the socket file as it closes the listening pipe. */
    uv_close((uv_handle_t *)&control->pipe, on_closed);
    uv_close((uv_handle_t *)&control->again, on_closed);
}
