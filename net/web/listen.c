/* Where the page listens, and what its address is for others. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/web/httpd.h"
#include "net/web/inside.h"

static enum err listen_err(int error)
{
    switch (error) {
    case EADDRINUSE:
        return ERR_BUSY;
    case EACCES:
        return ERR_DENIED;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return ERR_INVALID;
    default:
        return ERR_IO;
    }
}

/* The number it really listens on, and the port. */
static enum err describe(struct web_socket *out)
{
    struct sockaddr_storage real;
    socklen_t bytes = sizeof real;
    const struct sockaddr_in *in = (const void *)&real;
    const struct sockaddr_in6 *in6 = (const void *)&real;
    const bool is_six =
        getsockname(out->descriptor, (void *)&real, &bytes) == 0 &&
        real.ss_family == AF_INET6;
    const void *number =
        is_six ? (const void *)&in6->sin6_addr : (const void *)&in->sin_addr;

    out->port = ntohs(is_six ? in6->sin6_port : in->sin_port);
    return inet_ntop(is_six ? AF_INET6 : AF_INET, number, out->address,
                     sizeof out->address) != NULL
               ? ERR_OK
               : ERR_IO;
}

enum err web_listen(const char *text, struct web_socket *out)
{
    struct address address;
    struct sockaddr_storage number;
    const int yes = 1;
    enum err err = httpd_load();

    out->descriptor = -1;
    if (err == ERR_OK) {
        err = address_parse(text, &address);
    }
    if (err == ERR_OK && address.has_key) {
        err = ERR_INVALID;
    }
    if (err == ERR_OK) {
        err = address_number(&address, &number);
    }
    if (err != ERR_OK) {
        return err;
    }
    out->descriptor =
        socket(number.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (out->descriptor < 0) {
        return listen_err(errno);
    }
    (void)setsockopt(out->descriptor, SOL_SOCKET, SO_REUSEADDR, &yes,
                     sizeof yes);
    if (bind(out->descriptor, (const void *)&number,
             number.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                          : sizeof(struct sockaddr_in)) != 0 ||
        listen(out->descriptor, WEB_BACKLOG) != 0) {
        err = listen_err(errno);
    } else {
        err = describe(out);
    }
    if (err != ERR_OK) {
        web_close(out);
    }
    return err;
}

void web_close(struct web_socket *socket)
{
    if (socket->descriptor >= 0) {
        (void)close(socket->descriptor);
        socket->descriptor = -1;
    }
}

/* An address of this machine that others in its network reach; else none. */
static bool find_interface(char out[static WEB_ADDRESS_BYTES])
{
    uv_interface_address_t *list = NULL;
    int count = 0;
    bool is_found = false;

    if (uv_interface_addresses(&list, &count) != 0) {
        return false;
    }
    for (int index = 0; index < count && !is_found; index++) {
        is_found = !list[index].is_internal &&
                   list[index].address.address4.sin_family == AF_INET &&
                   uv_ip4_name(&list[index].address.address4, out,
                               WEB_ADDRESS_BYTES) == 0;
    }
    uv_free_interface_addresses(list, count);
    return is_found;
}

void web_find_base(struct web *web)
{
    const struct policy *policy = &web->policy;
    const char *host = policy->address;
    char interface[WEB_ADDRESS_BYTES];
    char port[8] = "";

    if (policy->host_count > 0) {
        host = policy->hosts[0];
    } else if (policy->is_wildcard) {
        host = find_interface(interface) ? interface : "127.0.0.1";
    }
    if (policy->port != 80) {
        (void)snprintf(port, sizeof port, ":%u", (unsigned)policy->port);
    }
    (void)snprintf(web->base, sizeof web->base,
                   strchr(host, ':') != NULL ? "http://[%s]%s" : "http://%s%s",
                   host, port);
}
