#include "cli/feed.h"

#include <stdio.h>

#include "cli/desk_deals.h"
#include "cli/out.h"
#include "cli/tell.h"
#include "node/tell.h"

static bool is_deal(const struct local_event *event)
{
    return event->kind >= TELL_DEAL_ASK && event->kind <= TELL_DEAL_OVERDUE;
}

static bool is_post(const struct local_event *event)
{
    return (event->kind >= TELL_POST_SOON && event->kind <= TELL_WISH) ||
           event->kind == TELL_HEIR || event->kind == TELL_TAKEN;
}

/* Is its other the household that did it? */
static bool has_doer(const struct local_event *event)
{
    return !is_deal(event) && !is_post(event) && event->kind != TELL_LETTER;
}

bool feed_is_news(const struct local_event *event)
{
    return event->kind <= TELL_SENT_AWAY && event->kind != TELL_PEER_REFUSED &&
           event->kind != TELL_SYNCED && event->kind != TELL_LETTER;
}

/* {"name","id"}, or null for nobody. */
static json_t *somebody(const struct desk *desk, const struct id *id)
{
    return id_is_zero(id) ? json_null() : desk_household(desk, id);
}

/* Whoever is outside kith has a name only. */
static enum err add_outside(struct view name, json_t *model)
{
    json_t *who = json_pack("{s:s%, s:n}", "name", name.data, name.bytes, "id");

    return json_object_set_new(model, "household", who) == 0 ? ERR_OK
                                                             : ERR_NOMEM;
}

/* The code of the deal, and what it is about. */
static enum err
add_deal(const struct desk *desk, const struct id *id, json_t *model)
{
    struct desk_deal deal;
    enum err err = ERR_OK;

    desk_deal_init(&deal);
    err = desk_deal_by_id(desk, id, &deal);
    if (err == ERR_OK && deal.sheet.deal.outside.bytes > 0) {
        err = add_outside(deal.sheet.deal.outside, model);
    }
    if (err == ERR_OK &&
        (json_object_set_new(model, "deal", json_string(deal.code)) != 0 ||
         json_object_set_new(
             model, "title",
             json_stringn((const char *)deal.sheet.beside.title.data,
                          deal.sheet.beside.title.bytes)) != 0)) {
        err = ERR_NOMEM;
    }
    desk_deal_release(&deal);
    return err == ERR_NOMEM ? err : ERR_OK; /* forgotten since: no code */
}

/* The code of the post, what it is called, and what can be done. */
static enum err add_post(const struct desk *desk,
                         const struct local_event *event,
                         json_t *model)
{
    const char *verb = event->kind == TELL_TAKEN || event->kind == TELL_WISH
                           ? "show"
                       : event->kind == TELL_HEIR ? "take-over"
                                                  : "renew";
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_by_id(desk, &event->other, &post);
    if (err == ERR_OK) {
        json_t *code = json_object_get(post.model, "code");

        if (json_object_set(model, "post", code) != 0 ||
            json_object_set(model, "title",
                            json_object_get(post.model, "title")) != 0 ||
            json_object_set_new(model, "try",
                                json_sprintf("kith %s %s", verb,
                                             json_string_value(code))) != 0) {
            err = ERR_NOMEM;
        }
    }
    desk_post_release(&post);
    return err == ERR_NOMEM ? err : ERR_OK; /* withdrawn since: no code */
}

static enum err add_try(json_t *model, const char *command)
{
    return json_object_set_new(model, "try", json_string(command)) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

/* What the event is about, beside households. */
static enum err add_subject(const struct desk *desk,
                            const struct local_event *event,
                            json_t *model)
{
    if (is_deal(event)) {
        return add_deal(desk, &event->other, model);
    }
    if (event->kind == TELL_SENT_AWAY) {
        return add_try(model, "kith doctor");
    }
    return is_post(event) ? add_post(desk, event, model) : ERR_OK;
}

json_t *feed_model(const struct desk *desk, const struct local_event *event)
{
    const enum tell_kind kind = (enum tell_kind)event->kind;
    json_t *model = json_pack(
        "{s:o,s:s,s:s,s:o,s:o,s:I}", "when", out_time_json(event->when_ms),
        "event", tell_name(kind), "text", tell_words(kind), "household",
        somebody(desk, &event->subject), "by",
        has_doer(event) ? somebody(desk, &event->other) : json_null(), "number",
        (json_int_t)event->number);

    if (model != NULL && add_subject(desk, event, model) != ERR_OK) {
        json_decref(model);
        return NULL;
    }
    return model;
}

void feed_line(json_t *model, char out[static FEED_LINE_BYTES])
{
    const char *name = json_string_value(
        json_object_get(json_object_get(model, "household"), "name"));
    const char *deal = json_string_value(json_object_get(model, "deal"));
    const char *title = json_string_value(json_object_get(model, "title"));
    const char *text = json_string_value(json_object_get(model, "text"));
    const char *post = json_string_value(json_object_get(model, "post"));
    const char *advice = json_string_value(json_object_get(model, "try"));

    if (post != NULL) {
        (void)snprintf(out, FEED_LINE_BYTES, "%s%s%s (%s): %s; %s",
                       name == NULL ? "" : name, name == NULL ? "" : ": ",
                       title == NULL ? "" : title, post, text,
                       advice == NULL ? "" : advice);
    } else if (deal != NULL) {
        (void)snprintf(out, FEED_LINE_BYTES, "%s (%s, %s): %s",
                       name == NULL ? "" : name, deal,
                       title == NULL ? "" : title, text);
    } else {
        (void)snprintf(out, FEED_LINE_BYTES, "%s%s%s", name == NULL ? "" : name,
                       name == NULL ? "" : ": ", text);
    }
}
