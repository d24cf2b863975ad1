#include "net/web/policy.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char urlencoded[] = "application/x-www-form-urlencoded";
static const char multipart[] = "multipart/form-data";

/* A number of this family; the bytes of it are in `out`. */
static bool is_number(const char *text, int family)
{
    unsigned char room[sizeof(struct in6_addr)];

    return inet_pton(family, text, room) == 1;
}

void policy_init(struct policy *policy, const char *address, uint16_t port)
{
    memset(policy, 0, sizeof *policy);
    (void)snprintf(policy->address, sizeof policy->address, "%s", address);
    policy->port = port;
    policy->is_wildcard =
        strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
    policy->is_loopback =
        strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* "name:5480" or "[::1]:5480", the port 80 where none is said. */
static bool
split(const char *host, char name[static POLICY_HOST_BYTES], uint16_t *port)
{
    const char *end = NULL;
    const char *begin = host;
    char *after = NULL;
    unsigned long number = 80;

    if (host[0] == '[') {
        begin = host + 1;
        end = strchr(begin, ']');
    } else {
        end = host + strcspn(host, ":");
    }
    if (end == NULL || end == begin ||
        (size_t)(end - begin) >= POLICY_HOST_BYTES) {
        return false;
    }
    memcpy(name, begin, (size_t)(end - begin));
    name[end - begin] = '\0';
    end += host[0] == '[';
    if (*end != '\0') {
        if (*end != ':' || end[1] < '1' || end[1] > '9') {
            return false;
        }
        number = strtoul(end + 1, &after, 10);
        if (*after != '\0' || number > UINT16_MAX) {
            return false;
        }
    }
    *port = (uint16_t)number;
    return true;
}

static bool is_named(const struct policy *policy, const char *name)
{
    for (size_t index = 0; index < policy->host_count; index++) {
        if (strcasecmp(name, policy->hosts[index]) == 0) {
            return true;
        }
    }
    return false;
}

bool policy_host_is_ours(const struct policy *policy, const char *host)
{
    char name[POLICY_HOST_BYTES];
    uint16_t port = 0;

    if (host == NULL || !split(host, name, &port) || port != policy->port) {
        return false;
    }
    if (strcasecmp(name, "localhost") == 0) {
        return policy->is_loopback || policy->is_wildcard;
    }
    if (is_number(name, host[0] == '[' ? AF_INET6 : AF_INET)) {
        return policy->is_wildcard || strcmp(name, policy->address) == 0;
    }
    return is_named(policy, name);
}

static bool is_ours(const struct policy *policy, const char *origin)
{
    return strncmp(origin, "http://", 7) == 0 &&
           policy_host_is_ours(policy, origin + 7);
}

bool policy_type_is(const char *type, const char *wanted)
{
    size_t bytes = strlen(wanted);

    return type != NULL && strncasecmp(type, wanted, bytes) == 0 &&
           (type[bytes] == '\0' || type[bytes] == ';' || type[bytes] == ' ');
}

/* What is sent must come from a page of ours, as a browser's forms are. */
static unsigned judge_sender(const struct policy *policy,
                             const struct policy_head *head)
{
    if (head->origin != NULL && !is_ours(policy, head->origin)) {
        return 403;
    }
    if (head->site != NULL && strcmp(head->site, "same-origin") != 0) {
        return 403;
    }
    return policy_type_is(head->type, urlencoded) ||
                   policy_type_is(head->type, multipart)
               ? 0
               : 415;
}

static unsigned judge_length(const struct policy_head *head)
{
    const unsigned long max = head->what == WHAT_UPLOAD
                                  ? (unsigned long)WEB_UPLOAD_BYTES_MAX
                                  : (unsigned long)WEB_FORM_BYTES_MAX;
    char *end = NULL;
    unsigned long bytes = 0;

    if (head->length == NULL || head->length[0] < '0' ||
        head->length[0] > '9') {
        return 411;
    }
    bytes = strtoul(head->length, &end, 10);
    return *end != '\0' ? 400 : bytes > max ? 413 : 0;
}

unsigned policy_judge(const struct policy *policy,
                      const struct policy_head *head)
{
    const bool is_post = strcmp(head->method, "POST") == 0;
    const bool is_get =
        strcmp(head->method, "GET") == 0 || strcmp(head->method, "HEAD") == 0;
    unsigned status = 0;

    if (head->host_count != 1 || !policy_host_is_ours(policy, head->host)) {
        return 421;
    }
    if (!is_post && !is_get) {
        return 405;
    }
    if (head->what == WHAT_NOTHING) {
        return 404;
    }
    if (is_post ? head->what == WHAT_PAGE
                : head->what == WHAT_FORM || head->what == WHAT_UPLOAD) {
        return 405;
    }
    if (is_post) {
        status = judge_sender(policy, head);
        return status != 0 ? status : judge_length(head);
    }
    return 0;
}
