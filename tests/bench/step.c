/*
 * A step of a deal on its way to the other side:
 *
 *   bench_step FOLDER DEAL LETTERS   wait until so many of its letters are
 *                                    filed there; prints when, ms since 1970
 *   bench_step net BYTES             the median in ms of sending so much over
 *                                    TCP on this machine, and hearing one byte
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "node/id.h"
#include "store/store.h"

enum { ROUNDS = 201, BYTES_MAX = 65536, WAIT_S_MAX = 60, PAUSE_NS = 300000 };

static double clock_ms(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static enum err
count_letters(struct store *store, const struct id *deal, uint64_t *out)
{
    const struct shelf shelf = store_shelf(store);
    uint64_t in_all = 0;
    enum err err = store_begin_read(store);

    if (err == ERR_OK) {
        err = shelf.mail.letters_count(shelf.self, deal, out, &in_all);
        err = store_commit(store, err);
    }
    return err;
}

static enum err await(const char *folder, const char *hex, uint64_t wanted)
{
    const struct timespec pause = {0, PAUSE_NS};
    const double begun_ms = clock_ms(CLOCK_MONOTONIC);
    struct store *store = NULL;
    struct id deal;
    uint64_t letters = 0;
    enum err err = id_from_hex(hex, &deal);

    if (err == ERR_OK) {
        err = store_open(folder, STORE_READ, &store);
    }
    while (err == ERR_OK && letters < wanted) {
        err = count_letters(store, &deal, &letters);
        if (clock_ms(CLOCK_MONOTONIC) - begun_ms > WAIT_S_MAX * 1e3) {
            err = ERR_TIMEOUT;
        }
        (void)nanosleep(&pause, NULL);
    }
    (void)printf("%.1f\n", clock_ms(CLOCK_REALTIME));
    store_close(store);
    return err;
}

static bool give(int file, const char *data, size_t bytes)
{
    return send(file, data, bytes, MSG_NOSIGNAL) == (ssize_t)bytes;
}

static bool take(int file, char *data, size_t bytes)
{
    return recv(file, data, bytes, MSG_WAITALL) == (ssize_t)bytes;
}

/* The other end: one byte for each message. */
static void echo(int listener, size_t bytes)
{
    static char data[BYTES_MAX];
    const int file = accept(listener, NULL, NULL);
    bool goes_on = file >= 0;

    for (unsigned round = 0; goes_on && round < ROUNDS; round++) {
        goes_on = take(file, data, bytes) && give(file, data, 1);
    }
    _exit(goes_on ? 0 : 1);
}

static int compare(const void *left, const void *right)
{
    const double one = *(const double *)left;
    const double other = *(const double *)right;

    return (one > other) - (one < other);
}

static enum err go_round(int file, size_t bytes)
{
    static char data[BYTES_MAX];
    static double times[ROUNDS];

    for (unsigned round = 0; round < ROUNDS; round++) {
        const double begun_ms = clock_ms(CLOCK_MONOTONIC);

        if (!give(file, data, bytes) || !take(file, data, 1)) {
            return ERR_IO;
        }
        times[round] = clock_ms(CLOCK_MONOTONIC) - begun_ms;
    }
    qsort(times, ROUNDS, sizeof times[0], compare);
    (void)printf("%.3f\n", times[ROUNDS / 2]);
    return ERR_OK;
}

static enum err measure_net(size_t bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int file = socket(AF_INET, SOCK_STREAM, 0);
    pid_t child = -1;
    enum err err = ERR_IO;

    if (listener >= 0 && file >= 0 && bytes > 0 && bytes <= BYTES_MAX &&
        bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(listener, 1) == 0 &&
        getsockname(listener, (struct sockaddr *)&address, &size) == 0) {
        child = fork();
    }
    if (child == 0) {
        echo(listener, bytes);
    }
    if (child > 0 && connect(file, (struct sockaddr *)&address, size) == 0) {
        err = go_round(file, bytes);
        (void)waitpid(child, NULL, 0);
    }
    (void)close(file);
    (void)close(listener);
    return err;
}

int main(int argc, char **argv)
{
    enum err err = ERR_INVALID;

    if (argc == 3 && strcmp(argv[1], "net") == 0) {
        err = measure_net(strtoul(argv[2], NULL, 10));
    } else if (argc == 4) {
        err = await(argv[1], argv[2], strtoull(argv[3], NULL, 10));
    }
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_step: %s\n", err_text(err));
    }
    return err == ERR_OK ? 0 : 1;
}
