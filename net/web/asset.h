/*
 * The files of net/web/asset/, which the build puts into the program:
 * templates, the style sheet, the script, pictures.
 */
#ifndef NET_WEB_ASSET_H
#define NET_WEB_ASSET_H

#include <stddef.h>

#include "node/bytes.h"

struct asset {
    const char *name; /* "style.css" */
    const unsigned char *data;
    size_t bytes;
};

/* Of the build, in the order of their names. */
extern const struct asset assets[];
extern const size_t asset_count;

/* Changes when any of them does; hex. */
extern const char asset_version[];

/* By its name; NULL: there is none. */
const struct asset *asset_find(struct view name);

/* What a browser is told it is, by its ending; NULL: it is not for browsers,
 * as no template is. */
const char *asset_type(const struct asset *asset);

#endif
