/*
 * The poster: what is on the board, as one page of paper for the board of a
 * hall.
 *
 * One HTML document by itself: no scripts, no other files. It shows what a
 * street may see: posts and their keepers, nobody who asked, and nobody who is
 * acted for.
 */
#ifndef CLI_POSTER_H
#define CLI_POSTER_H

#include <stddef.h>

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

enum {
    POSTER_NEW_MAX = 24,    /* with their text: two columns of A4 */
    POSTER_OTHERS_MAX = 48, /* in a line each */
    POSTER_BYTES_MAX = 256 * 1024,
};

/* What a poster shows; models of desk_board, borrowed. */
struct poster {
    const char *place; /* name of the neighbourhood */
    const char *from;  /* the week, in words */
    const char *to;
    const json_t *fresh;  /* posts of the week */
    const json_t *others; /* all posts; those of the week are left out */
};

/* Append the document. ERR_FULL, ERR_NOMEM: `out` is undefined. */
MUST_USE enum err poster_write(const struct poster *poster, struct bytes *out);

#endif
