/*
 * The filters of net/web/show.h that are words: what the models call by a word
 * of their own, and how many things a list has. Each appends to `out`;
 * ERR_INVALID where the value is not of its kind.
 */
#ifndef NET_WEB_SHOW_WORDS_H
#define NET_WEB_SHOW_WORDS_H

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

/* A kind of post: "To borrow". */
MUST_USE enum err
show_kind(void *context, const json_t *value, struct bytes *out);

/* A state of a post, a deal or a household: "in line". */
MUST_USE enum err
show_state(void *context, const json_t *value, struct bytes *out);

/* What a step said: "put in line". */
MUST_USE enum err
show_step(void *context, const json_t *value, struct bytes *out);

/* What an event is, behind the name of whose it is. */
MUST_USE enum err
show_event(void *context, const json_t *value, struct bytes *out);

/* Of a list: "23 things on the board". */
MUST_USE enum err
show_count(void *context, const json_t *value, struct bytes *out);

/* What a board says behind its last card; nothing where it is whole. */
MUST_USE enum err
show_rest(void *context, const json_t *value, struct bytes *out);

/* What a printed board says below its last row; likewise. */
MUST_USE enum err
show_sheet(void *context, const json_t *value, struct bytes *out);

/* How much of a poster a text needs: "", "long", "longer" or
 * "longest". */
MUST_USE enum err
show_room(void *context, const json_t *value, struct bytes *out);

/* What a field of a form is called: "Days at most". */
MUST_USE enum err
show_field(void *context, const json_t *value, struct bytes *out);

/* Texts of a list, with commas between. */
MUST_USE enum err
show_commas(void *context, const json_t *value, struct bytes *out);

/* The pages a wall turns: "pages-4". */
MUST_USE enum err
show_pages(void *context, const json_t *value, struct bytes *out);

#endif
