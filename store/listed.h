/*
 * Listed: ids of a drop week in ascending order, as many at a time as fit. A
 * page of a list is a place in them; a walk over the week's records is needed
 * only where they end. Inside store/.
 */
#ifndef STORE_LISTED_H
#define STORE_LISTED_H

#include <stdbool.h>
#include <stddef.h>

#include "node/err.h"
#include "node/id.h"
#include "node/shelf.h"

struct listed {
    size_t max; /* ids held at most */
    struct shelf_week week;
    struct id *ids;     /* owned; NULL: none are held */
    size_t count;       /* a heap with the greatest on top while it is filled */
    size_t room;        /* of ids */
    bool is_to_the_end; /* the week has none above them */
    bool has_after;
    struct id after; /* they are those above this one */
    size_t walks;    /* times that they were filled */
};

/* A page of a list. */
struct listed_page {
    struct shelf_week week;
    const struct id *after; /* above this one; NULL: from the first */
    struct id *ids;         /* room for `max` */
    size_t max;
    size_t count;
};

/* Ready, with room for so many ids; takes no memory. */
void listed_init(struct listed *listed, size_t max);

/* Give the memory back; may be called twice. */
void listed_release(struct listed *listed);

/* Fill the page, if the ids for it are held. Where they come to an end, they
 * are given back. What came or went since may be missed, or listed. */
bool listed_take(struct listed *listed, struct listed_page *page);

/* Begin to hold those of a page and as many behind it, of a week that has
 * `count` in all. ERR_NOMEM: none are held. */
MUST_USE enum err listed_begin(struct listed *listed,
                               const struct listed_page *page,
                               uint64_t count);

/* An id of the week, in any order. */
void listed_offer(struct listed *listed, const struct id *id);

/* All were offered: put them in order. */
void listed_end(struct listed *listed);

/* Fill the page for which they were gathered, as listed_take does. */
void listed_first(struct listed *listed, struct listed_page *page);

#endif
