/*
 * A shoebox: photos in memory, beside a shelf in memory, for tests of those
 * who hand them over.
 */
#ifndef TESTS_LIB_SHOEBOX_H
#define TESTS_LIB_SHOEBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "node/actions.h"
#include "node/shelf.h"

enum { SHOEBOX_PHOTOS = 8 };

struct shoe {
    struct photo_reference photo; /* some kept post lists it */
    struct bytes head;            /* owned; empty: it is not here */
    struct bytes parts[PHOTO_PARTS];
};

struct shoebox {
    struct shoe photos[SHOEBOX_PHOTOS];
    size_t count;
};

/* Empty. What is attached answers the port of photos of this shelf. */
void shoebox_init(struct shoebox *box);
void shoebox_attach(struct shoebox *box, struct shelf *shelf);
void shoebox_release(struct shoebox *box);

/* A photo of noise, of about so many pixels a side, that is listed here and,
 * if wanted, is here. The same number is the same photo. */
struct shoe *
shoebox_add(struct shoebox *box, unsigned number, unsigned side, bool is_here);

/* The same of bytes that are no picture at all. */
struct shoe *shoebox_add_junk(struct shoebox *box, bool is_here);

/* What ACTION_PHOTO does. */
void shoebox_keep(struct shoebox *box, const struct action *action);

/* Is a picture of the first photo here? */
bool shoebox_has(const struct shoebox *box, enum photo_part part);

#endif
