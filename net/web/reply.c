#include "net/web/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/httpd.h"

static const char html[] = "text/html; charset=utf-8";

static const char policy[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'";

static const struct {
    const char *name;
    const char *value;
} headers[] = {
    {"Content-Security-Policy", policy},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

void reply_init(struct reply *reply)
{
    memset(reply, 0, sizeof *reply);
    reply->status = 200;
    bytes_init(&reply->body, WEB_PAGE_BYTES_MAX);
}

void reply_release(struct reply *reply)
{
    bytes_release(&reply->body);
}

bool reply_go(struct reply *reply, const char *location)
{
    int count =
        snprintf(reply->location, sizeof reply->location, "%s", location);

    reply->status = 303;
    return count >= 0 && (size_t)count < sizeof reply->location;
}

static void
add(struct MHD_Response *response, const char *name, const char *value)
{
    (void)httpd.add_response_header(response, name, value);
}

void reply_protect(struct MHD_Response *response)
{
    for (size_t index = 0; index < sizeof headers / sizeof headers[0];
         index++) {
        add(response, headers[index].name, headers[index].value);
    }
}

static const char *keeping(enum reply_keep keep)
{
    switch (keep) {
    case KEEP_NOTHING:
        break;
    case KEEP_A_YEAR:
        return "public, max-age=31536000, immutable";
    case KEEP_PRIVATE:
        return "private, max-age=31536000, immutable";
    }
    return "no-store";
}

/* libmicrohttpd gives the body back with free, as `struct bytes` took it; what
 * is fixed it only reads, though it asks for a pointer to what may change. */
static struct MHD_Response *body_of(struct reply *reply)
{
    struct MHD_Response *response = NULL;

    if (reply->fixed.data != NULL) {
        void *fixed = /* NOLINTNEXTLINE(performance-no-int-to-ptr): see above */
            (void *)(uintptr_t)reply->fixed.data;

        return httpd.create_response_from_buffer(reply->fixed.bytes, fixed,
                                                 MHD_RESPMEM_PERSISTENT);
    }
    response = httpd.create_response_from_buffer(
        reply->body.bytes, reply->body.data, MHD_RESPMEM_MUST_FREE);
    if (response != NULL) {
        bytes_init(&reply->body, WEB_PAGE_BYTES_MAX);
    }
    return response;
}

struct MHD_Response *reply_response(struct reply *reply)
{
    struct MHD_Response *response = body_of(reply);

    if (response == NULL) {
        return NULL;
    }
    reply_protect(response);
    add(response, "Cache-Control", keeping(reply->keep));
    if (reply->status != 421 && reply->status != 304) {
        add(response, "Content-Type", reply->type != NULL ? reply->type : html);
    }
    if (reply->location[0] != '\0') {
        add(response, "Location", reply->location);
    }
    if (reply->cookie[0] != '\0') {
        add(response, "Set-Cookie", reply->cookie);
    }
    if (reply->tag[0] != '\0') {
        add(response, "ETag", reply->tag);
    }
    if (reply->allow != NULL) {
        add(response, "Allow", reply->allow);
    }
    return response;
}

enum MHD_Result reply_send(struct reply *reply,
                           struct MHD_Connection *connection)
{
    struct MHD_Response *response = reply_response(reply);
    enum MHD_Result result = MHD_NO;

    if (response != NULL) {
        result = httpd.queue_response(connection, reply->status, response);
        httpd.destroy_response(response);
    }
    return result;
}
