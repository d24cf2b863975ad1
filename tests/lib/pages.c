#include "tests/lib/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/render.h"
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

/* "/post/:code" as "post_code". */
static void leave(const char *path, const struct bytes *page)
{
    const char *folder = getenv("PAGES_OUT");
    char name[256];
    size_t used = 0;
    FILE *file = NULL;

    if (folder == NULL) {
        return;
    }
    used = (size_t)snprintf(name, sizeof name, "%s/", folder);
    for (const char *c = path; *c != '\0' && used + 8 < sizeof name; c++) {
        name[used++] = (char)(isalnum((unsigned char)*c) ? *c : '_');
    }
    (void)snprintf(name + used, sizeof name - used, ".html");
    file = fopen(name, "w");
    assert_non_null(file);
    (void)fwrite(page->data, 1, page->bytes, file);
    (void)fclose(file);
}

void pages_draw(const char *file,
                const char *path,
                json_t *model,
                struct bytes *out)
{
    struct template_fault fault;
    enum err err = ERR_OK;

    bytes_init(out, WEB_PAGE_BYTES_MAX);
    err = render(file, model, out, &fault);
    if (err != ERR_OK) {
        fail_msg("%s: %s:%u: {{%s}}: %s", path, fault.name, fault.line,
                 fault.tag, err_name(err));
    }
    leave(path, out);
    check_ok(bytes_append_u8(out, 0)); /* a C string for pages_has */
}

bool pages_has(const struct bytes *page, const char *text)
{
    return strstr((const char *)page->data, text) != NULL;
}

const struct web_page *pages_at(const char *path)
{
    for (size_t index = 0; index < web_page_count; index++) {
        if (strcmp(web_pages[index].path, path) == 0) {
            return &web_pages[index];
        }
    }
    return NULL;
}

bool pages_show(const char *path, const json_t *model, const char *text)
{
    json_t *copy = json_deep_copy(model);
    struct bytes out;
    bool is_there = false;

    pages_draw(pages_at(path)->file, path, copy, &out);
    is_there = pages_has(&out, text);
    bytes_release(&out);
    json_decref(copy);
    return is_there;
}
