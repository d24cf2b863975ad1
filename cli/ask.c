#include "cli/ask.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/clock.h"
#include "net/limits.h"
#include "node/bytes.h"

/* The folder may be one where others write, so see whose socket it is. */
static enum err open_socket(const char *path, int *out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat found;
    int file = -1;

    if (strlen(path) >= sizeof address.sun_path) {
        return ERR_INVALID;
    }
    if (lstat(path, &found) != 0 || !S_ISSOCK(found.st_mode)) {
        return ERR_CLOSED;
    }
    if (found.st_uid != geteuid()) {
        return ERR_DENIED;
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    file = socket(AF_UNIX, SOCK_STREAM, 0);
    if (file < 0) {
        return ERR_IO;
    }
    if (connect(file, (const struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(file);
        return ERR_CLOSED;
    }
    *out = file;
    return ERR_OK;
}

static enum err write_line(int file, const json_t *request)
{
    char *text = json_dumps(request, JSON_COMPACT);
    size_t bytes = 0;
    size_t sent = 0;
    enum err err = ERR_OK;

    if (text == NULL) {
        return ERR_NOMEM;
    }
    bytes = strlen(text);
    text[bytes++] = '\n'; /* in place of the end mark */
    while (err == ERR_OK && sent < bytes) {
        ssize_t done = send(file, text + sent, bytes - sent, MSG_NOSIGNAL);

        if (done > 0) {
            sent += (size_t)done;
        } else if (errno != EINTR) {
            err = ERR_CLOSED;
        }
    }
    free(text);
    return err;
}

/* Read up to the end of the line, but not past `until_ms`. */
static enum err read_line(int file, uint64_t until_ms, struct bytes *line)
{
    char part[4096];

    while (line->bytes == 0 || line->data[line->bytes - 1] != '\n') {
        uint64_t now_ms = clock_mono_ms();
        struct pollfd ready = {.fd = file, .events = POLLIN};
        ssize_t done = 0;
        enum err err = ERR_OK;

        if (now_ms >= until_ms ||
            poll(&ready, 1, (int)(until_ms - now_ms)) == 0) {
            return ERR_TIMEOUT;
        }
        done = recv(file, part, sizeof part, 0);
        if (done == 0 || (done < 0 && errno != EINTR)) {
            return ERR_CLOSED;
        }
        if (done > 0) {
            err = bytes_append(
                line, (struct view){(unsigned char *)part, (size_t)done});
        }
        if (err != ERR_OK) {
            return err;
        }
    }
    return ERR_OK;
}

static enum err parse(const struct bytes *line, json_t **out)
{
    json_t *answer = json_loadb((const char *)line->data, line->bytes, 0, NULL);

    if (!json_is_object(answer)) {
        json_decref(answer);
        return ERR_PROTOCOL;
    }
    *out = answer;
    return ERR_OK;
}

enum err ask_node(const char *socket,
                  const json_t *request,
                  int timeout_ms,
                  json_t **out)
{
    const uint64_t until_ms = clock_mono_ms() + (uint64_t)timeout_ms;
    struct bytes line;
    int file = -1;
    enum err err = open_socket(socket, &file);

    bytes_init(&line, CONTROL_ANSWER_BYTES_MAX);
    if (err == ERR_OK) {
        err = write_line(file, request);
    }
    if (err == ERR_OK) {
        err = read_line(file, until_ms, &line);
    }
    if (err == ERR_OK) {
        err = parse(&line, out);
    }
    if (file >= 0) {
        (void)close(file);
    }
    bytes_release(&line);
    return err;
}

enum err
ask_what(const char *socket, const char *what, const char *folder, json_t **out)
{
    json_t *request = json_pack("{s:s}", "do", what);
    enum err err = ERR_NOMEM;

    if (request == NULL) {
        return ERR_NOMEM;
    }
    if (folder == NULL ||
        json_object_set_new(request, "in", json_string(folder)) == 0) {
        err = ask_node(socket, request, ASK_MS_USUAL, out);
    }
    json_decref(request);
    return err;
}

enum err ask_explain(enum err err, struct problem *why)
{
    if (err == ERR_CLOSED) {
        err = problem_set(why, err, "no-node", "The node is not running.");
        problem_advise(why, "Start it: kith run");
    } else if (err == ERR_TIMEOUT) {
        err = problem_set(why, ERR_AGAIN, "slow-node",
                          "The node does not answer in time.");
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "other-user",
                          "The node belongs to another user of this machine.");
    }
    return err;
}
