/*
 * A glimpse of a post that was read before it was stored: what the indexes
 * need of it, without the checks of post_read, which take ten times as long.
 * Sizes are checked, so a damaged body costs an entry and no more. Inside
 * store/.
 */
#ifndef STORE_GLIMPSE_H
#define STORE_GLIMPSE_H

#include <stdbool.h>

#include "node/board/post.h"
#include "node/bytes.h"

/*
 * Read birth, posted, title, text, tags, until, cell, status, asks and whether
 * it is the first one; the rest of `out` is zero. Views borrow from `body`.
 *
 * false: this is no body of a post; `out` is undefined
 */
bool glimpse_post(struct view body, struct post *out);

/* Does it list photos? Of a damaged body any answer will do. */
bool glimpse_photos(struct view body);

#endif
