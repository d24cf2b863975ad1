/*
 * What the weekly sheet has of the board.
 */
#ifndef NET_WEB_WEEK_H
#define NET_WEB_WEEK_H

#include <stdint.h>

#include <jansson.h>

#include "node/err.h"

enum { WEEK_POSTS_MAX = 200 }; /* that the sheet asks for */

/* Add "fresh", what was posted in the last seven days, and "ending", the rest
 * that shows for at most seven more, to a model with "board"; and "is_cut":
 * there may be more posts than these. */
MUST_USE enum err week_add(json_t *model, uint64_t now_ms);

#endif
