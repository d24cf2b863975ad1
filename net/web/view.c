#include "net/web/view.h"

#include <stdio.h>
#include <string.h>

#include "net/log.h"
#include "net/web/route.h"
#include "net/web/words.h"

static void set(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0) {
        log_line(LOG_WARNING, "a page lacks a value: name=%s", name);
    }
}

/* When not even a page of ours can be drawn. */
static void plain(struct visit *visit, unsigned status, const char *text)
{
    struct reply *reply = &visit->reply;

    bytes_reset(&reply->body);
    reply->status = status;
    reply->type = "text/plain; charset=utf-8";
    reply->fixed = view_text(text);
}

void view_draw(struct visit *visit,
               const char *file,
               unsigned status,
               json_t *model)
{
    struct reply *reply = &visit->reply;
    enum err err = ERR_NOMEM;

    bytes_reset(&reply->body);
    reply->status = status;
    if (model != NULL) {
        set(json_object_get(model, "page"), "status",
            json_integer((json_int_t)status));
        err = page_render(file, model, &reply->body);
    }
    if (err != ERR_OK) {
        log_line(LOG_ERROR, "a page cannot be drawn: file=%s reason=\"%s\"",
                 file, err_text(err));
        plain(visit, 500,
              "This page cannot be drawn. Load it again in a moment.");
    }
    json_decref(model);
}

void view_problem(struct visit *visit,
                  const char *file,
                  unsigned status,
                  const char *text,
                  const char *advice)
{
    json_t *model = model_bare(visit, text);

    if (model != NULL) {
        set(model, "problem",
            json_pack("{s:s,s:s}", "text", text, "try", advice));
        if (visit->parts != NULL) {
            set(model, "at", json_incref(visit->parts));
        }
    }
    view_draw(visit, file, status, model);
}

static enum err ask_one(struct visit *visit,
                        const struct web_ask *ask,
                        const json_t *parts,
                        const json_t *query,
                        json_t **out,
                        int *code)
{
    struct model_words words;
    enum err err = words_init(&words);

    for (size_t index = 0; err == ERR_OK && index < WEB_ASK_WORDS_MAX &&
                           ask->words[index] != NULL;
         index++) {
        err = words_add(&words, ask->words[index], parts, query);
    }
    *code = err == ERR_OK ? words_ask(&words, visit, out) : 64;
    words_release(&words);
    return err;
}

/* Fill the model with what the page asks for. Returns the exit code of what
 * failed and must not; `document` is then its error. */
static int ask_all(struct visit *visit,
                   const struct web_page *page,
                   const json_t *parts,
                   const json_t *query,
                   json_t *model,
                   json_t **document)
{
    for (size_t index = 0;
         index < WEB_ASKS_MAX && page->asks[index].name != NULL; index++) {
        const struct web_ask *ask = &page->asks[index];
        json_t *answer = NULL;
        int code = 0;
        enum err err = ask_one(visit, ask, parts, query, &answer, &code);

        if ((err != ERR_OK || code != 0) && !ask->may_fail) {
            *document = answer;
            return code;
        }
        if (code != 0 || answer == NULL) {
            json_decref(answer);
            answer = json_null();
        }
        set(model, ask->name, answer);
    }
    return 0;
}

/* Each "?NAME" of the row's asks, and each ":NAME" of its path, with its
 * value or "". */
static void add_values(const struct web_page *page,
                       const json_t *parts,
                       const json_t *query,
                       json_t *model)
{
    json_t *all = json_object_get(model, "query");

    set(model, "at", json_deep_copy(parts));
    for (size_t index = 0; index < WEB_ASKS_MAX; index++) {
        for (size_t word = 0;
             page->asks[index].name != NULL && word < WEB_ASK_WORDS_MAX &&
             page->asks[index].words[word] != NULL;
             word++) {
            const char *mark = strchr(page->asks[index].words[word], '?');
            const char *value = NULL;

            if (mark != NULL) {
                value = json_string_value(json_object_get(query, mark + 1));
                set(all, mark + 1, json_string(value != NULL ? value : ""));
            }
        }
    }
}

static void draw(struct visit *visit,
                 const struct web_page *page,
                 unsigned status,
                 json_t *model)
{
    struct reply *reply = &visit->reply;
    enum err err = ERR_OK;

    reply->type = page->type;
    if (page->draw == NULL) {
        view_draw(visit, page->file, status, model);
        return;
    }
    reply->status = status;
    err = page->draw(model, &reply->body);
    json_decref(model);
    if (err != ERR_OK) {
        reply->type = NULL;
        view_problem(visit, "problem.html", err == ERR_UNKNOWN ? 404 : 500,
                     "There is nothing here.", "Go back to the board.");
    }
}

/* A page that cannot be shown, as its problem. */
static void
draw_failed(struct visit *visit, int code, json_t *document, json_t *model)
{
    set(model, "problem", model_problem(document));
    json_decref(document);
    view_draw(visit, "problem.html", model_status(code), model);
}

void view_told(struct visit *visit,
               const char *file,
               unsigned status,
               const char *text,
               const char *advice)
{
    json_t *model = model_new(visit, text);

    if (model != NULL) {
        set(model, "problem",
            json_pack("{s:s,s:s}", "text", text, "try", advice));
    }
    view_draw(visit, file, status, model);
}

/* Where a neighbourhood is begun. */
static const char *first_page(void)
{
    for (size_t index = 0; index < web_page_count; index++) {
        if (web_pages[index].before_first &&
            web_pages[index].access == ACCESS_RESIDENT) {
            return web_pages[index].path;
        }
    }
    return "/";
}

void view_page(struct visit *visit)
{
    const struct web_page *page = visit->page;
    json_t *model = model_new(visit, page->title);
    json_t *document = NULL;
    int code = 0;

    if (model == NULL) {
        view_draw(visit, "problem.html", 500, NULL);
        return;
    }
    if (!model_is_set_up(model) && !page->before_first) {
        json_decref(model);
        (void)reply_go(&visit->reply, first_page());
        return;
    }
    add_values(page, visit->parts, visit->query, model);
    code = ask_all(visit, page, visit->parts, visit->query, model, &document);
    if (code != 0) {
        draw_failed(visit, code, document, model);
        return;
    }
    draw(visit, page, 200, model);
}

void view_again(struct visit *visit,
                const char *pattern,
                unsigned status,
                const json_t *problem)
{
    const struct web_page *page = route_pattern(pattern);
    json_t *model = model_new(visit, page == NULL ? "" : page->title);
    const json_t *typed = visit->body.typed;
    json_t *form = json_deep_copy(typed);
    json_t *document = NULL;

    if (model == NULL) {
        json_decref(form);
        view_draw(visit, "problem.html", 500, NULL);
        return;
    }
    (void)json_object_del(form, "token"); /* nobody typed these */
    (void)json_object_del(form, "once");
    set(model, "problem", json_deep_copy(problem));
    set(model, "form", form);
    set(json_object_get(model, "page"), "form", json_string(visit->path));
    if (page != NULL) {
        add_values(page, typed, typed, model);
    }
    /* Where the page itself is gone, what was typed stands beside why. */
    if (page == NULL ||
        ask_all(visit, page, typed, typed, model, &document) != 0) {
        json_decref(document);
        view_draw(visit, "problem.html", status, model);
        return;
    }
    draw(visit, page, status, model);
}
