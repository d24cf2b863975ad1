/*
 * A draft: a post as somebody describes it, checked field by field.
 *
 * Options of the command line and lines of an import end here, so both are
 * refused by the same rules in the same words. Views borrow from what was
 * handed in, but for the text from standard input, which the draft owns.
 */
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/album.h"
#include "cli/arguments.h"
#include "cli/near.h"
#include "cli/problem.h"
#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"

struct draft {
    uint16_t kind; /* enum post_kind */
    struct post post;
    struct bytes title; /* owned: the words of the title, joined */
    struct bytes text;  /* owned: read from standard input */
    char cell[CELL_CHARS];
    const struct ruled *ruled; /* borrowed; names of places, or NULL */
    struct album album;        /* new photos; its references are in the post */
};

/* The options that describe a post; a table for verbs that take them. */
extern const struct option_row draft_options[];

/* Make ready: an empty post of a kind with the defaults of that kind. */
void draft_init(struct draft *draft, enum post_kind kind, uint64_t now_ms);

/* Begin from a post that exists; its views stay borrowed. */
void draft_init_from(struct draft *draft,
                     enum post_kind kind,
                     const struct post *post);

/* Give back what it owns; may be called twice. */
void draft_release(struct draft *draft);

/* Say where the thing is, or nowhere. */
void draft_place(struct draft *draft, const struct near *near);

/* Set the title from words given on the command line. ERR_INVALID. */
MUST_USE enum err draft_title(struct draft *draft,
                              char *const *words,
                              size_t count,
                              struct problem *why);

/*
 * Apply the options that were given; "--text -" reads standard input.
 *
 * ERR_INVALID  `why` names the field, what is wrong and what is allowed
 */
MUST_USE enum err draft_apply(struct draft *draft,
                              const struct arguments *arguments,
                              uint64_t now_ms,
                              struct problem *why);

/*
 * Read an imported post: keys as `board --json` prints them. Sets the kind.
 *
 * ERR_INVALID  as draft_apply
 */
MUST_USE enum err draft_import(struct draft *draft,
                               const json_t *object,
                               uint64_t now_ms,
                               struct problem *why);

#endif
