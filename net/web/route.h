/*
 * Which row of web_pages or web_forms an address is, and addresses made from
 * patterns: "/post/:code" and {"code": "ladder-7kq"}.
 */
#ifndef NET_WEB_ROUTE_H
#define NET_WEB_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "net/web/limits.h"
#include "net/web/page.h"

/*
 * Does a path fit a pattern? Parts are what ":name" stands for, one segment
 * that is not empty. Paths come decoded; a part that is no UTF-8 fits nothing.
 *
 * parts  an object that is filled; NULL: only whether
 */
bool route_fits(const char *pattern, const char *path, json_t *parts);

/* The row of a path; NULL: there is none. The first one in the table wins. */
const struct web_page *route_page(const char *path, json_t *parts);
const struct web_form *route_form(const char *path);

/* The row with exactly this pattern; NULL: there is none. */
const struct web_page *route_pattern(const char *pattern);

/*
 * Fill a pattern: ":name" from the first of the objects that has that name as
 * a text, percent encoded. False where none has it, or it does not fit.
 */
bool route_fill(const char *pattern,
                const json_t *const *from,
                size_t count,
                char out[static WEB_PATH_BYTES_MAX]);

#endif
