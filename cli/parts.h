/*
 * Parts of a thing: which were not there when it was handed over, or back.
 */
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

#include <stdint.h>

#include <jansson.h>

#include "cli/desk_deals.h"
#include "cli/problem.h"
#include "node/err.h"

/*
 * Read "pegs, roof" or "2,3" as parts of the post that a deal is about: bit n
 * is part n.
 *
 * ERR_INVALID  it has no such part; `why` lists those that it has
 * ERR_UNKNOWN  the post is gone
 */
MUST_USE enum err parts_read(const struct desk *desk,
                             const struct desk_deal *deal,
                             const char *list,
                             uint16_t *missing,
                             struct problem *why);

/* The same where the post is at hand. */
MUST_USE enum err parts_of_post(const struct post *post,
                                const char *list,
                                uint16_t *missing,
                                struct problem *why);

/*
 * Put the names of what was missing, on the way out and on the way in, into the
 * model of a deal: "missing_out" and "missing", arrays. A part whose post is
 * gone is called by its number.
 */
MUST_USE enum err parts_show(const struct desk *desk,
                             const struct desk_deal *deal,
                             json_t *model);

#endif
