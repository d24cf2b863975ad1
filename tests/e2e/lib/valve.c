/*
 * A slow line to a node, for slow_door.sh:
 *
 *   valve ADDRESS:PORT ADDRESS:PORT
 *
 * Listens at the first, carries each connection to the second. All that the
 * caller says is carried; of what the node says only the first piece, which is
 * its answer in the handshake: then the line is dead in that direction. Ends
 * with its standard input.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES_MAX = 16 };

/* One connection: to the caller, and to the node. */
struct line {
    int caller;
    int node;
    bool is_dead; /* the node has said its first piece */
};

static struct line lines[LINES_MAX];
static size_t line_count;

static void give_up(const char *what)
{
    (void)fprintf(stderr, "valve: %s: %s\n", what, strerror(errno));
    exit(70);
}

/* A socket bound to, or connected with, "ADDR:PORT"; -1 where it cannot be. */
static int open_at(const char *text, bool is_listening)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST};
    const char *colon = strrchr(text, ':');
    const int yes = 1;
    struct addrinfo *found = NULL;
    char host[64];
    int file = -1;

    if (colon == NULL || (size_t)(colon - text) >= sizeof host) {
        give_up("no address");
    }
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = '\0';
    if (getaddrinfo(host, colon + 1, &wanted, &found) != 0) {
        give_up("no address");
    }
    file = socket(found->ai_family, SOCK_STREAM, 0);
    if (file < 0) {
        give_up("socket");
    }
    (void)setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (is_listening ? bind(file, found->ai_addr, found->ai_addrlen) != 0 ||
                           listen(file, LINES_MAX) != 0
                     : connect(file, found->ai_addr, found->ai_addrlen) != 0) {
        (void)close(file);
        file = -1;
    }
    freeaddrinfo(found);
    return file;
}

static void take_call(int door, const char *node)
{
    struct line line = {.caller = accept(door, NULL, NULL)};

    line.node = line.caller < 0 ? -1 : open_at(node, false);
    if (line.node < 0 || line_count == LINES_MAX) {
        (void)close(line.caller);
        return;
    }
    lines[line_count++] = line;
}

/* False where the line has ended. */
static bool carry(int from, int to, bool is_swallowed)
{
    unsigned char piece[65536];
    const ssize_t bytes = read(from, piece, sizeof piece);

    if (bytes <= 0) {
        return false;
    }
    return is_swallowed || write(to, piece, (size_t)bytes) == bytes;
}

/* What the node closes stays open to the caller: the line is only slow. */
static void serve(struct line *line, const struct pollfd *ready)
{
    if (ready[0].revents != 0 && line->node >= 0 &&
        !carry(line->caller, line->node, false)) {
        (void)close(line->node);
        line->node = -1;
    }
    if (ready[1].revents != 0 && line->node >= 0) {
        if (!carry(line->node, line->caller, line->is_dead)) {
            (void)close(line->node);
            line->node = -1;
        }
        line->is_dead = true;
    }
}

int main(int count, char **words)
{
    struct pollfd ready[2 + 2 * LINES_MAX];
    int door = -1;

    if (count != 3) {
        return 64;
    }
    door = open_at(words[1], true);
    if (door < 0) {
        give_up("listen");
    }
    for (;;) {
        size_t at = 2;

        ready[0] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
        ready[1] = (struct pollfd){door, POLLIN, 0};
        for (size_t index = 0; index < line_count; index++) {
            const struct line *line = &lines[index];

            ready[at++] =
                (struct pollfd){line->node < 0 ? -1 : line->caller, POLLIN, 0};
            ready[at++] = (struct pollfd){line->node, POLLIN, 0};
        }
        if (poll(ready, (nfds_t)at, -1) < 0 || ready[0].revents != 0) {
            return 0;
        }
        for (size_t index = 0; index < line_count; index++) {
            serve(&lines[index], &ready[2 + 2 * index]);
        }
        if (ready[1].revents != 0) {
            take_call(door, words[2]);
        }
    }
}
