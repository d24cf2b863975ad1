#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/file.h"
#include "store/home.h"

static const char name[] = "run.lock";

/* Whoever asks who has the lock holds it for an instant. */
enum { TRIES = 5, PAUSE_MS = 2, PID_CHARS = 24 };

/* The number that the holder wrote; 0 where there is none. */
static uint64_t read_holder(int file)
{
    char text[PID_CHARS];
    ssize_t got = pread(file, text, sizeof text - 1, 0);

    if (got <= 0) {
        return 0;
    }
    text[got] = '\0';
    return strtoull(text, NULL, 10);
}

static enum err write_holder(int file)
{
    char text[PID_CHARS];
    int bytes = snprintf(text, sizeof text, "%ld\n", (long)getpid());

    if (bytes <= 0 || (size_t)bytes >= sizeof text) {
        return ERR_IO;
    }
    if (ftruncate(file, 0) != 0 ||
        pwrite(file, text, (size_t)bytes, 0) != (ssize_t)bytes) {
        return file_err(errno);
    }
    return ERR_OK;
}

static bool try_lock(int file)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};
    int i = 0;

    for (i = 0; i < TRIES; i++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

enum err
run_lock_take(const char *home, struct run_lock *lock, uint64_t *holder)
{
    char path[PATH_BYTES_MAX];
    enum err err = path_join(home, name, path);

    lock->file = -1;
    *holder = 0;
    if (err == ERR_OK && mkdir(home, 0700) != 0 && errno != EEXIST) {
        err = file_err(errno);
    }
    if (err != ERR_OK) {
        return err;
    }
    lock->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->file < 0) {
        return file_err(errno);
    }
    err = file_entrust(path);
    if (err == ERR_OK && !try_lock(lock->file)) {
        *holder = read_holder(lock->file);
        err = ERR_BUSY;
    }
    if (err == ERR_OK) {
        err = write_holder(lock->file);
    }
    if (err == ERR_DISK_FULL) {
        err = ERR_OK; /* the lock is what counts; its number is advice */
    }
    if (err != ERR_OK) {
        (void)close(lock->file);
        lock->file = -1;
    }
    return err;
}

void run_lock_release(struct run_lock *lock)
{
    if (lock->file >= 0) {
        if (ftruncate(lock->file, 0) != 0) {
            errno = 0; /* a number without a lock says nothing */
        }
        (void)close(lock->file);
        lock->file = -1;
    }
}

enum err run_lock_holder(const char *home, uint64_t *holder)
{
    char path[PATH_BYTES_MAX];
    enum err err = path_join(home, name, path);
    int file = -1;

    *holder = 0;
    if (err != ERR_OK) {
        return err;
    }
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        err = file_err(errno);
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    if (flock(file, LOCK_SH | LOCK_NB) != 0) {
        *holder = read_holder(file);
    }
    (void)close(file);
    return ERR_OK;
}
