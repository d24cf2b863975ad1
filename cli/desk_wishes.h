/*
 * Wishes as people see them: what this house looks for, and what it found.
 */
#ifndef CLI_DESK_WISHES_H
#define CLI_DESK_WISHES_H

#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"

/*
 * An array of {"number","words","posts"}: the posts that it found and the board
 * still shows, as `board` prints them, the last first.
 *
 * number  only this one; 0: all
 */
MUST_USE enum err
desk_wishes(const struct desk *desk, uint32_t number, json_t **out);

#endif
