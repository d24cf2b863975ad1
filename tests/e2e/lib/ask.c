/*
 * A request to a node's control socket, for stopped.sh, from whoever runs it:
 *
 *   ask SOCKET
 *
 * Prints how many bytes are answered. It does not look who owns the socket,
 * as the program does.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static const char request[] = "{\"do\":\"status\"}\n";

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = 10};
    char answer[4096];
    ssize_t got = 0;
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);

    if (argc != 2 || file < 0 || strlen(argv[1]) >= sizeof address.sun_path) {
        return 64;
    }
    memcpy(address.sun_path, argv[1], strlen(argv[1]) + 1);
    (void)setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(file, (const struct sockaddr *)&address, sizeof address) != 0) {
        perror("ask: connect");
        return 69;
    }
    (void)send(file, request, sizeof request - 1, MSG_NOSIGNAL);
    got = recv(file, answer, sizeof answer, 0);
    (void)printf("%zd\n", got < 0 ? 0 : got);
    (void)close(file);
    return 0;
}
