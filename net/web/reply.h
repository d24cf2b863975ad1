/*
 * What goes back to a browser, and the headers that keep it safe there.
 */
#ifndef NET_WEB_REPLY_H
#define NET_WEB_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include <microhttpd.h>

#include "net/web/limits.h"
#include "node/bytes.h"
#include "node/err.h"

enum reply_keep {
    KEEP_NOTHING, /* no-store */
    KEEP_A_YEAR,  /* it never changes under this address */
    KEEP_PRIVATE, /* likewise, but only for who asked */
};

enum { REPLY_COOKIE_BYTES = 160, REPLY_TAG_BYTES = 80 };

struct reply {
    unsigned status;
    const char *type;  /* NULL: text/html; charset=utf-8 */
    struct bytes body; /* owned */
    struct view fixed; /* instead: bytes that outlive all; borrowed */
    enum reply_keep keep;
    char location[WEB_PATH_BYTES_MAX]; /* where to go; "": nowhere */
    char cookie[REPLY_COOKIE_BYTES];   /* to be set; "": none */
    char tag[REPLY_TAG_BYTES];         /* of its version; "": none */
    const char *allow;                 /* methods, with 405; or NULL */
};

/* 200 and nothing in it. */
void reply_init(struct reply *reply);
void reply_release(struct reply *reply);

/* Go there, with 303. False where the address is too long. */
bool reply_go(struct reply *reply, const char *location);

/* As libmicrohttpd wants it, with all headers; the body is taken over. NULL
 * when memory runs out. It may be queued many times. */
struct MHD_Response *reply_response(struct reply *reply);

/* Queue it once. MHD_NO: the connection ends. */
enum MHD_Result reply_send(struct reply *reply,
                           struct MHD_Connection *connection);

/* The headers that all answers have. */
void reply_protect(struct MHD_Response *response);

#endif
