#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <spawn.h>

#include "cli/clock.h"
#include "cli/where.h"

enum { ENDS = 2, PART_BYTES = 64 * 1024 };

static const char *const places[] = {"/", "/../libexec/kith/", "/../lib/kith/"};

/* Where the helper is: beside this program before anywhere else. */
static enum err find(const char *name, char out[static PATH_BYTES_MAX])
{
    char folder[PATH_BYTES_MAX];
    const ssize_t chars = readlink("/proc/self/exe", folder, sizeof folder - 1);
    char *slash = NULL;

    if (chars <= 0) {
        return ERR_UNKNOWN;
    }
    folder[chars] = '\0';
    slash = strrchr(folder, '/');
    if (slash == NULL) {
        return ERR_UNKNOWN;
    }
    *slash = '\0';
    for (size_t index = 0; index < sizeof places / sizeof places[0]; index++) {
        const int wrote = snprintf(out, PATH_BYTES_MAX, "%s%s%s", folder,
                                   places[index], name);

        if (wrote > 0 && wrote < PATH_BYTES_MAX && access(out, X_OK) == 0) {
            return ERR_OK;
        }
    }
    return ERR_UNKNOWN;
}

static enum err
start(const char *path, const char *name, int file, int pipe_end, pid_t *child)
{
    char word[32];
    char *words[] = {word, NULL};
    char *no_words[] = {NULL};
    posix_spawn_file_actions_t files;
    int failed = posix_spawn_file_actions_init(&files);

    (void)snprintf(word, sizeof word, "%s", name);
    if (failed != 0) {
        return ERR_NOMEM;
    }
    failed |= posix_spawn_file_actions_adddup2(&files, file, STDIN_FILENO);
    failed |= posix_spawn_file_actions_adddup2(&files, pipe_end, STDOUT_FILENO);
    failed |= posix_spawn_file_actions_addopen(&files, STDERR_FILENO,
                                               "/dev/null", O_WRONLY, 0);
    if (failed == 0) {
        failed = posix_spawn(child, path, &files, NULL, words, no_words);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? ERR_OK : failed == ENOMEM ? ERR_NOMEM : ERR_IO;
}

/* Take all that it writes, until it closes its end. */
static enum err take(int from, uint64_t until_ms, struct bytes *out)
{
    unsigned char part[PART_BYTES];

    for (;;) {
        const uint64_t now_ms = clock_mono_ms();
        struct pollfd ready = {.fd = from, .events = POLLIN};
        ssize_t got = 0;
        enum err err = ERR_OK;

        if (now_ms >= until_ms ||
            poll(&ready, 1, (int)(until_ms - now_ms)) == 0) {
            return ERR_TIMEOUT;
        }
        got = read(from, part, sizeof part);
        if (got == 0) {
            return ERR_OK;
        }
        if (got < 0 && errno != EINTR) {
            return ERR_IO;
        }
        if (got > 0) {
            err = bytes_append(out, (struct view){part, (size_t)got});
        }
        if (err != ERR_OK) {
            return err;
        }
    }
}

/* Its exit code, once it has ended; -1: it did not end by itself. */
static int collect(pid_t child)
{
    int status = 0;
    pid_t ended = -1;

    do {
        ended = waitpid(child, &status, 0);
    } while (ended < 0 && errno == EINTR);
    return ended == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

enum err child_run(const char *name,
                   int file,
                   int timeout_ms,
                   struct bytes *out,
                   int *exit_code)
{
    const uint64_t until_ms = clock_mono_ms() + (uint64_t)timeout_ms;
    char path[PATH_BYTES_MAX];
    int ends[ENDS] = {-1, -1};
    pid_t child = 0;
    enum err err = find(name, path);

    bytes_reset(out);
    *exit_code = -1;
    if (err == ERR_OK && pipe(ends) != 0) {
        err = ERR_IO;
    }
    if (err != ERR_OK) {
        return err;
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    err = start(path, name, file, ends[1], &child);
    (void)close(ends[1]);
    if (err == ERR_OK) {
        err = take(ends[0], until_ms, out);
        if (err != ERR_OK) {
            (void)kill(child, SIGKILL);
        }
        *exit_code = collect(child);
    }
    (void)close(ends[0]);
    return err;
}
