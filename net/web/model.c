#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>
#include <sysexits.h>

#include "net/web/asset.h"
#include "net/web/spoken.h"
#include "net/web/words.h"

unsigned model_status(int code)
{
    switch (code) {
    case EX_OK:
        return 200;
    case EX_USAGE:
    case EX_DATAERR:
        return 422;
    case EX_NOINPUT:
        return 404;
    case EX_NOPERM:
        return 409;
    case EX_TEMPFAIL:
    case EX_UNAVAILABLE:
    case EX_CANTCREAT:
        return 503;
    default:
        return 500;
    }
}

json_t *model_problem(const json_t *document)
{
    const json_t *error = json_object_get(document, "error");
    const char *said = json_string_value(json_object_get(error, "text"));
    const char *advised = json_string_value(json_object_get(error, "try"));
    char text[WEB_SENTENCE_BYTES];
    char advice[WEB_SENTENCE_BYTES];

    spoken_text(said != NULL ? said : "That did not work.", text, sizeof text);
    spoken_advice(advised != NULL ? advised : "", advice, sizeof advice);
    return json_pack("{s:s,s:s}", "text", text, "try", advice);
}

static void time_text(char out[static 32])
{
    const time_t now = (time_t)web_now_s();
    struct tm parts;

    out[0] = '\0';
    if (gmtime_r(&now, &parts) != NULL) {
        (void)strftime(out, 32, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
    }
}

static json_t *menu_of(const struct visit *visit)
{
    json_t *menu = json_array();

    for (size_t index = 0; index < web_page_count; index++) {
        const struct web_page *page = &web_pages[index];

        if (page->in_menu &&
            json_array_append_new(menu,
                                  json_pack("{s:s,s:s,s:b}", "path", page->path,
                                            "title", page->title, "is_here",
                                            visit->page == page)) != 0) {
            json_decref(menu);
            return NULL;
        }
    }
    return menu;
}

static json_t *page_of(const struct visit *visit, const char *title)
{
    char token[WEB_SECRET_CHARS] = "";
    char once[WEB_SECRET_CHARS] = "";
    unsigned char random[WEB_SECRET_BYTES];
    char now[32];

    time_text(now);
    if (visit->is_resident) {
        randombytes_buf(random, sizeof random);
        session_secret(random, once);
        session_token(visit->secret, token);
    }
    return json_pack(
        "{s:s,s:s,s:i,s:s,s:s,s:b,s:b,s:b,s:b,s:s,s:I,s:s,s:s,s:s,s:s,s:s}",
        "path", visit->path, "title", title, "status", 200, "token", token,
        "once", once, "is_resident", visit->is_resident, "is_open",
        visit->is_resident || !visit->web->policy.is_loopback, "is_live",
        visit->page != NULL && visit->page->is_live, "is_set_up", false, "now",
        now, "news", (json_int_t)visit->news, "assets", asset_version, "base",
        visit->web->base, "place", "", "form", "", "version",
        visit->web->version);
}

json_t *model_bare(const struct visit *visit, const char *title)
{
    return json_pack("{s:o,s:o,s:n,s:{},s:{},s:{},s:n}", "page",
                     page_of(visit, title), "menu", menu_of(visit), "me",
                     "query", "at", "form", "problem");
}

bool model_is_set_up(const json_t *model)
{
    return json_is_true(
        json_object_get(json_object_get(model, "page"), "is_set_up"));
}

/* What `status` says; asked again when something has changed. */
static json_t *status_of(struct web *web, uint64_t news)
{
    const char *const words[] = {"status", "--no-digests"};
    const json_t *places = json_object_get(web->status, "neighbourhoods");

    if (json_array_size(places) == 0 || web->status_news != news) {
        json_decref(web->status);
        web->status = NULL;
        (void)web->desk.ask(web->desk.context, 2, words, &web->status);
        web->status_news = news;
    }
    return web->status;
}

/* The neighbourhood that was chosen, else the first. */
static json_t *choose(struct visit *visit, json_t *places)
{
    json_t *place = NULL;
    size_t index = 0;
    const char *id = NULL;

    json_array_foreach(places, index, place)
    {
        id = json_string_value(json_object_get(place, "id"));
        if (id != NULL && strcmp(id, visit->in) == 0) {
            return place;
        }
    }
    place = json_array_get(places, 0);
    id = json_string_value(json_object_get(place, "id"));
    (void)snprintf(visit->in, sizeof visit->in, "%s", id != NULL ? id : "");
    return place;
}

static json_t *short_of(const json_t *place)
{
    return json_pack("{s:O,s:O}", "id", json_object_get(place, "id"), "name",
                     json_object_get(place, "name"));
}

static json_t *me_of(const json_t *status, json_t *place, json_t *places)
{
    json_t *list = json_array();
    json_t *each = NULL;
    size_t index = 0;

    json_array_foreach(places, index, each)
    {
        if (json_array_append_new(list, short_of(each)) != 0) {
            break;
        }
    }
    return json_pack("{s:O,s:o,s:o,s:O,s:O}", "household",
                     json_object_get(status, "household"), "neighbourhood",
                     short_of(place), "neighbourhoods", list, "standing",
                     json_object_get(place, "standing"), "sent_away_by",
                     json_object_get(place, "sent_away_by"));
}

json_t *model_new(struct visit *visit, const char *title)
{
    json_t *status = status_of(visit->web, visit->news);
    json_t *places = json_object_get(status, "neighbourhoods");
    json_t *place = choose(visit, places);
    json_t *model = model_bare(visit, title);
    json_t *page = json_object_get(model, "page");

    if (model == NULL || place == NULL) {
        return model;
    }
    if (json_object_set_new(page, "is_set_up", json_true()) != 0 ||
        json_object_set(page, "place", json_object_get(place, "name")) != 0 ||
        (visit->is_resident &&
         json_object_set_new(model, "me", me_of(status, place, places)) != 0)) {
        json_decref(model);
        model = NULL;
    }
    return model;
}
