#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "net/log.h"
#include "net/web/route.h"
#include "net/web/view.h"
#include "net/web/words.h"
#include "node/photo/limits.h"

static const char *typed_text(const struct visit *visit, const char *name)
{
    const char *text =
        json_string_value(json_object_get(visit->body.typed, name));

    return text != NULL ? text : "";
}

static void again(struct visit *visit,
                  unsigned status,
                  const char *text,
                  const char *advice)
{
    json_t *problem = json_pack("{s:s,s:s}", "text", text, "try", advice);

    view_again(visit, visit->form->shown, status, problem);
    json_decref(problem);
}

/* ---- what a form gives to its command ---- */

static enum err add_option(struct model_words *words,
                           const struct web_field *field,
                           const json_t *value)
{
    const size_t count = json_is_array(value) ? json_array_size(value) : 1;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        const char *text = json_string_value(
            json_is_array(value) ? json_array_get(value, index) : value);

        if (text != NULL && (text[0] != '\0' || field->place == FIELD_TEXT)) {
            err = words_option(words, field->option, text);
        }
    }
    return err;
}

static enum err add_files(struct model_words *words,
                          const struct web_field *field,
                          const struct form *body)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < body->file_count; index++) {
        const char *path = body->files[index].path;

        if (strcmp(body->files[index].field, field->name) == 0) {
            err = field->option == NULL
                      ? words_behind(words, path)
                      : words_option(words, field->option, path);
        }
    }
    return err;
}

static enum err add_field(struct model_words *words,
                          const struct visit *visit,
                          const struct web_field *field)
{
    const json_t *value = json_object_get(visit->body.typed, field->name);
    const char *text = typed_text(visit, field->name);

    switch (field->place) {
    case FIELD_WORD:
        return words_behind(words, text);
    case FIELD_OPTION:
    case FIELD_TEXT:
        return add_option(words, field, value);
    case FIELD_FLAG:
        return text[0] == '\0' ? ERR_OK
                               : words_option(words, field->option, NULL);
    case FIELD_FILE:
        return add_files(words, field, &visit->body);
    case FIELD_KEPT:
        break;
    }
    return ERR_OK;
}

/* The command: as the row says, or which of its choices was chosen. */
static const char *command_of(const struct visit *visit)
{
    const struct web_form *form = visit->form;
    const char *chosen = NULL;

    if (form->words[0][0] != '?') {
        return form->words[0];
    }
    chosen = typed_text(visit, form->words[0] + 1);
    for (size_t index = 0;
         index < WEB_ASK_WORDS_MAX && form->choices[index] != NULL; index++) {
        if (strcmp(form->choices[index], chosen) == 0) {
            return form->choices[index];
        }
    }
    return NULL;
}

static enum err fill(struct model_words *words, const struct visit *visit)
{
    const struct web_form *form = visit->form;
    const char *command = command_of(visit);
    enum err err =
        command == NULL
            ? ERR_INVALID
            : words_add(words, command, visit->body.typed, visit->body.typed);

    for (size_t index = 1; err == ERR_OK && index < WEB_ASK_WORDS_MAX &&
                           form->words[index] != NULL;
         index++) {
        err = words_add(words, form->words[index], visit->body.typed,
                        visit->body.typed);
    }
    for (size_t index = 0; err == ERR_OK && index < WEB_FIELDS_MAX &&
                           form->fields[index].name != NULL;
         index++) {
        err = add_field(words, visit, &form->fields[index]);
    }
    return err;
}

/* ---- what comes of it ---- */

static void succeed(struct visit *visit,
                    const unsigned char digest[static ONCE_DIGEST_BYTES],
                    json_t *document)
{
    const json_t *const from[] = {document, visit->body.typed};
    char location[WEB_PATH_BYTES_MAX] = "";
    json_t *model = NULL;

    if (visit->form->file != NULL) {
        once_keep(&visit->web->once, digest, "!");
        model = model_new(visit, "");
        if (model != NULL && document != NULL) {
            (void)json_object_set(model, "done", document);
        }
        view_draw(visit, visit->form->file, 200, model);
        return;
    }
    if (!route_fill(visit->form->next, from, 2, location)) {
        (void)snprintf(location, sizeof location, "/");
    }
    once_keep(&visit->web->once, digest, location);
    (void)reply_go(&visit->reply, location);
}

static void fail(struct visit *visit, int code, const json_t *document)
{
    json_t *problem = model_problem(document);
    const char *text = json_string_value(json_object_get(problem, "text"));
    const char *advice = json_string_value(json_object_get(problem, "try"));
    char said[WEB_SENTENCE_BYTES];

    form_name_files(&visit->body, text != NULL ? text : "That did not work.",
                    said, sizeof said);
    again(visit, model_status(code), said, advice != NULL ? advice : "");
    json_decref(problem);
}

static void run(struct visit *visit,
                const unsigned char digest[static ONCE_DIGEST_BYTES])
{
    struct model_words words;
    json_t *document = NULL;
    int code = 0;
    enum err err = words_init(&words);

    if (err == ERR_OK) {
        err = fill(&words, visit);
    }
    if (err == ERR_OK) {
        code = words_ask(&words, visit, &document);
    }
    if (err != ERR_OK) {
        again(visit, 422, "This form is not complete, or too much is in it.",
              "Fill it in again.");
    } else if (code != 0) {
        fail(visit, code, document);
    } else {
        /* What pages were drawn before this are old now. */
        json_decref(visit->web->status);
        visit->web->status = NULL;
        succeed(visit, digest, document);
    }
    words_release(&words);
    json_decref(document);
}

/* ---- what must be right before ---- */

static bool add_one(json_t *fields, const char *name, json_t *value)
{
    return json_array_append_new(fields, json_pack("{s:s,s:O}", "name", name,
                                                   "value", value)) == 0;
}

/* One that is there several times has a field for each. */
static bool add_typed(json_t *fields, const char *name, json_t *value)
{
    json_t *each = NULL;
    size_t index = 0;
    bool is_added = true;

    if (!json_is_array(value)) {
        return value == NULL || add_one(fields, name, value);
    }
    json_array_foreach(value, index, each)
    {
        is_added = is_added && add_one(fields, name, each);
    }
    return is_added;
}

static json_t *fields_of(const struct visit *visit)
{
    json_t *fields = json_array();
    bool is_added = true;

    for (size_t index = 0; is_added && index < WEB_FIELDS_MAX &&
                           visit->form->fields[index].name != NULL;
         index++) {
        const char *name = visit->form->fields[index].name;

        is_added =
            add_typed(fields, name, json_object_get(visit->body.typed, name));
    }
    return fields;
}

/* Nobody is logged in here (any more): nothing that was typed is lost. */
static void ask_to_log_in(struct visit *visit)
{
    json_t *model = model_bare(visit, "Log in first");
    json_t *problem =
        json_pack("{s:s,s:s}", "text",
                  "Nothing was sent, for you are not logged in here.", "try",
                  "Log in, then send it again.");

    if (model != NULL) {
        (void)json_object_set_new(model, "problem", problem);
        (void)json_object_set_new(model, "again",
                                  json_pack("{s:s,s:o}", "path", visit->path,
                                            "fields", fields_of(visit)));
    } else {
        json_decref(problem);
    }
    view_draw(visit, "again.html", 403, model);
}

static bool has_token(const struct visit *visit)
{
    char token[WEB_SECRET_CHARS];

    session_token(visit->secret, token);
    return session_same(typed_text(visit, "token"), token);
}

/* The body could not be taken as a whole. */
static void tell_body(struct visit *visit)
{
    char text[96];

    if (visit->body_err == ERR_FULL) {
        (void)snprintf(text, sizeof text,
                       "A photo may have %d MiB, another file %d MiB, and a "
                       "form %d of them.",
                       PHOTO_FILE_BYTES_MAX >> 20, WEB_FILE_BYTES_MAX >> 20,
                       WEB_FILES_MAX);
        again(visit, 413, text, "Choose smaller ones, then send again.");
    } else if (visit->body_err == ERR_DISK_FULL) {
        again(visit, 503, "The disk of this machine is full.",
              "Nothing was sent; free some space, then send again.");
    } else {
        again(visit, 400, "What your browser sent cannot be read.",
              "Send it again.");
    }
}

void act_form(struct visit *visit)
{
    unsigned char digest[ONCE_DIGEST_BYTES];
    const char *before = NULL;

    if (visit->form->access == ACCESS_RESIDENT && !visit->is_resident) {
        ask_to_log_in(visit);
        return;
    }
    if (visit->is_resident && !has_token(visit)) {
        again(visit, 403, "This form was not of this page any more.",
              "Look through it, then send it.");
        return;
    }
    if (visit->body_err != ERR_OK) {
        tell_body(visit);
        return;
    }
    once_digest(visit->path, visit->body.typed, digest);
    before = once_find(&visit->web->once, digest);
    if (before == NULL) {
        run(visit, digest);
    } else if (strcmp(before, "!") != 0) {
        (void)reply_go(&visit->reply, before);
    } else {
        again(visit, 409, "This was sent before, and done once.",
              "What it showed is shown only once; send the form anew for "
              "another.");
    }
}

/* ---- what is no command ---- */

/* Sessions outlive this process. */
static void keep_book(struct web *web)
{
    struct bytes saved;
    enum err err = ERR_OK;

    bytes_init(&saved, SESSION_SAVED_BYTES_MAX);
    uv_mutex_lock(&web->book_mutex);
    err = session_save(&web->book, &saved);
    uv_mutex_unlock(&web->book_mutex);
    if (err == ERR_OK && web->desk.save != NULL) {
        err = web->desk.save(web->desk.context, bytes_view(&saved));
    }
    if (err != ERR_OK) {
        log_line(LOG_WARNING, "sessions end with this run: reason=\"%s\"",
                 err_text(err));
    }
    bytes_release(&saved);
}

static void set_cookie(struct visit *visit, const char *value, unsigned days)
{
    (void)snprintf(visit->reply.cookie, sizeof visit->reply.cookie,
                   "%s=%s; HttpOnly; SameSite=Strict; Path=/; Max-Age=%u",
                   visit->web->cookie_name, value, days * 24 * 3600);
}

void act_login(struct visit *visit)
{
    const char *link = json_string_value(json_object_get(visit->parts, "code"));
    struct web *web = visit->web;
    unsigned char random[WEB_SECRET_BYTES];
    char fresh[WEB_SECRET_CHARS];
    enum err err = ERR_OK;

    randombytes_buf(random, sizeof random);
    session_secret(random, fresh);
    uv_mutex_lock(&web->book_mutex);
    err = session_begin(&web->book, link != NULL ? link : "", fresh,
                        web_now_s(), web_mono_ms());
    uv_mutex_unlock(&web->book_mutex);
    if (err == ERR_OK) {
        keep_book(web);
        set_cookie(visit, fresh, WEB_SESSION_DAYS);
        (void)reply_go(&visit->reply, "/");
    } else if (err == ERR_AGAIN) {
        view_problem(visit, "problem.html", 429,
                     "Too many links that were none.",
                     "Wait a minute, then use a new one.");
    } else {
        view_problem(
            visit, "problem.html", 410,
            "This link was used already, or is too old.",
            "Each link is for one browser and 15 minutes. Get a new one.");
    }
}

void act_logout(struct visit *visit)
{
    struct web *web = visit->web;

    if (!visit->is_resident || !has_token(visit)) {
        view_problem(visit, "problem.html", 403,
                     "This form was not of this page any more.",
                     "Go back and load the page again.");
        return;
    }
    uv_mutex_lock(&web->book_mutex);
    session_end(&web->book, visit->secret);
    uv_mutex_unlock(&web->book_mutex);
    keep_book(web);
    set_cookie(visit, "", 0);
    (void)reply_go(&visit->reply, "/");
}

void act_choose(struct visit *visit)
{
    const char *in = typed_text(visit, "in");

    if (strlen(in) != NEIGHBOURHOOD_CHARS - 1 ||
        strspn(in, "0123456789abcdef") != NEIGHBOURHOOD_CHARS - 1) {
        view_problem(visit, "problem.html", 422, "This is no neighbourhood.",
                     "Choose one of the list.");
        return;
    }
    (void)snprintf(visit->reply.cookie, sizeof visit->reply.cookie,
                   "%sin=%s; HttpOnly; SameSite=Strict; Path=/",
                   visit->web->cookie_name, in);
    (void)reply_go(&visit->reply, "/");
}

void act_photo(struct visit *visit)
{
    const char *photo = json_string_value(json_object_get(visit->parts, "id"));
    const bool is_small = json_object_get(visit->parts, "small") != NULL;
    const struct web_desk *desk = &visit->web->desk;
    json_t *model = model_new(visit, "");
    enum err err = ERR_UNKNOWN;

    json_decref(model);
    if (photo != NULL && desk->photo != NULL) {
        err = desk->photo(desk->context, visit->in, photo, is_small,
                          &visit->reply.body);
    }
    if (err == ERR_OK) {
        visit->reply.type = "image/jpeg";
        visit->reply.keep = KEEP_PRIVATE;
        (void)snprintf(visit->reply.tag, sizeof visit->reply.tag, "\"%.64s\"",
                       photo);
        return;
    }
    bytes_reset(&visit->reply.body);
    view_problem(visit, "problem.html", err == ERR_AGAIN ? 503 : 404,
                 err == ERR_AGAIN ? "This photo is on its way."
                                  : "There is no such photo here.",
                 "Load the page again in a moment.");
}
