/*
 * Thanks on the desk: what members said openly of one another.
 */
#ifndef CLI_DESK_THANKS_H
#define CLI_DESK_THANKS_H

#include <stdint.h>

#include <jansson.h>

#include "cli/desk.h"
#include "cli/problem.h"
#include "node/board/code.h"
#include "node/err.h"
#include "node/id.h"

/* Which thanks are wanted; NULL and 0: any. */
struct desk_thanks {
    const struct id *from;
    const struct id *to;
    uint64_t since_ms;
};

enum { DESK_THANKS_MAX = 200 };

/*
 * An array of {"code","from","to","text","post","title","when"}, the last
 * first, DESK_THANKS_MAX at most; of members who are not blocked here.
 */
MUST_USE enum err desk_thanks(const struct desk *desk,
                              const struct desk_thanks *wanted,
                              json_t **out);

/* The code of thanks in a slot: "thanks-7kq4n". */
void desk_thanks_code(const struct id *slot, char out[static CODE_CHARS]);

/*
 * Find own thanks by their code.
 *
 * ERR_UNKNOWN  `why` says how to see them
 */
MUST_USE enum err desk_thanks_find(const struct desk *desk,
                                   const char *code,
                                   uint32_t *lane,
                                   uint32_t *n,
                                   struct problem *why);

#endif
