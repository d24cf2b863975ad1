/* Addresses that are rows of no table: assets, links, photos, news. */
#include <stdio.h>
#include <string.h>

#include "net/web/asset.h"
#include "net/web/httpd.h"
#include "net/web/route.h"
#include "net/web/view.h"
#include "net/web/visit.h"

static const char *part(const struct visit *visit, const char *name)
{
    const char *text = json_string_value(json_object_get(visit->parts, name));

    return text != NULL ? text : "";
}

static bool send_asset(struct visit *visit, const char *name, bool is_kept)
{
    const struct asset *asset = asset_find(view_text(name));

    if (asset == NULL || asset_type(asset) == NULL) {
        return false;
    }
    visit->reply.fixed = (struct view){asset->data, asset->bytes};
    visit->reply.type = asset_type(asset);
    visit->reply.keep = is_kept ? KEEP_A_YEAR : KEEP_NOTHING;
    visit->is_answered = true;
    return true;
}

static bool send_icon(struct visit *visit)
{
    return send_asset(visit, "favicon.ico", false) ||
           send_asset(visit, "favicon.svg", false);
}

static bool is_hex(const char *text)
{
    return strlen(text) == strspn(text, "0123456789abcdef");
}

/* Guests see the photos of posts that they see. */
static bool begin_photo(struct visit *visit)
{
    char tag[REPLY_TAG_BYTES];
    const char *known = httpd.lookup_connection_value(
        visit->connection, MHD_HEADER_KIND, "If-None-Match");

    if (!is_hex(part(visit, "id"))) {
        return false;
    }
    visit->act = act_photo;
    visit->access = ACCESS_GUEST;
    (void)snprintf(tag, sizeof tag, "\"%.64s\"", part(visit, "id"));
    visit->is_known = known != NULL && strcmp(known, tag) == 0;
    return true;
}

/* A link is looked at before it is used: a preview must not use it up. */
static void act_link(struct visit *visit)
{
    struct web *web = visit->web;
    bool is_good = false;

    uv_mutex_lock(&web->book_mutex);
    is_good = session_link_is(&web->book, part(visit, "code"), web_mono_ms());
    uv_mutex_unlock(&web->book_mutex);
    if (is_good) {
        view_told(visit, "in.html", 200, "Log in", "");
        return;
    }
    view_told(visit, "problem.html", 410,
              "This link was used already, or is too old.",
              "Each link is for one browser and 15 minutes. Get a new one.");
}

bool visit_other(struct visit *visit, enum policy_what *what)
{
    const char *path = visit->path;
    json_t *parts = visit->parts;

    *what = WHAT_PAGE;
    if (route_fits("/asset/:name", path, parts)) {
        const char *version = httpd.lookup_connection_value(
            visit->connection, MHD_GET_ARGUMENT_KIND, "v");

        return send_asset(visit, part(visit, "name"),
                          version != NULL &&
                              strcmp(version, asset_version) == 0);
    }
    if (strcmp(path, "/favicon.ico") == 0) {
        return send_icon(visit);
    }
    if (strcmp(path, "/robots.txt") == 0) {
        return send_asset(visit, "robots.txt", false);
    }
    if (strcmp(path, "/live") == 0) {
        visit->access = ACCESS_GUEST;
        return true;
    }
    if (route_fits("/photo/:id", path, parts) ||
        route_fits("/photo/:id/:small", path, parts)) {
        return begin_photo(visit);
    }
    if (route_fits("/in/:code", path, parts)) {
        *what = WHAT_BOTH;
        visit->act = visit->is_post ? act_login : act_link;
        return true;
    }
    *what = WHAT_FORM;
    if (strcmp(path, "/out") == 0) {
        visit->act = act_logout;
        return true;
    }
    if (strcmp(path, "/choose") == 0) {
        visit->act = act_choose;
        return true;
    }
    return false;
}
