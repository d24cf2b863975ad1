/*
 * Things that change their keeper: who is to have one, where it goes on, and
 * who kept it before.
 */
#ifndef CLI_DESK_HEIR_H
#define CLI_DESK_HEIR_H

#include <jansson.h>

#include "cli/desk.h"
#include "node/err.h"
#include "node/id.h"

/* {"id","code","title","keeper"} of a post that may be anybody's; only the id
 * where it is not kept. Not within a visit of the board. */
MUST_USE enum err
desk_post_brief(const struct desk *desk, const struct id *post, json_t **out);

/* Add "heir", "next" and "was" to the model of a post that has them. Not
 * within a visit of the board. */
MUST_USE enum err
desk_heir_add(const struct desk *desk, const struct post *post, json_t *model);

#endif
