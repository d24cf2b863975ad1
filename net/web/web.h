/*
 * The page: a small web server for the browsers of a household and of its
 * hall. What it shows and does are commands, asked for through net/web/desk.h.
 *
 *   web_listen -> web_new -> web_base, web_link, web_news -> web_stop
 *   -> web_free
 *
 * It lives on a loop of libuv, its commands on a thread of its own. Rules:
 * spec/page.md.
 */
#ifndef NET_WEB_WEB_H
#define NET_WEB_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/web/desk.h"
#include "net/web/limits.h"
#include "node/err.h"

struct web; /* opaque */

enum {
    WEB_BASE_BYTES = 300,                 /* "http://HOST:PORT" */
    WEB_LINK_BYTES = WEB_BASE_BYTES + 40, /* with "/in/SECRET" */
    WEB_ADDRESS_BYTES = 64
};

/* A socket that listens, and where. */
struct web_socket {
    int descriptor;                  /* -1: none */
    char address[WEB_ADDRESS_BYTES]; /* a number, no brackets */
    uint16_t port;
};

struct web_config {
    struct web_desk desk;
    const struct web_socket *socket; /* borrowed; it stays open and ours */
    const char *const *hosts;        /* names it is reached by; they outlive
                                        the page */
    size_t host_count;
    const char *folder;  /* for uploads; outlives the page */
    const char *version; /* of the program; a constant */
};

/*
 * Listen at "127.0.0.1:5480", "[::1]:0" ...: a number and a port.
 *
 * ERR_INVALID  no such address, or none of this machine
 * ERR_BUSY     it is in use
 * ERR_DENIED   a port below 1024 for who may not take it
 * ERR_IO
 */
MUST_USE enum err web_listen(const char *text, struct web_socket *out);

/* Listen no more; may be called twice. */
void web_close(struct web_socket *socket);

/*
 * Begin to answer, once the loop runs.
 *
 * ERR_NOMEM, ERR_IO; the loop has to run once more to close its handles
 */
MUST_USE enum err
web_new(uv_loop_t *loop, const struct web_config *config, struct web **out);

/* Where it is reached, "http://127.0.0.1:5480"; lives as long as the page. */
const char *web_base(const struct web *web);

/* A new link to log in by, once, within 15 minutes. From any thread. */
void web_link(struct web *web, char out[static WEB_LINK_BYTES]);

/* Something changed, if `number` is another than before. From any thread. */
void web_news(struct web *web, uint64_t number);

/*
 * End it, on the loop thread: what the clerk is doing is waited for. The loop
 * has to run once more to close its handles, then comes web_free. NULL is
 * nothing; may be called twice.
 */
void web_stop(struct web *web);
void web_free(struct web *web);

#endif
