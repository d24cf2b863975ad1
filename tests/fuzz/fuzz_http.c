/*
 * Heads of requests, as libmicrohttpd hands them over: whatever a client says,
 * a Host that is let in names us, and what is let in with POST is a form of
 * ours. Paths fit no pattern by chance.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/form.h"
#include "net/web/policy.h"
#include "net/web/route.h"

enum { LINES = 6 };

/* The lines of the input; those that are empty were not sent. */
static void split(char *text, const char *lines[static LINES])
{
    for (int index = 0; index < LINES; index++) {
        char *end = strchr(text, '\n');

        lines[index] = text[0] == '\n' || text[0] == '\0' ? NULL : text;
        if (end == NULL) {
            text += strlen(text);
        } else {
            *end = '\0';
            text = end + 1;
        }
    }
}

static void judge(const char *const lines[static LINES], enum policy_what what)
{
    const struct policy_head head = {
        .method = lines[0] != NULL ? lines[0] : "POST",
        .host = lines[1],
        .host_count = 1,
        .origin = lines[2],
        .site = lines[3],
        .type = lines[4],
        .length = lines[5],
        .what = what,
    };
    struct policy policy;

    policy_init(&policy, "127.0.0.1", 5480);
    if (policy_judge(&policy, &head) != 0) {
        return;
    }
    if (head.host == NULL || strstr(head.host, ":5480") == NULL) {
        abort();
    }
    if (strcmp(head.method, "POST") == 0 &&
        (head.type == NULL || head.length == NULL ||
         (head.origin != NULL && strstr(head.origin, ":5480") == NULL))) {
        abort();
    }
}

static void find(const char *path)
{
    json_t *parts = json_object();
    char out[WEB_PATH_BYTES_MAX];
    const struct web_page *page = route_page(path, parts);
    const json_t *const from[] = {parts};

    if (page != NULL && !route_fits(page->path, path, NULL)) {
        abort();
    }
    if (page != NULL && route_fill(page->path, from, 1, out) && out[0] != '/') {
        abort();
    }
    json_decref(parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *lines[LINES];
    json_t *query = json_object();
    char *text = malloc(size + 1);

    if (text == NULL || query == NULL) {
        abort();
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = '\0';
    find(text);
    if (form_read(view_text(text), query) == ERR_NOMEM) {
        abort();
    }
    split(text, lines);
    judge(lines, WHAT_FORM);
    judge(lines, WHAT_PAGE);
    json_decref(query);
    free(text);
    return 0;
}
