/*
 * One raw request, for the tests of the page:
 *
 *   http PORT [REQUEST] > ANSWER
 *
 * Sends the file REQUEST, or what it reads, to 127.0.0.1 as it stands, and
 * prints what comes until the other side closes.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int open_at(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const struct timeval patience = {.tv_sec = 10};
    const int file = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (file < 0 ||
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) !=
            0 ||
        connect(file, (const struct sockaddr *)&address, sizeof address) != 0) {
        perror("http");
        exit(69);
    }
    return file;
}

int main(int argc, char **argv)
{
    static char part[65536];
    size_t bytes = 0;
    ssize_t got = 0;
    int file = -1;

    if (argc < 2 || argc > 3 ||
        (argc == 3 && freopen(argv[2], "rb", stdin) == NULL)) {
        return 64;
    }
    file = open_at(argv[1]);
    while ((bytes = fread(part, 1, sizeof part, stdin)) > 0 &&
           send(file, part, bytes, MSG_NOSIGNAL) == (ssize_t)bytes) {
    }
    while ((got = recv(file, part, sizeof part, 0)) > 0) {
        (void)fwrite(part, 1, (size_t)got, stdout);
    }
    (void)close(file);
    return 0;
}
