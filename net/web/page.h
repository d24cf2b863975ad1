/*
 * What the page consists of, as data: a row for each address that shows
 * something, a row for each form. net/web/pages.c and net/web/forms.c hold the
 * rows, the server reads them; no address is known anywhere else.
 *
 * Each template sees one model:
 *
 *   page     {path, title, status (a number), token and once ("" for guests),
 *             is_resident, is_live, is_set_up, now (ISO 8601), news (what the
 *             page knows of, a number), assets (their version), base
 *             ("http://hall.local:5480"), place (the neighbourhood's name),
 *             form (path of the form that is shown again, "" else),
 *             version (of the program)}
 *   menu     [{path, title, is_here}]
 *   me       {household {name, id}, neighbourhood {name, id}, neighbourhoods
 *             [{name, id}], standing}; null for guests, for what is not
 *             found, and before the first run
 *   query    {NAME: text}, each "?NAME" of the row; "" where none is given
 *   at       {NAME: text}, each ":NAME" of the row's path
 *   form     {FIELD: text or [text]} as typed, {} where nothing was
 *   problem  {text, try} or null
 *   again    {path, fields [{name, value}]}: in again.html alone
 *   done     the document of a form's command: in its `file` alone
 *   ...      one key for each ask: the document of a command
 */
#ifndef NET_WEB_PAGE_H
#define NET_WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "net/web/limits.h"
#include "node/bytes.h"
#include "node/err.h"

/* Who may read a page, and send a form. */
enum web_access {
    ACCESS_ANYONE,   /* logging in, what is wrong, the licence */
    ACCESS_GUEST,    /* guests, where the page is not on loopback */
    ACCESS_RESIDENT, /* who has logged in */
};

/*
 * A command that a page shows, under a name in the model. Words are taken as
 * they are, but for:
 *
 *   ":code"           the part of the path, as a word behind "--"
 *   "?q"              the value of the query, likewise
 *   "--search=?q"     an option with the value of the query; left out where
 *                     that is not given or empty. "--from=:day" by the path
 *   "--all?all"       a flag, given where the query has that value
 */
struct web_ask {
    const char *name; /* NULL ends the list */
    const char *words[WEB_ASK_WORDS_MAX];
    bool may_fail; /* then its key is null; else the page is that problem */
};

/* A page. It changes nothing. */
struct web_page {
    const char *path; /* "/post/:code" */
    enum web_access access;
    const char *file;  /* the template, net/web/asset/FILE; or NULL: `draw` */
    const char *title; /* of the window, and in the menu */
    bool in_menu;
    bool is_live;      /* its script listens to /live and fetches it again */
    bool before_first; /* also there before the first run */
    const char *type;  /* NULL: text/html; charset=utf-8 */
    struct web_ask asks[WEB_ASKS_MAX];
    /* What is no template: a feed, a picture. ERR_UNKNOWN: there is none. */
    enum err (*draw)(json_t *model, struct bytes *out);
};

/* Where the value of a field goes in the command. */
enum web_field_place {
    FIELD_WORD,   /* behind "--", in the order of the rows */
    FIELD_OPTION, /* "--when=VALUE"; given as often as the form has it; an
                     empty one is left out */
    FIELD_TEXT,   /* likewise, but what was emptied is given as empty */
    FIELD_FLAG,   /* "--all", where the form has it and it is not empty */
    FIELD_FILE,   /* "--photo=PATH", of a file that was sent; without an
                     option a word */
    FIELD_KEPT,   /* not for the command: for `next` and `shown` alone */
};

struct web_field {
    const char *name; /* NULL ends the list */
    enum web_field_place place;
    const char *option; /* "--when"; NULL for a word */
};

/*
 * A form, sent by POST to its path. When the command succeeds the browser goes
 * to `next`: ":code" is there what the command's document has under "code",
 * else the field of that name. When it fails the page `shown` is shown again,
 * with all that was typed and the problem; its ":code" and its query are the
 * fields of those names.
 */
struct web_form {
    const char *path; /* "/do/lend" */
    enum web_access access;
    bool before_first;
    const char *words[WEB_ASK_WORDS_MAX]; /* the command; its first word may be
                                             "?kind": the field that says which
                                             of `choices` it is */
    const char *choices[WEB_ASK_WORDS_MAX];
    struct web_field fields[WEB_FIELDS_MAX];
    const char *next;
    const char *shown;
    const char *file; /* instead of `next`: a template that is drawn with what
                         the command printed, for what is shown once and kept
                         nowhere; or NULL */
};

extern const struct web_page web_pages[];
extern const size_t web_page_count;
extern const struct web_form web_forms[];
extern const size_t web_form_count;

/*
 * Draw a page from a template. On any thread.
 *
 * file  of the template
 *
 * ERR_FULL  over WEB_PAGE_BYTES_MAX, the ceiling of `out`
 */
MUST_USE enum err
page_render(const char *file, json_t *model, struct bytes *out);

#endif
