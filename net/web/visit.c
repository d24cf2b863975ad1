#include "net/web/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "net/web/asset.h"
#include "net/web/crowd.h"
#include "net/web/httpd.h"
#include "net/web/route.h"
#include "net/web/view.h"

static const char *header(const struct visit *visit, const char *name)
{
    return httpd.lookup_connection_value(visit->connection, MHD_HEADER_KIND,
                                         name);
}

static struct client *client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = httpd.get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info != NULL ? info->socket_context : NULL;
}

/* From now on the client has so long; 0: as long as it takes. */
static void allow(struct visit *visit, uint64_t ms)
{
    struct client *client = client_of(visit->connection);

    if (client != NULL) {
        client->until_mono_ms = ms == 0 ? 0 : web_mono_ms() + ms;
    }
}

/* ---- who asks for what ---- */

static void read_cookies(struct visit *visit)
{
    struct web *web = visit->web;
    char name[24];
    const char *value = httpd.lookup_connection_value(
        visit->connection, MHD_COOKIE_KIND, web->cookie_name);

    if (value != NULL && strlen(value) == WEB_SECRET_CHARS - 1) {
        uv_mutex_lock(&web->book_mutex);
        visit->is_resident = session_is(&web->book, value, web_now_s());
        uv_mutex_unlock(&web->book_mutex);
    }
    if (visit->is_resident) {
        (void)snprintf(visit->secret, sizeof visit->secret, "%s", value);
    }
    (void)snprintf(name, sizeof name, "%sin", web->cookie_name);
    value =
        httpd.lookup_connection_value(visit->connection, MHD_COOKIE_KIND, name);
    if (value != NULL && strlen(value) == NEIGHBOURHOOD_CHARS - 1 &&
        strspn(value, "0123456789abcdef") == NEIGHBOURHOOD_CHARS - 1) {
        (void)snprintf(visit->in, sizeof visit->in, "%s", value);
    }
}

static enum MHD_Result add_query(void *context,
                                 enum MHD_ValueKind kind,
                                 const char *key,
                                 const char *value)
{
    struct visit *visit = context;
    enum err err = ERR_OK;

    (void)kind;
    if (strlen(key) < WEB_NAME_BYTES_MAX &&
        json_object_size(visit->query) < WEB_VALUES_MAX) {
        err = form_add(visit->query, key, json_string(value ? value : ""));
    }
    return err == ERR_NOMEM ? MHD_NO : MHD_YES;
}

static enum MHD_Result count_host(void *context,
                                  enum MHD_ValueKind kind,
                                  const char *key,
                                  const char *value)
{
    struct policy_head *head = context;

    (void)kind;
    (void)value;
    head->host_count += strcasecmp(key, "Host") == 0;
    return MHD_YES;
}

static bool takes_files(const struct web_form *form)
{
    for (size_t index = 0;
         index < WEB_FIELDS_MAX && form->fields[index].name != NULL; index++) {
        if (form->fields[index].place == FIELD_FILE) {
            return true;
        }
    }
    return false;
}

static enum policy_what find(struct visit *visit)
{
    enum policy_what what = WHAT_NOTHING;

    visit->form = route_form(visit->path);
    if (visit->form != NULL) {
        return takes_files(visit->form) ? WHAT_UPLOAD : WHAT_FORM;
    }
    visit->page = route_page(visit->path, visit->parts);
    if (visit->page != NULL) {
        visit->access = visit->page->access;
        return WHAT_PAGE;
    }
    return visit_other(visit, &what) ? what : WHAT_NOTHING;
}

/* ---- refusing ---- */

struct refusal {
    unsigned status;
    const char *text;
    const char *advice;
};

static const struct refusal refusals[] = {
    {400, "This is no request that a browser sends.", "Load the page again."},
    {403, "This form came from another page than ours.",
     "Open this page by itself and fill the form in there."},
    {404, "There is nothing at this address.", ""},
    {405, "This address does not take that kind of request.",
     "Go back to the board and follow the links there."},
    {411, "Your browser did not say how much it would send.",
     "Send the form again, or use another browser."},
    {413, "That was too much at once.",
     "Choose fewer or smaller photos, or a shorter text."},
    {415, "This is not what a form sends.",
     "Fill the form in on its own page and send it there."},
    {503, "kith is busy here.", "Load the page again in a moment."},
};

static void refuse(struct visit *visit, unsigned status)
{
    const struct refusal *refusal = &refusals[0];

    reply_release(&visit->reply);
    reply_init(&visit->reply);
    for (size_t index = 0; index < sizeof refusals / sizeof refusals[0];
         index++) {
        if (refusals[index].status == status) {
            refusal = &refusals[index];
        }
    }
    visit->is_answered = true;
    if (status == 421) {
        visit->reply.status = status; /* and nothing that could be read */
        return;
    }
    view_problem(visit, "problem.html", status, refusal->text, refusal->advice);
    visit->reply.allow = status == 405 ? "GET, HEAD, POST" : NULL;
}

static bool may_read(const struct visit *visit)
{
    switch (visit->access) {
    case ACCESS_ANYONE:
        return true;
    case ACCESS_GUEST:
        return visit->is_resident || !visit->web->policy.is_loopback;
    case ACCESS_RESIDENT:
        break;
    }
    return visit->is_resident;
}

static void act_stranger(struct visit *visit)
{
    view_told(visit, "login.html", 403,
              "This page is for the household that runs kith here.", "");
}

/* Whoever is at home here has the menu to go on by; what it shows is asked. */
static void act_nothing(struct visit *visit)
{
    view_told(visit, "problem.html", 404, "There is nothing at this address.",
              visit->is_resident ? "The board and all else is in the menu."
                                 : "");
}

/* ---- one visit ---- */

static bool visit_init(struct visit *visit, const char *url, const char *method)
{
    int count = snprintf(visit->path, sizeof visit->path, "%s", url);

    reply_init(&visit->reply);
    visit->parts = json_object();
    visit->query = json_object();
    visit->is_post = strcmp(method, "POST") == 0;
    visit->is_head = strcmp(method, "HEAD") == 0;
    visit->news = atomic_load(&visit->web->news);
    return visit->parts != NULL && visit->query != NULL && count >= 0 &&
           (size_t)count < sizeof visit->path;
}

static void visit_free(struct visit *visit)
{
    cache_leave(visit);
    visit->web->uploads -= visit->is_uploading;
    if (visit->has_body) {
        form_release(&visit->body);
    }
    json_decref(visit->parts);
    json_decref(visit->query);
    reply_release(&visit->reply);
    free(visit);
}

/* A form's body comes next. */
static void begin_body(struct visit *visit, enum policy_what what)
{
    /* What strangers send is read to be shown again, without files. */
    const bool has_files = what == WHAT_UPLOAD && visit->is_resident;

    allow(visit, what == WHAT_UPLOAD ? WEB_UPLOAD_MS_MAX : WEB_FORM_MS_MAX);
    if (has_files && visit->web->uploads == WEB_UPLOADS_MAX) {
        refuse(visit, 503);
        return;
    }
    visit->is_uploading = has_files;
    visit->web->uploads += has_files;
    visit->has_body = true;
    if (form_init(&visit->body, header(visit, "Content-Type"),
                  has_files ? visit->web->folder : NULL) != ERR_OK) {
        refuse(visit, 400);
    }
}

static void begin(struct visit *visit, const char *method)
{
    struct policy_head head = {
        .method = method,
        .host = header(visit, "Host"),
        .origin = header(visit, "Origin"),
        .site = header(visit, "Sec-Fetch-Site"),
        .type = header(visit, "Content-Type"),
        .length = header(visit, "Content-Length"),
        .what = find(visit),
    };
    unsigned status = 0;

    (void)httpd.get_connection_values(visit->connection, MHD_HEADER_KIND,
                                      count_host, &head);
    status = policy_judge(&visit->web->policy, &head);
    if (status != 421) {
        read_cookies(visit);
    }
    if (status == 404 && !visit->is_post) {
        visit->act = act_nothing;
        return;
    }
    if (status != 0) {
        refuse(visit, status);
        return;
    }
    (void)httpd.get_connection_values(visit->connection, MHD_GET_ARGUMENT_KIND,
                                      add_query, visit);
    if (visit->is_post) {
        begin_body(visit, head.what);
    } else if (!may_read(visit)) {
        visit->act = act_stranger;
    } else if (visit->is_known) {
        visit->reply.status = 304;
        visit->is_answered = true;
    }
}

static void work(struct clerk_job *job)
{
    struct visit *visit = (struct visit *)job; /* its first member */

    if (visit->act != NULL) {
        visit->act(visit);
    } else if (visit->form != NULL) {
        act_form(visit);
    } else {
        view_page(visit);
    }
}

static void done(struct clerk_job *job)
{
    struct visit *visit = (struct visit *)job;

    if (visit->is_post) {
        cache_release(visit->web); /* it may have changed what they show */
    }
    visit_resume(visit);
}

void visit_resume(struct visit *visit)
{
    visit->is_waiting = false;
    visit->is_answered = true;
    if (visit->connection == NULL) {
        visit_free(visit);
        return;
    }
    httpd.resume_connection(visit->connection);
}

static enum MHD_Result give(struct visit *visit)
{
    allow(visit, WEB_ANSWER_MS_MAX);
    return visit->from != NULL ? cache_send(visit)
                               : reply_send(&visit->reply, visit->connection);
}

/* It is all there: whoever can answer it does. */
static enum MHD_Result dispatch(struct visit *visit)
{
    if (visit->has_body) {
        visit->body_err = form_end(&visit->body);
    }
    if (!visit->is_post && visit->act == NULL && cache_read(visit)) {
        if (visit->is_answered) {
            return give(visit);
        }
    } else {
        visit->job.work = work;
        visit->job.done = done;
        if (clerk_put(&visit->web->clerk, &visit->job) != ERR_OK) {
            refuse(visit, 503);
            return give(visit);
        }
    }
    allow(visit, 0);
    visit->is_waiting = true;
    httpd.suspend_connection(visit->connection);
    return MHD_YES;
}

static enum MHD_Result first_call(struct web *web,
                                  struct MHD_Connection *connection,
                                  const char *url,
                                  const char *method,
                                  void **con_cls)
{
    struct visit *visit = calloc(1, sizeof *visit);

    if (visit == NULL) {
        return MHD_NO;
    }
    visit->web = web;
    visit->connection = connection;
    *con_cls = visit;
    if (web->is_stopping || !visit_init(visit, url, method)) {
        return MHD_NO;
    }
    begin(visit, method);
    /* What is refused before its body has come ends the connection; all else
     * is answered when the request is complete. */
    return visit->is_answered && visit->is_post ? give(visit) : MHD_YES;
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd's parameters */
enum MHD_Result visit_request(void *cls,
                              struct MHD_Connection *connection,
                              const char *url,
                              const char *method,
                              const char *version,
                              const char *upload_data,
                              size_t *upload_data_size,
                              void **con_cls)
{
    struct visit *visit = *con_cls;

    (void)version;
    if (visit == NULL) {
        return first_call(cls, connection, url, method, con_cls);
    }
    if (*upload_data_size > 0) {
        if (visit->has_body) {
            form_take(&visit->body,
                      (struct view){(const unsigned char *)upload_data,
                                    *upload_data_size});
        }
        *upload_data_size = 0;
        return MHD_YES;
    }
    if (visit->is_answered) {
        return give(visit);
    }
    if (strcmp(visit->path, "/live") == 0 && !visit->is_head &&
        visit->act == NULL) {
        allow(visit, 0);
        return live_begin(visit->web, connection);
    }
    return dispatch(visit);
}

void visit_completed(void *cls,
                     struct MHD_Connection *connection,
                     void **con_cls,
                     enum MHD_RequestTerminationCode toe)
{
    struct visit *visit = *con_cls;

    (void)cls;
    (void)connection;
    (void)toe;
    *con_cls = NULL;
    if (visit == NULL) {
        return;
    }
    allow(visit, WEB_IDLE_MS_MAX);
    visit->connection = NULL;
    if (!visit->is_waiting) {
        visit_free(visit);
    }
}
