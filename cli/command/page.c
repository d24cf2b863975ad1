/* page: where the page is, and a link to log in to it. */
#include "net/web/page.h"

#include <stdlib.h>

#include <sysexits.h>

#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/where.h"

static const struct option_row page_options[] = {
    {"routes", NULL, "list all its addresses instead"},
    {NULL, NULL, NULL},
};

static const char *access_name(enum web_access access)
{
    switch (access) {
    case ACCESS_ANYONE:
        return "anyone";
    case ACCESS_GUEST:
        return "guest";
    case ACCESS_RESIDENT:
        break;
    }
    return "resident";
}

static json_t *pages_model(void)
{
    json_t *pages = json_array();

    for (size_t index = 0; index < web_page_count; index++) {
        const struct web_page *page = &web_pages[index];

        if (json_array_append_new(
                pages,
                json_pack("{s:s,s:s,s:s,s:s?,s:b,s:b}", "path", page->path,
                          "access", access_name(page->access), "title",
                          page->title, "type", page->type, "live",
                          page->is_live, "before_first", page->before_first)) !=
            0) {
            json_decref(pages);
            return NULL;
        }
    }
    return pages;
}

static json_t *forms_model(void)
{
    json_t *forms = json_array();

    for (size_t index = 0; index < web_form_count; index++) {
        const struct web_form *form = &web_forms[index];

        if (json_array_append_new(
                forms, json_pack("{s:s,s:s,s:s?,s:s?}", "path", form->path,
                                 "access", access_name(form->access), "next",
                                 form->next, "shown", form->shown)) != 0) {
            json_decref(forms);
            return NULL;
        }
    }
    return forms;
}

static enum err print_routes(const struct out *out)
{
    static const struct out_column columns[] = {
        {"path", "ADDRESS", false, false},
        {"access", "FOR", false, false},
        {"title", "TITLE", false, true},
    };
    json_t *pages = pages_model();
    json_t *document = json_pack("{s:o,s:o}", "pages", json_incref(pages),
                                 "forms", forms_model());
    enum err err = ERR_NOMEM;

    if (document != NULL) {
        out_json(out, document);
        err = out_table(out, pages, columns, sizeof columns / sizeof *columns);
    }
    json_decref(document);
    json_decref(pages);
    return err;
}

static enum err
print_link(const struct out *out, const char *socket, struct problem *why)
{
    json_t *answer = NULL;
    const char *link = NULL;
    enum err err = ask_explain(ask_what(socket, "page", NULL, &answer), why);

    link = json_string_value(json_object_get(answer, "link"));
    if (err == ERR_OK && link == NULL) {
        err = problem_set(why, ERR_CLOSED, "no-page",
                          "This node runs without its page.");
        problem_advise(why, "Start it with kith run --page 127.0.0.1:5480");
        problem_exit(why, EX_UNAVAILABLE);
    }
    if (err == ERR_OK) {
        out_json(out, answer);
        out_say(out, "%s", link);
        out_hint(out, "Open it within 15 minutes; it logs one browser in, "
                      "once.");
    }
    json_decref(answer);
    return err;
}

static enum err page_run(struct call *call)
{
    struct where where;
    enum err err = ERR_OK;

    if (arguments_has(&call->arguments, "routes")) {
        return print_routes(&call->out);
    }
    err = where_find(&where, &call->why);
    return err == ERR_OK ? print_link(&call->out, where.socket, &call->why)
                         : err;
}

const struct verb verb_page = {
    .name = "page",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "a link to log in to the page in a browser",
    .example = "kith page",
    .options = page_options,
    .run = page_run,
};
