/*
 * The desk: what people see and do, as JSON models.
 *
 * One model serves the table on the terminal, --json, the page and the feeds.
 * Views read the store and the roster and change nothing; acts go through the
 * core. Models are new references, NULL only when memory runs out.
 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/problem.h"
#include "node/board/code.h"
#include "node/board/post.h"
#include "node/err.h"
#include "node/id.h"
#include "node/people/roster.h"
#include "store/board.h"
#include "store/store.h"

/* What a view looks at; all borrowed. */
struct desk {
    struct store *store;
    const struct roster *roster; /* settled at now_ms */
    struct id own;               /* this household */
    const struct neighbourhood *neighbourhood;
    uint64_t now_ms; /* trusted time */
};

/* Which posts `board` shows; views may be empty, numbers 0. */
struct desk_board {
    unsigned kind; /* enum post_kind; 0: all */
    struct view words;
    struct view tag;
    const struct cell *near; /* within so many metres of it; NULL: anywhere */
    uint32_t within_m;
    uint64_t since_ms; /* first published then or later */
    bool is_mine;
    bool with_ended;
    bool with_hidden;
    size_t limit;
};

/* A post that was found, with what it takes to change it. */
struct desk_post {
    struct id post;
    struct id keeper;
    uint16_t kind;
    uint32_t lane;
    uint32_t n;
    bool is_unverified; /* held: its signature is not checked yet */
    struct bytes bytes; /* owned: the record */
    struct post said;   /* views into `bytes` */
    json_t *model;      /* owned: as `show` prints it */
};

/* The board: an array of posts, quietest first. */
MUST_USE enum err desk_board(const struct desk *desk,
                             const struct desk_board *wanted,
                             json_t **out);

/*
 * Find the one post that `text` means: a code, its digits, or an id.
 *
 * ERR_UNKNOWN    `why` names the nearest thing to do
 * ERR_AMBIGUOUS  `why` lists the codes
 */
MUST_USE enum err desk_post_find(const struct desk *desk,
                                 const char *text,
                                 struct desk_post *out,
                                 struct problem *why);

/* The same by its id, as an event names it. ERR_UNKNOWN. */
MUST_USE enum err desk_post_by_id(const struct desk *desk,
                                  const struct id *id,
                                  struct desk_post *out);

/* Refuse a text that is no code of a post; `why` tells those whose words it
 * has. ERR_UNKNOWN. */
MUST_USE enum err desk_post_unknown(const struct desk *desk,
                                    const char *text,
                                    struct problem *why);

/* Make ready and empty; give back what it owns (may be called twice). */
void desk_post_init(struct desk_post *post);
void desk_post_release(struct desk_post *post);

/* ERR_DENIED unless the post is this household's own; ERR_AGAIN while its
 * signature is not checked. */
MUST_USE enum err desk_post_own(const struct desk *desk,
                                const struct desk_post *post,
                                struct problem *why);

/* The code of a post, with as many digits as make it the only one. */
MUST_USE enum err desk_code(const struct desk *desk,
                            enum post_kind kind,
                            struct view title,
                            const struct id *post,
                            char out[static CODE_CHARS]);

enum { DESK_HOUSEHOLD_CODE_CHARS = 18 };

/* The words that tell a household from others of its name. */
void desk_household_code(const struct id *household,
                         char out[static DESK_HOUSEHOLD_CODE_CHARS]);

/* {"name","id"}; the code where no name is known. */
json_t *desk_household(const struct desk *desk, const struct id *household);

/*
 * Find the household that `text` means: a name, its two words, or an id (at
 * least eight digits of it). Letters of either case are the same.
 *
 * ERR_UNKNOWN    `why` says how to see who there is
 * ERR_AMBIGUOUS  `why` lists the codes
 */
MUST_USE enum err desk_household_find(const struct desk *desk,
                                      const char *text,
                                      struct id *out,
                                      struct problem *why);

/* Everybody with standing, and whom of them this home has blocked: an array, as
 * `members` prints it. */
MUST_USE enum err desk_members(const struct desk *desk, json_t **out);

/* "steward", "full", "newcomer" or "none". */
const char *desk_standing(unsigned level);

#endif
