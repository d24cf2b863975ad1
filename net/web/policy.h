/*
 * What the head of a request is told, before anything is read or done.
 *
 * Pure: a table of rules over what the client said. Rules: spec/page.md.
 */
#ifndef NET_WEB_POLICY_H
#define NET_WEB_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/web/limits.h"

enum { POLICY_HOST_BYTES = 256 };

/* Under which names and numbers this page is reached. */
struct policy {
    char address[64]; /* what it listens on, a number without brackets */
    uint16_t port;
    bool is_wildcard; /* listens on every address */
    bool is_loopback; /* listens on this machine alone: no guests */
    const char *hosts[WEB_HOSTS_MAX]; /* given by a person; borrowed */
    size_t host_count;
};

/* What there is at an address. */
enum policy_what {
    WHAT_NOTHING,
    WHAT_PAGE,   /* read with GET and HEAD */
    WHAT_FORM,   /* sent with POST */
    WHAT_BOTH,   /* a login link */
    WHAT_UPLOAD, /* a form with files */
};

/* The head of a request; NULL is a header that was not sent. */
struct policy_head {
    const char *method;
    const char *host;
    unsigned host_count; /* how many Host headers there were */
    const char *origin;
    const char *site;   /* Sec-Fetch-Site */
    const char *type;   /* Content-Type */
    const char *length; /* Content-Length */
    enum policy_what what;
};

/* Fill in what "127.0.0.1" or "::" is, which one listens on. */
void policy_init(struct policy *policy, const char *address, uint16_t port);

/* Is this a Host header of ours? */
bool policy_host_is_ours(const struct policy *policy, const char *host);

/*
 * The status to refuse it with: 421, 405, 404, 403, 415, 411, 413, in this
 * order; 0 where it may go on.
 */
unsigned policy_judge(const struct policy *policy,
                      const struct policy_head *head);

/* Does the Content-Type name this type, whatever parameters follow? */
bool policy_type_is(const char *type, const char *wanted);

#endif
