#include "cli/notify.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <spawn.h>

#include "cli/clock.h"
#include "cli/feed.h"
#include "net/log.h"
#include "store/local.h"
#include "store/place.h"

extern char **environ;

enum { EVENTS_MAX = 16 };

static bool can_run(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISREG(found.st_mode) &&
           access(path, X_OK) == 0;
}

/* As posix_spawnp looks for it. */
static bool is_in_path(const char *name)
{
    const char *from = getenv("PATH");

    while (from != NULL) {
        const size_t bytes = strcspn(from, ":");
        char path[PATH_BYTES_MAX];

        if (snprintf(path, sizeof path, "%.*s%s%s", (int)bytes, from,
                     bytes == 0 ? "" : "/", name) < (int)sizeof path &&
            can_run(path)) {
            return true;
        }
        from = from[bytes] == '\0' ? NULL : from + bytes + 1;
    }
    return false;
}

enum err notify_check(const char *program, struct problem *why)
{
    enum err err = ERR_OK;

    if (strchr(program, '/') == NULL ? is_in_path(program) : can_run(program)) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_UNKNOWN, "no-program",
                      "%.300s is no program that can be run.", program);
    problem_advise(why, "Write its whole path, and allow it to be run: "
                        "chmod +x");
    return err;
}

bool notify_is_quiet(int hour)
{
    return hour >= NOTIFY_QUIET_FROM_HOUR || hour < NOTIFY_QUIET_TO_HOUR;
}

/* A pipe that holds the line already; what the program does not read is lost.
 * A line is shorter than what a pipe takes at once. */
static enum err fill_pipe(const char *line, int *out)
{
    const size_t bytes = strlen(line);
    int ends[2];
    bool is_written = false;

    if (pipe(ends) != 0) {
        return ERR_IO;
    }
    is_written = write(ends[1], line, bytes) == (ssize_t)bytes;
    (void)close(ends[1]);
    if (!is_written || fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0) {
        (void)close(ends[0]);
        return ERR_IO;
    }
    *out = ends[0];
    return ERR_OK;
}

enum err notify_spawn(const char *program,
                      const char *event,
                      const char *words,
                      const char *line,
                      pid_t *out)
{
    char *argv[] = {strdup(program), strdup(event), strdup(words), NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int input = -1;
    int failed = 0;
    enum err err = fill_pipe(line, &input);

    if (argv[0] == NULL || argv[1] == NULL || argv[2] == NULL) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        (void)posix_spawn_file_actions_init(&files);
        (void)posix_spawnattr_init(&attributes);
        (void)sigemptyset(&signals);
        (void)sigaddset(&signals, SIGPIPE); /* we ignore it, it does not */
        failed = posix_spawn_file_actions_adddup2(&files, input, 0);
        failed |= posix_spawnattr_setsigdefault(&attributes, &signals);
        failed |=
            posix_spawnattr_setflags(&attributes, (short)POSIX_SPAWN_SETSIGDEF);
        if (failed != 0 || posix_spawnp(out, program, &files, &attributes, argv,
                                        environ) != 0) {
            err = ERR_IO;
        }
        (void)posix_spawn_file_actions_destroy(&files);
        (void)posix_spawnattr_destroy(&attributes);
    }
    if (input >= 0) {
        (void)close(input);
    }
    for (size_t index = 0; index < 3; index++) {
        free(argv[index]);
    }
    return err;
}

/* Forget the programs that have ended. */
static void reap(struct notify *notify)
{
    size_t kept = 0;

    for (size_t index = 0; index < notify->running_count; index++) {
        if (waitpid(notify->running[index], NULL, WNOHANG) == 0) {
            notify->running[kept++] = notify->running[index];
        }
    }
    notify->running_count = kept;
}

struct notifying {
    struct notify *notify;
    struct desk desk;
};

static enum err
spawn_for(struct notify *notify, const char *event, json_t *model)
{
    char words[FEED_LINE_BYTES];
    char *line = json_dumps(model, JSON_COMPACT);
    enum err err = ERR_NOMEM;

    if (line == NULL) {
        return ERR_NOMEM;
    }
    feed_line(model, words);
    err = notify_spawn(notify->program, event, words, line,
                       &notify->running[notify->running_count]);
    free(line);
    if (err == ERR_OK) {
        notify->running_count++;
    } else {
        log_line(LOG_WARNING, "a notice could not be given: program=%s",
                 notify->program);
    }
    return ERR_OK; /* a program that is not there must not stop the others */
}

static enum err tell_one(void *visitor, const struct local_event *event)
{
    struct notifying *notifying = visitor;
    json_t *model = NULL;
    enum err err = ERR_OK;

    if (!feed_is_news(event)) {
        return ERR_OK;
    }
    if (notifying->notify->running_count == NOTIFY_RUNNING_MAX) {
        return ERR_AGAIN;
    }
    model = feed_model(&notifying->desk, event);
    if (model == NULL) {
        return ERR_NOMEM;
    }
    err = spawn_for(notifying->notify,
                    json_string_value(json_object_get(model, "event")), model);
    json_decref(model);
    return err;
}

static enum err remember(struct store *store, uint64_t cursor)
{
    enum err err = store_begin(store);

    return err == ERR_OK
               ? store_commit(store,
                              local_set_fact(store, LOCAL_NOTIFIED, cursor + 1))
               : err;
}

/* What is kept is one more than the place of what was told last, so that 0 is
 * not set yet. */
enum err notify_begin(struct store *store)
{
    uint64_t kept = 0;
    uint64_t last = 0;
    enum err err = store_begin_read(store);

    if (err != ERR_OK) {
        return err;
    }
    err = local_fact(store, LOCAL_NOTIFIED, &kept);
    if (err == ERR_OK) {
        err = local_events_last(store, &last);
    }
    err = store_commit(store, err);
    return err == ERR_OK && kept == 0 ? remember(store, last) : err;
}

/* Before notify_begin there is nothing to tell. */
static void notify_part(struct notify *notify, struct drive *drive)
{
    struct notifying notifying = {
        .notify = notify,
        .desk = {.store = drive->store,
                 .roster = node_roster(drive->node),
                 .own = *drive_own(drive),
                 .neighbourhood = &drive->keys.neighbourhood,
                 .now_ms = drive_moment(drive).now_ms},
    };
    uint64_t before = 0;
    uint64_t cursor = 0;
    enum err err = store_begin_read(drive->store);

    if (err != ERR_OK) {
        return;
    }
    err = local_fact(drive->store, LOCAL_NOTIFIED, &before);
    if (err == ERR_OK && before > 0) {
        cursor = before - 1;
        err = local_events_after(drive->store, &cursor, EVENTS_MAX, tell_one,
                                 &notifying);
    }
    err = store_commit(drive->store, err == ERR_AGAIN ? ERR_OK : err);
    if (err == ERR_OK && cursor + 1 != before) {
        err = remember(drive->store, cursor);
    }
    (void)err; /* the next turn tries again */
}

void notify_turn(struct notify *notify, struct core *core)
{
    const uint64_t mono_ms = clock_mono_ms();
    const time_t now = time(NULL);
    struct tm today;

    if (notify->program == NULL || mono_ms < notify->look_mono_ms) {
        return;
    }
    notify->look_mono_ms = mono_ms + NOTIFY_LOOK_MS;
    reap(notify);
    if (localtime_r(&now, &today) == NULL || notify_is_quiet(today.tm_hour)) {
        return;
    }
    for (size_t index = 0; index < core->part_count; index++) {
        if (!core->parts[index].is_open &&
            core->parts[index].drive->node != NULL) {
            notify_part(notify, core->parts[index].drive);
        }
    }
}
