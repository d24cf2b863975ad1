/*
 * Many clients of a page at once:
 *
 *   crowd PORT COUNT SECONDS half    connect, and say nothing
 *   crowd PORT COUNT SECONDS drip    a header, a byte a second
 *   crowd PORT COUNT SECONDS live    listen to /live, and count the news
 *   crowd PORT COUNT SECONDS view    and load the board for each, as pages do
 *
 * Whoever is cut off connects again. At the end it prints how many connections
 * were made, how many boards came as a whole, and how many pieces of news, in
 * all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CROWD_MAX = 12000, TURN_MS = 1000 };

static struct pollfd files[CROWD_MAX];
static unsigned sent[CROWD_MAX];
static struct sockaddr_in address = {.sin_family = AF_INET};
static char request[160];
static unsigned long made;
static unsigned long boards;
static unsigned long news;
static const char *viewed; /* the port, where boards are loaded */

static void begin(size_t index)
{
    files[index].fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    files[index].events = POLLIN;
    sent[index] = 0;
    if (files[index].fd < 0) {
        return;
    }
    if (connect(files[index].fd, (const struct sockaddr *)&address,
                sizeof address) != 0 &&
        errno != EINPROGRESS) {
        (void)close(files[index].fd);
        files[index].fd = -1;
        return;
    }
    made++;
}

/* A byte more, or the whole request at once. */
static void say(size_t index, const char *mode)
{
    const size_t bytes = strcmp(mode, "drip") == 0 ? 1 : strlen(request);

    if (strcmp(mode, "half") != 0 && sent[index] < strlen(request) &&
        send(files[index].fd, request + sent[index], bytes, MSG_NOSIGNAL) > 0) {
        sent[index] += (unsigned)bytes;
    }
}

/* The board, as a guest sees it. */
static void load_board(const char *port)
{
    static char part[65536];
    const int file = socket(AF_INET, SOCK_STREAM, 0);
    ssize_t got = snprintf(part, sizeof part,
                           "GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n"
                           "Connection: close\r\n\r\n",
                           port);
    size_t bytes = 0;

    if (connect(file, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(file, part, (size_t)got, MSG_NOSIGNAL) == got) {
        while (bytes < sizeof part - 1 &&
               (got = recv(file, part + bytes, sizeof part - 1 - bytes, 0)) >
                   0) {
            bytes += (size_t)got;
        }
    }
    part[bytes] = '\0';
    boards +=
        strstr(part, " 200 OK") != NULL && strstr(part, "</html>") != NULL;
    (void)close(file);
}

static void hear(size_t index)
{
    char part[4096];
    ssize_t got = recv(files[index].fd, part, sizeof part - 1, 0);

    if (got <= 0) {
        (void)close(files[index].fd);
        begin(index);
        return;
    }
    part[got] = '\0';
    for (const char *at = part; (at = strstr(at, "event: news")) != NULL;
         at++) {
        news++;
        if (viewed != NULL) {
            load_board(viewed);
        }
    }
}

static long long now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hear_all(size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (files[index].fd >= 0 && files[index].revents != 0) {
            hear(index);
        }
    }
}

static void turn(size_t count, const char *mode)
{
    const long long end_ms = now_ms() + TURN_MS;
    long long left_ms = TURN_MS;

    for (size_t index = 0; index < count; index++) {
        if (files[index].fd < 0) {
            begin(index);
        } else {
            say(index, mode);
        }
    }
    for (; left_ms > 0; left_ms = end_ms - now_ms()) {
        if (poll(files, count, (int)left_ms) > 0) {
            hear_all(count);
        }
    }
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    size_t count = 0;
    unsigned long seconds = 0;

    if (argc != 5) {
        return 64;
    }
    count = (size_t)strtoul(argv[2], NULL, 10);
    seconds = strtoul(argv[3], NULL, 10);
    if (count > CROWD_MAX || getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 64;
    }
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)snprintf(request, sizeof request,
                   "GET /live HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[1]);
    viewed = strcmp(argv[4], "view") == 0 ? argv[1] : NULL;
    for (size_t index = 0; index < count; index++) {
        begin(index);
    }
    for (; seconds > 0; seconds--) {
        turn(count, argv[4]);
    }
    (void)printf("%lu connections, %lu boards, %lu news\n", made, boards, news);
    return 0;
}
