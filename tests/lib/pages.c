#include "tests/lib/pages.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/check.h"

enum { PATH_CHARS = 96 };

json_t *pages_load(const char *name)
{
    char path[PATH_CHARS];
    json_error_t error;
    json_t *document = NULL;

    (void)snprintf(path, sizeof path, "tests/page/models/%s.json", name);
    document = json_load_file(path, 0, &error);
    if (document == NULL) {
        fail_msg("%s:%d: %s", path, error.line, error.text);
    }
    return document;
}

static json_t *menu_model(const char *path)
{
    json_t *menu = json_array();

    for (size_t index = 0; index < web_page_count; index++) {
        const struct web_page *row = &web_pages[index];

        if (row->in_menu) {
            (void)json_array_append_new(
                menu,
                json_pack("{s:s, s:s, s:b}", "path", row->path, "title",
                          row->title, "is_here", strcmp(path, row->path) == 0));
        }
    }
    return menu;
}

/* The time at which the documents were written, so that pages look alike. */
static const char *now_of(const json_t *board)
{
    const char *latest = "2026-11-22T08:00:00.000Z";
    const json_t *post = NULL;
    size_t index = 0;

    json_array_foreach(board, index, post)
    {
        const char *posted = json_string_value(json_object_get(post, "posted"));

        latest = strcmp(posted, latest) > 0 ? posted : latest;
    }
    return latest;
}

static json_t *me_model(void)
{
    json_t *status = pages_load("status");
    json_t *place =
        json_array_get(json_object_get(status, "neighbourhoods"), 0);
    json_t *me = json_pack(
        "{s:O, s:{s:O, s:O}, s:[], s:s, s:b}", "household",
        json_object_get(status, "household"), "neighbourhood", "name",
        json_object_get(place, "name"), "id", json_object_get(place, "id"),
        "neighbourhoods", "standing", "steward", "is_hub", 1);

    json_decref(status);
    return me;
}

json_t *pages_bare(const char *path, enum pages_reader reader)
{
    const bool is_resident = reader == PAGES_RESIDENT;
    json_t *board = pages_load("board");
    json_t *model = json_pack(
        "{s:{s:s, s:s, s:i, s:s, s:s, s:b, s:b, s:b, s:b, s:s, s:s, s:s, s:s, "
        "s:s,"
        " s:s, s:s, s:s}, s:o, s:o, s:{}, s:{}, s:{}, s:n}",
        "page", "path", path, "title", "", "status", 200, "token",
        "0123456789abcdef", "once", "fedcba9876543210", "is_resident",
        (int)is_resident, "is_open", 1, "is_live", 1, "is_set_up",
        (int)(reader != PAGES_NOBODY_YET), "now", now_of(board), "news", "17",
        "assets", "0123456789ab", "base", "http://hall.local:5480", "in", "",
        "version", "0.1.0", "form", "", "place",
        reader == PAGES_NOBODY_YET ? "" : "Mill Lane", "menu",
        is_resident ? menu_model(path) : json_array(), "me",
        is_resident ? me_model() : json_null(), "query", "at", "form",
        "problem");

    json_decref(board);
    assert_non_null(model);
    return model;
}

/* "" for each value of the query that the page takes. */
static void add_query(json_t *model, const struct web_ask *ask)
{
    json_t *query = json_object_get(model, "query");

    for (size_t at = 0; at < WEB_ASK_WORDS_MAX && ask->words[at] != NULL;
         at++) {
        const char *mark = strchr(ask->words[at], '?');

        if (mark != NULL) {
            (void)json_object_set_new(query, mark + 1, json_string(""));
        }
    }
}

json_t *pages_model(const struct web_page *page, enum pages_reader reader)
{
    json_t *model = pages_bare(page->path, reader);

    for (const struct web_ask *ask = page->asks; ask->name != NULL; ask++) {
        add_query(model, ask);
        (void)json_object_set_new(model, ask->name, pages_load(ask->name));
    }
    (void)json_object_set_new(json_object_get(model, "at"), "code",
                              json_string("ladder-7kq"));
    (void)json_object_set_new(json_object_get(model, "at"), "kind",
                              json_string("lend"));
    return model;
}
