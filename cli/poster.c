#include "cli/poster.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_SHOWN_BYTES = 240, MORE_CHARS = 64 };

static const char style[] =
    "@page{size:A4;margin:14mm}"
    "body{font:11pt/1.35 Georgia,serif;margin:0 auto;max-width:182mm;"
    "color:#000;background:#fff}"
    "h1{font-size:26pt;margin:0}"
    "h2{font-size:14pt;margin:5mm 0 2mm;border-bottom:1pt solid #000;"
    "break-after:avoid}"
    "p{margin:0 0 1mm}"
    "section{columns:2;column-gap:8mm}"
    "h2{column-span:all}"
    "article{break-inside:avoid;margin:0 0 3mm}"
    "b{font-size:12pt}"
    "ul{margin:0;padding:0 0 0 4mm}"
    "code{font:10pt monospace}"
    "footer{margin-top:5mm;border-top:1pt solid #000;padding-top:2mm}";

/* What each kind is called on paper, in the order of the page. */
static const struct {
    const char *kind;
    const char *words;
} kinds[] = {
    {"request", "Looking for"},  {"loan", "To borrow"},
    {"offer", "To give away"},   {"skill", "Can help or teach"},
    {"meal", "To eat"},          {"event", "What happens"},
    {"project", "What we plan"}, {"notice", "To know"},
};

/* What stands for a letter that markup would take for its own; else NULL. */
static const char *entity_of(char letter)
{
    static const struct {
        char letter;
        const char *entity;
    } entities[] = {
        {'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},
        {'"', "&quot;"}, {'\'', "&#39;"},
    };

    for (size_t index = 0; index < sizeof entities / sizeof *entities;
         index++) {
        if (entities[index].letter == letter) {
            return entities[index].entity;
        }
    }
    return NULL;
}

/* Text of others, so that it is text and nothing else. */
static enum err put_text(struct bytes *out, const char *text)
{
    enum err err = ERR_OK;

    for (const char *at = text; err == ERR_OK && *at != '\0'; at++) {
        const char *entity = entity_of(*at);

        err = entity != NULL ? bytes_append(out, view_text(entity))
                             : bytes_append_u8(out, (unsigned char)*at);
    }
    return err;
}

static enum err put(struct bytes *out, const char *markup)
{
    return bytes_append(out, view_text(markup));
}

/* Text within an element. */
static enum err
put_element(struct bytes *out, const char *element, const char *text)
{
    char tag[16];
    enum err err = ERR_OK;

    (void)snprintf(tag, sizeof tag, "<%s>", element);
    err = put(out, tag);
    if (err == ERR_OK) {
        err = put_text(out, text);
    }
    (void)snprintf(tag, sizeof tag, "</%s>", element);
    return err == ERR_OK ? put(out, tag) : err;
}

static const char *string_of(const json_t *model, const char *key)
{
    const char *text = json_string_value(json_object_get(model, key));

    return text == NULL ? "" : text;
}

static const char *keeper_of(const json_t *post)
{
    return string_of(json_object_get(post, "keeper"), "name");
}

/* So much of a text as has room, whole characters, and an ellipsis. */
static enum err put_cut(struct bytes *out, const char *text)
{
    char cut[TEXT_SHOWN_BYTES + 4];
    size_t bytes = strlen(text);

    if (bytes <= TEXT_SHOWN_BYTES) {
        return put_element(out, "p", text);
    }
    bytes = TEXT_SHOWN_BYTES;
    while (bytes > 0 && ((unsigned char)text[bytes] & 0xC0U) == 0x80U) {
        bytes--;
    }
    (void)snprintf(cut, sizeof cut, "%.*s...", (int)bytes, text);
    return put_element(out, "p", cut);
}

/* Whose it is, and by what it is asked for. */
static enum err put_whose(struct bytes *out, const json_t *post)
{
    const bool is_promised = strcmp(string_of(post, "status"), "promised") == 0;
    enum err err = put_text(out, keeper_of(post));

    if (err == ERR_OK) {
        err = put(out, is_promised ? " (promised) " : " ");
    }
    return err == ERR_OK ? put_element(out, "code", string_of(post, "code"))
                         : err;
}

static enum err put_article(struct bytes *out, const json_t *post)
{
    enum err err = put(out, "<article>");

    if (err == ERR_OK) {
        err = put_element(out, "b", string_of(post, "title"));
    }
    if (err == ERR_OK && string_of(post, "text")[0] != '\0') {
        err = put_cut(out, string_of(post, "text"));
    }
    if (err == ERR_OK) {
        err = put(out, "<p>");
    }
    if (err == ERR_OK) {
        err = put_whose(out, post);
    }
    return err == ERR_OK ? put(out, "</p></article>\n") : err;
}

static enum err put_line(struct bytes *out, const json_t *post)
{
    enum err err = put(out, "<li>");

    if (err == ERR_OK) {
        err = put_text(out, string_of(post, "title"));
    }
    if (err == ERR_OK) {
        err = put(out, ": ");
    }
    if (err == ERR_OK) {
        err = put_whose(out, post);
    }
    return err == ERR_OK ? put(out, "</li>\n") : err;
}

/* What is for a circle, unchecked or hidden here is not for the street. */
static bool is_public(const json_t *post)
{
    return strcmp(string_of(post, "reach"), "circle") != 0 &&
           !json_is_true(json_object_get(post, "unverified")) &&
           !json_is_true(json_object_get(post, "hidden"));
}

/* The posts of one kind, with their text; `left` is what has room. */
static enum err
put_kind(struct bytes *out, const json_t *posts, size_t kind, size_t *left)
{
    const json_t *post = NULL;
    bool is_begun = false;
    size_t index = 0;
    enum err err = ERR_OK;

    json_array_foreach(posts, index, post)
    {
        if (err != ERR_OK || *left == 0 || !is_public(post) ||
            strcmp(string_of(post, "kind"), kinds[kind].kind) != 0) {
            continue;
        }
        if (!is_begun) {
            err = put_element(out, "h2", kinds[kind].words);
            is_begun = true;
        }
        if (err == ERR_OK) {
            err = put_article(out, post);
        }
        (*left)--;
    }
    return err;
}

static enum err put_fresh(struct bytes *out, const json_t *posts)
{
    size_t left = POSTER_NEW_MAX;
    enum err err = put(out, "<section>\n");

    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds && err == ERR_OK;
         kind++) {
        err = put_kind(out, posts, kind, &left);
    }
    if (err == ERR_OK && left == POSTER_NEW_MAX) {
        err = put_element(out, "p", "Nothing new this week.");
    }
    return err == ERR_OK ? put(out, "</section>\n") : err;
}

static bool is_among(const json_t *posts, const json_t *post)
{
    const json_t *each = NULL;
    size_t index = 0;

    json_array_foreach(posts, index, each)
    {
        if (strcmp(string_of(each, "id"), string_of(post, "id")) == 0) {
            return true;
        }
    }
    return false;
}

/* What still stands, in a line each. */
static enum err put_others(struct bytes *out, const struct poster *poster)
{
    const json_t *post = NULL;
    char more[MORE_CHARS];
    size_t shown = 0;
    size_t index = 0;
    size_t left_out = 0;
    enum err err = put(out, "<section><h2>Still on the board</h2>\n<ul>\n");

    json_array_foreach(poster->others, index, post)
    {
        if (err != ERR_OK || !is_public(post) ||
            is_among(poster->fresh, post)) {
            continue;
        }
        if (shown == POSTER_OTHERS_MAX) {
            left_out++;
            continue;
        }
        shown++;
        err = put_line(out, post);
    }
    if (err == ERR_OK) {
        err = put(out, "</ul>\n");
    }
    if (err == ERR_OK && left_out > 0) {
        (void)snprintf(more, sizeof more, "And %zu more.", left_out);
        err = put_element(out, "p", more);
    }
    return err == ERR_OK ? put(out, "</section>\n") : err;
}

static enum err put_head(struct bytes *out, const struct poster *poster)
{
    enum err err = put(out, "<!doctype html>\n<html lang=\"en\"><head>"
                            "<meta charset=\"utf-8\">");

    if (err == ERR_OK) {
        err = put_element(out, "title", poster->place);
    }
    if (err == ERR_OK) {
        err = put(out, "<style>");
    }
    if (err == ERR_OK) {
        err = put(out, style);
    }
    if (err == ERR_OK) {
        err = put(out, "</style></head><body>\n<header>");
    }
    if (err == ERR_OK) {
        err = put_element(out, "h1", poster->place);
    }
    if (err == ERR_OK) {
        err = put(out, "<p>What neighbours offer, lend and look for. ");
    }
    if (err == ERR_OK) {
        err = put_text(out, poster->from);
    }
    if (err == ERR_OK) {
        err = put(out, " to ");
    }
    if (err == ERR_OK) {
        err = put_text(out, poster->to);
    }
    return err == ERR_OK ? put(out, ".</p></header>\n") : err;
}

enum err poster_write(const struct poster *poster, struct bytes *out)
{
    enum err err = put_head(out, poster);

    if (err == ERR_OK) {
        err = put_fresh(out, poster->fresh);
    }
    if (err == ERR_OK) {
        err = put_others(out, poster);
    }
    return err == ERR_OK
               ? put(out, "<footer><p>Ask with <code>kith ask</code> and the "
                          "code beside it, or ask whoever pinned this "
                          "here.</p></footer>\n</body></html>\n")
               : err;
}
