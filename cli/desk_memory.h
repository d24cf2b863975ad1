/*
 * Memory: what this household shared with another, from its own deals and
 * hours. Facts and no score; nobody else sees them.
 */
#ifndef CLI_DESK_MEMORY_H
#define CLI_DESK_MEMORY_H

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"
#include "node/id.h"

enum { MEMORY_DEALS_MAX = 50 };

/*
 * {"household","facts","deals","hours","thanks"}: facts of the last 90 days
 * (E43), the deals that came to something or are still open, the last changed
 * first, the minutes that each gave the other, and what members said openly of
 * it.
 */
MUST_USE enum err
desk_memory(const struct desk *desk, const struct id *household, json_t **out);

#endif
