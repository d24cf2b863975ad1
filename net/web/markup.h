/*
 * Where in a page the next byte stands, so that a value is escaped for that
 * very place.
 *
 * It follows the text of our own templates, never what people wrote: a value
 * cannot change the place it stands in. What it does not know for sure it
 * forbids. Pure.
 */
#ifndef NET_WEB_MARKUP_H
#define NET_WEB_MARKUP_H

#include <stdbool.h>

#include "node/bytes.h"
#include "node/err.h"

enum markup_state {
    MARKUP_TEXT,
    MARKUP_OPEN,      /* behind "<" */
    MARKUP_NAME,      /* in the name of an element */
    MARKUP_TAG,       /* between attributes */
    MARKUP_ATTRIBUTE, /* in the name of an attribute */
    MARKUP_EQUALS,    /* behind "=" */
    MARKUP_VALUE,     /* inside double quotes */
    MARKUP_NOTE,      /* a comment or a declaration */
    MARKUP_RAW,       /* the text of a script or a style */
};

/* What may stand at a place. */
enum markup_place {
    PLACE_TEXT,      /* text, escaped */
    PLACE_ATTRIBUTE, /* an attribute's value, escaped */
    PLACE_PART,      /* part of an address: percent encoded */
    PLACE_ADDRESS,   /* the beginning of an address: only a checked one */
    PLACE_FORBIDDEN, /* nothing at all */
};

enum { MARKUP_NAME_BYTES = 24 };

struct markup {
    enum markup_state state;
    char element[MARKUP_NAME_BYTES];   /* in lower case, cut */
    char attribute[MARKUP_NAME_BYTES]; /* the same */
    bool is_begun;                     /* the value has a byte */
    unsigned char first;               /* its first byte */
};

/* At the beginning of a page. */
void markup_init(struct markup *markup);

/*
 * Go past text of a template.
 *
 * ERR_INVALID  an attribute without double quotes, "<" where none may stand
 */
MUST_USE enum err markup_take(struct markup *markup, struct view text);

/* A value was written: the attribute it stands in has begun. */
void markup_passed(struct markup *markup);

/* What may stand here. */
enum markup_place markup_place(const struct markup *markup);

/* A branch ends: an attribute without a value ends with it. */
void markup_settle(struct markup *markup);

/* Both stand at the same kind of place, so one may follow the other. */
bool markup_same(const struct markup *left, const struct markup *right);

/*
 * Append a value as its place wants it; characters that no page may hold are
 * left out.
 *
 * ERR_INVALID    nothing may stand there, or not such an address
 * ERR_FULL       the page is past its ceiling
 */
MUST_USE enum err
markup_write(enum markup_place place, struct view value, struct bytes *out);

#endif
